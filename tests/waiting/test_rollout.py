"""The coming hours, played forward: small queues whose waits can be reckoned by hand."""

from typing import Any

import pytest
from msgspec.structs import replace

from firmware.messages.why import Standing
from firmware.queueing.discipline import Discipline, OrderPlan
from firmware.queueing.events import CounterPlanned, StageFinished, TicketRequeued
from tests.waiting.office import OPENED, Day, a_plan, a_record

MINUTE = 60.0
ABOUT = pytest.approx


def queued(day: Day, count: int, service: str = "A") -> None:
    """One is called at once, the others wait."""
    tickets = [day.comes(service) for _ in range(count)]
    day.calls(tickets[0])


def test_one_counter_with_even_service_gives_the_sum_of_those_ahead(day: Any) -> None:
    """Two wait, one has been helped for four of ten minutes: six and two times ten."""
    queued(day, 3)
    day.time += 4 * MINUTE
    assert day.wait() == ABOUT(26 * MINUTE, abs=5)


def test_a_free_counter_calls_at_once(day: Any) -> None:
    """Nobody waits, nobody is there."""
    assert day.wait() == ABOUT(0, abs=5)


def test_two_counters_share_the_work() -> None:
    """Four wait for two counters that have just called: two rounds, and a third for the newcomer."""
    plan = a_plan("A", "A")
    day = Day(plan, a_record(plan))
    tickets = [day.comes() for _ in range(6)]
    day.calls(tickets[0], 1)
    day.calls(tickets[1], 2)
    assert day.wait() == ABOUT(30 * MINUTE, abs=10)


