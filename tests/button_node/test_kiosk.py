"""A kiosk whose hub is silent, one step at a time: a real box, a real outbox, a played hub and played neighbours."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from button_node.lamp import LampState
from firmware.messages import topics
from firmware.messages.answers import Reason
from firmware.messages.commands import AdoptTicket, ClaimNumbers, PrintCause, PrintOutcome, TakeTicket
from firmware.messages.names import offline_slip_id
from firmware.messages.notices import Mark, Problem
from firmware.node.own_numbers import NOTE, OwnNumbers, pack, unpack
from tests.button_node.bench import DAY, FOREIGN, PASPOR, KioskBench, office

TOMORROW = DAY + timedelta(days=1)
MakeKiosk = Callable[..., KioskBench]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[MakeKiosk]:
    """Start the box, again over the same state after the one before was closed."""
    benches: list[KioskBench] = []

    def make(**more: object) -> KioskBench:
        if benches:
            benches[-1].close()
            more = {"clock": benches[-1].clock, **more}
        benches.append(KioskBench(tmp_path / "state", **more))  # type: ignore[arg-type]
        return benches[-1]

    yield make
    benches[-1].close()


@pytest.fixture
def kiosk(start: MakeKiosk) -> KioskBench:
    """A kiosk with its range of the day and a printer."""
    made = start()
    made.begin_day()
    made.come(made.printer)
    return made


def own(kiosk: KioskBench) -> OwnNumbers:
    """Return what the disk remembers."""
    note = kiosk.box.outbox.note(NOTE)
    assert note is not None
    return unpack(note)


def test_a_press_that_nobody_answers_gets_a_number_of_the_kiosks_own(kiosk: KioskBench) -> None:
    """After 1.5 s one command takes the place of the other, with the same press and the true age."""
    press = kiosk.press()
    kiosk.later(1.3)
    assert [type(one) for one in kiosk.box.outbox.pending] == [TakeTicket]
    kiosk.later(0.1)
    (command,) = kiosk.box.outbox.pending
    assert isinstance(command, AdoptTicket)
    assert (command.press, command.service, command.number, command.priority) == (press, "A", 700, False)
    assert command.age == pytest.approx(1.56, abs=0.02)
    assert own(kiosk).last == {"A": 700}


def test_the_loop_says_when_the_visitor_has_waited_long_enough(kiosk: KioskBench) -> None:
    """Whoever drives the box need not guess, and the breath of a lamp is no reason to look."""
    kiosk.beat()
    kiosk.press()
    assert kiosk.loop.next_at <= kiosk.clock.now + 1.34
    kiosk.loop.step(0)
    assert kiosk.lamp(FOREIGN) is LampState.READY
    assert kiosk.loop.next_at > kiosk.clock.now + 0.06


def test_a_silent_hub_is_not_waited_for(kiosk: KioskBench) -> None:
    """The slip is with the printer in the same step as the press."""
    kiosk.fall_silent()
    press = kiosk.press()
    ((topic, slip), *_) = kiosk.printer.told
    assert topic == topics.SLIP.name("printer-1")
    assert (slip.press, slip.number, slip.mark) == (press, "A700", Mark.OFFLINE)
    assert slip.age == 0.0
    assert slip.id == offline_slip_id(press, "A700")


def test_the_slip_speaks_as_the_hub_would(kiosk: KioskBench) -> None:
    """Names, languages and the day come from what the hub told, the time from the finger."""
    kiosk.fall_silent()
    kiosk.press()
    _, slip = kiosk.printer.told[0]
    assert slip.office_name == "Kantor Imigrasi"
    assert slip.service_name == {"id": "Paspor baru", "en": "New passport"}
    assert slip.languages == ("id", "en")
    assert slip.ticket == "2026-11-23-A700"
    assert slip.issued_at == kiosk.clock.wall() - timedelta(seconds=0.16)
    assert slip.journal == kiosk.box.trust.journal


def test_each_service_counts_for_itself(kiosk: KioskBench) -> None:
    """As at the hub: a number is a letter and a figure."""
    kiosk.fall_silent()
    for pin in (PASPOR, FOREIGN, PASPOR):
        kiosk.press(pin)
    assert kiosk.given() == ["A700", "F700", "A701"]


def test_an_answer_in_time_gives_no_number(kiosk: KioskBench) -> None:
    """The hub's number it is, and the range stays untouched."""
    kiosk.press()
    (command,) = kiosk.box.outbox.pending
    kiosk.accept(command)
    kiosk.later(2.0)
    assert kiosk.box.outbox.pending == ()
    assert own(kiosk).last == {}


