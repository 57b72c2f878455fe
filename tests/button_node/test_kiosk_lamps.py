"""What the lamps of a kiosk tell about paper and about hands: a real box, a real outbox, a played hub."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from button_node.gesture import Edge
from button_node.lamp import LampState
from firmware.messages.commands import AdoptTicket, TakeTicket
from firmware.messages.notices import Paper, Unprinted
from tests.button_node.bench import FOREIGN, FRIENDLY, PASPOR, KioskBench

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
WAITING = Unprinted(number="A017", at=AT)
FAILED = Unprinted(number="A017", at=AT, is_failed=True)


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[KioskBench]:
    """A kiosk on an open day that knows the wall."""
    made = KioskBench(tmp_path / "state", has_printer=False)
    made.beat()
    made.tell_board(position=1)
    yield made
    made.close()


def take(kiosk: KioskBench, pin: int = PASPOR) -> None:
    """Press for a ticket, let the hub give A017, and look when an eye has seen that it was taken."""
    kiosk.press(pin)
    (command,) = kiosk.box.outbox.pending
    kiosk.accept(command, number="A017")
    kiosk.later(0.2)


def test_the_lamp_is_steady_until_the_paper_is_out(kiosk: KioskBench) -> None:
    """From the finger over the hub's answer to the printer's word; the other lamps go on inviting."""
    take(kiosk)
    kiosk.tell_board(WAITING)
    kiosk.later(2.0)
    kiosk.beat()
    assert (kiosk.lamp(), kiosk.lamp(FOREIGN)) == (LampState.SENT, LampState.READY)
    kiosk.tell_board(position=3)
    assert kiosk.lamp() is LampState.READY


def test_a_board_that_was_faster_than_the_answer_is_enough(kiosk: KioskBench) -> None:
    """What the wall knows already need not be said again."""
    kiosk.press()
    kiosk.tell_board(position=3)
    (command,) = kiosk.box.outbox.pending
    kiosk.accept(command, number="A017")
    kiosk.later(0.2)
    assert kiosk.lamp() is LampState.READY


def test_a_board_that_arrives_late_does_not_bring_an_old_paper_back(kiosk: KioskBench) -> None:
    """Only the newest picture counts; one of the same moment may tell of another roll of paper."""
    kiosk.tell_board(position=4)
    kiosk.tell_board(position=3, paper=Paper.OUT)
    assert kiosk.lamp() is LampState.READY
    kiosk.tell_board(position=4, paper=Paper.OUT)
    assert kiosk.lamp() is LampState.NO_PAPER


def test_a_paper_that_cannot_come_sends_the_visitor_to_the_screen(kiosk: KioskBench) -> None:
    """Only at the button of that number; after half a minute nobody stands there any more."""
    take(kiosk)
    kiosk.tell_board(FAILED)
    assert (kiosk.lamp(), kiosk.lamp(FOREIGN)) == (LampState.NO_PAPER, LampState.READY)
    kiosk.later(29.9)
    kiosk.beat()
    kiosk.turn()
    assert kiosk.lamp() is LampState.READY


def test_no_lamp_prints_for_ever(kiosk: KioskBench) -> None:
    """A printer that says nothing for ten seconds is taken for one that prints nothing; the loop wakes for it."""
    take(kiosk)
    kiosk.tell_board(WAITING)
    kiosk.later(9.7)
    kiosk.beat()
    assert kiosk.lamp() is LampState.SENT
    assert kiosk.loop.next_at <= kiosk.clock.now + 0.11
    kiosk.later(0.11)
    assert kiosk.lamp() is LampState.NO_PAPER


def test_a_printer_without_paper_is_told_before_anybody_presses(kiosk: KioskBench) -> None:
    """A number is given all the same, and the lamp says taken for as long as an eye needs."""
    kiosk.tell_board(paper=Paper.OUT)
    assert [kiosk.lamp(pin) for pin in (PASPOR, FOREIGN, FRIENDLY)] == [LampState.NO_PAPER] * 3
    kiosk.press()
    assert kiosk.lamp() is LampState.SENT
    (command,) = kiosk.box.outbox.pending
    kiosk.accept(command, number="A017")
    kiosk.tell_board(FAILED, position=3, paper=Paper.OUT)
    kiosk.later(0.2)
    assert kiosk.lamp() is LampState.NO_PAPER
    kiosk.tell_board(position=4)
    assert kiosk.lamp() is LampState.READY


def test_a_priority_button_is_one_of_the_services_buttons(kiosk: KioskBench) -> None:
    """It asks with priority, also where the kiosk gives the number, and its own lamp tells what becomes of it."""
    take(kiosk, FRIENDLY)
    kiosk.tell_board(WAITING)
    assert (kiosk.lamp(FRIENDLY), kiosk.lamp(PASPOR)) == (LampState.SENT, LampState.READY)
    (sent,) = {command.key: command for command in kiosk.link.commands if isinstance(command, TakeTicket)}.values()
    assert (sent.service, sent.priority) == ("A", True)


def test_a_priority_is_kept_where_the_kiosk_gives_the_number(tmp_path: Path) -> None:
    """The hub learns of it when it is back."""
    kiosk = KioskBench(tmp_path / "state")
    kiosk.begin_day()
    kiosk.come(kiosk.printer)
    kiosk.fall_silent()
    kiosk.press(FRIENDLY)
    (command,) = kiosk.box.outbox.pending
    assert isinstance(command, AdoptTicket)
    assert command.priority
    assert kiosk.printer.told[0][1].is_priority
    assert (kiosk.lamp(FRIENDLY), kiosk.lamp(PASPOR)) == (LampState.SENT, LampState.OFFLINE)
    kiosk.close()


def test_a_palm_on_three_buttons_is_one_ticket(kiosk: KioskBench) -> None:
    """The first edge is meant; the other lamps say no, and tell by that which one was taken."""
    for pin, delay in ((FOREIGN, 0.0), (PASPOR, 0.02), (FRIENDLY, 0.05)):
        kiosk.box.post(Edge(contact=pin, is_down=True, at=kiosk.clock.now + delay))
    kiosk.turn()
    (command,) = kiosk.box.outbox.pending
    assert isinstance(command, TakeTicket)
    assert command.service == "F"
    lamps = [kiosk.lamp(pin) for pin in (PASPOR, FOREIGN, FRIENDLY)]
    assert lamps == [LampState.REFUSED, LampState.SENT, LampState.REFUSED]


def test_the_next_visitor_may_press_as_soon_as_the_hand_has_gone(kiosk: KioskBench) -> None:
    """Two people at one kiosk are two hands; whoever was refused presses again and gets a slip."""
    kiosk.touch(PASPOR)
    kiosk.box.post(Edge(contact=FOREIGN, is_down=True, at=kiosk.clock.now))
    kiosk.turn()
    assert len(kiosk.box.outbox.pending) == 2


def test_a_press_that_brought_nothing_begins_no_hand(kiosk: KioskBench) -> None:
    """A button that sparks beside a taken one does not keep the others shut."""
    now = kiosk.clock.now
    for pin, delay in ((PASPOR, 0.0), (FOREIGN, 0.09), (FRIENDLY, 0.12)):
        kiosk.box.post(Edge(contact=pin, is_down=True, at=now + delay))
    kiosk.turn()
    services = [(c.service, c.priority) for c in kiosk.box.outbox.pending if isinstance(c, TakeTicket)]
    assert services == [("A", False), ("A", True)]
