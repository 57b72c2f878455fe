"""Lines of words one above the other, made to fit a place: what a tile or a quiet panel has to say.

A block of words is broken into lines and all blocks shrink together; where the least size is still too tall, the last
block goes, because half a sentence helps nobody. Order the blocks by what people must know first.
"""

import math
from collections.abc import Sequence
from typing import Final, Literal

from msgspec import Struct

from display_node.wall.lettering import wrap_evenly
from display_node.wall.page import RADIUS, Page, cap
from display_node.wall.palette import Colour
from display_node.wall.shapes import ASCENT, CAP, DESCENT, Area, Panel, Shape, Text, Weight
from display_node.wall.words import Said

_STEP: Final = 0.94
_SMALLEST: Final = 0.5
_LINES: Final = 4
_NARROWEST: Final = 60
_LEADING: Final = 0.48
_PAD: Final = 60
_BASE: Final = 860
_LARGEST: Final = 1.35


class Block(Struct, frozen=True):
    """Some words in at most so many `lines`. `size` is their em and `space` the air above them, for 1080 lines."""

    words: str
    size: float
    ink: Colour
    weight: Weight = Weight.MEDIUM
    space: float = 0.0
    lines: int = _LINES


class Line(Struct, frozen=True):
    """One line as it is drawn; `size` and the `space` above its capitals in pixels."""

    text: str
    size: int
    ink: Colour
    weight: Weight
    space: int


def written(
    blocks: Sequence[Block],
    page: Page,
    area: Area,
    ground: Colour,
    *,
    align: Literal["left", "centre"] = "left",
    scale: float = 1.0,
) -> list[Text]:
    """Return the blocks in the middle of the area's height, as large as `scale` allows and as small as they must be."""
    lines = _fitted([block for block in blocks if block.words], page, area, scale)
    y = area.y + (area.height - tall(lines)) / 2
    x = area.x if align == "left" else area.x + area.width / 2
    texts = []
    for line in lines:
        y += line.space + cap(line.size)
        texts.append(page.text(line.text, x, y, line.size, line.weight, line.ink, ground, align=align))
    return texts


def quiet_panel(
    message: Said, hint: Said, page: Page, area: Area, *, is_urgent: bool = False, largest: float = _LARGEST
) -> list[Shape]:
    """Return a panel that says calmly why there is nothing else to see, and what to do.

    With `is_urgent` what people must do is as large as the news. `largest` is the greatest scale of its words.
    """
    theme, pad = page.theme, min(page.px(_PAD), round(min(area.width, area.height) * 0.12))
    hinted = Block(hint.first, 42, theme.ink, Weight.MEDIUM, 66)
    blocks = (
        Block(message.first, 84, theme.ink, Weight.BOLD),
        Block(hint.first, 84, theme.ink, Weight.BOLD, 60) if is_urgent else hinted,
        Block(message.second, 42, theme.soft, Weight.MEDIUM, 72),
        Block(hint.second, 34, theme.soft, Weight.MEDIUM, 34),
    )
    inner = area.inset(pad, pad)
    scale = min(largest, inner.width / page.px(_BASE))
    panel = Panel(area, min(page.px(RADIUS), area.height // 4), theme.panel)
    return [panel, *written(blocks, page, inner, theme.panel, scale=scale)]


def tall(lines: Sequence[Line]) -> int:
    """Return how many pixels the lines take, from the top of the first capitals to the last baseline."""
    return sum(cap(line.size) + line.space for line in lines)


def below(size: int) -> int:
    """Return how far small letters of this em hang below their baseline."""
    return math.ceil(size * DESCENT)


def above(size: int) -> int:
    """Return how far small letters of this em may rise above the capitals."""
    return math.ceil(size * (ASCENT - CAP))


def common_scale(all_blocks: Sequence[Sequence[Block]], page: Page, area: Area, least: float) -> float:
    """Return the scale, 1 or less, at which each of these stands in the area whole; never under `least`."""
    found = [_standing(blocks, page, area, 1.0) for blocks in all_blocks]
    return max(least, min((each[0] if each else 0.0 for each in found), default=1.0))


def _fitted(blocks: list[Block], page: Page, area: Area, scale: float) -> list[Line]:
    """The lines at the largest scale at which they stand in the area; blocks are left out from the end."""
    for count in range(len(blocks), 0, -1):
        found = _standing(blocks[:count], page, area, scale)
        if found:
            return found[1]
    return _shortened(blocks[0], page, area, scale * _SMALLEST) if blocks else []


def _standing(blocks: Sequence[Block], page: Page, area: Area, scale: float) -> tuple[float, list[Line]] | None:
    """The largest scale at which the blocks stand in the area, and their lines."""
    said = [block for block in blocks if block.words]
    words, factor = " ".join(" ".join(block.words.split()) for block in said), scale
    while factor >= scale * _SMALLEST:
        lines = _broken(said, page, area.width, factor)
        if _stands(lines, area, words):
            return factor, lines
        factor *= _STEP
    return None


def _shortened(block: Block, page: Page, area: Area, scale: float) -> list[Line]:
    """As much of one block as there is room for."""
    size = page.em(block.size * scale)
    line = cap(size) + round(size * _LEADING)
    count = (area.height - 2 * below(size) + line - cap(size)) // line
    if area.width < page.em(_NARROWEST):
        return []
    broken = wrap_evenly(page.measure, block.words, block.weight, size, area.width, min(count, block.lines))
    spaces = [0, *[line - cap(size)] * len(broken)] if count > 0 else []
    return [
        Line(words, size, block.ink, block.weight, space) for words, space in zip(broken, spaces, strict=False) if words
    ]


def _stands(lines: list[Line], area: Area, words: str) -> bool:
    """Nothing is shortened, and the lines with what hangs below the last of them stand in the height."""
    if not lines:
        return False
    needed = tall(lines) + 2 * max(above(lines[0].size), below(lines[-1].size))
    return needed <= area.height and " ".join(line.text for line in lines) == words


def _broken(blocks: list[Block], page: Page, room: float, scale: float) -> list[Line]:
    lines: list[Line] = []
    if room < page.em(_NARROWEST):
        return lines
    for block in blocks:
        size = page.em(block.size * scale)
        for n, words in enumerate(wrap_evenly(page.measure, block.words, block.weight, size, room, block.lines)):
            space = max(page.px(block.space * scale), _clear(lines, size)) if n == 0 else round(size * _LEADING)
            lines.append(Line(words, size, block.ink, block.weight, space if lines else 0))
    return lines


def _clear(lines: list[Line], size: int) -> int:
    """The least air between two lines of different sizes: what hangs down and what rises."""
    return below(lines[-1].size) + above(size) + 2 if lines else 0