def test_an_answer_that_comes_too_late_changes_nothing(kiosk: KioskBench) -> None:
    """The visitor has the kiosk's number by then; the hub is told so and makes two labels of one ticket."""
    kiosk.press()
    (asked,) = kiosk.box.outbox.pending
    kiosk.later(1.5)
    kiosk.accept(asked)
    (command,) = kiosk.box.outbox.pending
    assert isinstance(command, AdoptTicket)
    assert kiosk.lamp() is LampState.SENT
    kiosk.accept(command, "2026-11-23-A001")
    assert kiosk.box.outbox.pending == ()


def test_a_paper_of_the_hub_that_came_before_its_answer_is_enough(kiosk: KioskBench) -> None:
    """The printer of this Pi says that the press has its paper: a second number would only confuse."""
    press = kiosk.press()
    kiosk.report(press, "A001", slip="00000000000000aa-5")
    kiosk.later(2.0)
    assert [type(one) for one in kiosk.box.outbox.pending] == [TakeTicket]


def test_a_slip_is_offered_until_the_printer_says_what_became_of_it(kiosk: KioskBench) -> None:
    """Once a second, the same slip and an older one each time: the printer box prints it once."""
    kiosk.fall_silent()
    press = kiosk.press()
    for _ in range(3):
        kiosk.later(1.0)
    slips = [slip for _, slip in kiosk.printer.told]
    assert len(slips) == 4
    assert {slip.id for slip in slips} == {offline_slip_id(press, "A700")}
    assert [slip.age for slip in slips] == sorted({slip.age for slip in slips})
    kiosk.report(press, "A700")
    kiosk.later(1.0)
    assert len(kiosk.printer.told) == 4


def test_a_printer_that_comes_back_hears_the_slip_at_once(kiosk: KioskBench) -> None:
    """Its restart costs no second."""
    kiosk.fall_silent()
    kiosk.press()
    kiosk.go(kiosk.printer)
    told = len(kiosk.printer.told)
    kiosk.come(kiosk.printer)
    assert len(kiosk.printer.told) == told + 1


def test_a_slip_that_is_two_minutes_old_is_let_go(kiosk: KioskBench) -> None:
    """Nobody waits for it, and the printer would not print it; the number is still told to the hub."""
    kiosk.fall_silent()
    kiosk.press()
    kiosk.later(119.5)
    told = len(kiosk.printer.told)
    for _ in range(3):
        kiosk.later(1.0)
    assert len(kiosk.printer.told) == told
    assert kiosk.given() == ["A700"]


def test_the_lamp_follows_the_paper(kiosk: KioskBench) -> None:
    """Steady while the paper is coming, then what the hub's silence says."""
    kiosk.fall_silent()
    press = kiosk.press()
    kiosk.later(0.5)
    assert kiosk.lamp() is LampState.SENT
    assert kiosk.lamp(FOREIGN) is LampState.OFFLINE
    kiosk.report(press, "A700")
    assert kiosk.lamp() is LampState.OFFLINE
    kiosk.link.is_connected = True
    kiosk.beat()
    assert kiosk.lamp() is LampState.READY


