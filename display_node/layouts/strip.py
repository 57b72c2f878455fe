"""A strip: some shapes that stand side by side in a slide and are never divided between two pages."""

from msgspec import Struct

from display_node.wall.shapes import Shape, moved


class Strip(Struct, frozen=True, kw_only=True):
    """Shapes from (0, 0) down to `height`, with the air `space` above, all in pixels.

    One that `is_bound` stays with the next; `head` is repeated where a page begins with this strip. `is_broken`: a cell
    of a table that could stand on one line takes several.
    """

    height: int
    space: int
    shapes: tuple[Shape, ...]
    is_bound: bool = False
    is_broken: bool = False
    head: "Strip | None" = None

    def placed(self, x: int, y: int) -> list[Shape]:
        """Return the shapes with the strip's upper left corner at (x, y)."""
        return [moved(shape, x, y) for shape in self.shapes]
