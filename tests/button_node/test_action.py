"""What a button asks for."""

from datetime import date

import pytest
from msgspec.structs import replace

from button_node.action import KNOWN, Action, Known, No, Stamp, calls, command_for, is_made_by
from firmware.messages import commands as words
from firmware.messages.notices import CounterState, CounterTicket

STAMP = Stamp(key="counter-1-0123456789abcdef-1-4", press="counter-1-0123456789abcdef-1-p4", age=0.25)
HERE = CounterTicket(ticket="2026-11-23-A017", number="A017", service="A")
LATE = CounterTicket(ticket="2026-11-23-A012", number="A012", service="A")
EARLY = CounterTicket(ticket="2026-11-23-A003", number="A003", service="A")


def counter(ticket: CounterTicket | None = None, *parked: CounterTicket) -> CounterState:
    """Return counter 3 with these people."""
    return CounterState(
        journal="00000000000000aa",
        epoch=1,
        position=9,
        counter=3,
        is_open=True,
        ticket=ticket,
        is_serving=False,
        waiting=4,
        parked=parked,
    )


def test_a_ticket_is_taken_whatever_is_known() -> None:
    """A visitor needs no hub to press: the press is kept and sent."""
    command = command_for(Action(command="TakeTicket", service="A", priority=True), Known(), STAMP)
    assert command == words.TakeTicket(key=STAMP.key, age=0.25, press=STAMP.press, service="A", priority=True)


@pytest.mark.parametrize("name", ["CallNext", "Recall", "MarkNoShow", "Requeue", "Park", "StartServing", "Finish"])
@pytest.mark.parametrize(("state", "saw"), [(counter(HERE), HERE.ticket), (counter(), None)])
def test_an_officers_command_names_whom_the_officer_saw(name: str, state: CounterState, saw: str | None) -> None:
    """The ticket at the counter goes with the command, or nobody."""
    command = command_for(Action(command=name), Known(counter=state), STAMP)
    assert isinstance(command, words.ServingCommand)
    assert (type(command).__name__, command.saw, command.counter, command.key) == (name, saw, 3, STAMP.key)


def test_a_transfer_carries_its_service() -> None:
    """The person goes on to the service that the button is for."""
    command = command_for(Action(command="Transfer", service="F"), Known(counter=counter(HERE)), STAMP)
    assert command == words.Transfer(key=STAMP.key, age=0.25, counter=3, saw=HERE.ticket, service="F")


@pytest.mark.parametrize("name", ["OpenCounter", "CloseCounter"])
def test_opening_and_closing_name_nobody(name: str) -> None:
    """They are about the counter."""
    command = command_for(Action(command=name), Known(counter=counter(HERE)), STAMP)
    assert (type(command).__name__, getattr(command, "counter", None), hasattr(command, "saw")) == (name, 3, False)


def test_parking_with_nobody_there_calls_back_the_one_parked_last() -> None:
    """There is no resume button: park resumes when there is nobody to park."""
    command = command_for(Action(command="Park"), Known(counter=counter(None, LATE, EARLY)), STAMP)
    assert command == words.CallTicket(key=STAMP.key, age=0.25, counter=3, saw=None, ticket=LATE.ticket)


def test_a_reminded_counter_calls_back_the_one_parked_first() -> None:
    """Who has waited for long is not left behind those who came later."""
    reminded = replace(counter(None, LATE, EARLY), overdue=1)
    command = command_for(Action(command="Park"), Known(counter=reminded), STAMP)
    assert command == words.CallTicket(key=STAMP.key, age=0.25, counter=3, saw=None, ticket=EARLY.ticket)


def test_requeue_with_nobody_there_is_for_whom_the_counter_missed() -> None:
    """Somebody who was absent has come back; with a person at the counter it is that one."""
    free, busy = replace(counter(), missed=LATE), replace(counter(HERE), missed=LATE)
    back = words.Requeue(key=STAMP.key, age=0.25, counter=3, saw=None, ticket=LATE.ticket)
    here = words.Requeue(key=STAMP.key, age=0.25, counter=3, saw=HERE.ticket)
    assert command_for(Action(command="Requeue"), Known(counter=free), STAMP) == back
    assert command_for(Action(command="Requeue"), Known(counter=busy), STAMP) == here


