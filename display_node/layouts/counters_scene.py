"""What a wall of counters says, before anybody thinks of pixels.

Every counter that is heard in this zone has a tile. A tile tells what the board tells: who is called or served there,
else whether the counter is open. In manual mode only the numbers that were last heard of stay, for nobody knows what a
counter does then.
"""

from enum import StrEnum

from msgspec import Struct

from display_node.panes import Pane
from display_node.wall.calls import calls_here, is_heard_in, pointed
from display_node.wall.figures import apart
from display_node.wall.known import Known
from display_node.wall.words import Said, pick, say, spoken_in, word_of
from firmware.messages.notices import Board, Call, CallState, Office


class Doing(StrEnum):
    """What a counter does."""

    CALLED = "CALLED"
    SERVING = "SERVING"
    OPEN = "OPEN"
    CLOSED = "CLOSED"
    LAST_HEARD = "LAST_HEARD"


class CounterTile(Struct, frozen=True, kw_only=True):
    """One counter. `number` is written with its letter apart, `call` its journal position (None: nobody is there)."""

    counter: int
    doing: Doing
    said: Said
    number: str = ""
    call: int | None = None
    service: Said = Said("")
    is_recalled: bool = False
    is_priority: bool = False


class Words(Struct, frozen=True):
    """What is said on every tile alike."""

    counter: Said
    priority: Said
    recalled: Said
    again: Said
    served: Said


class CountersScene(Struct, frozen=True, kw_only=True):
    """All that the layout shows. `newest` is the call that everybody should see (None: nobody is awaited).

    `message` and `hint` say why there is no newest call; with `is_quiet` there is nothing else to see.
    """

    tiles: tuple[CounterTile, ...]
    newest: CounterTile | None
    message: Said
    hint: Said
    words: Words
    is_quiet: bool = False
    is_manual: bool = False


def see(known: Known, _pane: Pane, *, is_said: bool = False) -> CountersScene:
    """Return what the pane shows; it shows the counters of the display's zone whatever the pane says.

    With `is_said` another pane says already that officers call by hand; this one then has the last numbers alone.
    """
    languages, word = spoken_in(known.office), word_of(known.office)
    calls = calls_here(known.board, known.office, known.zone)
    tiles = _tiles(known, calls, languages)
    key = _why(known, tiles)
    is_calm = known.is_manual and is_said and bool(tiles)
    return CountersScene(
        tiles=tiles,
        newest=_newest(known, calls, languages),
        message=say(key, languages, word=word),
        hint=say(f"{key}_hint", languages, word=word),
        words=Words(*(say(each, languages) for each in ("counter", "priority", "recalled", "again", "served"))),
        is_quiet=not tiles or key in ("no_server", "closed"),
        is_manual=known.is_manual and not is_calm,
    )


def _why(known: Known, tiles: tuple[CounterTile, ...]) -> str:
    """The word for why nobody is called, as words.py knows it."""
    if known.is_manual:
        return "manual"
    if known.board is None:
        return "no_server"
    has_people = any(tile.number for tile in tiles)
    if known.board.day is None and not has_people:
        return "closed"
    return "next" if known.board.calls else "no_call"


def _newest(known: Known, calls: tuple[Call, ...], languages: tuple[str, ...]) -> CounterTile | None:
    """The call that has its time now, even when its person has come meanwhile; else the newest that is awaited."""
    if known.is_manual:
        return None
    awaited = tuple(call for call in calls if call.state is CallState.CALLED)
    has_time = tuple(call for call in calls if call.call == known.pointed)
    call = pointed(has_time or awaited, known.pointed)
    return _occupied(call, Doing.CALLED, known.office, languages) if call else None


def _tiles(known: Known, calls: tuple[Call, ...], languages: tuple[str, ...]) -> tuple[CounterTile, ...]:
    if known.board is None:
        return ()
    there = {call.counter: call for call in reversed(calls) if call.state is not CallState.ENDED}
    tiles = [
        _tile(counter, there.get(counter), known, languages) for counter in _counters(known.board, known, set(there))
    ]
    return tuple(tile for tile in tiles if tile is not None)


def _counters(board: Board, known: Known, called_to: set[int]) -> list[int]:
    """The counters of this zone; those that are open or called to where the office has not told which there are."""
    told = {info.number for info in known.office.counters} if known.office else set(board.open_counters)
    return sorted(counter for counter in told | called_to if is_heard_in(counter, known.office, known.zone))


def _tile(counter: int, call: Call | None, known: Known, languages: tuple[str, ...]) -> CounterTile | None:
    if known.is_manual:
        return _occupied(call, Doing.LAST_HEARD, known.office, languages) if call else None
    if call is not None:
        return _occupied(call, Doing(call.state.value), known.office, languages)
    is_open = known.board is not None and counter in known.board.open_counters
    said = say("counter_open" if is_open else "counter_closed", languages)
    return CounterTile(counter=counter, doing=Doing.OPEN if is_open else Doing.CLOSED, said=said)


def _occupied(call: Call, doing: Doing, office: Office | None, languages: tuple[str, ...]) -> CounterTile:
    said = {Doing.CALLED: "called", Doing.SERVING: "serving", Doing.LAST_HEARD: "latest"}[doing]
    services = office.services if office else ()
    name = next((info.name for info in services if info.letter == call.service), None)
    return CounterTile(
        counter=call.counter,
        doing=doing,
        said=say(said, languages),
        number=apart(call.number),
        call=call.call,
        service=pick(name, languages) if name else Said(""),
        is_recalled=call.recalls > 0 and doing is Doing.CALLED,
        is_priority=call.is_priority and doing is not Doing.LAST_HEARD,
    )
