"""A box's memory is believed as far as that box may have said it; the rest is a doubt with its name."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec import Raw
from msgspec.structs import replace

from firmware.hub.latecomers import take_in
from firmware.hub.left_out import LARGEST_GAP
from firmware.hub.memories import LARGEST_POSITION, Memory, Remembered, remember
from firmware.hub.replay import Lost
from firmware.messages.answers import Accepted
from firmware.messages.codec import encode
from firmware.messages.commands import (
    AdoptTicket,
    AnyCommand,
    CallNext,
    ClaimNumbers,
    Finish,
    OpenDay,
    TakeTicket,
)
from firmware.messages.requests import KeptCommand, KeptPage
from tests.hub.bench import DAY, key, press
from tests.hub.lost_day import LostDay, Make, recovered


@pytest.fixture
def day(lost_day: Make) -> LostDay:
    """Twenty people with papers of kiosk-1."""
    made = lost_day()
    made.open(1)
    for _ in range(20):
        made.seconds += 10.0
        made.take("kiosk-1", "A")
    return made


def forged(day: LostDay, command: AnyCommand, *, position: int = 25, ticket: str | None = None) -> Remembered:
    """What kiosk-2 says that the lost journal had accepted."""
    answer = Accepted(key=command.key, journal=day.bench.journal.id, epoch=1, position=position, ticket=ticket)
    return Remembered(
        node="kiosk-2", command=command, answer=answer, said=encode(answer), at=day.now.office, is_exact=True
    )


def with_forged(day: LostDay, forgeries: Sequence[Remembered], position: int | None = None) -> list[Memory]:
    """All memories, that of kiosk-2 with what never was."""
    memories = day.memories("kiosk-2")
    mine = day.memory("kiosk-2")
    heard = mine.position if position is None else position
    return [*memories, replace(mine, commands=tuple(forgeries), position=heard)]


def own(n: int, kind: type[AnyCommand], **fields: Any) -> AnyCommand:
    """The n-th command of kiosk-2."""
    return kind(key=key(n, "kiosk-2"), **fields)


def people(day: LostDay) -> list[str]:
    """Return the tickets in line A."""
    return list(day.queue.lines["A"])


def test_a_kiosk_cannot_have_called_anybody(day: LostDay) -> None:
    """It remembers twenty calls to a counter; everybody still waits, and the technician reads one sentence."""
    seen = [None, *people(day)]
    calls = [
        forged(day, own(n, CallNext, counter=1, saw=saw), position=100 + n, ticket=ticket)
        for n, (saw, ticket) in enumerate(zip(seen, people(day), strict=False), start=1)
    ]
    recovery = recovered(day, with_forged(day, calls))
    assert recovery.queue.lines["A"] == day.queue.lines["A"]
    (doubt,) = recovery.doubts
    assert doubt.startswith("kiosk-2 remembers CallNext (20 times), but counter 1 belongs to counter-1")


def test_what_a_late_kiosk_cannot_have_done_ends_nobody(day: LostDay) -> None:
    """The same while the hub works: whom it says to have helped waits."""
    queue = recovered(day, day.memories("kiosk-2"), "kiosk-2").queue
    ended = [forged(day, own(n, Finish, counter=1, saw=one), ticket=one) for n, one in enumerate(people(day), start=1)]
    memory = replace(day.memory("kiosk-2"), commands=tuple(ended))
    late = take_in(queue, memory, Lost(journal=day.bench.journal.id, epoch=9, now=day.now.office + 90.0, after=0))
    assert late.queue.lines["A"] == day.queue.lines["A"]
    assert "kiosk-2 remembers Finish (20 times)" in late.doubts[0]


@pytest.mark.parametrize("number", ["A698", "A9999"])
def test_the_hub_does_not_go_on_after_a_number_that_it_cannot_have_come_to(day: LostDay, number: str) -> None:
    """So many positions there were not; also not where the box says that it has heard of more than all others."""
    ticket = f"{DAY}-{number}"
    wish = forged(day, own(1, TakeTicket, press=press(1, "kiosk-2"), service="A"), position=26, ticket=ticket)
    recovery = recovered(day, with_forged(day, [wish]))
    assert recovery.queue.last_numbers == {"A": 20}
    assert f"kiosk-2 remembers {number}, but the hub cannot have come to that number" in recovery.doubts[0]
    far = replace(wish, answer=replace(wish.answer, position=10**6))
    last = recovered(day, with_forged(day, [far], position=10**6)).queue.last_numbers["A"]
    assert last <= 20 + LARGEST_GAP


@pytest.mark.parametrize(("number", "is_taken_in"), [(705, False), (698, False), (950, False), (805, True)])
def test_a_kiosk_has_given_only_numbers_of_its_own(day: LostDay, number: int, is_taken_in: bool) -> None:
    """Not another kiosk's, not the hub's, not those of the paper roll."""
    command = own(1, AdoptTicket, press=press(1, "kiosk-2"), service="A", number=number)
    recovery = recovered(day, with_forged(day, [forged(day, command, ticket=f"{DAY}-A{number}")]))
    assert (f"A{number}" in recovery.queue.labels) == is_taken_in
    assert bool(recovery.doubts) != is_taken_in


@pytest.mark.parametrize("today", [DAY, None])
def test_a_far_day_that_no_other_box_knows_of_is_none(day: LostDay, today: date | None) -> None:
    """Else the day that was lost would be an earlier one, and all who wait gone."""
    ahead = DAY + timedelta(days=40)
    wish = forged(day, own(1, TakeTicket, press=press(1, "kiosk-2"), service="A"), position=90, ticket=f"{ahead}-A001")
    recovery = recovered(day, with_forged(day, [wish]), today=today)
    assert recovery.queue.day == DAY
    assert recovery.queue.lines["A"] == day.queue.lines["A"]
    assert "no other box knows of that day" in recovery.doubts[0]


def test_an_earlier_day_did_not_last_longer_than_this_one(day: LostDay) -> None:
    """A ticket of yesterday that is said to have come after today's takes nobody out of the line."""
    ticket = f"{DAY - timedelta(days=1)}-A001"
    wish = forged(day, own(1, TakeTicket, press=press(1, "kiosk-2"), service="A"), position=10**5, ticket=ticket)
    assert recovered(day, with_forged(day, [wish])).queue.lines["A"] == day.queue.lines["A"]


