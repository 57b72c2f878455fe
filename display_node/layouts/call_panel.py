"""The large panel: the call that stands now, or a calm word where nobody is called.

The number takes the width, the counter number what is left of the height, and both shrink before anything touches. The
accent colour belongs to a standing call alone; the arrow and the word *Loket* say the same without colour.
"""

from msgspec.structs import replace

from display_node.layouts.call_scene import Mode, Scene
from display_node.wall.lettering import fit, wrap_evenly
from display_node.wall.page import RADIUS, Page, cap, centred
from display_node.wall.palette import Colour, mix
from display_node.wall.shapes import CAP, Area, Panel, Shape, Stroke, Text, Weight
from display_node.wall.words import Said
from firmware.messages.notices import CallState

_PAD = 52
_LABEL = 48
_LABEL_SECOND = 32
_TAG = 32
_TAG_SECOND = 26
_LARGEST = 900
_COUNTER = 0.85
_LEAST_SCALE = 0.6

_Line = tuple[str, int, Weight, Colour, int]


def call_shapes(scene: Scene, page: Page, area: Area, glow: float) -> list[Shape]:
    """Return the accent panel with number and counter, for a scene that has a call."""
    if scene.call is None:
        return []
    ground = mix(page.theme.accent, page.theme.glow, glow)
    inner = area.inset(page.px(_PAD), page.px(_PAD))
    label = page.em(_LABEL)
    free = inner.height - cap(label)
    number, counter = _sizes(page, scene.call.number, inner.width, free)
    gap = (free - cap(number) - cap(counter)) / 3
    number_base = inner.y + cap(label) + gap + cap(number)
    rule_y = round(number_base + gap)
    return [
        Panel(area, page.px(RADIUS), ground),
        *_label(scene, page, inner, ground),
        page.text(
            scene.call.number,
            inner.x - page.px(6),
            number_base,
            number,
            Weight.EXTRABOLD,
            page.theme.ground,
            ground,
            is_tabular=True,
            call=scene.call.call,
        ),
        Stroke(((inner.x, rule_y), (inner.right, rule_y)), max(1, page.px(3)), mix(page.theme.rule, ground, glow)),
        *_counter(scene, page, inner, counter, ground),
    ]


def _sizes(page: Page, number: str, room: float, free: float) -> tuple[int, int]:
    """Return the em of the number and of the counter such that the three gaps between them stay comfortable."""
    air = 3 * page.px(40)
    tallest = round((free - air) * 0.64 / CAP)
    size = fit(
        page.measure,
        number,
        Weight.EXTRABOLD,
        min(tallest, page.px(_LARGEST)),
        max(8, page.least),
        room,
        is_tabular=True,
    )
    left = free - air - cap(size)
    return size, round(max(8, page.least, min(left / CAP, size * _COUNTER)))


def _label(scene: Scene, page: Page, inner: Area, ground: Colour) -> list[Shape]:
    baseline = inner.y + cap(page.em(_LABEL))
    tags = _tags(scene, page, inner)
    right = min((shape.area.x for shape in tags if isinstance(shape, Panel)), default=inner.right) - page.px(24)
    size, ink, room = page.em(_LABEL), page.theme.brown, right - inner.x
    if tags and _least_label(scene, page) > room:
        return tags
    first = page.text(scene.label.first, inner.x, baseline, size, Weight.SEMIBOLD, ink, ground, room=room)
    # One that had to shrink stands on the middle line of the tags.
    first = replace(first, baseline=round(baseline - (cap(size) - cap(first.size)) / 2))
    x = first.area.right + page.px(20)
    second = page.text(scene.label.second, x, baseline, page.em(_LABEL_SECOND), Weight.MEDIUM, ink, ground)
    has_room = second.text and second.area.right <= right
    return [first, *([second] if has_room else []), *tags]


def _tags(scene: Scene, page: Page, inner: Area) -> list[Shape]:
    """Words in reverse type on what is special, from the right: called again, the person is there, the class.

    Where the label has no room beside them their second language goes first, then all but one of them, then the label.
    """
    said = _tag_words(scene)
    least = _least_label(scene, page) + page.px(24)
    for tags in (said, tuple(Said(each.first) for each in said), tuple(Said(each.first) for each in said[:1])):
        shapes: list[Shape] = []
        right = inner.right
        for each in tags:
            tag = _tag(each, page, right, inner.y + cap(page.em(_LABEL)) / 2)
            shapes += tag
            right = tag[0].area.x - page.px(14)
        if right - inner.x >= least:
            break
    return shapes


def _least_label(scene: Scene, page: Page) -> float:
    """How wide the label is where it is as small as it may be."""
    return page.measure(scene.label.first, Weight.SEMIBOLD, max(page.least, round(page.em(_LABEL) * 0.6)))


