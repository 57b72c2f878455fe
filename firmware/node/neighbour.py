"""How the boxes of one Pi speak to each other while the broker is away: a Unix socket, same topics, same payloads.

A box that may be spoken to has a door, the others come to it and come back for ever. As with the link, a message that
cannot go at once is refused with False and whoever needs it sent keeps it; threads only post. SOCK_SEQPACKET keeps the
borders of messages (unix(7)): one packet is a topic, a line end and a payload, so nothing has to be counted or put
together, and a neighbour that died in the middle of a word has said nothing.

Nobody is asked who they are: the kernel knows (SO_PEERCRED). A door lets in the button box's user, who alone comes to
others, and a box that comes to a door leaves it where another user has opened it: a display in wrong hands prints
nothing, and nothing is told to it in the printer's place.
"""

import logging
import os
import selectors
import socket
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec import Struct

from firmware.messages.codec import LIMIT
from firmware.node.socket_file import call, is_known, listen, process_at, remove

RECONNECT_SECONDS: Final = 0.25

_TOPIC_LIMIT: Final = 256
_PACKET_LIMIT: Final = _TOPIC_LIMIT + 1 + LIMIT
# The user who comes to doors (systemd/sysusers.conf).
_CALLER: Final = "antrian-button"
# More than a send buffer holds: one who never stops talking must not keep the others from being heard.
_PACKETS_AT_ONCE: Final = 1_000
# One who is not let in may come again at once and for ever; the log is on an SD card.
_COMPLAINT_SECONDS: Final = 60.0

Post = Callable[[object], None]

log = logging.getLogger(__name__)


class NeighbourThere(Struct, frozen=True):
    """The other side can be spoken to. Said before anything that it says."""

    place: str


class NeighbourGone(Struct, frozen=True):
    """The other side is gone or cannot be reached; said once for each cause, not at every attempt.

    `detail` is a sentence that says what to check.
    """

    place: str
    detail: str


class Overheard(Struct, frozen=True):
    """A message of a neighbour, as it would have come over the broker, but from nobody whom a broker knows."""

    topic: str
    payload: bytes


class _Line:
    """One connection. `send` may be called from any thread, the rest belongs to the thread that listens."""

    def __init__(self, sock: socket.socket) -> None:
        sock.setblocking(False)
        self.sock = sock
        self.process = process_at(sock)
        self.is_open = True
        self.end = ""
        self._lock = threading.Lock()

    def send(self, packet: bytes) -> bool:
        """Hand over one packet without waiting; one who does not read is left, and the listening thread hears it."""
        with self._lock:
            if not self.is_open:
                return False
            try:
                self.sock.send(packet)
            except BlockingIOError:
                self._leave("it does not read what it is told; is it hung?")
            except OSError as error:
                self._leave(f"{error.strerror}; has it ended?")
            return self.is_open

    def hear(self, post: Post) -> bool:
        """Post what has come; False when nothing more will."""
        for _ in range(_PACKETS_AT_ONCE):
            try:
                packet = self.sock.recv(_PACKET_LIMIT + 1)
            except BlockingIOError:
                return True
            except ConnectionResetError:
                # It ended without reading all. Linux says so once, and then still gives what it had said before.
                continue
            if not packet:
                self._ends("it has ended or closed; systemctl status of its unit says why")
                return False
            try:
                heard = _unpack(packet)
            except ValueError as error:
                self._ends(f"it sent what cannot be read, {error}; is it of the same version?")
                return False
            post(heard)
        return True

    def close(self) -> None:
        with self._lock:
            self.is_open = False
            self.sock.close()

    def _leave(self, end: str) -> None:
        self._ends(end)
        self.sock.shutdown(socket.SHUT_RDWR)

    def _ends(self, end: str) -> None:
        self.is_open, self.end = False, self.end or end


class _Listening(ABC):
    """One thread around one selector, until it is closed. No exception ends it."""

    def __init__(self, path: Path, post: Post) -> None:
        self._path = path
        self._post = post
        self._is_closing = threading.Event()
        self._selector = selectors.DefaultSelector()
        self._wake = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self._selector.register(self._wake, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._run, name=f"{type(self).__name__} {path.name}", daemon=True)

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._thread.start()

    def close(self) -> None:
        """End the thread and every connection; nothing is left behind. May be called twice."""
        if self._is_closing.is_set():
            return
        self._is_closing.set()
        os.eventfd_write(self._wake, 1)
        if self._thread.ident is not None:
            self._thread.join()
        self._leave_all()
        self._selector.close()
        os.close(self._wake)

    @property
    def place(self) -> str:
        """Where the socket is."""
        return str(self._path)

    def _run(self) -> None:
        while not self._is_closing.is_set():
            try:
                self._turn()
            except Exception:
                log.exception("at %s", self.place)
                self._is_closing.wait(RECONNECT_SECONDS)

    @abstractmethod
    def _turn(self) -> None:
        """Do what is to be done; wait where nothing is."""

    @abstractmethod
    def _leave_all(self) -> None:
        """Close every connection; the thread has ended."""

    def _await(self) -> set[object]:
        """Wait until something can be read, and return what."""
        return {key.fileobj for key, _ in self._selector.select()}

    def _begin(self, line: _Line) -> None:
        self._selector.register(line.sock, selectors.EVENT_READ)
        log.info("a neighbour at %s: process %d", self.place, line.process)
        self._post(NeighbourThere(self.place))

    def _end(self, line: _Line) -> NeighbourGone:
        self._selector.unregister(line.sock)
        line.close()
        return NeighbourGone(self.place, f"the neighbour at {self.place}, process {line.process}, is gone: {line.end}")

    def _tell(self, gone: NeighbourGone) -> None:
        log.warning("%s", gone.detail)
        self._post(gone)


