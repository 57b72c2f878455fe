"""The office's time zone by its IANA name, where this machine knows it."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def zone_of(name: str) -> ZoneInfo | None:
    """Return the zone, or None for a name that is none here: a missing tzdata must not end a box."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # A folder ("Asia") and a path that leads elsewhere are errors of other kinds.
        return None