def _tag(said: Said, page: Page, end: int, middle: float) -> tuple[Panel, *tuple[Text, ...]]:
    """One tag that ends at `end`: its panel, then its words."""
    pad, size = page.px(22), page.em(_TAG)
    tall = max(page.px(60), round(size * 1.7))
    baseline = middle + cap(size) / 2
    texts: list[Text] = []
    right: float = end - pad
    for words, em, ink, weight in (
        (said.second, page.em(_TAG_SECOND), page.theme.soft, Weight.MEDIUM),
        (said.first, size, page.theme.ink, Weight.SEMIBOLD),
    ):
        if words:
            texts.append(page.text(words, right, baseline, em, weight, ink, page.theme.ground, align="right"))
            right = texts[-1].x - page.px(14)
    left = texts[-1].x - pad
    box = Area(left, round(middle - tall / 2), end - left, tall)
    return Panel(box, tall // 2, page.theme.ground), *texts


def _tag_words(scene: Scene) -> tuple[Said, ...]:
    if scene.call is None:
        return ()
    words = []
    if scene.call.state is CallState.SERVING:
        words.append(scene.serving)
    elif scene.call.is_recalled:
        words.append(scene.recalled)
    return (*words, scene.priority) if scene.call.is_priority else tuple(words)


def _counter(scene: Scene, page: Page, inner: Area, size: int, ground: Colour) -> list[Shape]:
    """The word on the left, the number at the right edge, and an arrow that leads the eye from one to the other."""
    if scene.call is None:
        return []
    tall = cap(size)
    middle = inner.bottom - tall / 2
    number = page.text(
        scene.call.counter,
        inner.right,
        inner.bottom,
        size,
        Weight.EXTRABOLD,
        page.theme.ground,
        ground,
        align="right",
        is_tabular=True,
    )
    words = _counter_words(scene, page, inner, middle, tall, ground)
    left = max(text.area.right for text in words)
    return [*words, *_arrow(page, left, number.x, middle, tall), number]


def _counter_words(scene: Scene, page: Page, inner: Area, middle: float, tall: int, ground: Colour) -> list[Text]:
    """In both languages where both can stand beside the number, in the first alone where they cannot."""
    size = max(page.em(18), min(page.px(96), round(tall * 0.62)))
    small = max(page.em(18), min(page.em(44), round(tall * 0.3)))
    room, gap = inner.width * 0.42, round(small * 0.75)
    has_second = scene.counter.second and cap(size) + gap + cap(small) <= tall * 1.25
    top = middle - (cap(size) + (gap + cap(small) if has_second else 0)) / 2
    ink = page.theme.ground
    first = page.text(scene.counter.first, inner.x, top + cap(size), size, Weight.BOLD, ink, ground, room=room)
    if not has_second:
        return [first]
    base, ink = top + cap(size) + gap + cap(small), page.theme.brown
    return [first, page.text(scene.counter.second, inner.x, base, small, Weight.MEDIUM, ink, ground, room=room)]


def _arrow(page: Page, left: float, right: float, middle: float, tall: int) -> list[Shape]:
    """An arrow from the word to the number, or nothing where there is no room for one that can be seen."""
    gap, thick = page.px(56), max(2, round(tall * 0.12))
    head = round(tall * 0.3)
    end = round(right - gap)
    start = max(round(left + gap), round(end - tall * 1.5))
    if end - start < 2 * head:
        return []
    y = round(middle)
    return [
        Stroke(((start, y), (end, y)), thick, page.theme.ground),
        Stroke(((end - head, y - head), (end, y), (end - head, y + head)), thick, page.theme.ground),
    ]


def message_shapes(scene: Scene, page: Page, area: Area) -> list[Shape]:
    """Return a quiet panel that says why no number stands there."""
    inner = area.inset(page.px(_PAD + 20), page.px(_PAD))
    scale = min(1.4, inner.width / page.px(1000))
    lines = _lines(scene, page, inner.width, scale)
    while _tall(lines) > inner.height and scale > _LEAST_SCALE:
        scale *= 0.95
        lines = _lines(scene, page, inner.width, scale)
    y = centred(inner, 0) - _tall(lines) / 2
    shapes: list[Shape] = [Panel(area, page.px(RADIUS), page.theme.panel)]
    for line, size, weight, ink, space in lines:
        y += space + cap(size)
        shapes.append(page.text(line, inner.x, y, size, weight, ink, page.theme.panel))
    return shapes


def _lines(scene: Scene, page: Page, room: float, scale: float) -> list[_Line]:
    """Break the words of a message into lines."""
    lines: list[_Line] = []
    for words, em, weight, ink, space in _blocks(scene, page):
        size = page.em(em * scale)
        for n, line in enumerate(wrap_evenly(page.measure, words, weight, size, room, 3)):
            lines.append((line, size, weight, ink, page.px(space * scale) if n == 0 else round(size * 0.5)))
    return lines


def _blocks(scene: Scene, page: Page) -> list[_Line]:
    """What is said, how large, and after what space. In manual mode what people must do is as large as the news."""
    said, hint = scene.message, scene.hint
    if scene.mode is Mode.MANUAL:
        return [
            (said.first, 84, Weight.BOLD, page.theme.ink, 0),
            (hint.first, 84, Weight.BOLD, page.theme.ink, 72),
            (said.second, 46, Weight.MEDIUM, page.theme.soft, 88),
            (hint.second, 46, Weight.MEDIUM, page.theme.soft, 30),
        ]
    return [
        (said.first, 92, Weight.BOLD, page.theme.ink, 0),
        (said.second, 48, Weight.MEDIUM, page.theme.soft, 40),
        (hint.first, 40, Weight.MEDIUM, page.theme.ink, 80),
        (hint.second, 34, Weight.MEDIUM, page.theme.soft, 32),
    ]


def _tall(lines: list[_Line]) -> int:
    return sum(cap(size) + space for _line, size, _weight, _ink, space in lines)
