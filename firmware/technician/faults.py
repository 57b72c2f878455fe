"""Why a command could not be done, each with one sentence that says what to check and the exit status of sysexits.h.

Fault
├── OfficeDead         69  the broker cannot be reached, refuses us, or the hub behind it is silent
├── BoxSilent          69  one box does not answer
└── NotDone             1  somebody answered, and the answer is no
"""

from typing import ClassVar, Final

EX_UNAVAILABLE: Final = 69


class Fault(Exception):  # noqa: N818 - its children say what is the matter
    """What ends a command; its text is for the person who typed it."""

    status: ClassVar[int] = 1


class OfficeDead(Fault):
    """Nobody there to ask."""

    status = EX_UNAVAILABLE


class BoxSilent(Fault):
    """The office lives, but this box does not answer."""

    status = EX_UNAVAILABLE


class NotDone(Fault):
    """The answer is no."""
