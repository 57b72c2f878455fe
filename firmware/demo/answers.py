"""What a button box's own log tells of its commands: which were accepted, and which nobody has answered.

A kiosk whose hub is silent gives a number of its own, and tells that in the place of what it had asked. Nobody will
answer the first command then; the one that took its place is waited for.
"""

import re
from collections.abc import Iterable
from typing import Final

TOLD: Final = (
    r"send command=(?P<name>\S+) key=(?P<sent>\S+)( instead=(?P<instead>\S+))?"
    r"|(?P<verdict>accepted|refused) key=(?P<answered>\S+)"
)


def unanswered(told: Iterable[re.Match[str]]) -> tuple[str, ...]:
    """Return the keys that were sent and neither answered nor replaced, from the matches of `TOLD` in a box's log."""
    waiting: dict[str, None] = {}
    for match in told:
        if match["sent"] is not None:
            waiting[match["sent"]] = None
        waiting.pop(match["instead"] or match["answered"] or "", None)
    return tuple(waiting)


def accepted(told: Iterable[re.Match[str]]) -> tuple[str, ...]:
    """Return the names of the commands that the hub accepted."""
    names: dict[str, str] = {}
    found = []
    for match in told:
        if match["sent"] is not None:
            names[match["sent"]] = match["name"]
        elif match["verdict"] == "accepted" and match["answered"] in names:
            found.append(names.pop(match["answered"]))
    return tuple(found)


def end_of(key: str) -> str:
    """Return the pattern of a line that ends the wait for a command; `next` is the key that took its place, if any."""
    return rf"(accepted|refused) key={key} |send command=\S+ key=(?P<next>\S+) instead={key} "