def test_the_lamp_says_when_no_paper_comes(kiosk: KioskBench) -> None:
    """After ten seconds the visitor is sent to an officer; the number stays valid."""
    kiosk.fall_silent()
    kiosk.press()
    kiosk.later(9.0)
    assert kiosk.lamp() is LampState.SENT
    kiosk.later(1.0)
    assert kiosk.lamp() is LampState.REFUSED
    kiosk.later(2.1)
    assert kiosk.lamp() is LampState.OFFLINE
    assert kiosk.given() == ["A700"]


def test_a_printer_without_paper_is_no_place_for_another_number(kiosk: KioskBench) -> None:
    """The first visitor learns it by the lamp; no further number is given that nobody would see."""
    kiosk.fall_silent()
    first = kiosk.press()
    kiosk.report(first, "A700", PrintOutcome.FAILED, PrintCause.PAPER_OUT, is_final=False)
    assert kiosk.lamp() is LampState.REFUSED
    kiosk.press()
    assert kiosk.given() == ["A700"]
    kiosk.later(11.0)
    kiosk.report(first, "A700")
    kiosk.press()
    assert kiosk.given() == ["A700", "A701"]


def test_a_wall_tells_the_number_that_the_printer_cannot(start: MakeKiosk) -> None:
    """It is told once, because it would show it twice."""
    kiosk = start(has_display=True)
    kiosk.begin_day()
    kiosk.come(kiosk.printer, kiosk.display)
    kiosk.fall_silent()
    press = kiosk.press()
    assert kiosk.display.told == []
    kiosk.report(press, "A700", PrintOutcome.FAILED, PrintCause.PAPER_OUT, is_final=False)
    kiosk.later(1.0)
    kiosk.later(1.0)
    assert [(topic, slip.number) for topic, slip in kiosk.display.told] == [(topics.SLIP.name("kiosk-1"), "A700")]
    assert kiosk.lamp() is LampState.OFFLINE
    kiosk.press()
    assert kiosk.display.numbers == ["A700"]
    assert kiosk.printer.numbers == ["A700", "A701"]


def test_a_kiosk_without_a_printer_shows_the_number_on_its_wall(start: MakeKiosk) -> None:
    """Nothing reports what a wall has shown, so the lamp is done when the wall was told."""
    kiosk = start(has_printer=False, has_display=True)
    kiosk.begin_day()
    kiosk.come(kiosk.display)
    kiosk.fall_silent()
    kiosk.press()
    kiosk.later(3.0)
    assert [slip.number for _, slip in kiosk.display.told] == ["A700"]
    assert kiosk.lamp() is LampState.OFFLINE
    kiosk.go(kiosk.display)
    kiosk.come(kiosk.display)
    assert len(kiosk.display.told) == 2


@pytest.mark.parametrize("why", ["no printer", "no range", "exhausted"])
def test_a_number_that_nobody_could_see_or_own_is_not_given(start: MakeKiosk, why: str) -> None:
    """The press is kept as it is for a hub that comes back soon; the lamp sends the visitor to an officer."""
    kiosk = start()
    if why != "no range":
        kiosk.begin_day()
    if why == "exhausted":
        kiosk.box.outbox.write(NOTE, pack(OwnNumbers(low=700, high=799, day=DAY, last={"A": 799})))
        kiosk = start()
    if why != "no printer":
        kiosk.come(kiosk.printer)
    kiosk.fall_silent()
    kiosk.press()
    assert kiosk.lamp() is LampState.REFUSED
    assert len(kiosk.pending("TakeTicket")) == 1
    assert kiosk.printer.told == []
    assert kiosk.has_trouble(Problem.NUMBERS_EXHAUSTED) is (why == "exhausted")
    kiosk.later(2.1)
    assert kiosk.lamp() is LampState.OFFLINE


def test_another_service_goes_on_when_one_is_exhausted(start: MakeKiosk) -> None:
    """The figures are per service."""
    kiosk = start()
    kiosk.begin_day()
    kiosk.box.outbox.write(NOTE, pack(OwnNumbers(low=700, high=799, day=DAY, last={"A": 799})))
    kiosk = start()
    kiosk.come(kiosk.printer)
    kiosk.fall_silent()
    kiosk.press(PASPOR)
    kiosk.press(FOREIGN)
    assert kiosk.given() == ["F700"]


