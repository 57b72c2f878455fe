"""What the voice does next, of all that it was asked for."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from display_node.voice.agenda import Agenda, Tone, ask, ask_help, finish, next_at, take, turn_day, withdraw
from display_node.voice.phrase import Utterance
from display_node.voice.queue import Turn, arrive
from firmware.messages.notices import Announcement, AnnouncementKind
from firmware.messages.requests import Sentence

Say = Callable[..., Announcement]
MANUAL, CLOSING, EVACUATION, ALL_CLEAR = Sentence
ALL = frozenset({"SELF_TEST", "CLOSING"})
PAUSE = 4.0
TEST = Utterance(kind=AnnouncementKind.CALL, number="K999", counter=9)


def with_call(agenda: Agenda, announcement: Announcement, now: float = 0.0) -> Agenda:
    """A call comes in."""
    return replace(agenda, calls=arrive(agenda.calls, announcement, 0.0, now))


def said(agenda: Agenda, now: float = 0.0, most: int = 20) -> list[str]:
    """What is said at this moment until there is nothing, or so often."""
    heard: list[str] = []
    while len(heard) < most:
        agenda, item = take(agenda, now)
        if item is None:
            return heard
        match item:
            case Turn():
                heard.append(item.announcement.number)
            case Utterance():
                heard.append("test")
            case _:
                heard.append(str(item))
        agenda = finish(agenda, item, now, PAUSE)
    return heard


def test_the_order_of_everything_that_waits_at_once(announcement: Say) -> None:
    """All is clear, the test at opening, calls, help, sentences for everybody, a technician's test."""
    agenda = replace(Agenda(), tests=(TEST,))
    agenda = turn_day(ask(ask(ask_help(agenda), MANUAL, 0.0), ALL_CLEAR, 0.0), is_open=True, says=ALL)
    agenda = with_call(agenda, announcement(1, "A001", 1))
    assert said(agenda) == ["ALL_CLEAR", "SELF_TEST", "A001", "HELP", "MANUAL", "test"]


def test_a_sentence_for_everybody_waits_once_and_can_be_taken_back() -> None:
    """However often it was asked for."""
    agenda = ask(ask(ask(Agenda(), MANUAL, 0.0), MANUAL, 0.0), CLOSING, 0.0)
    assert said(agenda) == ["MANUAL", "CLOSING"]
    assert said(withdraw(agenda, MANUAL)) == ["CLOSING"]


def test_an_evacuation_is_said_again_and_again_and_nothing_else(announcement: Say) -> None:
    """At once, then after each pause, whatever waits."""
    agenda = ask(ask_help(with_call(ask(Agenda(), MANUAL, 10.0), announcement(1, "A001", 1))), EVACUATION, 10.0)
    for now in (10.0, 25.0, 40.0):
        agenda, item = take(agenda, now)
        assert item is EVACUATION
        agenda = finish(agenda, item, now + 11.0, PAUSE)
        assert (next_at(agenda), take(agenda, now + 14.9)[1]) == (now + 15.0, None)


def test_an_evacuation_begins_right_after_the_sentence_that_is_being_said(announcement: Say) -> None:
    """That is not cut, and the end of a call is no pause of the evacuation."""
    agenda, call = take(with_call(Agenda(), announcement(1, "A001", 1)), 0.0)
    assert call is not None
    agenda = finish(ask(agenda, EVACUATION, 3.0), call, 9.0, PAUSE)
    assert take(agenda, 9.0)[1] is EVACUATION


def test_after_an_evacuation_only_what_is_young_is_said(announcement: Say) -> None:
    """All is clear; then calls within their age limit of 20 s, and no chime for help of before."""
    agenda = ask_help(with_call(Agenda(), announcement(1, "A001", 1), 0.0))
    agenda = ask_help(with_call(ask(agenda, EVACUATION, 1.0), announcement(2, "F001", 2), 30.0))
    assert said(ask(agenda, ALL_CLEAR, 40.0), 40.0) == ["ALL_CLEAR", "F001"]


def test_an_evacuation_that_begins_again_keeps_the_hall_again() -> None:
    """Whoever asked last is right; that all is clear is said once in the end, and asking twice changes no pause."""
    agenda = ask(ask(ask(Agenda(), EVACUATION, 0.0), ALL_CLEAR, 1.0), EVACUATION, 2.0)
    assert said(agenda, 2.0) == ["EVACUATION"]
    assert said(ask(agenda, ALL_CLEAR, 3.0), 3.0) == ["ALL_CLEAR"]
    agenda, item = take(agenda, 2.0)
    assert item is EVACUATION
    assert next_at(ask(finish(agenda, item, 13.0, PAUSE), EVACUATION, 14.0)) == 17.0


def test_the_day_is_tested_at_its_opening_and_closed_with_a_sentence() -> None:
    """Once each; a day that was closed from the start was not closed now."""
    closed = turn_day(Agenda(), is_open=False, says=ALL)
    assert said(closed) == []
    opened = turn_day(closed, is_open=True, says=ALL)
    assert said(opened) == said(turn_day(Agenda(), is_open=True, says=ALL)) == ["SELF_TEST"]
    tested, _ = take(opened, 0.0)
    assert said(turn_day(tested, is_open=True, says=ALL)) == []
    assert said(turn_day(tested, is_open=False, says=ALL)) == ["CLOSING"]


def test_a_day_that_opens_again_is_not_said_to_have_closed() -> None:
    """The closing still waited behind a call; it is not true any more."""
    agenda = turn_day(turn_day(Agenda(), is_open=True, says=ALL), is_open=False, says=ALL)
    assert said(turn_day(agenda, is_open=True, says=ALL)) == ["SELF_TEST"]


def test_what_the_settings_leave_out_is_not_said_by_itself() -> None:
    """Neither test nor closing; a technician's closing is said all the same."""
    agenda = turn_day(turn_day(Agenda(), is_open=True, says=frozenset()), is_open=False, says=frozenset())
    assert said(agenda) == []
    assert said(ask(agenda, CLOSING, 0.0)) == ["CLOSING"]


@given(asked=st.lists(st.sampled_from([*Sentence, *Tone, "call", "test", "open", "closed"]), max_size=30))
def test_whatever_was_asked_for_comes_to_an_end(announcement: Say, asked: list[str]) -> None:
    """Once all is clear, everything that waits is said, and then there is nothing to do."""
    agenda = Agenda()
    for n, each in enumerate([*asked, ALL_CLEAR], start=1):
        match each:
            case Sentence():
                agenda = ask(agenda, each, float(n))
            case "call":
                agenda = with_call(agenda, announcement(n, f"A{n:03d}", n % 4 + 1), float(n))
            case "test":
                agenda = replace(agenda, tests=(*agenda.tests, TEST))
            case "open" | "closed":
                agenda = turn_day(agenda, is_open=each == "open", says=ALL)
            case _:
                agenda = ask_help(agenda)
    heard = said(agenda, 100.0, most=100)
    assert heard[0] == "ALL_CLEAR"
    assert "EVACUATION" not in heard
    assert len(heard) < 40
