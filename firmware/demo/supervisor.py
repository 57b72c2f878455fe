"""Plays systemd for one process: readiness, restart on death, a log that can be waited for, and an end for certain.

A box cannot tell the difference: `READY=1` on NOTIFY_SOCKET, SIGTERM to stop, SIGKILL for what does not stop (and for
whatever a dead process left behind), a restart after every other death, and none after status 78 (EX_CONFIG), as the
units in `systemd/` say. The kernel kills every process when the thread that started it is gone (PR_SET_PDEATHSIG, set
by util-linux's `setpriv`), so that not even a killed demo leaves an office running.
"""

import contextlib
import os
import re
import secrets
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from firmware.demo.record import Record
from firmware.node.settings import EXIT_SETTINGS

RESTART_SECONDS: Final = 0.3
READY_SECONDS: Final = 15.0
STOP_SECONDS: Final = 5.0

_CODE: Final = Path(__file__).resolve().parents[2]


class ServiceError(Exception):
    """A process did not do what was waited for; the text names its log."""


def python(module: str, *arguments: str) -> tuple[str, ...]:
    """Return the command that runs one of our modules with this interpreter."""
    return (sys.executable, "-m", module, *arguments)


def environment() -> dict[str, str]:
    """Return this process's environment, with our code on Python's path and its output unbuffered."""
    path = os.pathsep.join(filter(None, (str(_CODE), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}


class Service:
    """One supervised process. `start` waits until it is ready; whatever it says stands in `<folder>/<name>.log`."""

    def __init__(
        self,
        name: str,
        argv: Sequence[str],
        *,
        folder: Path,
        env: Mapping[str, str] | None = None,
        notify: Path | None = None,
        restart_seconds: float = RESTART_SECONDS,
    ) -> None:
        """`env` is added to this process's own environment. `restart_seconds` is systemd's RestartSec.

        `notify` is a path for the socket that hears READY, for a process in another network namespace: an abstract
        name is known in its own only (unix(7)).
        """
        self.name = name
        self.argv = tuple(argv)
        self.record = Record(folder / f"{name}.log")
        self.starts = 0
        self.started_at = 0.0  # the latest start, on the boot clock
        self._env = dict(env or {})
        self._notify = notify
        self._restart_seconds = restart_seconds
        self._dead_seconds: float | None = None
        self._changed = threading.Condition()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_ready = False
        self._is_over = False
        self._is_stopping = threading.Event()
        self._thread: threading.Thread | None = None

    # -- what a technician would type at systemctl -------------------------------------------------------------------

    def start(self, seconds: float = READY_SECONDS) -> None:
        """Start the process and wait until it is ready. Raises ServiceError when it is not in time."""
        self.begin()
        self.await_ready(seconds)

    def begin(self) -> None:
        """Start the process and do not wait for it."""
        self._thread = threading.Thread(target=self._supervise, name=f"supervise-{self.name}", daemon=True)
        self._thread.start()

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Ask the process to end (SIGTERM), kill it when it has not in `seconds`, and start it no more."""
        self._is_stopping.set()
        if self._thread is None:
            return
        self._signal(signal.SIGTERM)
        self.thaw()  # a frozen process hears SIGTERM only when it thaws
        self._thread.join(seconds)
        self._signal(signal.SIGKILL)
        self._thread.join()

    def kill(self, *, dead_seconds: float | None = None) -> int:
        """SIGKILL, as if the plug were pulled; it is started again, after `dead_seconds` where they are given.

        Returns its start until now, for `await_ready`.
        """
        start = self.starts
        self._dead_seconds = dead_seconds
        self._signal(signal.SIGKILL)
        return start

    def freeze(self) -> None:
        """SIGSTOP: the process is there, its sockets take everything, and when this returns it answers nothing."""
        self._signal(signal.SIGSTOP)
        if (pid := self.pid) is not None:
            with contextlib.suppress(ChildProcessError):
                os.waitid(os.P_PID, pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)

    def thaw(self) -> None:
        """SIGCONT."""
        self._signal(signal.SIGCONT)

    @property
    def pid(self) -> int | None:
        """The process now, or None between two lives."""
        process = self._process
        return None if process is None else process.pid

    # -- what can be waited for --------------------------------------------------------------------------------------

    def await_ready(self, seconds: float = READY_SECONDS, *, after_start: int = 0) -> None:
        """Wait until a start later than the `after_start`-th one is ready. Raises ServiceError."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_over or self._is_ready_since(after_start), timeout=seconds)
            is_ready = self._is_ready_since(after_start)
        if not is_ready:
            raise ServiceError(self._complaint(f"did not become ready in {seconds:g} s"))

    def mark(self) -> int:
        """Return the place where the log ends now, for `lines` and `await_line`."""
        return self.record.mark()

    def lines(self, pattern: str = "", *, after: int = 0) -> list[re.Match[str]]:
        """Return the matches of `pattern` in the log's lines behind the mark `after`, the oldest first."""
        return self.record.lines(pattern, after)

    def await_line(self, pattern: str, seconds: float, *, after: int = 0, count: int = 1) -> re.Match[str]:
        """Wait for the `count`-th line of the log behind the mark `after` that matches. Raises ServiceError."""
        match = self.record.wait(pattern, seconds, after=after, count=count)
        if match is None:
            raise ServiceError(self._complaint(f"did not say {pattern!r} in {seconds:g} s"))
        return match

    # -- the thread that watches -------------------------------------------------------------------------------------

    def _supervise(self) -> None:
        while not self._is_stopping.is_set():
            status = self._live()
            self.record.feed(f"supervisor: {self.name} ended with status {status}\n".encode())
            if status == EXIT_SETTINGS:
                break
            dead_seconds, self._dead_seconds = self._dead_seconds, None
            self._is_stopping.wait(self._restart_seconds if dead_seconds is None else dead_seconds)
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    def _live(self) -> int:
        """One life of the process, from its start to its status."""
        with (
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify,
            self._spawn(self._bind(notify)) as process,
        ):
            ending = os.pidfd_open(process.pid)
            try:
                self._watch(process, notify, ending)
            finally:
                os.close(ending)
                with self._changed:
                    self._is_ready, self._process = False, None
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            self.record.end_line()
        return process.returncode

    def _bind(self, notify: socket.socket) -> str:
        """Give the socket its address and return it as a process reads it in NOTIFY_SOCKET."""
        if self._notify is not None:
            self._notify.unlink(missing_ok=True)
            notify.bind(str(self._notify))
            return str(self._notify)
        # An abstract name leaves no file behind and does not run into the 108 bytes of a path (unix(7)).
        name = f"antrian-{os.getpid()}-{secrets.token_hex(6)}"
        notify.bind("\0" + name)
        return "@" + name

    def _spawn(self, notify: str) -> "subprocess.Popen[bytes]":
        with self._changed:
            self._process = subprocess.Popen(
                ("setpriv", "--pdeathsig", "KILL", *self.argv),  # noqa: S607 - util-linux is essential on Debian
                env={**environment(), "NOTIFY_SOCKET": notify, **self._env},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C at the terminal is for the demo, which ends its boxes in order
            )
            self.starts += 1
            self.started_at = time.clock_gettime(time.CLOCK_BOOTTIME)
            if self._is_stopping.is_set():
                self._process.terminate()
            return self._process

    def _watch(self, process: "subprocess.Popen[bytes]", notify: socket.socket, ending: int) -> None:
        """Listen to the process until it is dead and has been heard out."""
        assert process.stdout is not None  # noqa: S101 - Popen was asked for a pipe
        voice = process.stdout.fileno()
        os.set_blocking(voice, False)
        with selectors.DefaultSelector() as waiting:
            for what in (notify, voice, ending):
                waiting.register(what, selectors.EVENT_READ)
            while True:
                ready = {key.fd for key, _ in waiting.select()}
                if notify.fileno() in ready and b"READY=1" in notify.recv(4096).splitlines():
                    self._become_ready()
                if voice in ready and not self._listen(voice):
                    waiting.unregister(voice)
                if ending in ready:
                    self._listen(voice)
                    return

    def _listen(self, voice: int) -> bool:
        """Take what stands in the pipe; False at its end."""
        while True:
            try:
                chunk = os.read(voice, 65_536)
            except BlockingIOError:
                return True
            if not chunk:
                return False
            self.record.feed(chunk)

    def _become_ready(self) -> None:
        with self._changed:
            self._is_ready = True
            self._changed.notify_all()

    def _is_ready_since(self, after_start: int) -> bool:
        return self._is_ready and self.starts > after_start

    def _signal(self, number: signal.Signals) -> None:
        with self._changed:
            if self._process is not None:
                self._process.send_signal(number)

    def _complaint(self, what: str) -> str:
        last = self.record.last()
        return f"{self.name} {what}; see {self.record.path}" + (f", which ends with: {last}" if last else "")
