"""A lost day is put together again from what the boxes remember."""

from datetime import date
from typing import Any

import msgspec
import pytest

from firmware.hub.left_out import SAFETY_GAP
from firmware.hub.memories import beyond
from firmware.hub.recovery import recover
from firmware.hub.replay import Lost
from firmware.hub.settings import OfficeSettings
from firmware.messages.names import offline_slip_id
from firmware.messages.notices import Mark
from firmware.queueing.events import JournalRebuilt
from firmware.queueing.model import ENDED, Queue, TicketState
from tests.hub.bench import DAY, press
from tests.hub.lost_day import BOXES, COUNTERS, Make, recovered


def picture(queue: Queue) -> dict[str, Any]:
    """Return all of a queue that people live by: everything but positions and the times of events."""
    bare = {"position": 0, "issued_at": 0.0, "called_at": None, "latest_call": None, "latest_call_at": None}
    bare |= {"first_called_at": None, "set_aside_at": None, "called_from": None}
    fields: dict[str, Any] = msgspec.structs.asdict(msgspec.structs.replace(queue, position=0, opened_at=None))
    fields["tickets"] = {
        name: msgspec.structs.replace(
            ticket, **bare, since=round(ticket.since, 3), arrived_at=round(ticket.arrived_at, 3)
        )
        for name, ticket in queue.tickets.items()
    }
    fields["counters"] = {
        number: msgspec.structs.replace(counter, changed_at=None, free_at=None)
        for number, counter in queue.counters.items()
    }
    return fields


@pytest.mark.parametrize("seed", range(12))
def test_a_day_that_all_boxes_remember_is_the_day_that_was_lost(lost_day: Make, seed: int) -> None:
    """Tickets, numbers, lines in their order, counters, papers, claims and the next numbers: all as it was."""
    day = lost_day(seed, 250)
    recovery = recovered(day, day.memories())
    assert recovery.doubts == ()
    for name, value in picture(day.queue).items():
        assert picture(recovery.queue)[name] == value, name


@pytest.mark.parametrize("silent", BOXES)
def test_nobody_with_a_paper_is_lost_while_one_box_is_silent(lost_day: Make, silent: str) -> None:
    """The paper's printer, its kiosk and the officer who called know of a person; each of them is enough."""
    for seed in range(3):
        day = lost_day(seed, 150)
        queue = recovered(day, day.memories(silent), silent).queue
        waiting = {one.id for one in day.queue.tickets.values() if one.state is TicketState.WAITING}
        assert waiting <= {one.id for one in queue.tickets.values() if one.state not in ENDED}
        assert {one.press for one in day.queue.tickets.values()} <= set(queue.presses)


@pytest.mark.parametrize("seed", range(6))
def test_no_number_is_given_twice_after_any_part_is_forgotten(lost_day: Make, seed: int) -> None:
    """Half of what each box answered is gone, and two boxes are silent: the hub goes on behind all that was given."""
    day = lost_day(seed, 200)
    silent = day.chance.sample(BOXES, 2)
    memories = [day.memory(node, keep=0.5) for node in BOXES if node not in silent]
    queue = recovered(day, memories, *silent).queue
    for service, last in day.queue.last_numbers.items():
        assert queue.last_numbers[service] >= last


def test_with_a_silent_box_the_hub_leaves_out_a_hundred_numbers(lost_day: Make) -> None:
    """Of each service, also of one of which nobody remembers a number."""
    day = lost_day()
    day.take("kiosk-1", "A")
    last = recovered(day, day.memories("kiosk-2"), "kiosk-2").queue.last_numbers
    assert last == {letter: SAFETY_GAP + (letter == "A") for letter in "AFHKL"}


def test_without_a_silent_box_no_number_is_left_out(lost_day: Make) -> None:
    """The next visitor gets the next number."""
    day = lost_day()
    day.take("kiosk-1", "A")
    assert recovered(day, day.memories()).queue.last_numbers == {"A": 1}


def test_the_journal_says_that_it_was_put_together_again(lost_day: Make) -> None:
    """The last step names the boxes that were not heard."""
    day = lost_day(1, 20)
    (event,) = recovered(day, day.memories("kiosk-2"), "kiosk-2").steps[-1].events
    assert isinstance(event, JournalRebuilt)
    assert event.missing == ("kiosk-2",)


def test_a_box_missing_since_an_earlier_mending_stays_named(lost_day: Make) -> None:
    """It may know more than was asked for now; from its first absence on nobody has heard it."""
    day = lost_day(1, 20)
    earlier = JournalRebuilt(last={}, missing=("printer-1",), after=3)
    base = recovered(day, day.memories("printer-1"), "printer-1").queue
    known = Lost(journal=day.bench.journal.id, epoch=9, now=9e3, missing=("kiosk-2",), after=900, earlier=earlier)
    (event,) = recover(base, [], known).steps[-1].events
    assert isinstance(event, JournalRebuilt)
    assert (event.missing, event.after) == (("kiosk-2", "printer-1"), 3)


def test_a_paper_that_no_kiosk_knows_has_its_place(lost_day: Make) -> None:
    """The kiosk is silent, but the printer beside it remembers the slip, its press and its age."""
    day = lost_day()
    for _ in range(3):
        day.seconds += 10.0
        day.take("kiosk-1", "A")
    recovery = recovered(day, day.memories("kiosk-1"), "kiosk-1")
    assert recovery.queue.lines["A"] == day.queue.lines["A"]
    assert picture(recovery.queue)["tickets"] == picture(day.queue)["tickets"]


