"""One process per state folder: two hubs on one journal, or two boxes with one identity, would undo each other."""

import fcntl
import os
from pathlib import Path
from typing import IO

from firmware.node.files import StateError


def lock(folder: Path) -> IO[bytes]:
    """Take the folder for this process until the returned file is closed or the process ends, however it ends.

    Raises StateError while another process has it, naming that one.
    """
    path = folder / "lock"
    try:
        file = path.open("a+b")
    except OSError as error:
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
