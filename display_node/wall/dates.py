"""Date and time of day as people in the office read them.

The names stand here because the C library's Indonesian locale is not installed on a fresh Pi, and a wall that says
"Monday" for want of a package is worse than twelve words. Indonesian writes the time with a point: 09.41.
"""

from datetime import datetime
from typing import Final

_DAYS: Final = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS: Final = {
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni",
        "Juli", "Agustus", "September", "Oktober", "November", "Desember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_ZONES: Final = frozenset({"WIB", "WITA", "WIT"})


def date_text(now: datetime, language: str = "id") -> str:
    """Return the date in words, "Senin, 23 November 2026"; a language without names here reads Indonesian."""
    days, months = _DAYS.get(language, _DAYS["id"]), _MONTHS.get(language, _MONTHS["id"])
    return f"{days[now.weekday()]}, {now.day} {months[now.month - 1]} {now.year}"


def clock_text(now: datetime, language: str = "id") -> str:
    """Return the time of day with two digits each, "09.41" in Indonesian and "09:41" in English."""
    return f"{now.hour:02d}{':' if language == 'en' else '.'}{now.minute:02d}"


def zone_text(now: datetime) -> str:
    """Return the Indonesian name of the zone of an aware time ("WIB"), or nothing for a zone that has none."""
    name = now.tzname() or ""
    return name if name in _ZONES else ""
