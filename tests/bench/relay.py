"""A wire to a printer that notes when a slip's first byte passes."""

import socket
import threading
import time
from contextlib import suppress
from queue import SimpleQueue
from typing import Final

QUESTION: Final = 16
"""Bytes; what is shorter asks for the printer's status."""


class Relay:
    """Stands between one printer box and its printer. `slips` are the moments of first bytes, on the boot clock."""

    def __init__(self, printer: str) -> None:
        """Listen at `address`, and pass everything on to the address `printer`."""
        host, _, port = printer.rpartition(":")
        self._printer = (host, int(port))
        self._door = socket.create_server((host, 0))
        self.address = f"{host}:{self._door.getsockname()[1]}"
        self.slips: SimpleQueue[float] = SimpleQueue()
        self._threads = [threading.Thread(target=self._serve)]
        self._threads[0].start()

    def close(self) -> None:
        """End it; the box has gone before."""
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._door.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                box, _ = self._door.accept()
                printer = socket.create_connection(self._printer)
                for end in (box, printer):
                    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                back = threading.Thread(target=_pass_on, args=(printer, box))
                self._threads += [threading.Thread(target=self._watch, args=(box, printer, back)), back]
                for thread in self._threads[-2:]:
                    thread.start()

    def _watch(self, box: socket.socket, printer: socket.socket, back: threading.Thread) -> None:
        with box, printer:
            with suppress(OSError):
                while piece := box.recv(65_536):
                    if len(piece) > QUESTION:
                        self.slips.put(time.clock_gettime(time.CLOCK_BOOTTIME))
                    printer.sendall(piece)
            for end in (box, printer):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
            back.join()


def _pass_on(printer: socket.socket, box: socket.socket) -> None:
    with suppress(OSError):
        while piece := printer.recv(65_536):
            box.sendall(piece)
    with suppress(OSError):
        box.shutdown(socket.SHUT_RDWR)
