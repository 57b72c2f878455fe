"""The file of a Unix socket: opened by one process, found by others, left behind by none.

A killed process leaves its file, and binding to it fails for ever after: it is taken away where nobody answers on it.
Two living processes on one path are refused, because half of what is said would go to each. One at a time opens or
closes a socket in a folder, or a living one could be taken for dead between its bind and its listen. So a folder is
for one door, and nobody but its owner may write or read there (systemd/tmpfiles.conf): who may could block it.
"""

import errno
import fcntl
import os
import pwd
import socket
import stat
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from firmware.node.files import StateError

LONGEST_PATH: Final = 107
"""Bytes in sun_path without the NUL (unix(7))."""

_BACKLOG: Final = 16


def listen(path: Path) -> socket.socket:
    """Return a socket that listens at `path` for packets and does not wait; user and group may come.

    Raises StateError when that cannot be, also when somebody else listens there.
    """
    if not path.parent.is_dir():
        raise StateError(
            f"cannot listen at {path}: there is no folder {path.parent}; "
            "sudo systemd-tmpfiles --create makes those in /run/antrian"
        )
    if len(os.fsencode(path)) > LONGEST_PATH:
        raise StateError(
            f"cannot listen at {path}: a socket's path has at most {LONGEST_PATH} bytes; use a shorter one"
        )
    door = _socket()
    try:
        with _alone(path.parent):
            _clear(path)
            door.bind(str(path))
            path.chmod(0o660)
            door.listen(_BACKLOG)
    except OSError as error:
        door.close()
        raise StateError(f"cannot listen at {path}: {error.strerror}; may this user write there?") from error
    except StateError:
        door.close()
        raise
    door.setblocking(False)
    return door


def _clear(path: Path) -> None:
    """Take away what a killed process or another user has left. Raises StateError for whatever else is there."""
    if not path.exists():
        return
    # A call to a file that is no socket is refused just like one to a dead socket.
    if not stat.S_ISSOCK(path.stat().st_mode):
        raise StateError(f"{path} is no socket; move it away, or name another path")
    try:
        with call(path) as other:
            raise StateError(f"process {process_at(other)} listens at {path} already; end it, or name another path")
    except (ConnectionRefusedError, PermissionError):
        # One that we may not even call is another user's: it has no place in a folder of ours.
        path.unlink()
    except OSError as error:
        if error.errno in {errno.EAGAIN, errno.EPROTOTYPE}:
            raise StateError(f"another process listens at {path} already; end it, or name another path") from error
        raise


def remove(path: Path, ours: os.stat_result) -> None:
    """Take away our socket's file before the socket is closed; `ours` says which it was."""
    with suppress(OSError), _alone(path.parent):
        # While we listen nobody else gets the number of our file, so another number is another's socket.
        if os.path.samestat(path.stat(), ours):
            path.unlink()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def call(path: Path) -> socket.socket:
    """Return a connection to the door at `path`, at once. Raises OSError."""
    sock = _socket()
    sock.setblocking(False)
    try:
        sock.connect(str(path))
    except BaseException:
        sock.close()
        raise
    return sock


def _socket() -> socket.socket:
    return socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def process_at(sock: socket.socket) -> int:
    """Return the process at the other end (SO_PEERCRED, unix(7)): of one who listens, the one who opened it."""
    return _peer(sock)[0]


def is_known(sock: socket.socket, user: str | None) -> bool:
    """Say whether at the other end is our own user, root, or `user`; the kernel answers, not the other end."""
    return is_one_of(_peer(sock)[1], user)


def is_one_of(uid: int, user: str | None) -> bool:
    """Say whether this is our own user, root, or the one with the name `user`, who need not exist here."""
    known = {0, os.geteuid()}
    if user is not None:
        with suppress(KeyError):
            known.add(pwd.getpwnam(user).pw_uid)
    return uid in known


def _peer(sock: socket.socket) -> tuple[int, int]:
    pid, uid, _ = struct.unpack("3i", sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
    return pid, uid
