"""The panel of a number that was given while the hub is silent, where the visitor gets no paper.

It looks like the paper that is missing: white, its mark in reverse type above the number. So nobody takes it for a
call, which is amber and has an arrow and a counter.
"""

from display_node.layouts.call_scene import Offline, Scene
from display_node.wall.lettering import fit, wrap
from display_node.wall.page import RADIUS, Page, cap
from display_node.wall.palette import Colour
from display_node.wall.shapes import CAP, Area, Panel, Shape, Stroke, Text, Weight
from display_node.wall.words import Said

_PAD = 48
_MARK = 36
_SERVICE = 44
_KEEP = 50
_ORDER = 34
_LARGEST = 900

Line = tuple[str, int, Weight, Colour, int]


def offline_shapes(scene: Scene, page: Page, area: Area) -> list[Shape]:
    """Return the panel, for a scene that shows an offline number."""
    if scene.offline is None:
        return []
    inner = area.inset(page.px(_PAD), page.px(_PAD))
    mark = _mark(scene.offline.mark, page, inner)
    service, top = _service(scene.offline.service, page, inner, mark[0].area.height)
    lines = _lines(scene.offline, page, inner.width)
    low = inner.bottom - sum(cap(size) + space for _line, size, _weight, _ink, space in lines)
    rule = low - page.px(38)
    number = _number(scene.offline.number, page, Area(inner.x, top, inner.width, rule - top))
    return [
        Panel(area, page.px(RADIUS), page.theme.paper),
        *mark,
        *service,
        number,
        Stroke(((inner.x, rule), (inner.right, rule)), max(1, page.px(3)), page.theme.soft),
        *_written(lines, page, inner.x, low),
    ]


def _mark(said: Said, page: Page, inner: Area) -> list[Panel | Text]:
    """The mark of the paper: white on dark, in both languages."""
    size, pad = page.em(_MARK), page.px(26)
    tall = max(page.px(72), round(size * 1.7))
    baseline = inner.y + (tall + cap(size)) / 2
    texts = [page.text(said.first, inner.x + pad, baseline, size, Weight.BOLD, page.theme.ink, page.theme.ground)]
    if said.second:
        x = texts[0].area.right + page.px(18)
        texts.append(
            page.text(said.second, x, baseline, page.em(30), Weight.MEDIUM, page.theme.soft, page.theme.ground)
        )
    wide = texts[-1].area.right + pad - inner.x
    return [Panel(Area(inner.x, inner.y, wide, tall), tall // 2, page.theme.ground), *texts]


def _service(said: Said, page: Page, inner: Area, down: int) -> tuple[list[Text], int]:
    """What the number is for, in both languages on a line each, and where the next thing may stand."""
    texts, y = list[Text](), float(inner.y + down + page.px(30))
    for words, em, weight, ink in (
        (said.first, page.em(_SERVICE), Weight.SEMIBOLD, page.theme.ground),
        (said.second, page.em(32), Weight.MEDIUM, page.theme.chip),
    ):
        if words:
            y += cap(em)
            texts.append(page.text(words, inner.x, y, em, weight, ink, page.theme.paper, room=inner.width))
            y += page.px(22)
    return texts, round(y)


def _number(number: str, page: Page, area: Area) -> Text:
    """As large as the room allows, in its middle."""
    tallest = round((area.height - 2 * page.px(34)) / CAP)
    size = fit(
        page.measure,
        number,
        Weight.EXTRABOLD,
        min(tallest, page.px(_LARGEST)),
        max(8, page.least),
        area.width,
        is_tabular=True,
    )
    baseline = area.y + (area.height + cap(size)) / 2
    left = area.x - page.px(6)
    return page.text(
        number, left, baseline, size, Weight.EXTRABOLD, page.theme.ground, page.theme.paper, is_tabular=True
    )


def _lines(offline: Offline, page: Page, room: float) -> list[Line]:
    """What the visitor must do, then why nobody is passed over."""
    lines: list[Line] = []
    for words, em, weight, ink, space in (
        (offline.keep.first, _KEEP, Weight.BOLD, page.theme.ground, 0),
        (offline.keep.second, _ORDER, Weight.MEDIUM, page.theme.chip, 20),
        (offline.order.first, _ORDER, Weight.SEMIBOLD, page.theme.ground, 34),
        (offline.order.second, 30, Weight.MEDIUM, page.theme.chip, 18),
    ):
        for n, line in enumerate(wrap(page.measure, words, weight, page.em(em), room, 2)):
            lines.append((line, page.em(em), weight, ink, page.px(space) if n == 0 else page.px(18)))
    return lines


def _written(lines: list[Line], page: Page, x: int, top: float) -> list[Text]:
    texts, y = list[Text](), top
    for line, size, weight, ink, space in lines:
        y += space + cap(size)
        texts.append(page.text(line, x, y, size, weight, ink, page.theme.paper))
    return texts
