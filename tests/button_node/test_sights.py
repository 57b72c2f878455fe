"""What the lamp of one button is about."""

import pytest

from button_node.action import Action
from button_node.gesture import Finger, Timing
from button_node.lamp import LampState, state
from button_node.papers import Awaited, Told
from button_node.settings import ButtonSettings
from button_node.sights import Facts, change_at, look
from button_node.touch import Touch
from firmware.messages.notices import KioskState, Paper

OUT = Told(kiosk=KioskState(name="kiosk-1", paper=Paper.OUT), epoch=1, position=9)
MINE = Awaited(number="A017", epoch=1, position=10, since=100.0)
_SERVICED = ("TakeTicket", "Transfer")


def says(command: str, facts: Facts, hold: str | None = None) -> LampState:
    """Return what the lamp of a button with this press and hold says."""
    settings = ButtonSettings(pin=17, lamp=27, press=action(command), hold=None if hold is None else action(hold))
    touch = Touch(settings=settings, timing=Timing(), finger=Finger())
    look(touch, facts, 100.0, is_pending=False, is_paper_coming=False)
    return state(touch.sight, 100.0)


def action(command: str) -> Action:
    """Return an action."""
    return Action(command=command, service="A" if command in _SERVICED else None)


@pytest.mark.parametrize(
    ("facts", "ticket", "help_button"),
    [
        (Facts(), LampState.READY, LampState.READY),
        (Facts(board=OUT), LampState.NO_PAPER, LampState.READY),
        (Facts(is_asking=True), LampState.READY, LampState.SENT),
        (Facts(is_helped=True), LampState.READY, LampState.COMING),
        (Facts(is_closed=True), LampState.DARK, LampState.DARK),
        (Facts(is_closed=True, board=OUT), LampState.DARK, LampState.DARK),
        (Facts(is_hub_silent=True), LampState.OFFLINE, LampState.DARK),
        (Facts(is_hub_silent=True, is_asking=True), LampState.OFFLINE, LampState.SENT),
    ],
)
def test_paper_is_the_tickets_and_help_the_help_buttons(
    facts: Facts, ticket: LampState, help_button: LampState
) -> None:
    """Each lamp tells of what its button does."""
    assert says("TakeTicket", facts) is ticket
    assert says("RequestHelp", facts, "CancelHelp") is help_button


@pytest.mark.parametrize(
    ("command", "hold", "overdue", "asked"),
    [
        ("CallNext", None, False, False),
        ("Recall", "OpenCounter", False, True),
        ("AnswerHelp", None, False, True),
        ("Finish", "AnswerHelp", False, True),
        ("Park", None, True, False),
        ("Transfer", "Park", True, False),
        ("Recall", "Park", True, True),
    ],
)
def test_a_reminder_is_said_where_a_press_helps(command: str, hold: str | None, overdue: bool, asked: bool) -> None:
    """Somebody set aside at the button that resumes, somebody who asks for help at the one that answers."""
    assert (says(command, Facts(is_overdue=True), hold) is LampState.REMINDER) == overdue
    assert (says(command, Facts(is_asked=True), hold) is LampState.REMINDER) == asked


def test_a_paper_that_nobody_waits_for_is_forgotten() -> None:
    """And no longer wakes the loop."""
    touch = Touch(settings=ButtonSettings(pin=17, press=action("TakeTicket")), timing=Timing(), finger=Finger())
    touch.papers = (MINE,)
    look(touch, Facts(board=OUT), 105.0, is_pending=False, is_paper_coming=False)
    assert change_at(touch, 105.0) == 110.0
    look(touch, Facts(board=OUT), 130.0, is_pending=False, is_paper_coming=False)
    assert (touch.papers, change_at(touch, 130.0)) == ((), None)