def test_who_was_called_is_known_without_kiosk_and_printer(lost_day: Make) -> None:
    """Only the officer's box remembers the number; it is at the counter, and never given again."""
    day = lost_day()
    ticket = day.take("kiosk-1", "A").ticket
    day.call(1)
    recovery = recovered(day, day.memories("kiosk-1", "printer-1"), "kiosk-1", "printer-1")
    assert recovery.queue.counters[1].ticket == ticket
    assert "nobody remembers the slip of A001" in recovery.doubts[0]


def test_who_was_called_to_a_counter_that_is_silent_waits_again(lost_day: Make) -> None:
    """A call in vain costs a minute; a person taken for helped is lost."""
    day = lost_day()
    ticket = day.take("kiosk-1", "A").ticket
    day.call(1)
    queue = recovered(day, day.memories("counter-1"), "counter-1").queue
    assert queue.lines["A"] == (ticket,)


def test_a_forgotten_end_of_a_visit_puts_the_person_back(lost_day: Make) -> None:
    """The officer's box forgot one command in the middle: the next one shows that somebody else was there."""
    day = lost_day()
    first, second = day.take("kiosk-1", "A").ticket, day.take("kiosk-1", "A").ticket
    for _ in range(2):
        day.seconds += 10.0
        day.call(1)
    memories = day.memories()
    forgetful = next(memory for memory in memories if memory.node == "counter-1")
    calls = forgetful.commands
    memories[memories.index(forgetful)] = msgspec.structs.replace(forgetful, commands=(calls[0], calls[-1]))
    queue = recovered(day, memories).queue
    assert queue.counters[1].ticket == second
    assert queue.tickets[str(first)].state is TicketState.FINISHED


def test_ages_that_are_only_bounds_leave_the_order_of_the_answers(lost_day: Make) -> None:
    """After a power cut of the whole office nobody knows when a finger pressed, but in which order the hub answered."""
    day = lost_day()
    for n in range(6):
        day.seconds += 30.0
        day.take(("kiosk-1", "kiosk-2")[n % 2], "A")
    rebooted = [
        msgspec.structs.replace(
            memory,
            commands=tuple(msgspec.structs.replace(one, at=2_000.0, is_exact=False) for one in memory.commands),
            papers=tuple(msgspec.structs.replace(one, at=2_000.0, is_exact=False) for one in memory.papers),
        )
        for memory in day.memories()
    ]
    queue = recovered(day, rebooted).queue
    assert queue.lines["A"] == day.queue.lines["A"]
    assert not any(ticket.is_since_exact for ticket in queue.tickets.values())


def test_only_the_latest_day_comes_back(lost_day: Make) -> None:
    """Yesterday's people have gone home; what their boxes keep of them is left out."""
    day = lost_day(3, 60)
    memories = [
        msgspec.structs.replace(memory, commands=tuple(_tomorrow(one) for one in memory.commands), papers=())
        for memory in day.memories()
    ]
    assert recovered(day, [*day.memories(), *memories]).queue.day.isoformat() == "2026-11-24"


def _tomorrow(one: Any) -> Any:
    answer = one.answer
    ticket = getattr(answer, "ticket", None)
    later = {"position": answer.position + 10_000, **({"ticket": "2026-11-24" + ticket[10:]} if ticket else {})}
    saw = getattr(one.command, "saw", None)
    command = one.command if saw is None else msgspec.structs.replace(one.command, saw="2026-11-24" + saw[10:])
    return msgspec.structs.replace(one, command=command, answer=msgspec.structs.replace(answer, **later))


def test_positions_and_epochs_are_beyond_all_that_was_heard(lost_day: Make) -> None:
    """An effect's id is never made twice, or a wall would keep silent about a call."""
    day = lost_day(4, 40)
    epoch, position = beyond(day.memories())
    assert epoch > day.bench.journal.epoch
    assert position > day.queue.position
    queue = recovered(day, day.memories()).queue
    assert min(ticket.position for ticket in queue.tickets.values()) > position


def test_a_blank_day_is_opened_where_a_silent_kiosk_may_have_given_numbers(lost_day: Make) -> None:
    """Nobody remembers a ticket, a kiosk is silent: the day begins a hundred numbers later."""
    day = lost_day()
    queue = recovered(day, day.memories(), "kiosk-2", today=day.queue.day).queue
    assert queue.day == day.queue.day
    assert queue.last_numbers == dict.fromkeys("AFHKL", SAFETY_GAP)


def test_a_clock_that_woke_up_in_another_year_opens_no_day(lost_day: Make) -> None:
    """A day once opened shuts out every day before it, for ever."""
    day = lost_day()
    day.take("kiosk-1", "A")
    queue = recovered(day, day.memories("kiosk-2"), "kiosk-2", today=date(2099, 1, 1)).queue
    assert (queue.day, list(queue.labels)) == (DAY, ["A001"])


@pytest.mark.parametrize("today", [DAY, None])
def test_a_slip_with_a_wrong_date_of_the_kiosks_own_clock_is_not_the_business_day(
    lost_day: Make, today: date | None
) -> None:
    """The kiosk's battery has woken it up in another year; those with numbers of today are not forgotten for it."""
    day = lost_day()
    day.take("kiosk-1", "A")
    (paper,) = day.papers["printer-1"]
    own = {"press": press(900), "id": offline_slip_id(press(900), "A700"), "ticket": "2099-01-01-A700"}
    slip = msgspec.structs.replace(paper.slip, **own, number="A700", mark=Mark.OFFLINE)
    day.papers["printer-1"].append(msgspec.structs.replace(paper, slip=slip))
    queue = recovered(day, day.memories(), today=today).queue
    assert (queue.day, list(queue.labels)) == (DAY, ["A001"])


def test_counters_of_the_test_are_those_that_ship(office: OfficeSettings) -> None:
    """The played day is a day of the shipped office."""
    assert {counter.number: counter.box for counter in office.counter} == COUNTERS
