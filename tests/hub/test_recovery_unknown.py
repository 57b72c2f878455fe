"""What nobody remembers: numbers that only silent boxes know, and a day on which nobody had pressed."""

from datetime import date

import msgspec

from firmware.hub.findings import has_later_claim
from firmware.hub.left_out import SAFETY_GAP
from firmware.hub.memories import Memory
from firmware.hub.recovery import recover
from firmware.hub.replay import Lost
from firmware.messages.commands import ClaimNumbers, CloseCounter, CloseDay, OpenDay
from firmware.queueing.decide import decide
from firmware.queueing.events import AnyEvent, DayClosed, DayOpened, JournalRebuilt
from firmware.queueing.evolve import fold
from firmware.queueing.model import Queue
from firmware.queueing.now import Now
from tests.hub.bench import DAY, key
from tests.hub.lost_day import BOXES, LostDay, Make, recovered


def test_more_than_a_hundred_numbers_that_only_silent_boxes_know_are_left_out(lost_day: Make) -> None:
    """Each of them took a position of the journal, and the boxes that are there have heard how far it had come."""
    day = lost_day()
    for _ in range(170):
        day.seconds += 1.0
        day.take("kiosk-2", "K")
    for _ in range(13):
        day.call(1)
    silent = ("kiosk-2", "printer-2")
    queue = recovered(day, day.memories(*silent), *silent).queue
    assert queue.last_numbers["K"] > day.queue.last_numbers["K"]


def test_a_copy_that_no_box_adds_to_leaves_out_what_its_age_allows(lost_day: Make) -> None:
    """Forty minutes may be four hundred people, and nobody says otherwise."""
    day = lost_day()
    day.take("kiosk-1", "A")
    known = {"after": day.queue.position, "begun": day.now.office, "today": DAY}
    day.seconds += 2_400.0
    lost = Lost(journal="0" * 16, epoch=9, now=day.now.office, missing=BOXES, **known)
    assert recover(day.queue, [], lost).queue.last_numbers["A"] > 400


def test_without_a_believed_clock_the_age_of_a_copy_is_not_believed_either(lost_day: Make) -> None:
    """A Pi without a battery takes a morning without mains for a moment."""
    day = lost_day()
    lost = Lost(journal="0" * 16, epoch=9, now=day.now.office, missing=BOXES, begun=day.now.office)
    assert recover(day.queue, [], lost).queue.last_numbers["A"] >= 300


def test_a_silent_counter_costs_no_number(lost_day: Make) -> None:
    """Nobody takes a number from an officer's box: kiosks and printers know them all."""
    day = lost_day()
    day.take("kiosk-1", "A")
    assert recovered(day, day.memories("counter-1"), "counter-1").queue.last_numbers == {"A": 1}


def test_numbers_that_are_left_out_go_around_the_ranges_of_the_kiosks(lost_day: Make) -> None:
    """After 699 the hub goes on at 1000, so what it may have given goes on there too."""
    day = lost_day()
    day.take("kiosk-1", "A")
    full = msgspec.structs.replace(day.queue, last_numbers={"A": 650})
    lost = Lost(journal="0" * 16, epoch=9, now=day.now.office, missing=BOXES, begun=day.now.office, today=DAY)
    assert recover(full, [], lost).queue.last_numbers["A"] == 1_050


def test_a_service_without_a_number_left_is_a_doubt(lost_day: Make) -> None:
    """Its visitors are sent to an officer, and the technician reads why."""
    day = lost_day()
    full = msgspec.structs.replace(day.queue, last_numbers={"A": 9_950})
    lost = Lost(journal="0" * 16, epoch=9, now=day.now.office, missing=BOXES, begun=day.now.office, today=DAY)
    recovery = recover(full, [], lost)
    assert recovery.queue.last_numbers["A"] == 9_999
    assert "service A has no number left" in recovery.doubts[0]


