"""Times of day as a person writes them in a settings file: "07:30", and pairs of them. Minutes since midnight here."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

Spans = tuple[tuple[int, int], ...]
WrittenSpans = tuple[tuple[str, str], ...]

_TIME: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


def minute(what: str, text: str) -> int:
    """Return the minute of the day. Raises ValueError, naming `what`, for anything but "HH:MM"."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError(f'{what}: {text!r} is no time of day; write it like "07:30"')
    return int(match[1]) * 60 + int(match[2])


def spans(what: str, written: Sequence[tuple[str, str]]) -> Spans:
    """Return spans of the day. Raises ValueError, naming `what`, for times that do not rise."""
    read = tuple((minute(what, begin), minute(what, end)) for begin, end in written)
    times = [time for span in read for time in span]
    if any(later <= earlier for earlier, later in pairwise(times)):
        raise ValueError(f'{what}: the times must rise, as in [["07:30", "12:00"], ["13:00", "16:00"]]')
    return read
