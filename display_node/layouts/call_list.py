"""The calls beside the large one, with their counters.

People look for their number here when they missed the chime, so rows are as few as keeps them readable from the back
of the hall. Those still being waited for carry an arrow and the accent colour and are never pushed out by others, and
those who have not finished never by those who have: where more of them stand than rows fit, the list goes into two
columns.
"""

from display_node.layouts.call_scene import Row, Scene
from display_node.wall.lettering import fit, width
from display_node.wall.page import GAP, RADIUS, Page, cap, centred
from display_node.wall.shapes import Area, Panel, Shape, Stroke, Weight
from firmware.messages.notices import CallState

_HEAD = 38
_HEADING = 31
_SECOND = 24
_SMALLEST = 18
_LEAST_SHARE = 0.8
_LETTER = 78
_ROW = 1.3
_MOST = 8


def list_shapes(scene: Scene, page: Page, area: Area, most: int) -> list[Shape]:
    """Return the heading and the rows, no number of which is larger than `most`.

    Rows without a call stay as empty panels, so that nothing jumps.
    """
    head = max(page.px(_HEAD), cap(page.em(_HEADING)) + page.px(16))
    rows = Area(area.x, area.y + head + page.px(GAP), area.width, area.height - head - page.px(GAP))
    count = row_count(page, rows)
    columns = _columns(scene.rows, page, rows, count)
    shapes = _heading(scene, page, area, head, columns)
    places = _places(page, rows, count, columns)
    shown = scene.rows[: len(places)]
    size = _em(shown, page, places[0], most)
    for n, place in enumerate(places):
        shapes.append(Panel(place, min(page.px(RADIUS), place.height // 4), page.theme.panel))
        if n < len(shown):
            shapes += _row(shown[n], page, place, size)
    return shapes


def row_count(page: Page, area: Area) -> int:
    """Return how many rows of the wanted letter height fit one above the other."""
    gap = page.px(GAP)
    row = _wanted(page) * _ROW
    return max(1, min(_MOST, int((area.height + gap) // (row + gap))))


def _columns(rows: tuple[Row, ...], page: Page, area: Area, count: int) -> int:
    """Two where one is too short for those who are waited for, or for those who have not finished.

    The latter know their counter by now, so a second column is theirs only while its letters are read from where
    people stand: 16 minutes of arc in place of 20.
    """
    place = _places(page, area, count, 2)[0]
    called = sum(row.state is CallState.CALLED for row in rows)
    unfinished = sum(row.state is not CallState.ENDED for row in rows)
    if called > count and _stand(rows, page, place, page.em(_SMALLEST)):
        return 2
    return 2 if unfinished > count and _stand(rows, page, place, round(page.letter * _LEAST_SHARE)) else 1


def _places(page: Page, area: Area, count: int, columns: int) -> list[Area]:
    """Rows that fill the area exactly, column after column."""
    gap = page.px(GAP)
    wide = (area.width - gap * (columns - 1)) // columns
    edges = [area.y + round(n * (area.height + gap) / count) for n in range(count + 1)]
    return [
        Area(area.x + column * (wide + gap), edges[n], wide, edges[n + 1] - edges[n] - gap)
        for column in range(columns)
        for n in range(count)
    ]


def _heading(scene: Scene, page: Page, area: Area, head: int, columns: int) -> list[Shape]:
    size, small = page.em(_HEADING), page.em(_SECOND)
    baseline = area.y + (head + cap(size)) / 2
    area = _inner(page, area)
    counter = page.text(
        scene.counter.first,
        area.right,
        baseline,
        size,
        Weight.SEMIBOLD,
        page.theme.soft,
        page.theme.ground,
        align="right",
    )
    wide = page.measure(scene.latest.first, Weight.SEMIBOLD, max(page.least, round(size * 0.6)))
    if wide > area.width:
        return []
    has_counter = columns == 1 and area.x + wide <= counter.x - page.px(20)
    shapes: list[Shape] = [counter] if has_counter else []
    room = (counter.x - page.px(20) if shapes else area.right) - area.x
    latest = page.text(
        scene.latest.first, area.x, baseline, size, Weight.SEMIBOLD, page.theme.soft, page.theme.ground, room=room
    )
    second = page.text(
        scene.latest.second,
        latest.area.right + page.px(14),
        baseline,
        small,
        Weight.MEDIUM,
        page.theme.soft,
        page.theme.ground,
    )
    shapes.append(latest)
    if second.text and second.area.right <= area.x + room:
        shapes.append(second)
    return shapes


def _row(row: Row, page: Page, place: Area, size: int) -> list[Shape]:
    is_called = row.state is CallState.CALLED
    ink, accent = {
        CallState.CALLED: (page.theme.accent, page.theme.accent),
        CallState.SERVING: (page.theme.ink, page.theme.value),
        CallState.ENDED: (page.theme.soft, page.theme.soft),
    }[row.state]
    inner = _inner(page, place)
    baseline = centred(place, size)
    number = page.text(
        row.number, inner.x, baseline, size, Weight.BOLD, ink, page.theme.panel, is_tabular=True, call=row.call
    )
    counter = page.text(
        row.counter, inner.right, baseline, size, Weight.BOLD, accent, page.theme.panel, align="right", is_tabular=True
    )
    return [number, *(_arrow(page, number.area.right, counter.x, place, size) if is_called else []), counter]


def _arrow(page: Page, left: int, right: int, place: Area, size: int) -> list[Shape]:
    """The arrow of the large panel in small, at one place in all rows, where there is room for it."""
    long, head, thick = round(size * 0.62), round(size * 0.2), max(2, round(size * 0.09))
    middle, end = place.y + place.height // 2, place.right - round(size * 2.1)
    end = min(end, right - round(size * 0.3))
    if end - long < left + size * 0.25:
        return []
    return [
        Stroke(((end - long, middle), (end, middle)), thick, page.theme.accent),
        Stroke(((end - head, middle - head), (end, middle), (end - head, middle + head)), thick, page.theme.accent),
    ]


def _inner(page: Page, place: Area) -> Area:
    return place.inset(min(page.px(34), place.width // 12), 0)


def _stand(rows: tuple[Row, ...], page: Page, place: Area, least: int) -> bool:
    """Say whether all rows can stand in such a place at this size."""
    room = _inner(page, place).width
    return all(width(page.measure, _widest(row), Weight.BOLD, least, is_tabular=True) <= room for row in rows)


def _em(rows: tuple[Row, ...], page: Page, place: Area, most: int) -> int:
    """Return the largest em at which every row stands in its panel."""
    inner, least = _inner(page, place), page.em(_SMALLEST)
    largest = max(least, min(round(inner.height / _ROW), most))
    ems = (fit(page.measure, _widest(row), Weight.BOLD, largest, least, inner.width, is_tabular=True) for row in rows)
    return min(ems, default=largest)


def _wanted(page: Page) -> int:
    """The em of a recent call: what is read from where people stand, and what looks well."""
    return max(page.em(_LETTER), page.letter)


def _widest(row: Row) -> str:
    return f"{row.number}  {row.counter}"
