"""A plug that is pulled while files are written: at one of the steps that Python itself tells (PEP 578)."""

import sys
from pathlib import Path
from typing import Any, Final

WRITES: Final = {"open", "os.rename", "os.symlink", "os.remove", "os.mkdir", "os.chmod", "os.rmdir", "shutil.rmtree"}


class PulledPlug(BaseException):
    """Nothing after this reaches the disk."""


class Plug:
    """Counts what is done to the files below a folder, and is pulled at one of them."""

    def __init__(self) -> None:
        """Stay in the wall."""
        self.folder: Path | None = None
        self.left = 0
        self.is_pulled = False
        self.is_heard = False

    def push(self, folder: Path, step: int) -> None:
        """Count what is done below this folder from here on; nothing is done after so many steps."""
        self.folder, self.left, self.is_pulled = folder, step, False

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """See what Python is about to do (PEP 578)."""
        if self.folder is None or event not in WRITES:
            return
        if not any(str(self.folder) in str(argument) for argument in arguments):
            return
        self.left -= 1
        if self.is_pulled or self.left < 0:
            self.is_pulled = True
            raise PulledPlug


PLUG: Final = Plug()


def in_the_wall() -> Plug:
    """Return the plug. An audit hook stays as long as its process, so there is one, set when it is first wanted."""
    if not PLUG.is_heard:
        sys.addaudithook(PLUG.hear)
        PLUG.is_heard = True
    PLUG.folder = None
    return PLUG
