"""A folder in memory, for the sockets of a running office and for what its loudspeakers say.

A call is 700 KB of sound, and a disk that swallows ten of them a second makes every press wait for it: ext4 writes
other files' data together with the journal's. No office records its voice, so none waits for that. The path of a Unix
socket also holds 107 bytes only, and nobody knows how deep the demo's own folder lies.
"""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - the folder made in it has a name that nobody can guess
_PREFIX: Final = "antrian-demo-"


def make_scratch() -> Path:
    """Return a new folder, in memory where there is any; what killed demos have left there is removed."""
    memory = _MEMORY if os.access(_MEMORY, os.W_OK) else Path(tempfile.gettempdir())
    for left in memory.glob(f"{_PREFIX}*"):
        process = left.name.removeprefix(_PREFIX).split("-")[0]
        if not Path("/proc", process).exists():
            shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=memory))
