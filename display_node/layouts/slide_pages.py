"""A slide on as many pages as it needs: large where it is short, and never cut where it is long.

It is set as large as fits one page. What does not fit even at the least scale is set at a comfortable one on several
pages, which repeat the title and say how many there are. Setting a slide takes a hundred times as long as showing it,
so what was set is kept.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import Final

from msgspec.structs import replace

from display_node.layouts.slide_strips import Setting, setting
from display_node.layouts.strip import Strip
from display_node.slides.slide import Break, Image, Slide, Writing
from display_node.wall.lettering import Measure
from display_node.wall.page import Page, centred
from display_node.wall.palette import Theme
from display_node.wall.shapes import Area, Picture, Shape, Weight

_SCALES: Final = (1.45, 1.38, 1.3, 1.2, 1.1, 1.0, 0.92, 0.84, 0.76)
_WAYS: Final = ((0.92, True, False), (0.76, True, False), (0.76, True, True), (0.76, False, True), (0.5, False, True))
_FOOT: Final = 58
_WIDE: Final = 880
_WIDE_PORTRAIT: Final = 780
_HIGH: Final = 780
_LARGEST: Final = 1.0
_LARGEST_PORTRAIT: Final = 1.25
_MARGIN: Final = 36
_TOP: Final = 30
_OPEN: Final = 0.9
_LOWER: Final = 0.38
_BELOW_TITLE: Final = 44
_COUNT: Final = 34
_KEPT: Final = 64

Drawn = tuple[Shape, ...]


def slide_pages(slide: Slide, page: Page, area: Area) -> tuple[Drawn, ...]:
    """Return the shapes of each page of a slide in this area, one page at least."""
    if isinstance(slide.content, Image):
        return (_image(slide.content, area),)
    return _pages(slide.content, (page.width, page.height), page.measure, page.least, page.theme, area)


def _image(image: Image, area: Area) -> Drawn:
    """The whole picture in the middle, as large as it can be."""
    wide, high = image.size
    share = min(area.width / wide, area.height / high)
    width, height = max(1, round(wide * share)), max(1, round(high * share))
    x, y = area.x + (area.width - width) // 2, area.y + (area.height - height) // 2
    return (Picture(Area(x, y, width, height), image.path, image.stamp),)


@lru_cache(_KEPT)
def _pages(
    writing: Writing, size: tuple[int, int], measure: Measure, least: int, theme: Theme, area: Area
) -> tuple[Drawn, ...]:
    page = Page(size, measure, 0, least, theme)
    area = _inner(page, area)
    base = _base(page, area)
    wanted = 1 + sum(isinstance(block, Break) for block in writing.blocks)
    whole = _whole(writing, page, area, base, wanted)
    pages = list(_paged(whole, page, area.height)) if whole else []
    if whole is None:
        high = area.height - page.px(_FOOT)
        whole = _several(writing, page, area.width, high, base)
        pages = list(_paged(whole, page, high))
    is_alone = len(pages) <= wanted
    drawn = [_drawn(whole.title, _aired(whole.title, strips, page, area, is_alone), page, area) for strips in pages]
    foot = Area(area.x, area.bottom - page.px(_FOOT), area.width, page.px(_FOOT))
    return tuple((*shapes, *([] if is_alone else _count(n, len(drawn), page, foot))) for n, shapes in enumerate(drawn))


def _inner(page: Page, area: Area) -> Area:
    """Air below what stands above; and at the sides of a pane that has neighbours, so that its words are its own."""
    is_narrow = area.width < page.safe.width * 0.95
    is_low = area.height < page.safe.height * 0.6
    left = page.px(_MARGIN) if is_narrow or is_low else 0
    top = page.px(_TOP)
    return Area(area.x + left, area.y + top, area.width - (2 * left if is_low else left), area.height - top)


def _base(page: Page, area: Area) -> float:
    """The scale of the titles of all slides, which is the usual one of what stands below them."""
    wide, largest = (_WIDE_PORTRAIT, _LARGEST_PORTRAIT) if page.is_portrait else (_WIDE, _LARGEST)
    return min(largest, area.width / page.px(wide), area.height / page.px(_HIGH))


def _whole(writing: Writing, page: Page, area: Area, base: float, wanted: int) -> Setting | None:
    """The largest setting on no more pages than the author wants, in which best no cell of a table is broken."""

    def fitted(scale: float) -> Setting | None:
        whole = setting(writing, page, area.width, scale * base, base)
        fits = _fits(whole, page, area.height) and len(list(_paged(whole, page, area.height))) <= wanted
        return whole if fits else None

    if fitted(_SCALES[-1]) is None:
        return None
    fitting = (whole for scale in _SCALES if (whole := fitted(scale)) is not None)
    largest = next(fitting)
    return next((whole for whole in chain((largest,), fitting) if not _has_broken_cell(whole)), largest)


def _has_broken_cell(whole: Setting) -> bool:
    return any(strip is not None and strip.is_broken for strip in whole.strips)


def _several(writing: Writing, page: Page, room: int, high: int, base: float) -> Setting:
    """The first way in which every strip stands on a page; the last one where none does."""
    ways = (
        setting(writing, page, room, scale * base, base, has_title=has_title, is_plain=is_plain)
        for scale, has_title, is_plain in _WAYS
    )
    for way in ways:
        if _fits(way, page, high):
            break
    return way


def _fits(whole: Setting, page: Page, high: int) -> bool:
    """Every strip has room below the title, which leaves the larger part of the page to them."""
    top = _top(whole.title, page)
    units = (sum(strip.height + strip.space for strip in unit) for unit in _units(whole.strips) if unit)
    return top <= high / 2 and all(height + top <= high for height in units)


def _top(title: Strip | None, page: Page) -> int:
    return title.height + page.px(_BELOW_TITLE) if title else 0


def _units(strips: tuple[Strip | None, ...]) -> Iterator[list[Strip]]:
    """What stays together: a heading with the line after it. An empty unit is where a new page is wanted."""
    unit = list[Strip]()
    for strip in strips:
        if strip is None:
            yield from ([unit] if unit else [])
            yield []
            unit = []
        else:
            unit.append(strip)
            if not strip.is_bound:
                yield unit
                unit = []
    if unit:
        yield unit


def _paged(whole: Setting, page: Page, high: int) -> Iterator[list[Strip]]:
    """The strips of each page."""
    room, on_page, used = high - _top(whole.title, page), list[Strip](), 0
    for unit in _units(whole.strips):
        tall = sum(strip.height + strip.space for strip in unit)
        if on_page and (not unit or used + tall > room):
            yield on_page
            on_page, used = [], 0
        if unit and not on_page and unit[0].head is not None:
            on_page, used = [unit[0].head], unit[0].head.height
        on_page += unit
        used += tall
    if on_page or whole.title:
        yield on_page


def _aired(title: Strip | None, strips: list[Strip], page: Page, area: Area, is_alone: bool) -> list[Strip]:
    """The strips of a slide that leaves room: with more air between them, and the first a little lower."""
    spaces = sum(strip.space for strip in strips[1:])
    left = area.height - _top(title, page) - sum(strip.height for strip in strips) - spaces
    if not strips:
        return []
    if not is_alone or left <= 0:
        return [replace(strips[0], space=0), *strips[1:]]
    more = min(left / 2, spaces * _OPEN)
    share = 1 + more / spaces if spaces else 1.0
    first = replace(strips[0], space=round((left - more) * _LOWER))
    return [first, *(replace(strip, space=int(strip.space * share)) for strip in strips[1:])]


def _drawn(title: Strip | None, strips: list[Strip], page: Page, area: Area) -> Drawn:
    """A page from its top."""
    shapes = title.placed(area.x, area.y) if title else []
    y = area.y + _top(title, page)
    for strip in strips:
        y += strip.space
        shapes += strip.placed(area.x, y)
        y += strip.height
    return tuple(shapes)


def _count(number: int, count: int, page: Page, foot: Area) -> list[Shape]:
    """Which page of how many this is."""
    size, theme = page.em(_COUNT), page.theme
    baseline = centred(foot, size)
    text = f"{number + 1} / {count}"
    ink, ground = theme.soft, theme.ground
    return [page.text(text, foot.right, baseline, size, Weight.MEDIUM, ink, ground, align="right", is_tabular=True)]
