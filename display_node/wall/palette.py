"""The colours of the wall and how well they are told apart.

A *theme* gives each colour its job; a layout asks its page for the job and never for a colour. One accent means "now"
and is used for nothing else. Every ink has a contrast of at least 7:1 (WCAG 2.2, level AAA) on every ground it may
stand on, because halls have windows and eyes are old: a theme that has less is refused before it is shown.
"""

from typing import Final

from msgspec import Struct

Colour = tuple[int, int, int]

ENOUGH: Final = 7.0


class Theme(Struct, frozen=True, kw_only=True):
    """Which colour does what. The defaults are the wall as it ships.

    Grounds: `ground` is the page, `panel` what stands on it, `chip` a badge on a panel, `accent` the call that stands
    now and `glow` the same at the top of its breath, `paper` a number that is shown because it cannot be printed.
    Inks: `ink` on the page, its panels and chips; the quieter `soft`, `value` for counters and times, and `accent` for
    what is still called, on page and panels; `ground` and the quieter `brown` on the accent; `ground` and the quieter
    `chip` on paper. `rule` is a line on the accent and says nothing.
    """

    ground: Colour = (0x0B, 0x1B, 0x33)
    panel: Colour = (0x12, 0x28, 0x4A)
    chip: Colour = (0x1D, 0x3B, 0x69)
    ink: Colour = (0xFF, 0xFF, 0xFF)
    soft: Colour = (0xB9, 0xC7, 0xDC)
    value: Colour = (0x5F, 0xE0, 0xC6)
    accent: Colour = (0xFF, 0xC8, 0x45)
    glow: Colour = (0xFF, 0xE9, 0xB8)
    brown: Colour = (0x3A, 0x2A, 0x00)
    rule: Colour = (0xC2, 0x9D, 0x41)
    paper: Colour = (0xFF, 0xFF, 0xFF)


PLAIN: Final = Theme()

PAIRS: Final[tuple[tuple[str, str], ...]] = (
    *((ink, ground) for ink in ("ink", "soft", "value", "accent") for ground in ("ground", "panel")),
    ("ink", "chip"),
    *((ink, ground) for ink in ("ground", "brown") for ground in ("accent", "glow")),
    *((ink, "paper") for ink in ("ground", "chip")),
)
"""Every ink with every ground on which a layout may write it, by their jobs in a theme."""


def pale_pairs(theme: Theme) -> list[tuple[str, str, float]]:
    """Return the pairs of a theme that are told apart too badly to be read: ink, ground and their contrast."""
    ratios = ((ink, ground, contrast(getattr(theme, ink), getattr(theme, ground))) for ink, ground in PAIRS)
    return [(ink, ground, ratio) for ink, ground, ratio in ratios if ratio < ENOUGH]


def from_hex(text: str) -> Colour:
    """Return the colour that "#0B1B33" writes."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Return the colour that lies `share` (0 to 1) of the way from `one` to `other`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def faded(colour: Colour, level: float) -> Colour:
    """Return the colour with `level` (0 to 1) of its luminance and the same hue."""
    red, green, blue = (round(255 * _gamma(_linear(channel / 255) * level)) for channel in colour)
    return red, green, blue


def contrast(ink: Colour, ground: Colour) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: Colour) -> float:
    """Return how much light a colour gives, 0 (black) to 1 (white) (WCAG 2.2, relative luminance)."""
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - the standard's


def _gamma(light: float) -> float:
    return light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055  # noqa: PLR2004 - the standard's
