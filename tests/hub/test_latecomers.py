"""A box that was missing when the journal was put together tells afterwards what it remembers."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from firmware.hub.latecomers import take_in
from firmware.hub.memories import Memory, beyond
from firmware.hub.recovery import recover
from firmware.hub.replay import Lost, Recovery
from firmware.hub.settings import OfficeSettings
from firmware.messages.commands import CallNext, OpenCounter, TakeTicket
from firmware.queueing.decide import decide
from firmware.queueing.events import JournalRebuilt
from firmware.queueing.evolve import fold
from firmware.queueing.model import ENDED, Queue, TicketState, empty
from firmware.queueing.now import Now
from tests.hub.bench import DAY, key, press
from tests.hub.lost_day import BOXES, LostDay

Make = Callable[..., LostDay]


@pytest.fixture
def lost_day(tmp_path: Path, office: OfficeSettings) -> Iterator[Make]:
    """Play a day of so many moments."""
    days: list[LostDay] = []

    def make(seed: int = 0, steps: int = 0) -> LostDay:
        folder = tmp_path / str(len(days))
        folder.mkdir()
        days.append(LostDay(folder, office, seed))
        days[-1].open()
        days[-1].play(steps)
        return days[-1]

    yield make
    for day in days:
        day.close()


def lost(day: LostDay, *missing: str) -> Lost:
    """What is known of the journal that was lost."""
    now = day.now.office + 60.0
    return Lost(journal=day.bench.journal.id, epoch=2_000, now=now, today=DAY, missing=missing, slots=day.slots())


def mended(day: LostDay, *silent: str) -> Queue:
    """The queue as it goes on without these boxes."""
    memories = day.memories(*silent)
    _, position = beyond(memories)
    return recover(empty(day.bench.office.plan(), position), memories, lost(day, *silent)).queue


def told(day: LostDay, queue: Queue, memory: Memory, *missing: str) -> Recovery:
    """What comes of a box's memory."""
    return take_in(queue, memory, lost(day, *missing))


def happen(queue: Queue, command: Any, node: str = "kiosk-1", at: float = 2_000.0) -> Queue:
    """Let a box do something after the mending."""
    events = decide(queue, command, Now(office_time=at, node=node))
    assert isinstance(events, tuple), events
    return fold(queue, ((event, at) for event in events))


@pytest.mark.parametrize("silent", BOXES)
def test_whoever_a_late_box_knows_is_in_the_queue(lost_day: Make, silent: str) -> None:
    """Counters stay as they are, and nobody leaves the queue but those who had been helped.

    Who was called by another number than the printer tells of may wait again.
    """
    for seed in range(3):
        day = lost_day(seed, 150)
        before = mended(day, silent)
        after = told(day, before, day.memory(silent)).queue
        assert {one.press for one in day.queue.tickets.values()} <= set(after.presses)
        assert after.counters == before.counters
        for ticket in before.tickets.values():
            now = after.tickets[ticket.id].state
            is_over = now in ENDED and day.queue.tickets[ticket.id].state in ENDED
            assert now is ticket.state or is_over or len(ticket.labels) > 1


@pytest.mark.parametrize("seed", range(6))
def test_people_of_a_kiosk_and_a_printer_that_come_late_stand_as_they_stood(lost_day: Make, seed: int) -> None:
    """One box after the other: who was known to no other box waits in the same order, and every label leads home."""
    day = lost_day(seed, 150)
    known = queue = mended(day, "kiosk-1", "printer-1")
    for late in ("printer-1", "kiosk-1"):
        queue = told(day, queue, day.memory(late)).queue
    for letter, line in day.queue.lines.items():
        stood = [ticket for ticket in line if ticket not in known.tickets]
        assert [ticket for ticket in queue.lines[letter] if ticket not in known.tickets] == stood
    assert {number for one in day.queue.tickets.values() for number in one.labels} == set(queue.labels)


def test_a_box_that_tells_twice_changes_nothing(lost_day: Make) -> None:
    """But for the note that it has told."""
    day = lost_day(1, 120)
    once = told(day, mended(day, "printer-1"), day.memory("printer-1"))
    again = told(day, once.queue, day.memory("printer-1"))
    assert [type(event) for step in again.steps for event in step.events] == [JournalRebuilt]
    assert again.doubts == ()


