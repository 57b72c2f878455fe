"""A command is waited for until it is answered, or until another has taken its place and is answered."""

import re

from firmware.demo.answers import TOLD, accepted, end_of, unanswered

TAKE = "INFO button_node.loop: send command=TakeTicket key=kiosk-1-9f-1-7 at=1.000000"
ADOPT = (
    "INFO button_node.kiosk: send command=AdoptTicket key=kiosk-1-9f-1-8 instead=kiosk-1-9f-1-7 "
    "number=A700 press=kiosk-1-9f-1-p3 at=2.500000"
)
TAKEN = "INFO button_node.loop: accepted key=kiosk-1-9f-1-7 number=A001 position=4"
ADOPTED = "INFO button_node.loop: accepted key=kiosk-1-9f-1-8 number=A700 position=4"
REFUSED = "INFO button_node.loop: refused key=kiosk-1-9f-1-7 command=TakeTicket reason=DAY_CLOSED no day is open"


def told(*lines: str) -> list[re.Match[str]]:
    """The lines as a box's log gives them."""
    return [match for match in (re.search(TOLD, line) for line in lines) if match is not None]


def test_a_command_without_an_answer_is_waited_for() -> None:
    """Whatever else the box says meanwhile."""
    assert unanswered(told(TAKE, "WARNING firmware.node.box: the hub is silent")) == ("kiosk-1-9f-1-7",)


def test_a_yes_and_a_no_are_answers() -> None:
    """Nothing is on its way after either."""
    assert unanswered(told(TAKE, TAKEN)) == ()
    assert unanswered(told(TAKE, REFUSED)) == ()


def test_a_command_that_another_replaced_is_waited_for_no_more() -> None:
    """The kiosk gave a number by itself: only what tells that to the hub is on its way."""
    assert unanswered(told(TAKE, ADOPT)) == ("kiosk-1-9f-1-8",)
    assert unanswered(told(TAKE, ADOPT, ADOPTED)) == ()


def test_what_was_accepted_is_known_by_its_name() -> None:
    """A press that the kiosk planned anew was accepted once, as what it became."""
    assert accepted(told(TAKE, ADOPT, ADOPTED)) == ("AdoptTicket",)
    assert accepted(told(TAKE, TAKEN)) == ("TakeTicket",)
    assert accepted(told(TAKE, REFUSED)) == ()


def test_the_wait_for_an_answer_goes_on_with_what_took_its_place() -> None:
    """An answer ends it; a change of plan names the key to wait for next."""
    ends = [re.search(end_of("kiosk-1-9f-1-7"), line) for line in (TAKE, ADOPT, TAKEN, REFUSED)]
    assert [end and end["next"] for end in ends] == [None, "kiosk-1-9f-1-8", None, None]
    assert [end is not None for end in ends] == [False, True, True, True]
