"""The layout of a sign over one counter.

    landscape  ┌──────────────────────┐ ┌────────┐   portrait  ┌────────────────┐
               │ Silakan ke loket ini │ │ Loket  │             │ A 017          │
               │ A 017             →  │ │   3    │             │              ↓ │
               └──────────────────────┘ └────────┘             └────────────────┘
               ┌ ? Bantuan diminta di pintu masuk┐             ┌ Loket         3┐
               └─────────────────────────────────┘             ┌ ? Bantuan ...  ┐
               Kode  Layanan  Tahap  Sudah menunggu            Kode     Layanan

The number has the accent while its person is awaited, and an arrow to the counter's number, which always has the same
place. The officer's line is quiet; a kiosk that asks for help has a white band, which nothing else on the sign is.
"""

from typing import Final, Literal

from display_node.layouts.counter_sign_scene import Showing, SignScene, see
from display_node.layouts.counter_sign_strip import band_height, band_shapes, strip_height, strip_shapes
from display_node.layouts.lines import Block, below, written
from display_node.layouts.marks import arrow, tag_height, tags
from display_node.wall.lettering import fit
from display_node.wall.page import GAP, RADIUS, Page, cap, centred
from display_node.wall.palette import Colour, mix
from display_node.wall.shapes import CAP, Area, Panel, Shape, Stroke, Text, Weight

__all__ = ["lay_out", "see"]

_COUNTER_SHARE: Final = 0.27
_COUNTER_LOW: Final = 0.3
_PAD: Final = 44
_LABEL: Final = 56
_LARGEST: Final = 900


def lay_out(scene: SignScene, page: Page, area: Area, glow: float = 0.0) -> list[Shape]:
    """Return what to draw, in order. `glow` is how bright a call that was just made is, 0 to 1."""
    gap = page.px(GAP)
    strip, band = strip_height(scene, page, area), band_height(scene, page, area)
    low = sum(height + gap for height in (strip, band) if height)
    upper = Area(area.x, area.y, area.width, area.height - low)
    shapes = _visitors(scene, page, upper, glow if scene.is_newest else 0.0)
    y = upper.bottom + gap
    if band:
        shapes += band_shapes(scene, page, Area(area.x, y, area.width, band))
        y += band + gap
    return [*shapes, *(strip_shapes(scene, page, Area(area.x, y, area.width, strip)) if strip else [])]


def _visitors(scene: SignScene, page: Page, area: Area, glow: float) -> list[Shape]:
    """The person who is called or served, and the counter: beside each other or, on a high screen, the second below."""
    gap = page.px(GAP)
    if area.height > area.width:
        low = round(area.height * _COUNTER_LOW)
        who = Area(area.x, area.y, area.width, area.height - low - gap)
        where = Area(area.x, who.bottom + gap, area.width, low)
        return [*_who(scene, page, who, glow, points="down"), *_where(scene, page, where)]
    wide = round(area.width * _COUNTER_SHARE)
    who = Area(area.x, area.y, area.width - wide - gap, area.height)
    where = Area(who.right + gap, area.y, wide, area.height)
    return [*_who(scene, page, who, glow, points="right"), *_where(scene, page, where)]