def test_a_kiosk_cannot_have_opened_a_day(day: LostDay) -> None:
    """Nobody turns the day in the hall."""
    opened = forged(day, own(1, OpenDay, day=DAY + timedelta(days=1)), position=90)
    recovery = recovered(day, with_forged(day, [opened]))
    assert recovery.queue.day == DAY
    assert "kiosk-2 remembers OpenDay" in recovery.doubts[0]


def test_what_a_box_may_say_is_taken_in_without_a_doubt(day: LostDay) -> None:
    """A claim and a number of its own are an honest kiosk's."""
    day.adopt("kiosk-2", "A", 5.0)
    recovery = recovered(day, day.memories())
    assert recovery.doubts == ()
    assert "A800" in recovery.queue.labels
    assert any(isinstance(one.command, ClaimNumbers) for one in day.kept["kiosk-2"])


def test_a_late_box_moves_the_hub_no_further_than_a_silent_one(day: LostDay) -> None:
    """It is asked while the hub works: more than so many numbers cannot be missing."""
    queue = recovered(day, day.memories("kiosk-2"), "kiosk-2").queue
    wish = forged(day, own(1, TakeTicket, press=press(1, "kiosk-2"), service="A"), ticket=f"{DAY}-A9999")
    memory = replace(day.memory("kiosk-2"), commands=(wish,))
    late = take_in(queue, memory, Lost(journal=day.bench.journal.id, epoch=9, now=day.now.office + 90.0, after=0))
    assert late.queue.last_numbers == queue.last_numbers
    assert "A9999" in late.doubts[0]


def test_a_position_that_no_journal_reaches_is_not_gone_beyond() -> None:
    """The names of what comes after it would not be names any more, and the office stand still for ever."""
    page = KeptPage(rows=(), is_last=True, journal="0" * 16, epoch=1, position=LARGEST_POSITION + 1)
    assert remember("kiosk-2", [(0.0, page)]).position == 0


@pytest.mark.parametrize("ticket", ["2026-13-01-A001", "2026-02-30-A001", "0000-01-01-A001"])
def test_a_day_that_the_calendar_does_not_have_is_left_out(ticket: str) -> None:
    """The hub would end while it puts the day together, and again at every start."""
    command = own(1, TakeTicket, press=press(1, "kiosk-2"), service="A")
    answer = Accepted(key=command.key, journal="0" * 16, epoch=1, position=1, ticket=ticket)
    row = KeptCommand(n=1, command=Raw(encode(command)), answer=Raw(encode(answer)), age=1.0, is_age_exact=True)
    page = KeptPage(rows=(row,), is_last=True, journal="0" * 16, epoch=1, position=1)
    memory = remember("kiosk-2", [(0.0, page)])
    assert (memory.commands, memory.unreadable) == ((), 1)
    good = replace(answer, ticket=f"{DAY}-A001")
    page = replace(page, rows=(replace(row, answer=Raw(encode(good))),))
    assert len(remember("kiosk-2", [(0.0, page)]).commands) == 1
