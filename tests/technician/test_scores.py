"""How true the estimates were, as a technician reads it."""

from datetime import date

import msgspec
from rich.console import Console

from firmware.messages.requests import JournalRow
from firmware.messages.why import Standing
from firmware.queueing import events
from firmware.technician.scores import NOTHING, Score, ScoredDay, days_of, scores_page, together

MONDAY = date(2026, 11, 23)


def score(count: int, mae: int, bias: int, standing: Standing = Standing.WALK_IN) -> Score:
    """A score of service A, in seconds."""
    return Score(service="A", standing=standing, count=count, mae=mae, bias=bias, over_10=1, covered=count - 1)


def row(event: object) -> JournalRow:
    """A row of the journal."""
    body = msgspec.Raw(msgspec.json.encode(event))
    return JournalRow(
        position=9,
        epoch=1,
        day=MONDAY,
        key="hub-9f2c66d01b7e4a35-1-1",
        at=1.0,
        wall="2026-11-23T09:00:00+07:00",
        event=body,
    )


def text_of(*days: ScoredDay) -> str:
    """The page in a terminal of 80 columns."""
    console = Console(width=80, record=True, file=None, force_terminal=False)
    with console.capture() as captured:
        console.print(scores_page(days))
    return captured.get()


def test_the_journals_own_event_is_read() -> None:
    """The same words on both sides; what is no score is left out."""
    told = events.Score(service="A", standing=Standing.BOOKED, count=3, mae=90, bias=-30, over_10=0, covered=3)
    days = days_of([row(events.DayScored(day=MONDAY, scores=(told,))), row(events.DayClosed(day=MONDAY))])
    assert [(day.day, day.scores[0].mae, day.scores[0].standing) for day in days] == [(MONDAY, 90, Standing.BOOKED)]


def test_a_line_is_in_minutes_and_shares() -> None:
    """Ten people, on average two and a half minutes off, half a minute too short; one late, nine in range."""
    lines = text_of(ScoredDay(day=MONDAY, scores=(score(10, 150, -30),))).splitlines()
    assert lines[2].split() == ["23.11.2026", "A", "walk-in", "10", "2.5", "−0.5", "10", "%", "90", "%"]  # noqa: RUF001
    assert all(len(line) <= 80 for line in lines)


def test_each_person_counts_the_same_in_the_sum() -> None:
    """A day of thirty weighs three times as much as a day of ten."""
    both = together([score(30, 60, 60), score(10, 180, -60)])
    assert (both.count, both.mae, both.bias, both.covered) == (40, 90, 30, 38)


def test_classes_are_summed_apart() -> None:
    """A priority that is told well must not hide walk-ins that are not."""
    days = [ScoredDay(day=MONDAY, scores=(score(10, 60, 0, Standing.PRIORITY), score(10, 600, 0)))] * 2
    sums = [line.split() for line in text_of(*days).splitlines() if line.split()[:1] == ["all"]]
    assert [(line[1], line[-6]) for line in sums] == [("priority", "1.0"), ("walk-in", "10.0")]


def test_where_nothing_was_scored_it_says_when_it_will_be() -> None:
    """An office on its first day."""
    assert NOTHING in " ".join(text_of().split())