def _who(scene: SignScene, page: Page, area: Area, glow: float, points: Literal["right", "down"]) -> list[Shape]:
    theme, pad = page.theme, min(page.px(_PAD), area.height // 8)
    inner, radius = area.inset(pad, pad), min(page.px(RADIUS), area.height // 6)
    if scene.showing is Showing.QUIET:
        return [Panel(area, radius, theme.panel), *_quiet(scene, page, inner)]
    is_called = scene.showing is Showing.CALLED
    ground = mix(theme.accent, theme.glow, glow) if is_called else theme.panel
    ink, quiet = (theme.ground, theme.brown) if is_called else (theme.ink, theme.soft)
    size = page.em(min(_LABEL, inner.height * 0.17 / page.unit))
    head, label = _head(scene, page, inner, size, (quiet, ground), is_called=is_called)
    body = Area(inner.x, inner.y + head, inner.width, inner.height - head)
    return [
        Panel(area, radius, ground),
        *label,
        *_number(scene, page, body, (ink, ground), points),
    ]


def _head(
    scene: SignScene, page: Page, inner: Area, size: int, colours: tuple[Colour, Colour], *, is_called: bool
) -> tuple[int, list[Panel | Text]]:
    """The state in words and the tags, and how high they are; tags have a line of their own where they must."""
    theme, (ink, ground) = page.theme, colours
    base = inner.y + cap(size)
    first = page.text(
        scene.message.first, inner.x, base, size, Weight.SEMIBOLD, ink, ground, room=inner.width, smallest=0.5
    )
    small = page.em(size * 0.66 / page.unit)
    y = base + below(size) + cap(small) + round(small * 0.3)
    second = page.text(
        scene.message.second, inner.x, y, small, Weight.MEDIUM, ink, ground, room=inner.width, smallest=0.6
    )
    chip, em = (theme.ground if is_called else theme.chip), page.em(size * 0.7 / page.unit)
    top = inner.y + (cap(size) - tag_height(em)) / 2
    words = list(scene.tags)
    found = tags(words, first.area.right + size // 2, inner.right, max(top, inner.y), em, page, theme.ink, chip)
    bottom = (y + below(small)) if scene.message.second else base + below(size)
    if len(found) < 2 * len(words):
        found = tags(words, inner.x, inner.right, bottom + below(size), em, page, theme.ink, chip)
        bottom += below(size) + tag_height(em)
    said = [first, *([second] if scene.message.second else [])]
    said = [text for text in said if not any(shape.area.touches(text.area) for shape in found)]
    return bottom - inner.y, [*said, *found]


def _number(
    scene: SignScene, page: Page, body: Area, colours: tuple[Colour, Colour], points: Literal["right", "down"]
) -> list[Shape]:
    """The number as large as it can be, and the arrow that leads to the counter.

    Where the arrow stands beside it, all numbers have the size of the widest.
    """
    ink, ground = colours
    is_high, is_called = points == "down", scene.showing is Showing.CALLED
    widest = scene.number if is_high else max(scene.number, "W 000", key=len)
    largest = min(page.px(_LARGEST), round(body.height * (0.6 if is_high else 0.86) / CAP))
    room = body.width * (1 if is_high else 0.8)
    size = fit(page.measure, widest, Weight.EXTRABOLD, max(8, largest), 8, room, is_tabular=True)
    has_arrow_below = is_high and is_called and body.height - cap(size) > cap(size) * 0.7
    base = centred(body, size) if not has_arrow_below else body.y + (body.height - cap(size)) * 0.42 + cap(size)
    number = page.text(
        scene.number, body.x, base, size, Weight.EXTRABOLD, ink, ground, is_tabular=True, call=scene.call
    )
    if not is_called:
        return [number]
    if has_arrow_below:
        return [number, *_down(page, body, base + cap(size) * 0.2, ink)]
    tall = round(min(cap(size) * 0.6, (body.right - number.area.right) * 0.9))
    return [number, *arrow(number.area.right + size * 0.1, body.right, base - cap(size) / 2, tall, ink)]


def _down(page: Page, body: Area, top: float, colour: Colour) -> list[Shape]:
    """An arrow to the counter below, above the place of its number."""
    long = round(min(body.bottom - top, page.px(240)))
    head, thick = round(long * 0.34), max(2, round(long * 0.14))
    x, end = body.right - head - thick, body.bottom - thick
    if long < 3 * thick:
        return []
    return [
        Stroke(((x, end - long + 2 * thick), (x, end)), thick, colour),
        Stroke(((x - head, end - head), (x, end), (x + head, end - head)), thick, colour),
    ]


def _quiet(scene: SignScene, page: Page, inner: Area) -> list[Text]:
    theme = page.theme
    news = scene.hint.first, (84 if scene.is_urgent else 46), Weight.BOLD if scene.is_urgent else Weight.MEDIUM
    blocks = (
        Block(scene.message.first, 84, theme.ink, Weight.BOLD),
        Block(news[0], news[1], theme.ink, news[2], 58),
        Block(scene.message.second, 50, theme.soft, Weight.MEDIUM, 64),
        Block(scene.hint.second, 40, theme.soft, Weight.MEDIUM, 32),
    )
    return written(blocks, page, inner, theme.panel, scale=1.3)


def _where(scene: SignScene, page: Page, area: Area) -> list[Shape]:
    """The counter, always at the same place: its word above, or before, its number."""
    theme, pad = page.theme, min(page.px(_PAD), area.height // 8)
    inner = area.inset(pad, pad)
    panel = Panel(area, min(page.px(RADIUS), area.height // 6), theme.panel)
    is_low = area.width > area.height * 1.4
    first = page.em(min(76, inner.height * (0.3 if is_low else 0.16) / page.unit))
    small = page.em(first * 0.66 / page.unit)
    blocks = (
        Block(scene.label.first, first / page.unit, theme.ink, Weight.SEMIBOLD),
        Block(scene.label.second, small / page.unit, theme.soft, Weight.MEDIUM, small * 0.6 / page.unit),
    )
    if is_low:
        words = Area(inner.x, inner.y, inner.width // 2, inner.height)
        room = Area(words.right, inner.y, inner.right - words.right, inner.height)
    else:
        high = cap(first) + (2 * cap(small) if scene.label.second else 0) + 2 * below(first)
        words = Area(inner.x, inner.y, inner.width, high)
        room = Area(inner.x, words.bottom, inner.width, inner.bottom - words.bottom)
    largest = max(8, round(room.height * (0.96 if is_low else 0.8) / CAP))
    widest = max(scene.counter, "00", key=len)
    size = fit(page.measure, widest, Weight.EXTRABOLD, largest, 8, room.width, is_tabular=True)
    align: Literal["right", "centre"] = "right" if is_low else "centre"
    x, base = (room.right if is_low else room.x + room.width / 2), centred(room, size)
    number = page.text(
        scene.counter, x, base, size, Weight.EXTRABOLD, theme.value, theme.panel, align=align, is_tabular=True
    )
    return [panel, *written(blocks, page, words, theme.panel, align="left" if is_low else "centre"), number]
