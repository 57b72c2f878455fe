"""A `Slip` laid out on paper: what stands where and how large, in values that no printer knows yet.

One glance from a metre: the number fills the width and is the only bold thing. Above it the office and the service,
below it what happens next, then the small print, then the QR with the ticket's identity. White space is free. The
mark of a reprint or of an offline number is a bar in reverse type directly above the number. Everything is measured in
dots of the printer (8 to a millimetre) and in columns of its font A, 12 dots wide and 24 high.
"""

import textwrap
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final

from msgspec import Struct

from firmware.messages.notices import Estimate, Mark, Slip
from printer_node.words import Words, words_for

CHARACTER_DOTS: Final = 12
LARGEST: Final = 8
SMALLEST_MODULE: Final = 5
LARGE_LINES: Final = 2


class Roll(Struct, frozen=True):
    """How wide the paper prints, in columns of font A: 48 on 80 mm, 32 on 58 mm."""

    columns: int

    @property
    def dots(self) -> int:
        """The printable width in dots."""
        return self.columns * CHARACTER_DOTS


class Style(Struct, frozen=True, kw_only=True):
    """What the office decides about its slips: its clock, and whether it writes *antrian* or *antrean*.

    Without a zone the times stand as the hub sent them.
    """

    zone: tzinfo | None = None
    word: str = "antrian"


class Line(Struct, frozen=True, kw_only=True):
    """One centred line of text. `width` and `height` multiply the character; `spacing` is dots added to each.

    `figure` follows the text twice as large. Lines in reverse type touch, so that several make one bar.
    """

    text: str
    width: int = 1
    height: int = 1
    spacing: int = 0
    figure: str = ""
    is_bold: bool = False
    is_reverse: bool = False


class Space(Struct, frozen=True):
    """White paper, in dots."""

    dots: int


class Code(Struct, frozen=True):
    """A centred QR code; `module` is the side of one square in dots."""

    content: str
    module: int


Element = Line | Space | Code


def lay_out(slip: Slip, roll: Roll, style: Style, *, is_marked: bool) -> tuple[Element, ...]:
    """Return what stands on the paper from top to bottom; `is_marked` adds CETAK ULANG whatever the slip says."""
    languages = words_for(slip.languages)
    at = slip.issued_at.astimezone(style.zone) if style.zone else slip.issued_at
    is_reprint = is_marked or slip.mark is Mark.REPRINT
    return (
        *_head(slip, roll),
        *_marks(languages, roll, is_reprint=is_reprint, is_offline=slip.mark is Mark.OFFLINE),
        Space(12),
        _number(slip.number, roll),
        *_next(slip, at, languages, roll, style),
        Space(32),
        *_small_print(at, slip.come_back_minutes, languages, roll),
        Space(32),
        Code(slip.ticket, max(SMALLEST_MODULE, roll.dots // 96)),
        Space(12),
        Line(text=slip.ticket),
    )


def _head(slip: Slip, roll: Roll) -> list[Element]:
    names = [slip.service_name[language] for language in slip.languages if language in slip.service_name]
    first, *others = names or list(slip.service_name.values()) or [slip.service]
    lines: list[Element] = [*_wrapped(slip.office_name, roll), Space(28)]
    large = _balanced(first, roll.columns // 2)
    fits = len(large) <= LARGE_LINES and " ".join(large) == first
    lines += [Line(text=text, width=2, height=2) for text in large] if fits else _wrapped(first, roll)
    for other in others:
        lines += [Space(4), *_wrapped(other, roll)]
    return [*lines, Space(24)]


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
        for part in _balanced(text, columns - 2)
    ]


def _number(number: str, roll: Roll) -> Line:
    """The letter set apart from its digits, as large as the paper allows, the rest of the width spread between."""
    text = f"{number[0]} {number[1:]}"
    size = min(LARGEST, roll.columns // len(text))
    spacing = (roll.dots // (len(text) * size)) - CHARACTER_DOTS
    return Line(text=text, width=size, height=size, spacing=max(0, spacing), is_bold=True)


def _next(slip: Slip, at: datetime, languages: tuple[Words, ...], roll: Roll, style: Style) -> list[Element]:
    lines: list[Element] = []
    # Nobody knows how many are ahead of a number that was given while the hub was silent.
    for index, words in enumerate(() if slip.mark is Mark.OFFLINE else languages):
        text = words.ahead.format(word=style.word.capitalize())
        lines.append(Line(text=f"{text}{slip.ahead}") if index else Line(text=text, figure=str(slip.ahead)))
    if slip.estimate is None:
        return lines
    for index, words in enumerate(languages):
        lines += [*([] if index else [Space(24)]), *_wrapped(_estimate(slip.estimate, words), roll)]
        if not index and slip.estimate.low > 0:
            lines += _wrapped(_about(slip.estimate, at, words), roll)
    return lines


def _estimate(estimate: Estimate, words: Words) -> str:
    sentence = words.estimate if estimate.low > 0 else words.estimate_short
    return sentence.format(low=estimate.low, high=estimate.high)


def _about(estimate: Estimate, at: datetime, words: Words) -> str:
    begin, end = ((at + timedelta(minutes=wait)).strftime(words.clock) for wait in (estimate.low, estimate.high))
    return words.about.format(begin=begin, end=end + _zone_name(at))


def _small_print(at: datetime, come_back: int, languages: tuple[Words, ...], roll: Roll) -> list[Element]:
    first = languages[0]
    date = first.date.format(at=at, day=first.days[at.weekday()], month=first.months[at.month - 1])
    clock = at.strftime(first.clock) + _zone_name(at)
    together = f"{date}  {clock}"
    dated = (together,) if len(together) <= roll.columns else (date, clock)
    lines: list[Element] = [line for text in dated for line in _wrapped(text, roll)]
    for words in languages:
        keep = words.keep.format(minutes=come_back) if come_back > 0 else words.keep_open
        lines += [Space(16), *_wrapped(words.look, roll), *_wrapped(keep, roll)]
    return lines


def _zone_name(at: datetime) -> str:
    """The zone's abbreviation (" WIB"); nothing where the zone has only an offset for a name."""
    name = at.tzname()
    return f" {name}" if name and name.isalpha() else ""


def _wrapped(text: str, roll: Roll) -> list[Element]:
    return [Line(text=part) for part in _balanced(text, roll.columns)]


@lru_cache(256)
def _balanced(text: str, columns: int) -> tuple[str, ...]:
    """Break into as few lines as fit, each as short as those allow: no single word is left on the last line."""
    lines = textwrap.wrap(text, columns)
    for narrower in range(columns - 1, 0, -1):
        tried = textwrap.wrap(text, narrower, break_long_words=False)
        if len(tried) > len(lines) or any(len(line) > narrower for line in tried):
            break
        lines = tried
    return tuple(lines)