def test_a_later_day_that_only_claims_tell_of_ends_the_day_before(lost_day: Make) -> None:
    """Nobody has pressed yet; to go on with yesterday would give today's numbers of the kiosks to strangers."""
    day = begun_tomorrow(lost_day)
    recovery = recovered(day, day.memories(), is_day_over=is_day_over(day.memories()))
    assert recovery.queue.day is None
    assert recovery.queue.last_day == DAY
    assert "open it by hand: antrian day open DATE" in recovery.doubts[0]


def test_a_later_day_that_a_believed_calendar_names_is_opened(lost_day: Make) -> None:
    """With the ranges as the kiosks have them: they do not ask again on the same day."""
    day = begun_tomorrow(lost_day)
    tomorrow = DAY.replace(day=24)
    recovery = recovered(day, day.memories(), today=tomorrow, is_day_over=is_day_over(day.memories()))
    assert recovery.queue.day == tomorrow
    assert recovery.queue.claims == day.queue.claims
    assert recovery.queue.labels == {}


def test_a_day_is_not_over_because_a_kiosk_was_started_again(lost_day: Make) -> None:
    """Each start asks for the range again."""
    day = lost_day()
    day.say("kiosk-1", ClaimNumbers, low=700, high=799)
    day.take("kiosk-1", "A")
    day.start += 1
    day.say("kiosk-1", ClaimNumbers, low=700, high=799)
    assert not is_day_over(day.memories())
    day.take("kiosk-1", "A")
    day.say("counter-1", CloseCounter, counter=1)
    day.start += 1
    day.say("kiosk-1", ClaimNumbers, low=700, high=799)
    assert not is_day_over(day.memories())


def test_a_day_on_which_somebody_pressed_is_not_over(lost_day: Make) -> None:
    """Its tickets tell which day it is."""
    day = begun_tomorrow(lost_day)
    assert is_day_over(day.memories())
    day.take("kiosk-1", "A")
    assert not is_day_over(day.memories())
    assert recovered(day, day.memories()).queue.day == DAY.replace(day=24)


def begun_tomorrow(lost_day: Make) -> LostDay:
    """Play a day, its end, and the next day until the kiosk has asked for its range."""
    day = lost_day()
    day.say("kiosk-1", ClaimNumbers, low=700, high=799)
    day.take("kiosk-1", "A")
    day.bench.desk.order("hub", CloseDay(key=key(2, "hub"), day=DAY), day.now)
    day.bench.desk.order("hub", OpenDay(key=key(3, "hub"), day=DAY.replace(day=24)), day.now)
    day.say("kiosk-1", ClaimNumbers, low=700, high=799)
    return day


def is_day_over(memories: list[Memory]) -> bool:
    """Look at all that the boxes remember."""
    return has_later_claim([one for memory in memories for one in memory.commands])


def test_a_day_opened_by_hand_leaves_out_what_silent_boxes_may_know_of(lost_day: Make) -> None:
    """Nobody knew which day it was: it may be the day that the lost journal had open, with its numbers on papers."""
    day = lost_day()
    queue = recovered(day, day.memories("kiosk-2"), "kiosk-2", is_day_over=True).queue
    first, carried = open_by_hand(queue, DAY.replace(day=24))
    assert isinstance(carried, JournalRebuilt)
    assert (carried.missing, carried.is_carried) == (("kiosk-2",), True)
    queue = fold(queue, [(first, 9e6), (carried, 9e6)])
    assert queue.opened_at == 9e6
    assert queue.last_numbers == dict.fromkeys("AFHKL", SAFETY_GAP)
    queue = fold(queue, [(DayClosed(day=DAY.replace(day=24)), 9e6)])
    assert open_by_hand(queue, DAY.replace(day=25)) == (DayOpened(day=DAY.replace(day=25)),)


def open_by_hand(queue: Queue, day: date) -> tuple[AnyEvent, ...]:
    """Let a technician open a day."""
    events = decide(queue, OpenDay(key=key(2, "technician"), day=day), Now(office_time=9e6, node="technician"))
    assert isinstance(events, tuple)
    return events
