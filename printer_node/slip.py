"""A `Slip` laid out on paper: what stands where and how large, in values that no printer knows yet.

One glance from a metre: the number fills the width and is the only bold thing. Above it the office, the service and at
most the class, below it what happens next, then what to bring, then the small print, then the QR. White space is free.
The mark of a reprint or of an offline number is a bar in reverse type directly above the number. `Form` says which of
this a box prints; the number and the mark are not to be had without.
"""

from datetime import datetime, timedelta, tzinfo
from typing import Final

from msgspec import Struct

from firmware.messages.notices import Estimate, Mark, Slip
from printer_node.checklist import checklist
from printer_node.elements import (
    CHARACTER_DOTS,
    Bar,
    Code,
    Element,
    Line,
    Number,
    Raster,
    Roll,
    Space,
    balanced,
    large,
    plain,
    wrapped,
)
from printer_node.form import WHOLE, Form
from printer_node.words import Words, known

LARGEST: Final = 8
WIDEST_SPACING: Final = 5
SMALLEST_MODULE: Final = 5
QUIET_MODULES: Final = 4
LARGE_LINES: Final = 3

Part = tuple[str, int, list[Element]]
"""The field that it belongs to, the white above it in dots, and what stands there."""


class Style(Struct, frozen=True, kw_only=True):
    """What the office decides about its slips: its clock, and whether it writes *antrian* or *antrean*.

    Without a zone the times stand as the hub sent them.
    """

    zone: tzinfo | None = None
    word: str = "antrian"


def lay_out(
    slip: Slip, roll: Roll, style: Style, form: Form = WHOLE, *, logo: Raster | None = None, is_marked: bool
) -> tuple[Element, ...]:
    """Return what stands on the paper from top to bottom; `is_marked` adds CETAK ULANG whatever the slip says."""
    words = known(slip.languages)[: form.languages]
    at = slip.issued_at.astimezone(style.zone) if style.zone else slip.issued_at
    parts: list[Part] = [
        ("logo", 0, [] if logo is None else [logo]),
        ("office", 20, wrapped(slip.office_name, roll)),
        ("service", 28, _service(slip, words, roll)),
        ("class", 20, _class(slip, words, roll, style)),
        ("number", 24, [*_marks(slip, words, roll, is_marked=is_marked), _number(slip.number, roll)]),
        ("ahead", 8, _ahead(slip, words, style)),
        ("estimate", 24, _estimate(slip, at, words, roll)),
        ("missed", 24, [line for each in words for line in wrapped(each.look, roll)]),
        ("bring", 40, checklist(slip.bring, words, roll)),
        ("missed", 40, _missed(slip.come_back_minutes, words, roll)),
        ("issued-at", 20, _issued(at, words[0], roll)),
        ("qr", 32, _code(slip, form, roll)),
    ]
    return _composed([part for part in parts if part[0] in form.fields])


def _composed(parts: list[Part]) -> tuple[Element, ...]:
    """Set the parts under each other, each with the white above it that belongs to it, none at the very top."""
    elements: list[Element] = []
    for _, above, part in parts:
        elements += [*([Space(above)] if elements and part else []), *part]
    return tuple(elements)


def _service(slip: Slip, words: tuple[Words, ...], roll: Roll) -> list[Element]:
    names = [slip.service_name[each.language] for each in words if each.language in slip.service_name]
    first, *others = names or list(slip.service_name.values())[:1] or [slip.service]
    lines = large(first, roll)
    if len(lines) > LARGE_LINES or len(first.split()) < len(lines):
        lines = [Line(text=part, height=2) for part in balanced(first, roll.columns)]
    for other in others:
        lines += [Space(4), *wrapped(other, roll)]
    return lines


def _class(slip: Slip, words: tuple[Words, ...], roll: Roll, style: Style) -> list[Element]:
    """What the person has a right to, and never why."""
    said = [" / ".join(each.priority for each in words)] if slip.is_priority else []
    if slip.slot is not None:
        at = slip.slot.astimezone(style.zone) if style.zone else slip.slot
        said.append(" / ".join(each.booked.format(time=at.strftime(each.clock)) for each in words))
    return [line for text in said for line in wrapped(text, roll)]


