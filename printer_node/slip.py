"""A `Slip` laid out on paper: what stands where and how large, in values that no printer knows yet.

One glance from a metre: the number fills the width and is the only bold thing. Above it the office, the service and at
most the class, below it what happens next, then what to bring, then the small print, then the QR. White space is free.
The mark of a reprint or of an offline number is a bar in reverse type directly above the number. `Form` says which of
this a box prints; the number and the mark are not to be had without.
"""

from datetime import datetime, timedelta, tzinfo
from typing import Final, Literal

from msgspec import Struct

from firmware.messages.notices import Estimate, Mark, Slip
from printer_node.checklist import checklist
from printer_node.elements import (
    CHARACTER_DOTS,
    Code,
    Element,
    Line,
    Number,
    Raster,
    Roll,
    Space,
    balanced,
    large,
    wrapped,
)
from printer_node.words import Words, known

LARGEST: Final = 8
WIDEST_SPACING: Final = 5
SMALLEST_MODULE: Final = 5
QUIET_MODULES: Final = 4
LARGE_LINES: Final = 2
URL_LENGTH: Final = 100

Field = Literal[
    "office", "logo", "service", "number", "class", "issued-at", "ahead", "estimate", "bring", "missed", "qr"
]
FIELDS: Final[tuple[Field, ...]] = (
    *("office", "logo", "service", "number", "class", "issued-at", "ahead", "estimate", "bring", "missed", "qr"),
)


class Style(Struct, frozen=True, kw_only=True):
    """What the office decides about its slips: its clock, and whether it writes *antrian* or *antrean*.

    Without a zone the times stand as the hub sent them.
    """

    zone: tzinfo | None = None
    word: str = "antrian"


class Form(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `[slip]` table: what this box prints of a slip. The order on paper is not to choose.

    Without a `qr_url` the code is the ticket's identity alone, with it the address of the ticket's page.
    """

    fields: tuple[Field, ...] = FIELDS
    languages: Literal[1, 2] = 2
    logo: str | None = None
    qr_url: str = ""

    def __post_init__(self) -> None:
        if "number" not in self.fields:
            raise ValueError('fields without "number": a slip without its number calls nobody')
        if self.logo is not None and not self.logo.startswith("/"):
            raise ValueError(f"logo {self.logo!r} is not a whole path, such as /etc/antrian/logo.png")
        is_address = self.qr_url.startswith(("https://", "http://")) and self.qr_url.isascii()
        if self.qr_url and not (is_address and len(self.qr_url) <= URL_LENGTH and self.qr_url.split() == [self.qr_url]):
            raise ValueError(f"qr_url {self.qr_url!r} is not an address of at most {URL_LENGTH} ASCII characters")


WHOLE: Final = Form()
"""Everything that a slip can bear, in two languages."""


def lay_out(
    slip: Slip, roll: Roll, style: Style, form: Form = WHOLE, *, logo: Raster | None = None, is_marked: bool
) -> tuple[Element, ...]:
    """Return what stands on the paper from top to bottom; `is_marked` adds CETAK ULANG whatever the slip says."""
    words = known(slip.languages)[: form.languages]
    at = slip.issued_at.astimezone(style.zone) if style.zone else slip.issued_at
    is_reprint = is_marked or slip.mark is Mark.REPRINT
    parts: dict[Field, list[Element]] = {
        "logo": [] if logo is None else [logo],
        "office": wrapped(slip.office_name, roll),
        "service": _service(slip, words, roll),
        "class": _class(words, roll) if slip.is_priority else [],
        "number": [
            *_marks(words, roll, is_reprint=is_reprint, is_offline=slip.mark is Mark.OFFLINE),
            Space(12),
            _number(slip.number, roll),
        ],
        "ahead": _ahead(slip, words, style),
        "estimate": [] if slip.estimate is None else _estimate(slip.estimate, at, words, roll),
        "bring": checklist(slip.bring, words, roll),
        "issued-at": _issued(at, words[0], roll),
        "missed": _missed(slip.come_back_minutes, words, roll),
        "qr": _code(slip, form, roll),
    }
    return _composed({field: part for field, part in parts.items() if part and field in form.fields})


_ABOVE: Final[dict[Field, int]] = {
    "office": 20,
    "service": 28,
    "class": 20,
    "number": 24,
    "ahead": 8,
    "estimate": 24,
    "bring": 36,
    "issued-at": 36,
    "missed": 16,
    "qr": 32,
}


def _composed(parts: dict[Field, list[Element]]) -> tuple[Element, ...]:
    """Set the parts under each other, each with the white above it that belongs to it, none at the very top."""
    elements: list[Element] = []
    for field, part in parts.items():
        elements += [*([Space(_ABOVE[field])] if elements else []), *part]
    return tuple(elements)


def _service(slip: Slip, words: tuple[Words, ...], roll: Roll) -> list[Element]:
    names = [slip.service_name[each.language] for each in words if each.language in slip.service_name]
    first, *others = names or list(slip.service_name.values())[:1] or [slip.service]
    lines = large(first, roll)
    is_whole = " ".join(line.text for line in lines if isinstance(line, Line)) == first
    if len(lines) > LARGE_LINES or not is_whole:
        lines = wrapped(first, roll)
    for other in others:
        lines += [Space(4), *wrapped(other, roll)]
    return lines


def _class(words: tuple[Words, ...], roll: Roll) -> list[Element]:
    return wrapped(" / ".join(each.priority for each in words), roll)


def _marks(languages: tuple[Words, ...], roll: Roll, *, is_reprint: bool, is_offline: bool) -> list[Element]:
    bars: list[Element] = []
    if is_offline:
        bars += [bar for words in languages for bar in _bar(words.offline, roll, size=1)]
    if is_reprint:
        for index, words in enumerate(languages):
            bars += _bar(words.reprint, roll, size=1 if index else 2)
    return bars


def _bar(text: str, roll: Roll, *, size: int) -> list[Element]:
    columns = roll.columns // size
    return [
        Line(text=part.center(columns), width=size, height=size, is_reverse=True)
        for part in balanced(text, columns - 2)
    ]


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


def _estimate(estimate: Estimate, at: datetime, languages: tuple[Words, ...], roll: Roll) -> list[Element]:
    first, *others = languages
    lines = [*wrapped(first.estimate.strip(), roll), *large(_wait(estimate, first), roll)]
    if estimate.low > 0:
        lines += wrapped(_about(estimate, at, first), roll)
    for words in others:
        lines += wrapped(words.estimate + _wait(estimate, words), roll)
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
        lines += [*([Space(16)] if lines else []), *wrapped(words.look, roll), *wrapped(keep, roll)]
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
    return [Code(content, module), Space(QUIET_MODULES * module), Line(text=eyes)]
