"""What a picture file says of itself in its first bytes, so that a monstrous one is refused before it is decoded.

A PNG says its size in its first chunk; a JPEG in its frame header, after the segments before it (ISO/IEC 10918-1, B.1).
"""

import struct
from typing import Final

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8"
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE: Final = frozenset({0x01, *range(0xD0, 0xDA)})


def picture_size(start: bytes) -> tuple[int, int] | None:
    """Return width and height of a PNG or JPEG in pixels; None where these bytes begin no such file."""
    if start.startswith(_PNG) and len(start) >= 24:  # noqa: PLR2004 - signature, length, IHDR, two numbers
        wide, high = struct.unpack(">II", start[16:24])
        return (wide, high) if wide and high else None
    return _jpeg_size(start) if start.startswith(_JPEG) else None


def _jpeg_size(start: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(start) and start[at] == 0xFF:  # noqa: PLR2004 - every marker begins so
        marker = start[at + 1]
        if marker in _FRAMES:
            high, wide = struct.unpack(">HH", start[at + 5 : at + 9])
            return (wide, high) if wide and high else None
        if marker == 0xFF:  # noqa: PLR2004 - a byte of padding
            at += 1
        else:
            at += 2 if marker in _BARE else 2 + int.from_bytes(start[at + 2 : at + 4])
    return None


def bounded(size: tuple[int, int], most: tuple[int, int]) -> tuple[int, int]:
    """Return the size, made smaller in its proportions where it is larger than `most`."""
    share = min(1.0, most[0] / size[0], most[1] / size[1])
    return max(1, round(size[0] * share)), max(1, round(size[1] * share))