def test_parking_with_somebody_there_parks_them() -> None:
    """Whoever is parked already stays so."""
    command = command_for(Action(command="Park"), Known(counter=counter(HERE, LATE)), STAMP)
    assert command == words.Park(key=STAMP.key, age=0.25, counter=3, saw=HERE.ticket)


@pytest.mark.parametrize("name", ["CallNext", "Finish", "OpenCounter"])
def test_nothing_is_sent_for_a_counter_that_is_not_known(name: str) -> None:
    """Without the hub's word an officer cannot have seen anything."""
    assert command_for(Action(command=name), Known(), STAMP) is No.COUNTER_UNKNOWN


@pytest.mark.parametrize("name", ["CallNext", "Recall", "CloseCounter"])
def test_one_command_of_a_counter_is_in_flight(name: str) -> None:
    """The second finger would act on a picture that is about to change."""
    assert command_for(Action(command=name), Known(counter=counter(HERE), is_in_flight=True), STAMP) is No.IN_FLIGHT


@pytest.mark.parametrize(
    ("name", "state"), [("CallNext", counter(HERE)), ("Recall", None), ("Park", counter(None, LATE))]
)
def test_in_manual_mode_people_are_called_by_voice(name: str, state: CounterState | None) -> None:
    """A call that the hub hears later is too old; the log says what to do in its place."""
    known = Known(counter=state, is_hub_silent=True)
    assert command_for(Action(command=name), known, STAMP) is No.MANUAL


@pytest.mark.parametrize(
    "name", ["Finish", "MarkNoShow", "Requeue", "Transfer", "Park", "StartServing", "CloseCounter"]
)
def test_in_manual_mode_what_is_said_of_the_person_who_is_there_is_kept(name: str) -> None:
    """It is true whenever the hub hears it."""
    action = Action(command=name, service=_service(name))
    command = command_for(action, Known(counter=counter(HERE), is_hub_silent=True), STAMP)
    assert not isinstance(command, No)
    assert type(command).__name__ == name


def test_a_number_given_by_the_kiosk_belongs_to_the_button_that_was_pressed() -> None:
    """After a restart its lamp tells that the paper is coming."""
    command = words.AdoptTicket(key=STAMP.key, press=STAMP.press, service="A", number=700)
    assert is_made_by(Action(command="TakeTicket", service="A"), command)
    assert not is_made_by(Action(command="TakeTicket", service="F"), command)


def test_the_day_opened_is_the_offices_today() -> None:
    """Not the day that is open, and not the box's own clock."""
    known = Known(today=date(2026, 11, 23), day=date(2026, 11, 20))
    assert command_for(Action(command="OpenDay"), known, STAMP) == words.OpenDay(
        key=STAMP.key, age=0.25, day=date(2026, 11, 23)
    )
    assert command_for(Action(command="CloseDay"), known, STAMP) == words.CloseDay(
        key=STAMP.key, age=0.25, day=date(2026, 11, 20)
    )


def test_no_day_is_opened_or_closed_that_nobody_knows() -> None:
    """A guessed date would be journaled for ever."""
    assert command_for(Action(command="OpenDay"), Known(), STAMP) is No.DAY_UNKNOWN
    assert command_for(Action(command="CloseDay"), Known(today=date(2026, 11, 23)), STAMP) is No.DAY_CLOSED


FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)


@pytest.mark.parametrize(
    ("today", "is_believed", "latest", "opened"),
    [
        (FRIDAY, False, FRIDAY, No.DAY_PAST),
        (FRIDAY, False, MONDAY, No.DAY_PAST),
        (MONDAY, False, FRIDAY, MONDAY),
        (FRIDAY, False, None, FRIDAY),
        (FRIDAY, True, FRIDAY, FRIDAY),
    ],
)
def test_a_clock_that_is_not_set_opens_no_day_again(
    today: date, is_believed: bool, latest: date | None, opened: date | No
) -> None:
    """A hub without network time says yesterday: the box asks only for what may be new, and tries without proof."""
    known = Known(today=today, is_today_believed=is_believed, latest_day=latest)
    said = command_for(Action(command="OpenDay"), known, STAMP)
    assert (said.day if isinstance(said, words.OpenDay) else said) == opened


