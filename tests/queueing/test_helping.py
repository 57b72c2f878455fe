"""A visitor asks for an officer, and one of them goes there."""

from typing import Any

from firmware.messages.answers import Reason
from firmware.messages.commands import AnswerHelp, CancelHelp, CloseDay, RequestHelp
from firmware.queueing.events import HelpAnswered, HelpCancelled, HelpRequested


def test_a_kiosk_that_asks_twice_asks_once(office: Any) -> None:
    """A visitor who is worried presses again and again."""
    assert office.does(RequestHelp, "kiosk-1") == (HelpRequested(kiosk="kiosk-1"),)
    assert office.does(RequestHelp, "kiosk-1") == ()
    assert list(office.queue.help) == ["kiosk-1"]


def test_any_counter_answers_and_the_first_one_goes(office: Any) -> None:
    """Two officers who press at once must not both leave their counters."""
    office.does(RequestHelp, "kiosk-1")
    assert office.does(AnswerHelp, counter=2, kiosk="kiosk-1") == (HelpAnswered(kiosk="kiosk-1", counter=2),)
    assert office.does(AnswerHelp, counter=2, kiosk="kiosk-1") == ()
    assert office.refuses(AnswerHelp, counter=1, kiosk="kiosk-1") == Reason.NOBODY_ASKS
    assert office.queue.help["kiosk-1"].counter == 2


def test_each_kiosk_asks_for_itself(office: Any) -> None:
    """An answer to one leaves the other asking, and the longest stands first."""
    office.does(RequestHelp, "kiosk-2")
    office.does(RequestHelp, "kiosk-1")
    office.does(AnswerHelp, counter=1, kiosk="kiosk-1")
    assert [(help_.kiosk, help_.counter) for help_ in office.queue.help.values()] == [("kiosk-2", None), ("kiosk-1", 1)]


def test_asking_again_after_an_answer_is_a_call_of_its_own(office: Any) -> None:
    """The officer may have come and gone."""
    office.does(RequestHelp, "kiosk-1")
    office.does(AnswerHelp, counter=1, kiosk="kiosk-1")
    before = office.queue.help["kiosk-1"]
    office.does(RequestHelp, "kiosk-1")
    assert office.queue.help["kiosk-1"].counter is None
    assert office.queue.help["kiosk-1"].position > before.position


def test_a_visitor_may_think_better_of_it(office: Any) -> None:
    """Whether somebody answered or not; and once nobody asks there is nothing to cancel or to answer."""
    office.does(RequestHelp, "kiosk-1")
    assert office.does(CancelHelp, "kiosk-1") == (HelpCancelled(kiosk="kiosk-1"),)
    assert office.does(CancelHelp, "kiosk-1") == ()
    assert office.refuses(AnswerHelp, counter=1, kiosk="kiosk-1") == Reason.NOBODY_ASKS


def test_closing_the_day_ends_every_call_for_help(office: Any) -> None:
    """Nobody is called into an empty hall the next morning."""
    office.does(RequestHelp, "kiosk-1")
    office.does(CloseDay, "technician-1", day=office.DAY)
    assert office.queue.help == {}
    assert office.refuses(RequestHelp, "kiosk-1") == Reason.DAY_CLOSED