def test_a_hub_that_is_only_slow_makes_no_lamp_say_no(start: MakeKiosk) -> None:
    """Without a place for a number of its own the kiosk waits until it is sure."""
    kiosk = start()
    kiosk.begin_day()
    kiosk.press()
    kiosk.later(1.6)
    assert kiosk.lamp() is LampState.SENT
    kiosk.later(1.4)
    assert kiosk.lamp() is LampState.REFUSED


def test_a_printer_that_comes_within_ten_seconds_is_not_too_late(start: MakeKiosk) -> None:
    """Whoever pressed still stands there; after that nobody does."""
    kiosk = start()
    kiosk.begin_day()
    kiosk.fall_silent()
    kiosk.press(PASPOR)
    kiosk.later(8.0)
    kiosk.press(FOREIGN)
    kiosk.later(3.0)
    kiosk.come(kiosk.printer)
    assert kiosk.given() == ["F700"]


def test_the_range_is_asked_for_once(start: MakeKiosk) -> None:
    """At the first beat of an open day, and not again once it was given."""
    kiosk = start()
    kiosk.hear(topics.OFFICE.name(), office())
    kiosk.beat(None)
    assert kiosk.box.outbox.pending == ()
    kiosk.beat()
    kiosk.beat()
    (command,) = kiosk.box.outbox.pending
    assert isinstance(command, ClaimNumbers)
    assert (command.low, command.high) == (700, 799)
    kiosk.accept(command)
    kiosk.beat()
    assert kiosk.box.outbox.pending == ()
    assert own(kiosk) == OwnNumbers(low=700, high=799, day=DAY)


def test_what_the_broker_kept_of_a_hub_of_long_ago_counts_for_nothing(start: MakeKiosk) -> None:
    """An office that was told by another start of the hub may have other ranges."""
    kiosk = start()
    kiosk.hear(topics.OFFICE.name(), office(epoch=1), is_retained=True)
    kiosk.beat(epoch=2)
    assert kiosk.box.outbox.pending == ()
    kiosk.hear(topics.OFFICE.name(), office(numbers=(800, 899), epoch=2))
    kiosk.beat(epoch=2)
    (command,) = kiosk.box.outbox.pending
    assert isinstance(command, ClaimNumbers)
    assert command.low == 800


def test_an_office_that_the_broker_kept_counts_once_its_own_hub_beats(start: MakeKiosk) -> None:
    """A hub tells it when it connects: a kiosk that starts later has it from the broker only."""
    kiosk = start()
    kiosk.hear(topics.OFFICE.name(), office(), is_retained=True)
    assert kiosk.box.outbox.note("office") is None
    kiosk.beat()
    assert len(kiosk.pending("ClaimNumbers")) == 1


def test_a_kiosk_alone_on_its_pi_asks_for_no_range(start: MakeKiosk) -> None:
    """Nobody would see its numbers."""
    kiosk = start(has_printer=False)
    kiosk.hear(topics.OFFICE.name(), office())
    kiosk.beat()
    assert kiosk.box.outbox.pending == ()


def test_a_kiosk_that_starts_without_a_hub_goes_on_where_it_was(kiosk: KioskBench, start: MakeKiosk) -> None:
    """Range, counters and the office's words are on disk."""
    kiosk.fall_silent()
    kiosk.press()
    kiosk = start()
    kiosk.come(kiosk.printer)
    kiosk.fall_silent()
    kiosk.press()
    assert kiosk.given() == ["A700", "A701"]
    assert kiosk.printer.told[-1][1].office_name == "Kantor Imigrasi"


