"""How an area is shared among tiles: all of one size, one gap between them, row by row."""

import math

from display_node.wall.shapes import Area


def places(count: int, columns: int, area: Area, gap: int) -> list[Area]:
    """Return where `count` tiles stand in so many columns, from edge to edge. `gap` is in pixels."""
    rows = math.ceil(count / columns)
    return [
        Area(
            _edge(area.x, area.width, column, columns, gap),
            _edge(area.y, area.height, row, rows, gap),
            _edge(area.x, area.width, column + 1, columns, gap) - gap - _edge(area.x, area.width, column, columns, gap),
            _edge(area.y, area.height, row + 1, rows, gap) - gap - _edge(area.y, area.height, row, rows, gap),
        )
        for row, column in (divmod(n, columns) for n in range(count))
    ]


def _edge(start: int, length: int, n: int, count: int, gap: int) -> int:
    return start + round(n * (length + gap) / count)
