"""One process per state folder: two hubs on one journal, or two boxes with one identity, would undo each other."""

import errno
import fcntl
import os
import stat
from pathlib import Path
from typing import IO

from firmware.node.files import StateError


def lock(folder: Path) -> IO[bytes]:
    """Take the folder for this process until the returned file is closed or the process ends, however it ends.

    Raises StateError while another process has it, naming that one. No link is followed: root takes the folders of
    boxes too.
    """
    path = folder / "lock"
    try:
        file = os.fdopen(_opened(path), "r+b")
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise StateError(f"{path} is no file but a link, which no box makes; look at it, then remove it") from error
        raise StateError(f"cannot use {path}: {error.strerror}; does the folder belong to this user?") from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.seek(0)
        holder = file.read(20).decode(errors="replace")
        file.close()
        raise StateError(f"process {holder} works in {folder} already; end it, or give each its own folder") from error
    file.truncate(0)
    file.write(str(os.getpid()).encode())
    file.flush()
    return file


def _opened(path: Path) -> int:
    # Neither a pipe that waits for ever nor a second name of a file elsewhere is ours.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o666)
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
        os.close(descriptor)
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    return descriptor