def test_a_second_claim_on_the_same_day_keeps_the_counters(kiosk: KioskBench, start: MakeKiosk) -> None:
    """Each start asks again, and nothing goes back."""
    kiosk.fall_silent()
    kiosk.press()
    kiosk.accept(kiosk.pending("AdoptTicket")[0], "2026-11-23-A700")
    kiosk = start()
    kiosk.begin_day()
    assert own(kiosk).last == {"A": 700}


def test_a_new_day_begins_at_the_first_figure(kiosk: KioskBench) -> None:
    """What was given is adopted into the day that is over."""
    kiosk.fall_silent()
    kiosk.press()
    kiosk.accept(kiosk.pending("AdoptTicket")[0], "2026-11-23-A700")
    kiosk.beat(TOMORROW)
    kiosk.accept(kiosk.pending("ClaimNumbers")[0])
    assert own(kiosk) == OwnNumbers(low=700, high=799, day=TOMORROW)


@pytest.mark.parametrize("is_answered", [True, False])
def test_a_new_day_does_not_go_behind_a_number_of_its_own_morning(kiosk: KioskBench, is_answered: bool) -> None:
    """The visitor came before the hub: the number of the old range is adopted into the day that then begins."""
    kiosk.fall_silent()
    kiosk.press()
    kiosk.beat(TOMORROW)
    if is_answered:
        kiosk.accept(kiosk.pending("AdoptTicket")[0], "2026-11-24-A700")
    kiosk.accept(kiosk.pending("ClaimNumbers")[0])
    assert own(kiosk) == OwnNumbers(low=700, high=799, day=TOMORROW, last={"A": 700})


def test_a_number_given_while_the_claim_is_on_its_way_is_not_given_again(kiosk: KioskBench) -> None:
    """The hub fell silent after it had said yes, and the yes comes late."""
    kiosk.beat(TOMORROW)
    (claim,) = kiosk.pending("ClaimNumbers")
    kiosk.fall_silent()
    kiosk.press()
    kiosk.accept(claim)
    kiosk.press()
    assert kiosk.given() == ["A700", "A701"]


def test_a_yes_to_the_claim_of_yesterday_is_no_yes_for_today(start: MakeKiosk) -> None:
    """The command was kept over the night; which day it was decided on nobody can say, so it is asked again."""
    kiosk = start()
    kiosk.hear(topics.OFFICE.name(), office())
    kiosk.beat(DAY)
    (claim,) = kiosk.pending("ClaimNumbers")
    kiosk.beat(TOMORROW)
    kiosk.accept(claim)
    assert kiosk.box.outbox.note(NOTE) is None
    kiosk.beat(TOMORROW)
    (again,) = kiosk.pending("ClaimNumbers")
    kiosk.accept(again)
    assert own(kiosk).day == TOMORROW


def test_a_range_that_another_store_has_is_not_used(start: MakeKiosk) -> None:
    """A fresh SD card; the health says what a technician types. It is not asked again all day."""
    kiosk = start()
    kiosk.hear(topics.OFFICE.name(), office())
    kiosk.beat()
    kiosk.refuse(kiosk.pending("ClaimNumbers")[0], Reason.RANGE_TAKEN)
    kiosk.come(kiosk.printer)
    kiosk.beat()
    assert kiosk.box.outbox.pending == ()
    assert kiosk.has_trouble(Problem.RANGE_TAKEN)
    kiosk.fall_silent()
    kiosk.press()
    assert kiosk.given() == []


def test_a_refusal_outlives_a_restart(kiosk: KioskBench, start: MakeKiosk) -> None:
    """The range of yesterday is another store's today, and the hub may be silent when the box starts again."""
    kiosk.beat(TOMORROW)
    kiosk.refuse(kiosk.pending("ClaimNumbers")[0], Reason.RANGE_TAKEN)
    kiosk = start()
    kiosk.come(kiosk.printer)
    kiosk.fall_silent()
    kiosk.press()
    assert kiosk.given() == []


