"""A visitor at a kiosk asks for an officer: a real box with a played hub."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from button_node.gesture import Edge
from button_node.lamp import LampState
from firmware.messages.commands import CancelHelp, RequestHelp
from firmware.messages.notices import HelpCall
from tests.button_node.bench import FOREIGN, HELP, PASPOR, KioskBench

ASKED = HelpCall(call=5, kiosk="kiosk-1", at=datetime(2026, 11, 23, 1, 0, tzinfo=UTC))
ANSWERED = replace(ASKED, counter=3)


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[KioskBench]:
    """A kiosk on an open day."""
    made = KioskBench(tmp_path / "state", has_printer=False)
    made.beat()
    yield made
    made.close()


def edge(kiosk: KioskBench, pin: int, *, is_down: bool, delay: float = 0.0) -> None:
    """Let a finger come or go, so many seconds from now."""
    kiosk.box.post(Edge(contact=pin, is_down=is_down, at=kiosk.clock.now + delay))


def test_a_visitor_asks_and_sees_that_somebody_comes(kiosk: KioskBench) -> None:
    """Breathing slowly before, steady while nobody has answered, breathing fast once an officer is on the way."""
    assert kiosk.lamp(HELP) is LampState.READY
    kiosk.touch(HELP)
    (command,) = kiosk.box.outbox.pending
    assert isinstance(command, RequestHelp)
    kiosk.accept(command)
    kiosk.tell_board(help_call=ASKED)
    kiosk.later(2.0)
    kiosk.beat()
    assert (kiosk.lamp(HELP), kiosk.lamp(PASPOR)) == (LampState.SENT, LampState.READY)
    kiosk.tell_board(position=3, help_call=ANSWERED)
    assert (kiosk.lamp(HELP), kiosk.lamp(PASPOR)) == (LampState.COMING, LampState.READY)
    kiosk.tell_board(position=4)
    assert kiosk.lamp(HELP) is LampState.READY


def test_a_hold_takes_the_call_back_and_does_not_ask(kiosk: KioskBench) -> None:
    """One finger, one wish."""
    kiosk.tell_board(help_call=ASKED)
    kiosk.touch(HELP, 1.2)
    (command,) = kiosk.box.outbox.pending
    assert isinstance(command, CancelHelp)
    kiosk.accept(command)
    kiosk.tell_board(position=3)
    kiosk.later(0.4)
    assert kiosk.lamp(HELP) is LampState.READY


def test_somebody_elses_call_lights_no_lamp_here(kiosk: KioskBench) -> None:
    """Each kiosk tells of its own."""
    kiosk.tell_board(help_call=replace(ASKED, kiosk="kiosk-2"))
    assert kiosk.lamp(HELP) is LampState.READY


def test_nobody_is_asked_while_nobody_would_hear(kiosk: KioskBench) -> None:
    """The lamp is dark while the tickets' lamps say that the hub is silent; a press is refused and nothing is kept."""
    kiosk.fall_silent()
    assert (kiosk.lamp(HELP), kiosk.lamp(PASPOR)) == (LampState.DARK, LampState.OFFLINE)
    kiosk.touch(HELP)
    assert kiosk.lamp(HELP) is LampState.REFUSED
    assert kiosk.box.outbox.pending == ()


def test_a_call_that_stands_is_not_forgotten_while_the_hub_is_silent(kiosk: KioskBench) -> None:
    """The officers' signs show it still."""
    kiosk.tell_board(help_call=ANSWERED)
    kiosk.fall_silent()
    assert kiosk.lamp(HELP) is LampState.COMING


def test_a_palm_that_takes_a_ticket_asks_nobody_for_help(kiosk: KioskBench) -> None:
    """The help button speaks when it is released, and its finger came with the other one."""
    kiosk.later(1.0)
    edge(kiosk, HELP, is_down=True)
    edge(kiosk, FOREIGN, is_down=True, delay=0.03)
    kiosk.turn()
    kiosk.later(0.5)
    edge(kiosk, HELP, is_down=False)
    kiosk.later(0.1)
    assert [type(command).__name__ for command in kiosk.box.outbox.pending] == ["TakeTicket"]
    assert kiosk.lamp(HELP) is LampState.REFUSED
