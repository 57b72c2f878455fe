"""The account of a morning: what fingers did, against what came out at printers, walls and loudspeakers.

Nothing here trusts the office. A press stands in the finger's own log before the pin moves; a paper is what a virtual
printer decoded from the bytes it received; a call is what a wall said after its flip. So a ticket lost between the
two ends is seen although the hub's journal may be perfectly content with itself.

Papers are matched with presses in order, per kiosk and service, and never with a press that came later: a paper for
which nobody had pressed is a duplicate, a press that is left over is lost. Whoever waits listens for the number on
their paper and for no other: one that no wall has shown is a person who was not called.
"""

import math
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

PRESS_TO_PAPER_LIMIT_MS: Final = 25.0
CALL_TO_WALL_LIMIT_MS: Final = 100.0
CALLS: Final = frozenset({"CallNext", "CallTicket"})


class Press(Struct, frozen=True, kw_only=True):
    """A finger, `at` seconds on the boot clock, before the pin went low. `does` is the command on that button."""

    at: float
    box: str
    pin: int
    does: str
    service: str | None = None
    counter: int | None = None
    is_hold: bool = False


class Paper(Struct, frozen=True, kw_only=True):
    """What lay in a printer, from its bytes alone. `at` is when the last byte came; `kiosk` stands beside it.

    `is_offline`: it says that the kiosk gave the number while the hub was silent.
    """

    at: float
    kiosk: str
    number: str | None
    is_marked: bool
    is_complete: bool
    is_offline: bool = False


class Shown(Struct, frozen=True, kw_only=True):
    """A wall shows a call for the first time, `at` after the flip. `call` is the call's own number."""

    at: float
    display: str
    number: str
    counter: int
    call: int


class Spoken(Struct, frozen=True, kw_only=True):
    """A sentence came out of a loudspeaker."""

    at: float
    display: str
    id: str
    number: str
    counter: int
    kind: str


class Window(Struct, frozen=True, kw_only=True):
    """A time in which something was broken on purpose, for these boxes. `unanswered` commands were on their way."""

    what: str
    since: float
    until: float
    boxes: frozenset[str]
    unanswered: int = 0


class Evidence(Struct, frozen=True, kw_only=True):
    """All that was seen from outside. `accepted` are the names of the commands whose lamp did not say no."""

    presses: tuple[Press, ...] = ()
    papers: tuple[Paper, ...] = ()
    shown: tuple[Shown, ...] = ()
    spoken: tuple[Spoken, ...] = ()
    accepted: tuple[str, ...] = ()
    windows: tuple[Window, ...] = ()


class Wait(Struct, frozen=True, kw_only=True):
    """From a press to what it brought, in seconds on the boot clock."""

    press: Press
    at: float

    @property
    def ms(self) -> float:
        """How long it took."""
        return (self.at - self.press.at) * 1000

    def touches(self, window: Window) -> bool:
        """Say whether any moment of the wait lay in the window, for one of its boxes."""
        return self.press.box in window.boxes and self.press.at <= window.until and self.at >= window.since


class Matched(Struct, frozen=True, kw_only=True):
    """Presses for a ticket and the papers they brought."""

    papers: tuple[Wait, ...]
    duplicates: int
    lost: tuple[Press, ...]


class Quantiles(Struct, frozen=True, kw_only=True):
    """Nearest-rank quantiles in milliseconds; None where nothing was measured."""

    p50: float | None
    p99: float | None


class Outage(Struct, frozen=True, kw_only=True):
    """What was broken, for how long, the longest wait of the presses that met it, and how many those were."""

    what: str
    seconds: float
    longest_wait_ms: float | None
    presses: int
    unanswered: int


class Summary(Struct, frozen=True, kw_only=True):
    """`summary.json`. `uncalled` counts all numbers on papers that no wall has shown, also the kiosks' own."""

    tickets_issued: int
    slips_printed: int
    reprints: int
    offline_numbers: int
    offline_called: int
    calls: int
    recalls: int
    no_shows: int
    transfers: int
    announcements: int
    duplicates: int
    lost: int
    uncalled: int
    press_to_paper_ms: Quantiles
    call_to_wall_ms: Quantiles
    outages: tuple[Outage, ...]


def match(presses: Iterable[Press], papers: Sequence[Paper]) -> Matched:
    """Give every press for a ticket the paper it brought."""
    happenings: list[tuple[float, int, Press | Paper]] = [(p.at, 0, p) for p in presses if p.does == "TakeTicket"]
    happenings += [(paper.at, 1, paper) for paper in _firsts(papers)]
    open_presses: defaultdict[tuple[str, str], deque[Press]] = defaultdict(deque)
    waits, surplus = [], 0
    for at, _, what in sorted(happenings, key=lambda happening: happening[:2]):
        if isinstance(what, Press):
            open_presses[what.box, what.service or ""].append(what)
        elif line := open_presses[what.kiosk, (what.number or "")[:1]]:
            waits.append(Wait(press=line.popleft(), at=at))
        else:
            surplus += 1
    lost = tuple(press for line in open_presses.values() for press in line)
    return Matched(papers=tuple(waits), duplicates=surplus + _twice(papers), lost=lost)


