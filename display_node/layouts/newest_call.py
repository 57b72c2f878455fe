"""The newest call in one line, above tiles that cannot be read from afar: who, an arrow, and where.

It stays while nobody is awaited and says so quietly, so that the tiles below it never jump.
"""

from display_node.layouts.counter_tile import inside, two_lines
from display_node.layouts.counters_scene import CountersScene, CounterTile
from display_node.layouts.lines import Block, written
from display_node.layouts.marks import arrow, tag_height, tags
from display_node.wall.lettering import fit
from display_node.wall.page import RADIUS, Page, cap, centred
from display_node.wall.palette import mix
from display_node.wall.shapes import CAP, Area, Panel, Shape, Text, Weight

_NUMBER = 0.52
_TAG = 34


def band_shapes(scene: CountersScene, page: Page, area: Area, glow: float) -> list[Shape]:
    """Return the band; `glow` is how bright a call that was just made is, 0 to 1."""
    if scene.newest is None:
        return _nobody(scene, page, area)
    theme, inner = page.theme, inside(page, area)
    ground = mix(theme.accent, theme.glow, glow)
    largest = max(8, page.least, round(inner.height * 0.86 / CAP))
    size = fit(page.measure, scene.newest.number, Weight.EXTRABOLD, largest, 8, inner.width * _NUMBER, is_tabular=True)
    head = tag_height(page.em(_TAG)) + page.px(20)
    has_head = inner.height >= cap(size) + head
    body = Area(inner.x, inner.y + head, inner.width, inner.height - head) if has_head else inner
    base = centred(body, size)
    number = page.text(
        scene.newest.number, inner.x, base, size, Weight.EXTRABOLD, theme.ground, ground, is_tabular=True,
        call=scene.newest.call,
    )  # fmt: skip
    counter = page.text(
        str(scene.newest.counter), inner.right, base, size, Weight.EXTRABOLD, theme.ground, ground, align="right",
        is_tabular=True,
    )  # fmt: skip
    room = counter.x - number.area.right - size * 0.5
    said = _said(scene, page, counter, base, size, room, ground)
    left, right = number.area.right + size * 0.22, min([counter.x, *(text.x for text in said)]) - size * 0.2
    special = _head(scene, scene.newest, page, inner, ground) if has_head else []
    if not has_head:
        special = _special(scene, scene.newest, page, inner, left, right)
    top = max((shape.area.bottom for shape in special), default=inner.y) if not has_head else body.y
    middle = (top + inner.bottom) / 2 if special and not has_head else base - cap(size) / 2
    tall = round(min(cap(size) * 0.62, (inner.bottom - top) * 0.9))
    drawn = arrow(left, right, middle, tall, theme.ground, longest=2.6)
    return [Panel(area, min(page.px(RADIUS), area.height // 4), ground), number, *special, *drawn, *said, counter]


def _said(
    scene: CountersScene, page: Page, counter: Text, base: float, size: int, room: float, ground: tuple[int, int, int]
) -> list[Text]:
    """*Loket* beside the counter, set from its right edge, if an arrow still has room."""
    tall = round(cap(size) * 0.6)
    bottom, colours = base - (cap(size) - tall) / 2, (page.theme.ground, ground)
    found = two_lines(scene.words.counter, page, 0, bottom, tall, room * 0.6, colours)
    wide = max((text.width for text in found), default=0)
    x = counter.x - size * 0.2 - wide
    return two_lines(scene.words.counter, page, x, bottom, tall, room * 0.6, colours)


def _head(
    scene: CountersScene, tile: CounterTile, page: Page, inner: Area, ground: tuple[int, int, int]
) -> list[Panel | Text]:
    """Where the number leaves height above itself: that it is called, and what is special, in a line of their own."""
    size, theme = page.em(_TAG), page.theme
    found = tags(_special_words(scene, tile), inner.x, inner.right, inner.y, size, page, theme.ink, theme.ground)
    right = min((shape.area.x for shape in found), default=inner.right) - size // 2
    base = inner.y + (tag_height(size) + cap(size)) / 2
    called = page.text(tile.said.first, inner.x, base, size, Weight.SEMIBOLD, theme.brown, ground)
    return [*found, called] if called.area.right <= right else found


def _special_words(scene: CountersScene, tile: CounterTile) -> list[str]:
    words = [scene.words.recalled.first] if tile.is_recalled else []
    return words + ([scene.words.priority.first] if tile.is_priority else [])


def _special(
    scene: CountersScene, tile: CounterTile, page: Page, inner: Area, left: float, right: float
) -> list[Panel | Text]:
    """Called again, a priority: tags above the arrow."""
    words = _special_words(scene, tile)
    size = page.em(min(_TAG, inner.height * 0.2 / page.unit))
    found = tags(words, left, right, inner.y, size, page, page.theme.ink, page.theme.ground)
    if len(found) == 2 * len(words):
        return found
    stacked: list[Panel | Text] = []
    for n, each in enumerate(words):
        top = inner.y + n * round(tag_height(size) * 1.15)
        stacked += tags([each], left, right, top, size, page, page.theme.ink, page.theme.ground)
    return stacked


def _nobody(scene: CountersScene, page: Page, area: Area) -> list[Shape]:
    theme, inner = page.theme, inside(page, area)
    blocks = (
        Block(scene.message.first, 84, theme.ink, Weight.BOLD),
        Block(scene.message.second, 44, theme.soft, Weight.MEDIUM, 40),
        Block(scene.hint.first, 38, theme.ink, Weight.MEDIUM, 56),
    )
    panel = Panel(area, min(page.px(RADIUS), area.height // 4), theme.panel)
    return [panel, *written(blocks, page, inner, theme.panel)]
