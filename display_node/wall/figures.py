"""Numbers and ranges as people read them."""

from typing import Final

from firmware.messages.notices import Estimate

_SOON_MINUTES: Final = 5


def apart(number: str) -> str:
    """Return a number with its letter set apart: "A017" is read as "A 017"."""
    return f"{number[0]} {number[1:]}"


def minutes_text(estimate: Estimate | None) -> str:
    """Return from-to with an en dash, "< 10" where it may be at once, and nothing where nothing is known."""
    if estimate is None:
        return ""
    if estimate.low == 0 or estimate.high <= _SOON_MINUTES:
        return f"< {max(estimate.high, _SOON_MINUTES)}"
    return f"{estimate.low}–{estimate.high}" if estimate.low < estimate.high else f"{estimate.high}"  # noqa: RUF001