def walls(presses: Iterable[Press], shown: Iterable[Shown]) -> tuple[Wait, ...]:
    """Give every call on a wall the press that made it: the latest at that counter before the wall showed it."""
    at_counter: defaultdict[int, list[Press]] = defaultdict(list)
    for press in sorted(presses, key=lambda press: press.at):
        if press.counter is not None and (press.does in CALLS or press.does in {"Recall", "Park"}):
            at_counter[press.counter].append(press)
    waits: dict[tuple[Press, str], Wait] = {}
    for call in sorted(shown, key=lambda call: call.at):
        before = [press for press in at_counter[call.counter] if press.at <= call.at]
        if before and before[-1].does in CALLS:
            waits.setdefault((before[-1], call.display), Wait(press=before[-1], at=call.at))
    return tuple(waits.values())


def summarize(seen: Evidence) -> Summary:
    """Return the account. Latencies are over presses that met no outage; the others are told with their outage."""
    matched, calls = match(seen.presses, seen.papers), walls(seen.presses, seen.shown)
    complete = [paper for paper in seen.papers if paper.is_complete]
    numbers = {paper.number for paper in complete if paper.number}
    offline = {paper.number for paper in complete if paper.number and paper.is_offline}
    called = {call.number for call in seen.shown}
    said = {(words.id, words.kind) for words in seen.spoken}
    return Summary(
        tickets_issued=len(numbers),
        slips_printed=len(complete),
        reprints=sum(paper.is_marked for paper in complete),
        offline_numbers=len(offline),
        offline_called=len(offline & called),
        calls=sum(kind == "CALL" for _, kind in said),
        recalls=sum(kind == "RECALL" for _, kind in said),
        no_shows=seen.accepted.count("MarkNoShow"),
        transfers=seen.accepted.count("Transfer"),
        announcements=len(seen.spoken),
        duplicates=matched.duplicates,
        lost=len(matched.lost),
        uncalled=len(numbers - called),
        press_to_paper_ms=_quantiles(_calm(matched.papers, seen.windows)),
        call_to_wall_ms=_quantiles(_calm(calls, seen.windows)),
        outages=tuple(_outage(window, (*matched.papers, *calls), matched.lost) for window in seen.windows),
    )


def is_good(summary: Summary) -> bool:
    """Say whether every press has its paper, no number is out twice and each was called."""
    return summary.tickets_issued > 0 and not (summary.duplicates or summary.lost or summary.uncalled)


def _firsts(papers: Iterable[Paper]) -> list[Paper]:
    """The first complete paper of every number at each kiosk."""
    firsts: dict[tuple[str, str], Paper] = {}
    for paper in sorted(papers, key=lambda paper: paper.at):
        if paper.is_complete and paper.number is not None:
            firsts.setdefault((paper.kiosk, paper.number), paper)
    return list(firsts.values())


def _twice(papers: Iterable[Paper]) -> int:
    """How many papers bear a number that another hand may hold: unmarked twice, or at two kiosks.

    A torn paper counts as soon as its number can be read.
    """
    by_number: defaultdict[str, list[Paper]] = defaultdict(list)
    for paper in papers:
        if paper.number is not None:
            by_number[paper.number].append(paper)
    return sum(
        max(sum(not paper.is_marked for paper in same), len({paper.kiosk for paper in same}), 1) - 1
        for same in by_number.values()
    )


def _calm(waits: Iterable[Wait], windows: Sequence[Window]) -> list[float]:
    return [wait.ms for wait in waits if not any(wait.touches(window) for window in windows)]


def _outage(window: Window, waits: Iterable[Wait], lost: Iterable[Press]) -> Outage:
    met = {wait.press: wait.ms for wait in sorted(waits, key=lambda wait: wait.ms) if wait.touches(window)}
    gone = [press for press in lost if press.box in window.boxes and window.since <= press.at <= window.until]
    return Outage(
        what=window.what,
        seconds=round(window.until - window.since, 3),
        longest_wait_ms=round(max(met.values()), 1) if met else None,
        presses=len(met) + len(gone),
        unanswered=window.unanswered,
    )


def _quantiles(values: Sequence[float]) -> Quantiles:
    ordered = sorted(values)

    def rank(share: float) -> float | None:
        return round(ordered[math.ceil(share * len(ordered)) - 1], 2) if ordered else None

    return Quantiles(p50=rank(0.50), p99=rank(0.99))