def test_a_published_break_shifts_the_wait_by_its_length(day: Any) -> None:
    """From 08.15 to 08.45 nobody is there: who would be called at 08.20 is called at 08.45, the next at 08.55."""
    queued(day, 3)
    assert day.wait() == ABOUT(30 * MINUTE, abs=5)
    begin = int(OPENED // 60) + 15
    day.happens(CounterPlanned(counter=1, absences=((begin, begin + 30),)))
    assert day.wait() == ABOUT(55 * MINUTE, abs=5)


def test_a_counter_that_did_not_close_for_its_break_calls_when_it_is_over(day: Any) -> None:
    """Half an hour without a call in a published absence says nothing of how long the pause goes on."""
    begin = int(OPENED // 60)
    day.happens(CounterPlanned(counter=1, absences=((begin, begin + 30),)))
    day.comes()
    day.time += 29 * MINUTE
    assert day.wait() == ABOUT(11 * MINUTE, abs=30)
    day.time += 2 * MINUTE
    assert (day.wait() or 0) <= 11 * MINUTE


def test_priority_goes_before_those_who_wait(day: Any) -> None:
    """Of four minutes' credit a minute: behind the one who is helped, and those with more credit by then."""
    queued(day, 6)
    assert day.wait() == ABOUT(60 * MINUTE, abs=5)
    assert day.wait(standing=Standing.PRIORITY) == ABOUT(10 * MINUTE, abs=5)
    assert day.wait(standing=Standing.BOOKED) == ABOUT(10 * MINUTE, abs=5)


def test_those_who_have_waited_have_credit_too(day: Any) -> None:
    """They came 21 minutes before: a booked newcomer has more only after another 21, a priority one after seven."""
    queued(day, 6)
    for n in (1, 2):
        day.finishes(day.ticket(n), after=10 * MINUTE)
        day.calls(day.ticket(n + 1))
    day.time += MINUTE
    assert day.wait(standing=Standing.BOOKED) == ABOUT(29 * MINUTE, abs=5)
    assert day.wait(standing=Standing.PRIORITY) == ABOUT(9 * MINUTE, abs=5)


@pytest.mark.parametrize(
    ("discipline", "minutes"), [(Discipline.STRICT, 10), (Discipline.FIRST_COME, 60), (Discipline.TURNS, 10)]
)
def test_the_wait_follows_the_discipline(discipline: Discipline, minutes: int) -> None:
    """A priority newcomer behind one who is helped and five who wait."""
    plan = a_plan("A", order=OrderPlan(discipline=discipline))
    day = Day(plan, a_record(plan))
    queued(day, 6)
    assert day.wait(standing=Standing.PRIORITY) == ABOUT(minutes * MINUTE, abs=5)


def test_a_counter_that_prefers_strictly_lets_its_first_service_go_first() -> None:
    """Five wait for the second service, and a newcomer for the first goes before them; with the counter's list, not."""
    plan = a_plan("AF")
    strict = replace(plan, counters=(replace(plan.counters[0], prefers_strictly=True),))
    waits = []
    for one in (plan, strict):
        day = Day(one, a_record(one))
        queued(day, 6, "F")
        day.time += MINUTE
        waits.append(day.wait("A"))
    assert waits == [ABOUT(59 * MINUTE, abs=5), ABOUT(9 * MINUTE, abs=5)]


def test_a_probe_changes_nobodys_wait() -> None:
    """Asked for alone or with all others, it waits as long."""
    plan = a_plan("AF", "FH")
    day = Day(plan, a_record(plan))
    for service in "AFHAFH":
        day.comes(service)
    day.calls(day.ticket(1), 1)
    day.calls(day.ticket(2), 2)
    together = [day.wait(service, standing) for service in "AFH" for standing in Standing]
    alone = [day.wait(service, standing, only={(service, standing)}) for service in "AFH" for standing in Standing]
    assert together == alone


def test_a_counter_that_has_nothing_to_do_with_it_does_not_matter() -> None:
    """Another service's line at another counter."""
    plan = a_plan("A", "H")
    day = Day(plan, a_record(plan))
    for _ in range(9):
        day.comes("H")
    assert day.wait("A") == ABOUT(0, abs=5)


def test_who_is_at_a_counter_that_has_closed_is_nobodys_hope() -> None:
    """The only counter is shut and no day before says that it comes back: silence."""
    plan = a_plan("A")
    day = Day(plan, a_record(plan))
    day.closes()
    assert day.wait() is None


def test_somebody_who_has_come_back_goes_first(day: Any) -> None:
    """The second of the line missed its call, came back and waits behind one call."""
    queued(day, 3)
    missed = day.ticket(1)
    day.misses(missed)
    day.calls(day.ticket(2))
    before = day.wait()
    day.happens(TicketRequeued(ticket=missed, counter=1, behind=1))
    assert day.wait() == ABOUT(before + 10 * MINUTE, abs=60)


def test_the_next_stage_of_others_takes_its_time() -> None:
    """One counter does both stages: who has finished the first waits for the second, behind those who came before."""
    plan = a_plan("AF", then={"A": "F"})
    day = Day(plan, a_record(plan))
    queued(day, 2)
    day.happens(StageFinished(ticket=day.first, counter=1, service="F"), after=10 * MINUTE)
    day.calls(day.ticket(2))
    day.time += MINUTE
    assert day.wait() == ABOUT(19 * MINUTE, abs=5)
    assert day.wait("F") == ABOUT(19 * MINUTE, abs=5)


def test_a_visit_whose_stages_never_end_ends_no_later_than_the_day() -> None:
    """One goes round and round at the first counter, and the only one for the newcomer is shut: silence."""
    plan = a_plan("AF", "H", "AH", then={"A": "F", "F": "A"})
    day = Day(plan, a_record(plan))
    for number in (2, 3):
        day.closes(number)
    day.calls(day.comes("A"))
    assert day.wait("H") is None


def test_the_same_seed_gives_the_same_answer() -> None:
    """And another one another, where there is chance in it."""
    plan = a_plan("AF", "FH")
    one = a_record(plan)
    mixed = replace(one, helps=tuple(replace(h, seconds=60.0 + n % 1500) for n, h in enumerate(one.helps)))

    def answers(seed: int) -> list[float | None]:
        day = Day(plan, mixed, seed=seed)
        for service in "AFHAFHAFH":
            day.comes(service)
        return [day.wait(service) for service in "AFH"]

    assert answers(1) == answers(1)
    assert answers(1) != answers(2)