def test_a_range_that_a_technician_gave_stays_good(start: MakeKiosk) -> None:
    """The hub's refusal is what made the technician come."""
    kiosk = start()
    kiosk.box.outbox.write(NOTE, pack(OwnNumbers(low=750, high=799)))
    kiosk = start()
    kiosk.hear(topics.OFFICE.name(), office())
    kiosk.beat()
    kiosk.refuse(kiosk.pending("ClaimNumbers")[0], Reason.RANGE_TAKEN)
    assert not kiosk.has_trouble(Problem.RANGE_TAKEN)
    kiosk.come(kiosk.printer)
    kiosk.fall_silent()
    kiosk.press()
    assert kiosk.given() == ["A750"]


def test_after_a_restart_the_paper_is_still_coming(kiosk: KioskBench, start: MakeKiosk) -> None:
    """The visitor stands there; the printer box knows whether it has printed already."""
    kiosk.fall_silent()
    press = kiosk.press()
    kiosk = start()
    kiosk.come(kiosk.printer)
    assert kiosk.lamp() is LampState.SENT
    assert [(slip.press, slip.number) for _, slip in kiosk.printer.told] == [(press, "A700")]


def test_after_a_reboot_no_paper_comes(kiosk: KioskBench, start: MakeKiosk) -> None:
    """Nobody knows how long ago the press was; the number is told to the hub all the same."""
    kiosk.fall_silent()
    kiosk.press()
    kiosk.clock.boot_id, kiosk.clock.now = "second-boot", 20.0
    kiosk = start()
    kiosk.come(kiosk.printer)
    kiosk.later(5.0)
    assert kiosk.printer.told == []
    assert kiosk.given() == ["A700"]
    assert kiosk.lamp() is LampState.OFFLINE


def test_a_press_from_before_a_restart_gets_its_number_while_the_visitor_stands_there(
    kiosk: KioskBench, start: MakeKiosk
) -> None:
    """The process died between the press and the number; after a reboot of the machine nobody stands there."""
    kiosk.press(PASPOR)
    kiosk = start()
    kiosk.come(kiosk.printer)
    kiosk.later(1.4)
    assert kiosk.given() == ["A700"]
    kiosk.press(FOREIGN)
    kiosk.clock.boot_id, kiosk.clock.now = "second-boot", 20.0
    kiosk = start()
    kiosk.come(kiosk.printer)
    kiosk.later(2.0)
    assert kiosk.given() == ["A700"]
    assert len(kiosk.pending("TakeTicket")) == 1


def test_a_number_that_the_hub_calls_void_is_offered_no_more(kiosk: KioskBench) -> None:
    """Another paper bears it; the lamp says no, if the visitor still waits, and health names the paper."""
    kiosk.fall_silent()
    kiosk.press()
    kiosk.refuse(kiosk.pending("AdoptTicket")[0], Reason.NUMBER_TAKEN)
    assert kiosk.lamp() is LampState.REFUSED
    told = len(kiosk.printer.told)
    kiosk.later(2.0)
    assert len(kiosk.printer.told) == told
    assert kiosk.has_trouble(Problem.NUMBER_VOID)


def test_a_neighbour_that_is_gone_is_told_until_it_is_back(kiosk: KioskBench) -> None:
    """The sentence says what to check."""
    kiosk.go(kiosk.printer)
    assert kiosk.has_trouble(Problem.NEIGHBOUR_GONE)
    kiosk.come(kiosk.printer)
    assert not kiosk.has_trouble(Problem.NEIGHBOUR_GONE)


def test_the_code_on_the_paper_names_today_where_the_clock_is_believed(kiosk: KioskBench) -> None:
    """A kiosk that is in its second silent day says so; without a clock it names the day of its range."""
    kiosk.fall_silent()
    kiosk.clock.now += 86_400
    kiosk.press()
    assert kiosk.printer.told[-1][1].ticket == "2026-11-24-A700"
    kiosk.clock.is_believed = False
    kiosk.press()
    assert kiosk.printer.told[-1][1].ticket == "2026-11-23-A701"