def _marks(slip: Slip, words: tuple[Words, ...], roll: Roll, *, is_marked: bool) -> list[Element]:
    first, *others = words
    bars: list[Element] = []
    if slip.mark is Mark.OFFLINE:
        bars += [*_bars(first.offline, roll, size=2), *_bars(first.offline_rule, roll, size=1)]
        for each in others:
            together = f"{each.offline} - {each.offline_rule}"
            halves = (together,) if len(together) < roll.columns else (each.offline, each.offline_rule)
            bars += [bar for half in halves for bar in _bars(half, roll, size=1)]
    if is_marked or slip.mark is Mark.REPRINT:
        bars += _bars(first.reprint, roll, size=2)
        bars += [bar for each in others for bar in _bars(each.reprint, roll, size=1)]
    return [*bars, Space(12)] if bars else []


def _bars(text: str, roll: Roll, *, size: int) -> list[Element]:
    return [Bar(part, size, roll.columns) for part in balanced(text, roll.columns // size - 2)]


def _number(number: str, roll: Roll) -> Number:
    """As large as font A and the paper allow, the digits spaced by what is left, the letter set apart from them."""
    width = min(LARGEST, (roll.columns - 2) // len(number))
    spare = roll.dots - len(number) * width * CHARACTER_DOTS
    gap = min(spare, width * CHARACTER_DOTS * 2 // 3)
    spacing = min(WIDEST_SPACING, (spare - gap) // (width * (len(number) - 2)))
    height = min(LARGEST, width + 1)
    return Number(letter=number[0], digits=number[1:], width=width, height=height, gap=gap, spacing=spacing)


def _ahead(slip: Slip, languages: tuple[Words, ...], style: Style) -> list[Element]:
    """Nobody knows how many are ahead of a number that was given while the hub was silent."""
    if slip.mark is Mark.OFFLINE:
        return []
    texts = [words.ahead.format(word=style.word.capitalize()) for words in languages]
    return [Line(text=texts[0], figure=str(slip.ahead)), *(Line(text=f"{text}{slip.ahead}") for text in texts[1:])]


def _estimate(slip: Slip, at: datetime, languages: tuple[Words, ...], roll: Roll) -> list[Element]:
    estimate = slip.estimate
    if estimate is None:
        return []
    first, *others = languages
    lines = [*wrapped(first.estimate, roll), *large(_wait(estimate, first), roll)]
    if estimate.low > 0:
        lines += wrapped(_about(estimate, at, first), roll)
    for words in others:
        sentence = f"{words.estimate} {_wait(estimate, words)}"
        broken = (sentence,) if len(sentence) <= roll.columns else (words.estimate, _wait(estimate, words))
        lines += [line for text in broken for line in wrapped(text, roll)]
    return lines


def _wait(estimate: Estimate, words: Words) -> str:
    return (words.wait if estimate.low > 0 else words.wait_short).format(low=estimate.low, high=estimate.high)


def _about(estimate: Estimate, at: datetime, words: Words) -> str:
    begin, end = ((at + timedelta(minutes=wait)).strftime(words.clock) for wait in (estimate.low, estimate.high))
    return words.about.format(begin=begin, end=end + _zone_name(at))


def _issued(at: datetime, words: Words, roll: Roll) -> list[Element]:
    date = words.date.format(at=at, day=words.days[at.weekday()], month=words.months[at.month - 1])
    clock = at.strftime(words.clock) + _zone_name(at)
    together = f"{date}  {clock}"
    dated = (together,) if len(together) <= roll.columns else (date, clock)
    return [line for text in dated for line in wrapped(text, roll)]


def _missed(come_back: int, languages: tuple[Words, ...], roll: Roll) -> list[Element]:
    lines: list[Element] = []
    for words in languages:
        keep = words.keep.format(minutes=come_back) if come_back > 0 else words.keep_open
        lines += [*([Space(16)] if lines else []), *wrapped(keep, roll)]
    return lines


def _zone_name(at: datetime) -> str:
    """The zone's abbreviation (" WIB"); nothing where the zone has only an offset for a name."""
    name = at.tzname()
    return f" {name}" if name and name.isalpha() else ""


def _code(slip: Slip, form: Form, roll: Roll) -> list[Element]:
    """The ticket for a reader and, under it, for eyes; the white that a reader needs around it (ISO 18004) is kept."""
    module = max(SMALLEST_MODULE, roll.dots // 96)
    identity = [slip.ticket, slip.check] if slip.check else [slip.ticket]
    content = form.qr_url + "-".join(identity) if form.qr_url else " ".join(identity)
    eyes = f"{slip.number} \u00b7 {slip.check}" if slip.check else slip.ticket
    return [Code(plain(content), module), Space(QUIET_MODULES * module), Line(text=eyes)]
