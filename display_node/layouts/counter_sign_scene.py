"""What a sign over one counter says, before anybody thinks of pixels.

Visitors read whose turn it is here. Below it the officer reads what the counter's box knows of the person, the code
that must stand on the paper, how many wait behind, and who asks for help at a kiosk. While the hub is silent the person
who is here stays and what the hub alone can know goes.
"""

from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

from display_node.panes import Pane
from display_node.wall.calls import calls_here, pointed
from display_node.wall.dates import clock_text
from display_node.wall.figures import apart
from display_node.wall.known import Known
from display_node.wall.words import Said, pick, say, spoken_in, word_of
from firmware.messages.notices import Call, CounterState, CounterTicket, Office
from firmware.messages.why import Standing

_LABELS: Final = ("check", "service", "stage", "waited", "behind", "parked", "overdue", "minutes")


class Showing(StrEnum):
    """What the sign is for now. CALLED: the person is awaited; QUIET: nobody is here, and `message` says why."""

    CALLED = "CALLED"
    SERVING = "SERVING"
    QUIET = "QUIET"


class Fact(Struct, frozen=True):
    """One thing for the officer: what it is, and its value."""

    label: str
    value: str


class SignScene(Struct, frozen=True, kw_only=True):
    """All that the layout shows. `number` is written with its letter apart, `call` its journal position.

    `is_newest`: no later call was made anywhere, so that this is the one that breathes.
    """

    counter: str
    label: Said
    showing: Showing
    message: Said
    hint: Said
    number: str = ""
    call: int | None = None
    tags: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    help: Said = Said("")
    is_urgent: bool = False
    is_newest: bool = False


def see(known: Known, pane: Pane) -> SignScene:
    """Return what the sign over `pane.counter` shows."""
    languages, counter = spoken_in(known.office), pane.counter or 0
    state = known.counters.get(counter)
    ticket = state.ticket if state and not known.is_manual else None
    key, values = _why(known, counter, state, ticket, languages)
    call = _call(known, ticket)
    return SignScene(
        counter=str(counter),
        label=say("counter", languages),
        showing=_showing(state, ticket),
        message=say(key, languages, **values),
        hint=say(f"{key}_hint", languages, **values) if ticket is None and _has_hint(known, key) else Said(""),
        number=apart(ticket.number) if ticket else "",
        call=call.call if call else None,
        tags=_tags(ticket, call, state, languages),
        facts=_facts(known, state, ticket, languages),
        help=_help(known, state, languages),
        is_urgent=known.is_manual,
        is_newest=call is not None and call is _newest(known),
    )


def _showing(state: CounterState | None, ticket: CounterTicket | None) -> Showing:
    if state is None or ticket is None:
        return Showing.QUIET
    return Showing.SERVING if state.is_serving else Showing.CALLED


def _why(
    known: Known, counter: int, state: CounterState | None, ticket: CounterTicket | None, languages: tuple[str, ...]
) -> tuple[str, dict[str, str]]:
    """The words for the state of the counter, as words.py knows them, and what stands in them."""
    word = {"word": word_of(known.office), "counter": str(counter)}
    if known.is_manual:
        return "manual", word
    if known.office is not None and counter not in {info.number for info in known.office.counters}:
        return "no_such_counter", word
    if state is None:
        return "no_server", word
    if ticket is not None:
        return ("serving" if state.is_serving else "come_here"), word
    return ("next", word) if state.is_open else _closed(known, state, word, languages)


def _closed(
    known: Known, state: CounterState, word: dict[str, str], languages: tuple[str, ...]
) -> tuple[str, dict[str, str]]:
    """A closed office, a break that ends, or this counter alone."""
    if known.board is not None and known.board.day is None:
        return "closed", word
    until = _break_end(state, known.now, languages)
    return ("break", {**word, "time": until}) if until else ("sign_closed", word)


def _has_hint(known: Known, key: str) -> bool:
    """Whether the second sentence is true: a closed counter sends people on only where another one is open."""
    return key != "sign_closed" or bool(known.board and known.board.open_counters and known.silent_since is None)


def _break_end(state: CounterState, now: datetime | None, languages: tuple[str, ...]) -> str:
    """When the absence that holds now ends, as people read it; nothing where there is none or nobody knows the time."""
    if now is None:
        return ""
    minute = now.hour * 60 + now.minute
    ends = [end for start, end in state.absences if start <= minute < end < 24 * 60]
    return clock_text(now.replace(hour=max(ends) // 60, minute=max(ends) % 60), languages[0]) if ends else ""


def _call(known: Known, ticket: CounterTicket | None) -> Call | None:
    calls = known.board.calls if known.board and ticket else ()
    return next((call for call in calls if ticket and call.ticket == ticket.ticket), None)


def _newest(known: Known) -> Call | None:
    return pointed(calls_here(known.board, known.office, known.zone), known.pointed)


def _tags(
    ticket: CounterTicket | None, call: Call | None, state: CounterState | None, languages: tuple[str, ...]
) -> tuple[str, ...]:
    if ticket is None or state is None:
        return ()
    is_recalled = call is not None and call.recalls > 0 and not state.is_serving
    recalled = (say("recalled", languages).first,) if is_recalled else ()
    return (*recalled, say("priority", languages).first) if ticket.standing is Standing.PRIORITY else recalled


def _facts(
    known: Known, state: CounterState | None, ticket: CounterTicket | None, languages: tuple[str, ...]
) -> tuple[Fact, ...]:
    """What the officer needs, the most needed first, the longest last; what is not known is left out."""
    if state is None or known.is_manual:
        return ()
    word = word_of(known.office)
    said = {key: say(key, languages, word=word).first for key in _LABELS}
    minutes, overdue = said["minutes"], said["overdue"]
    facts: list[Fact | None] = []
    if ticket is not None:
        facts += [
            Fact(said["check"], f"{ticket.check[:3]} {ticket.check[3:]}") if ticket.check else None,
            Fact(said["stage"], f"{ticket.stage[0]}/{ticket.stage[1]}") if ticket.stage else None,
            Fact(said["waited"], f"{ticket.waited} {minutes}") if ticket.waited is not None else None,
        ]
    if known.silent_since is None and (state.is_open or state.waiting):
        facts += [
            Fact(said["behind"], str(state.waiting)),
            Fact(said["parked"], str(len(state.parked))) if state.parked else None,
            Fact(overdue, str(state.overdue)) if state.overdue else None,
        ]
    if ticket is not None:
        facts.append(Fact(said["service"], _service(ticket.service, known.office, languages)))
    return tuple(fact for fact in facts if fact is not None)


def _service(letter: str, office: Office | None, languages: tuple[str, ...]) -> str:
    info = next((info for info in office.services if info.letter == letter), None) if office else None
    return pick(info.name, languages).first if info else letter


def _help(known: Known, state: CounterState | None, languages: tuple[str, ...]) -> Said:
    """Where somebody asks for an officer and nobody goes yet: all places, the longest first."""
    if state is None or not state.help or known.silent_since is not None:
        return Said("")
    kiosks = {info.name: info.place for info in known.office.kiosks} if known.office else {}
    places = ", ".join(kiosks.get(name) or name for name in state.help)
    return say("help_wanted", languages, place=places)
