"""The bench of the calling order: the table of the field notes, and the cap for priority on every day."""

import pytest
from msgspec.structs import replace

from firmware.messages.why import Standing
from firmware.queueing.discipline import Discipline
from tests.bench.order import DAYS, FIELD_NOTES, Played, account, bench, in_words, play

NEAR = 0.2
MINUTES = 5


@pytest.fixture(scope="module")
def days() -> list[Played]:
    """Two days under each discipline."""
    return bench(2, processes=1)


def test_under_the_default_nobody_passes_over_the_cap(days: list[Played]) -> None:
    """On each day of accumulating priority; first come first served does it all the time, so the check can see."""
    assert [day.over_cap_passed_over for day in days if day.discipline is Discipline.ACCUMULATING] == [0, 0]
    assert all(day.is_within_cap() for day in days if day.discipline is Discipline.ACCUMULATING)
    assert all(day.over_cap_passed_over > 0 for day in days if day.discipline is Discipline.FIRST_COME)


def test_who_is_passed_over_is_measured_until_the_own_call(days: list[Played]) -> None:
    """Nobody waits so for a moment under the default; under first come first served it takes long."""
    assert [day.longest_passed_over for day in days if day.discipline is Discipline.ACCUMULATING] == [0, 0]
    assert all(10 < day.longest_passed_over < 600 for day in days if day.discipline is Discipline.FIRST_COME)


def test_the_cap_itself_is_counted_apart_from_what_is_promised(days: list[Played]) -> None:
    """A day whose P90 is a minute beyond the cap, with somebody at the counter meanwhile, is as promised."""
    late = replace(days[0], waits={**days[0].waits, Standing.PRIORITY: [16.0]}, longest=5.0)
    assert late.is_within_cap()
    assert not late.is_p90_within_cap()
    cap = account([late, *(day for day in days if day.discipline is not late.discipline)])["cap"]
    assert (cap["days_within"], cap["days_p90_within_minutes"], cap["longest_passed_over"]) == (1, 0, 0)


def test_a_day_that_is_late_is_not_within_the_cap(days: list[Played]) -> None:
    """What is checked can fail: one call past somebody at the cap, or a P90 beyond the cap and a service."""
    good = days[0]
    assert not replace(good, over_cap_passed_over=1).is_within_cap()
    assert not replace(good, waits={**good.waits, Standing.PRIORITY: [16 + good.longest]}).is_within_cap()


def test_every_discipline_serves_the_same_people(days: list[Played]) -> None:
    """Only the order differs, so the disciplines can be compared day by day."""
    assert len({sum(map(len, day.waits.values())) for day in days if day.number == 0}) == 1


def test_the_account_has_its_shape(days: list[Played]) -> None:
    """Each discipline with its classes, beside the field notes."""
    result = account(days)
    assert result["days"] == 2
    assert list(result["disciplines"]) == ["accumulating", "strict", "first-come", "turns"]
    for of_it in result["disciplines"].values():
        assert set(of_it) == {"priority", "booked", "walk_in", "over_cap_passed_over"}
        assert set(of_it["priority"]) == {"p50", "p90", "max"}
    assert result["field_notes"]["strict"]["walk_in"]["p90"] == 142
    assert len(list(in_words(result))) == 8


def test_a_day_is_the_same_each_time() -> None:
    """A bench measures the order, not chance."""
    assert play(Discipline.TURNS, 3) == play(Discipline.TURNS, 3)


@pytest.mark.long
def test_the_table_of_the_field_notes_is_reproduced() -> None:
    """Forty days: every P90 within a fifth or five minutes of the field notes, and the cap kept on each day."""
    result = account(bench(DAYS))
    found = {
        (name, one): (result["disciplines"][name][one]["p90"], p90)
        for name, notes in FIELD_NOTES.items()
        for one, p90 in notes.items()
    }
    assert {which: pair for which, pair in found.items() if abs(pair[0] - pair[1]) > max(MINUTES, NEAR * pair[1])} == {}
    assert result["cap"]["days_within"] == DAYS
