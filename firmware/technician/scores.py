"""How true the estimates of the wait were, by day, service and class, in minutes. Pure.

People are those who were told an estimate and called. *Off* is how far from the truth the middle of it was, *bias*
whether too long (plus) or too short was told, *over 10* how many were called more than ten minutes off, *in range* how
many by the end of the range on their slip; nine in ten is what the estimate is made for.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Final

from msgspec import Meta, Struct
from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from firmware.messages.codec import decode
from firmware.messages.figures import LARGEST, Whole
from firmware.messages.requests import JournalRow
from firmware.messages.why import Standing

QUIET, LOUD, TEAL = "dim", "bold", "cyan"
COLUMNS: Final = ("People", "Off", "Bias", "Over 10", "In range")
ALL: Final = "all"
NOTHING: Final = "no day has been scored; a day is scored as it closes, of those who were told an estimate"

_CLASSES: Final = {
    Standing.PRIORITY: "priority",
    Standing.BOOKED: "booked",
    Standing.WALK_IN: "walk-in",
}


class Score(Struct, frozen=True, kw_only=True):
    """One class of one service on a day, as the journal holds it. Seconds; `bias` is told less real."""

    service: str
    standing: Standing
    count: Annotated[int, Meta(ge=1, le=LARGEST)]
    mae: Whole
    bias: Whole
    over_10: Whole
    covered: Whole


class ScoredDay(Struct, frozen=True, kw_only=True):
    """The scores of one business day."""

    day: date
    scores: tuple[Score, ...]


def days_of(rows: Iterable[JournalRow]) -> list[ScoredDay]:
    """Return the days that rows of the journal score; a row that says something else is left out."""
    read = (decode(ScoredDay, bytes(row.event)) for row in rows)
    return [day for day in read if isinstance(day, ScoredDay)]


def scores_page(days: Iterable[ScoredDay]) -> RenderableType:
    """Return a table of the days, and below it all of them together by class."""
    days = list(days)
    if not days:
        return Padding(Text(NOTHING), (0, 1))
    table = Table(box=box.SIMPLE_HEAD, header_style=QUIET, pad_edge=False, show_edge=False)
    for name in ("Day", "Service", "Class"):
        table.add_column(name, no_wrap=True)
    for name in COLUMNS:
        table.add_column(name, justify="right", no_wrap=True)
    for one in days:
        for n, score in enumerate(one.scores):
            last = n == len(one.scores) - 1
            _add(table, "" if n else f"{one.day:%d.%m.%Y}", score.service, score, is_last=last)
    everything = [score for one in days for score in one.scores]
    for standing in Standing:
        same = [score for score in everything if score.standing is standing]
        if same:
            _add(table, "", ALL, together(same), is_last=False)
    return Padding(Group(table, Text("\nminutes; nine in ten are meant to be called in range", style=QUIET)), (0, 1))


def together(scores: Iterable[Score]) -> Score:
    """Return several scores of one class as one: each person counts the same. There must be one at least."""
    scores = list(scores)
    people = sum(score.count for score in scores)
    return Score(
        service=ALL,
        standing=scores[0].standing,
        count=people,
        mae=round(sum(score.mae * score.count for score in scores) / people),
        bias=round(sum(score.bias * score.count for score in scores) / people),
        over_10=sum(score.over_10 for score in scores),
        covered=sum(score.covered for score in scores),
    )


def _add(table: Table, day: str, service: str, score: Score, *, is_last: bool) -> None:
    table.add_row(
        Text(day, style=TEAL),
        Text(service, style=LOUD),
        _CLASSES[score.standing],
        str(score.count),
        f"{score.mae / 60:.1f}",
        f"{score.bias / 60:+.1f}".replace("-", "−"),  # noqa: RUF001 - a minus
        _share(score.over_10, score.count),
        _share(score.covered, score.count),
        end_section=is_last,
    )


def _share(some: int, of: int) -> str:
    return f"{100 * some / of:.0f} %"
