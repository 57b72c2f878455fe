"""What must be drawn anew when one picture becomes the next: a breathing panel is half a wall, a count is a thumbnail.

A rectangle is enough, because almost everything that changes at a time stands together. Letters may rise or hang over
the area they claim (an accented capital), so texts get a margin.
"""

from collections.abc import Iterable

from display_node.wall.shapes import Area, Layer, Panel, Picture, Shape, Stroke, Text


def damage(before: Iterable[Shape], after: Iterable[Shape]) -> Area | None:
    """Return the area in which two pictures can differ, or None where they are the same."""
    changed = set(before) ^ set(after)
    return _around([extent(shape) for shape in changed]) if changed else None


def extent(shape: Shape) -> Area:
    """Return all that a shape can cover, with what its ink may do beyond its own area."""
    match shape:
        case Panel(area) | Picture(area) | Layer(area):
            return area
        case Text():
            return shape.area.inset(-shape.size // 4, -shape.size // 4)
        case Stroke(points, thickness):
            xs, ys = [x for x, _ in points], [y for _, y in points]
            left, top = min(xs) - thickness, min(ys) - thickness
            return Area(left, top, max(xs) + thickness - left, max(ys) + thickness - top)


def _around(areas: list[Area]) -> Area:
    left, top = min(area.x for area in areas), min(area.y for area in areas)
    right, bottom = max(area.right for area in areas), max(area.bottom for area in areas)
    return Area(left, top, right - left, bottom - top)