def test_numbers_that_were_left_out_stay_left_out(lost_day: Make) -> None:
    """A late box knows smaller numbers; the hub goes on where it was, for another box may know some between."""
    day = lost_day()
    for _ in range(3):
        day.take("kiosk-1", "A")
    before = mended(day, "kiosk-1", "printer-1", "kiosk-2")
    recovery = told(day, before, day.memory("printer-1"), "kiosk-1", "kiosk-2")
    assert recovery.queue.last_numbers == before.last_numbers
    (event,) = recovery.steps[-1].events
    assert isinstance(event, JournalRebuilt)
    assert event.missing == ("kiosk-1", "kiosk-2")


def test_after_a_reboot_the_place_is_before_larger_numbers(lost_day: Make) -> None:
    """The Pi was off, so the age of its papers is only a bound; but who has a larger number came later."""
    day = lost_day()
    lost_people = [day.take("kiosk-1", "A").ticket for _ in range(2)]
    day.seconds += 30.0
    known = day.take("kiosk-2", "A").ticket
    queue = mended(day, "kiosk-1", "printer-1")
    memory = day.memory("printer-1")
    papers = tuple(replace(paper, at=day.now.office + 50.0, is_exact=False) for paper in memory.papers)
    after = told(day, queue, replace(memory, commands=(), papers=papers)).queue
    assert after.lines["A"] == (*lost_people, known)


def test_a_number_that_somebody_else_has_is_a_doubt(lost_day: Make) -> None:
    """It is on two papers; nobody gets a second ticket of that number, and a technician reads both presses."""
    day = lost_day()
    day.take("kiosk-1", "A")
    queue = replace(mended(day, "kiosk-1", "printer-1"), last_numbers={})
    queue = happen(queue, TakeTicket(key=key(900), press=press(901), service="A"))
    recovery = told(day, queue, day.memory("printer-1"))
    assert [one.press for one in recovery.queue.tickets.values()] == [press(901)]
    assert any("A001" in doubt and press(901) in doubt for doubt in recovery.doubts)


def test_a_person_who_got_a_second_number_is_called_by_the_paper(lost_day: Make) -> None:
    """The answer was lost with the journal, so the kiosk asked again; the paper had come out before."""
    day = lost_day()
    day.take("kiosk-1", "A")
    (paper,) = day.memory("printer-1").papers
    queue = mended(day, "kiosk-1", "printer-1")
    queue = happen(queue, TakeTicket(key=key(900), press=paper.slip.press, service="A"))
    (ticket,) = queue.tickets.values()
    assert ticket.number == "A101"
    (ticket,) = told(day, queue, day.memory("printer-1")).queue.tickets.values()
    assert ticket.labels == ("A101", "A001")
    assert ticket.number == "A001"


def test_who_was_helped_at_the_late_counter_does_not_wait_again(lost_day: Make) -> None:
    """Its officer called the next one, or finished; who was called and not seen off still waits."""
    day = lost_day()
    people = [str(day.take("kiosk-1", "A").ticket) for _ in range(3)]
    day.call(1)
    day.call(1)
    queue = mended(day, "counter-1")
    assert queue.lines["A"] == tuple(people)
    after = told(day, queue, day.memory("counter-1")).queue
    assert after.tickets[people[0]].state is TicketState.FINISHED
    assert after.lines["A"] == tuple(people[1:])


def test_who_stands_at_a_counter_by_now_stays_there(lost_day: Make) -> None:
    """The hub has called the person since; what an officer did before is not done again."""
    day = lost_day()
    people = [str(day.take("kiosk-1", "A").ticket) for _ in range(2)]
    day.call(1)
    day.call(1)
    queue = mended(day, "counter-1")
    queue = happen(queue, OpenCounter(key=key(900, "counter-3"), counter=3), "counter-3")
    queue = happen(queue, CallNext(key=key(901, "counter-3"), counter=3, saw=None), "counter-3")
    assert queue.counters[3].ticket == people[0]
    after = told(day, queue, day.memory("counter-1")).queue
    assert after.counters == queue.counters
    assert after.tickets[people[0]].state is TicketState.CALLED


def test_a_box_that_remembers_a_later_day_adds_nothing(lost_day: Make) -> None:
    """The hub works on a day that is past: somebody must look."""
    day = lost_day()
    day.take("kiosk-1", "A")
    queue = replace(mended(day, "printer-1"), day=date(2026, 11, 20), last_day=date(2026, 11, 20))
    recovery = told(day, queue, day.memory("printer-1"))
    assert recovery.steps == ()
    assert "2026-11-23" in recovery.doubts[0]
