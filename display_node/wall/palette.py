"""The colours of the wall and how well they are told apart.

One accent means "now" and is used for nothing else. Every pair of ink and ground on the wall has a contrast of at
least 7:1 (WCAG 2.2, level AAA), because halls have windows and eyes are old; a test holds every layout to it.
"""

from typing import Final

Colour = tuple[int, int, int]

GROUND: Final[Colour] = (0x0B, 0x1B, 0x33)
PANEL: Final[Colour] = (0x12, 0x28, 0x4A)
CHIP: Final[Colour] = (0x1D, 0x3B, 0x69)
WHITE: Final[Colour] = (0xFF, 0xFF, 0xFF)
SOFT: Final[Colour] = (0xB9, 0xC7, 0xDC)
TEAL: Final[Colour] = (0x5F, 0xE0, 0xC6)
ACCENT: Final[Colour] = (0xFF, 0xC8, 0x45)
GLOW: Final[Colour] = (0xFF, 0xE9, 0xB8)
BROWN: Final[Colour] = (0x3A, 0x2A, 0x00)
RULE: Final[Colour] = (0xC2, 0x9D, 0x41)

ENOUGH: Final = 7.0


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Return the colour that lies `share` (0 to 1) of the way from `one` to `other`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def contrast(ink: Colour, ground: Colour) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - the standard's