def test_the_box_says_what_to_type_where_its_key_cannot_help() -> None:
    """The sentence goes into the log beside the lamp's no."""
    assert "antrian day open DATE" in No.DAY_PAST


@pytest.mark.parametrize("name", KNOWN)
def test_what_may_call_a_person_is_known_by_its_action_and_its_command(name: str) -> None:
    """The next person, or the one who was parked; a recall calls whoever stands there already."""
    action = Action(command=name, service=_service(name))
    for state in (_asked(counter(HERE)), _asked(counter(None, LATE))):
        known = Known(counter=state, today=MONDAY, day=MONDAY)
        command = command_for(action, known, STAMP)
        assert not isinstance(command, No)
        assert calls(command) == action.may_call or name == "Recall"
        assert action.may_call == (name in ("CallNext", "Park", "AnswerHelp"))


@pytest.mark.parametrize("name", KNOWN)
def test_every_command_finds_the_button_that_made_it(name: str) -> None:
    """After a restart the lamp of a waiting command is found again, and only that one."""
    service = "A" if name in ("TakeTicket", "Transfer") else None
    action = Action(command=name, service=service)
    known = Known(counter=_asked(counter(HERE)), today=date(2026, 11, 23), day=date(2026, 11, 23))
    command = command_for(action, known, STAMP)
    assert not isinstance(command, No)
    found = [other for other in KNOWN if is_made_by(Action(command=other, service=_service(other)), command)]
    assert found == (["Recall", "AnswerHelp"] if name == "AnswerHelp" else [name])


def test_a_resumed_call_belongs_to_the_park_button() -> None:
    """CallTicket is what Park says when nobody is there."""
    command = command_for(Action(command="Park"), Known(counter=counter(None, LATE)), STAMP)
    assert not isinstance(command, No)
    assert is_made_by(Action(command="Park"), command)


def test_two_buttons_for_two_services_are_told_apart() -> None:
    """Service and priority are part of what a button asks for."""
    command = command_for(Action(command="TakeTicket", service="A"), Known(), STAMP)
    assert not isinstance(command, No)
    assert not is_made_by(Action(command="TakeTicket", service="F"), command)
    assert not is_made_by(Action(command="TakeTicket", service="A", priority=True), command)


def test_a_kiosk_asks_for_help_and_takes_it_back() -> None:
    """Neither needs to know anything of a counter; a call that nobody would hear is not sent, a farewell is."""
    silent = Known(is_hub_silent=True)
    asked = command_for(Action(command="RequestHelp"), Known(), STAMP)
    assert asked == words.RequestHelp(key=STAMP.key, age=0.25)
    assert command_for(Action(command="CancelHelp"), Known(), STAMP) == words.CancelHelp(key=STAMP.key, age=0.25)
    assert command_for(Action(command="RequestHelp"), silent, STAMP) is No.UNHEARD
    assert isinstance(command_for(Action(command="CancelHelp"), silent, STAMP), words.CancelHelp)


def test_an_officer_goes_to_whoever_has_asked_the_longest() -> None:
    """With a button for it also while somebody is at the counter; where nobody asks, nothing is sent."""
    there = words.AnswerHelp(key=STAMP.key, age=0.25, counter=3, kiosk="kiosk-2")
    for state in (_asked(counter(HERE)), _asked(counter())):
        assert command_for(Action(command="AnswerHelp"), Known(counter=state), STAMP) == there
    assert command_for(Action(command="AnswerHelp"), Known(counter=counter(HERE)), STAMP) is No.NOBODY_ASKS


def test_recall_with_nobody_there_answers_a_call_for_help() -> None:
    """With a person at the counter, or nobody who asks, it says the call again as ever."""
    recall = Action(command="Recall")
    answered = command_for(recall, Known(counter=_asked(counter())), STAMP)
    assert answered == words.AnswerHelp(key=STAMP.key, age=0.25, counter=3, kiosk="kiosk-2")
    for state in (_asked(counter(HERE)), counter()):
        assert isinstance(command_for(recall, Known(counter=state), STAMP), words.Recall)


def _asked(state: CounterState) -> CounterState:
    return replace(state, help=("kiosk-2", "kiosk-1"))


def _service(name: str) -> str | None:
    return "A" if name in ("TakeTicket", "Transfer") else None