class NeighbourDoor(_Listening):
    """Where neighbours come to: the printer box and the display have one."""

    def __init__(self, path: Path, post: Post) -> None:
        """Open the door; who comes is heard from `start` on. Raises StateError when there can be no door at `path`."""
        self._listener = listen(path)
        self._file = path.stat()
        self._lines: tuple[_Line, ...] = ()
        self._complains_from = time.monotonic()
        super().__init__(path, post)
        self._selector.register(self._listener, selectors.EVENT_READ)

    def publish(self, topic: str, payload: bytes) -> bool:
        """Tell everybody who is connected; False when nobody could be told. Raises ValueError over 8 KiB."""
        packet = _pack(topic, payload)
        taken = [line.send(packet) for line in self._lines]
        return any(taken)

    def _turn(self) -> None:
        ready = self._await()
        # Those who have been here longer first, one arrival a turn: what a neighbour said before it came back is
        # heard before what it says now.
        for line in self._lines:
            if line.sock in ready and not line.hear(self._post):
                self._lines = tuple(other for other in self._lines if other is not line)
                self._tell(self._end(line))
        if self._listener in ready:
            line = _Line(self._listener.accept()[0])
            if is_known(line.sock, _CALLER):
                self._lines = (*self._lines, line)
                self._begin(line)
            else:
                self._complain(line)
                line.close()

    def _complain(self, line: _Line) -> None:
        if (now := time.monotonic()) >= self._complains_from:
            self._complains_from = now + _COMPLAINT_SECONDS
            log.error("at %s, process %d of another user than %s is not let in", self.place, line.process, _CALLER)

    def _leave_all(self) -> None:
        for line in self._lines:
            line.close()
        self._lines = ()
        remove(self._path, self._file)
        self._listener.close()


class Neighbour(_Listening):
    """Comes to a door, for ever; the button box has one for its printer and one for its display."""

    def __init__(self, path: Path, post: Post, user: str | None = None) -> None:
        """Remember where the door is; nobody needs to be there yet. It must be our own user's, root's or `user`'s."""
        super().__init__(path, post)
        self._user = user
        self._line: _Line | None = None
        self._said: NeighbourGone | None = None

    @property
    def is_there(self) -> bool:
        """True from when somebody listens there until the connection is known to be lost."""
        line = self._line
        return line is not None and line.is_open

    def publish(self, topic: str, payload: bytes) -> bool:
        """Tell the neighbour, without waiting; False when it is not there. Raises ValueError over 8 KiB."""
        packet = _pack(topic, payload)
        line = self._line
        return line is not None and line.send(packet)

    def _turn(self) -> None:
        if self._line is None:
            self._connect()
        elif self._line.sock in self._await() and not self._line.hear(self._post):
            self._lose(self._line)

    def _connect(self) -> None:
        try:
            line = _Line(call(self._path))
        except (OSError, ValueError) as error:
            why = f"{getattr(error, 'strerror', None) or error}"
            self._miss(
                NeighbourGone(self.place, f"nobody answers at {self.place}: {why}; does the box with this door run?")
            )
            self._is_closing.wait(RECONNECT_SECONDS)
            return
        if not is_known(line.sock, self._user):
            line.close()
            why = f"process {line.process} of another user than {self._user} has opened it; end that process"
            self._miss(NeighbourGone(self.place, f"the door at {self.place} is not believed: {why}"))
            self._is_closing.wait(RECONNECT_SECONDS)
            return
        self._line, self._said = line, None
        self._begin(line)

    def _lose(self, line: _Line) -> None:
        self._line = None
        self._miss(self._end(line))
        self._is_closing.wait(RECONNECT_SECONDS)

    def _miss(self, gone: NeighbourGone) -> None:
        if gone != self._said:
            self._said = gone
            self._tell(gone)

    def _leave_all(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def _pack(topic: str, payload: bytes) -> bytes:
    name = topic.encode()
    if not 0 < len(name) <= _TOPIC_LIMIT or b"\n" in name or len(payload) > LIMIT:
        raise ValueError(f"{topic[:80]!r} with {len(payload)} bytes; at most {LIMIT} cross a socket")
    return name + b"\n" + payload


def _unpack(packet: bytes) -> Overheard:
    """Raises ValueError."""
    name, line_end, payload = packet.partition(b"\n")
    if not line_end or not 0 < len(name) <= _TOPIC_LIMIT or len(payload) > LIMIT:
        raise ValueError(f"{len(packet)} bytes that are no topic and at most {LIMIT} bytes of payload")
    return Overheard(name.decode(), payload)
