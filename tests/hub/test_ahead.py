"""How many people a slip says are ahead: those who will be called before it, and not those who stand before it now."""

import pytest
from msgspec.structs import replace

from firmware.hub.ahead import people_ahead
from firmware.hub.office_rules import OrderTable
from firmware.hub.telling import Teller
from firmware.hub.waits import Estimated, Forecast
from firmware.messages.commands import CallNext, OpenCounter, TakeTicket
from firmware.messages.notices import Slip
from firmware.messages.why import Standing
from firmware.queueing.discipline import Discipline
from firmware.queueing.events import Method, Told
from tests.hub.bench import DAY, Bench, key, moment, press, take

PRIORITY = 900


def walk_ins(bench: Bench, number: int, apart: float = 0.0) -> None:
    """So many people take tickets, the first one as much after nine as they come apart."""
    for n in range(1, number + 1):
        bench.send(take(n), seconds=n * apart)


def priority(bench: Bench, seconds: float, wait: int | None = None, n: int = PRIORITY) -> int:
    """Somebody with priority comes and is told a wait in the middle of so many seconds; how many the slip says."""
    now = replace(moment(seconds), today=DAY, midnight=moment().office - 9 * 3_600.0)
    if wait is not None:
        told = Told(low=5, high=15, p50=wait, p90=wait, method=Method.ROLLOUT, raw_p50=wait, raw_p90=wait)
        forecasts = (Forecast(service="A", standing=Standing.PRIORITY, told=told),)
        bench.waits.hear(Estimated(day=DAY, at=now.office, forecasts=forecasts))
    command = TakeTicket(key=key(n), press=press(n), service="A", priority=True)
    step = bench.desk.order("kiosk-1", command, now)
    teller = Teller(bench.office, bench.journal.id, bench.journal.epoch)
    (telling,) = teller.effects(bench.desk.queue, [row.event for row in step.events], now)
    assert isinstance(telling.notice, Slip)
    return telling.notice.ahead


def calls(bench: Bench, number: int, seconds: float, apart: float = 0.0) -> list[str]:
    """Counter 1 calls so many, one after the other; their numbers."""
    bench.send(OpenCounter(key=key(1, "counter-1"), counter=1), node="counter-1", seconds=seconds)
    numbers = []
    for n in range(number):
        saw = bench.desk.queue.counters[1].ticket
        command = CallNext(key=key(int(seconds) + n, "counter-1"), counter=1, saw=saw)
        bench.send(command, node="counter-1", seconds=seconds + n * apart)
        numbers.append(bench.desk.queue.tickets[bench.desk.queue.counters[1].ticket or ""].number)
    return numbers


def ruled(bench: Bench, discipline: Discipline) -> Bench:
    """The same office by another discipline."""
    bench.office = replace(bench.office, order=OrderTable(discipline=discipline))
    bench.restart()
    return bench


@pytest.mark.parametrize(("wait", "ahead"), [(100, 15), (200, 0), (10, 28), (None, 30)])
def test_who_is_told_a_wait_has_those_ahead_who_have_more_credit_at_its_end(
    bench: Bench, wait: int | None, ahead: int
) -> None:
    """A priority second counts four; where no wait is told, the order of this moment is all that is known."""
    walk_ins(bench, 30, apart=20.0)
    assert priority(bench, 600.0, wait) == ahead


def test_a_later_slip_of_the_same_ticket_counts_from_the_same_end(bench: Bench) -> None:
    """The wait was told once; that a printer comes back late does not make it longer."""
    walk_ins(bench, 30, apart=20.0)
    assert priority(bench, 600.0, 100) == 15
    (ticket,) = (one for one in bench.desk.queue.tickets.values() if one.priority)
    assert people_ahead(bench.desk.queue, ticket, moment(690.0).office) == 15


def test_before_a_cap_as_many_are_called_as_in_as_long_a_time_before(bench: Bench) -> None:
    """All thirty have more credit until the last second, and the cap passes those who are left."""
    walk_ins(bench, 34)
    calls(bench, 1, 5_000.0)
    calls(bench, 4, 7_000.0, apart=50.0)
    assert priority(bench, 7_200.0, 930) == 4


def test_before_a_cap_nobody_guesses_how_many_are_called_where_nobody_was(bench: Bench) -> None:
    """The day has just begun: all who stand before the person."""
    walk_ins(bench, 30)
    assert priority(bench, 7_200.0, 930) == 30


def test_first_come_is_what_it_says(bench: Bench) -> None:
    """However long the wait, everybody who came before is called before."""
    walk_ins(ruled(bench, Discipline.FIRST_COME), 30, apart=20.0)
    assert priority(bench, 600.0, 900) == 30


def test_turns_are_played_to_their_end(bench: Bench) -> None:
    """What the slips say is what the calls do, whoever had the latest turns."""
    walk_ins(ruled(bench, Discipline.TURNS), 12)
    told = {f"A{13 + n:03d}": priority(bench, 60.0, 300, PRIORITY + n) for n in range(6)}
    numbers = calls(bench, 9, 120.0)
    assert list(told.values()) == sorted(told.values())
    assert told == {number: numbers.index(number) for number in told}


def test_a_turn_that_was_just_had_puts_nobody_behind_the_whole_line(bench: Bench) -> None:
    """Walk-ins have the most turns in hand now, and one call later they do not."""
    walk_ins(ruled(bench, Discipline.TURNS), 12)
    for n in range(3):
        priority(bench, 60.0, 300, PRIORITY + n)
    assert calls(bench, 2, 90.0) == ["A013", "A014"]
    ahead = priority(bench, 120.0, 300, PRIORITY + 3)
    numbers = calls(bench, 6, 130.0)
    assert ahead == numbers.index("A016") <= 2
