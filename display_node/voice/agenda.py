"""What the voice does next, of all that it was asked for.

- An evacuation keeps the hall: its sentence is said again and again until all is clear, and nothing else meanwhile.
  What was asked for before waits, but for calls that became too old by then and chimes for help.
- Then, in this order: that all is clear, the test at opening, calls, chimes for help, sentences for everybody, tests of
  a technician. So a call never waits for less than a call, and nothing that has begun is cut by any of them.
- A sentence for everybody waits once, however often it was asked for.
- A day that opens is a reason for the test, one that closes for the sentence of closing; a day that was closed when the
  voice heard of it first is neither.
"""

from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from display_node.voice import queue as calls_queue
from display_node.voice.phrase import Utterance
from display_node.voice.queue import Turn, VoiceQueue
from firmware.messages.requests import Sentence


class Tone(StrEnum):
    """What is sounded without words."""

    HELP = "HELP"
    SELF_TEST = "SELF_TEST"


Item = Turn | Sentence | Tone | Utterance


class Agenda(Struct, frozen=True, kw_only=True):
    """All that waits. `evacuation_at` is when that sentence is said (again), in seconds of the boot clock.

    None: no evacuation. `is_open` is the day (None: not known yet).
    """

    calls: VoiceQueue = VoiceQueue()
    sentences: tuple[Sentence, ...] = ()
    helps: int = 0
    tests: tuple[Utterance, ...] = ()
    has_self_test: bool = False
    evacuation_at: float | None = None
    is_open: bool | None = None


def ask(agenda: Agenda, sentence: Sentence, now: float) -> Agenda:
    """Return it after somebody wants a sentence to be said."""
    if sentence is Sentence.EVACUATION:
        return agenda if agenda.evacuation_at is not None else replace(agenda, evacuation_at=now, helps=0)
    if sentence is Sentence.ALL_CLEAR and agenda.evacuation_at is not None:
        agenda = replace(agenda, evacuation_at=None, calls=calls_queue.drop_old(agenda.calls, now))
    if sentence in agenda.sentences:
        return agenda
    return replace(agenda, sentences=(*agenda.sentences, sentence))


def withdraw(agenda: Agenda, sentence: Sentence) -> Agenda:
    """Return it without a sentence that has not begun: it is no longer true."""
    return replace(agenda, sentences=tuple(each for each in agenda.sentences if each is not sentence))


def ask_help(agenda: Agenda) -> Agenda:
    """Return it with one chime more, unless people are leaving the building."""
    return agenda if agenda.evacuation_at is not None else replace(agenda, helps=agenda.helps + 1)


def turn_day(agenda: Agenda, *, is_open: bool, says: frozenset[str]) -> Agenda:
    """Return it after a board told whether the day is open; `says` is what the voice does by itself."""
    before, agenda = agenda.is_open, replace(agenda, is_open=is_open)
    if is_open:
        agenda = withdraw(agenda, Sentence.CLOSING)
        return replace(agenda, has_self_test=agenda.has_self_test or (not before and "SELF_TEST" in says))
    agenda = replace(agenda, has_self_test=False)
    is_said = before and "CLOSING" in says and Sentence.CLOSING not in agenda.sentences
    return replace(agenda, sentences=(*agenda.sentences, Sentence.CLOSING)) if is_said else agenda


def take(agenda: Agenda, now: float) -> tuple[Agenda, Item | None]:
    """Return what is to be said now, and what waits after it; None where nothing is."""
    if agenda.evacuation_at is not None:
        return agenda, Sentence.EVACUATION if now >= agenda.evacuation_at else None
    if Sentence.ALL_CLEAR in agenda.sentences:
        return withdraw(agenda, Sentence.ALL_CLEAR), Sentence.ALL_CLEAR
    if agenda.has_self_test:
        return replace(agenda, has_self_test=False), Tone.SELF_TEST
    agenda = replace(agenda, calls=calls_queue.begin(agenda.calls, now))
    return (agenda, agenda.calls.speaking) if agenda.calls.speaking else _take_other(agenda)


def _take_other(agenda: Agenda) -> tuple[Agenda, Item | None]:
    if agenda.helps:
        return replace(agenda, helps=agenda.helps - 1), Tone.HELP
    if agenda.sentences:
        return replace(agenda, sentences=agenda.sentences[1:]), agenda.sentences[0]
    if agenda.tests:
        return replace(agenda, tests=agenda.tests[1:]), agenda.tests[0]
    return agenda, None


def finish(agenda: Agenda, item: Item, now: float, pause_seconds: float, repeat_seconds: float = 0.0) -> Agenda:
    """Return it after what was taken has ended, well or not; an evacuation is said again after the pause."""
    agenda = replace(agenda, calls=calls_queue.end(agenda.calls, now, repeat_seconds))
    if item is Sentence.EVACUATION and agenda.evacuation_at is not None:
        return replace(agenda, evacuation_at=now + pause_seconds)
    return agenda


def is_urgent(agenda: Agenda) -> bool:
    """Say whether it concerns everybody's safety, so that the voice may not wait to learn whose office it is in."""
    return agenda.evacuation_at is not None or Sentence.ALL_CLEAR in agenda.sentences


def next_at(agenda: Agenda) -> float:
    """Return when there is something to do, in seconds of the boot clock: 0.0 is at once, infinity is never."""
    if agenda.evacuation_at is not None:
        return agenda.evacuation_at
    is_waiting = agenda.sentences or agenda.has_self_test or agenda.helps or agenda.tests
    return 0.0 if is_waiting else calls_queue.next_at(agenda.calls)
