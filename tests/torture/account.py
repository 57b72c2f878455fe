"""The account of a torture: what fingers did and lamps said, against the paper that came out. Pure.

A press counts as *taken* when its box has kept and sent it or its lamp said "taken". A taken press must end in a whole
paper, or in a no that its lamp told, or in a number whose paper the printer box gave up and told so. The office's own
journal is asked for two things only: which numbers belong to one press, and whether it knows a number that is on a
paper. A press may have two numbers (the hub's, and one its kiosk gave while the hub was silent); exactly one of them
may reach unmarked paper.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from firmware.demo.account import Press, Shown


class Ask(Struct, frozen=True, kw_only=True):
    """A press for a ticket as its kiosk felt it, with the finger that made it. `name` is None where it felt nothing.

    `refusal` is the reason that its lamp told.
    """

    press: Press
    name: str | None
    is_taken: bool
    refusal: str | None = None


class Paper(Struct, frozen=True, kw_only=True):
    """What came out beside a kiosk, `at` seconds on the boot clock."""

    at: float
    kiosk: str
    number: str | None
    is_marked: bool
    is_complete: bool


class Label(Struct, frozen=True, kw_only=True):
    """A number that the office knows, and the press whose ticket bears it."""

    number: str
    press: str
    ticket: str


class Outage(Struct, frozen=True, kw_only=True):
    """What was broken of whom, from when, until when it was mended, on the boot clock; `kiosks` could feel it."""

    kind: str
    target: str
    since: float
    until: float
    kiosks: frozenset[str]


class Evidence(Struct, frozen=True, kw_only=True):
    """All that is known. `given_up` are numbers whose paper a printer box said would not come."""

    presses: tuple[Press, ...]
    asks: tuple[Ask, ...]
    papers: tuple[Paper, ...]
    labels: tuple[Label, ...]
    shown: tuple[Shown, ...]
    given_up: frozenset[str] = frozenset()
    outages: tuple[Outage, ...] = ()


class Account(Struct, frozen=True, kw_only=True):
    """The figures; times in seconds, None where nothing was measured. Names tell which presses and numbers."""

    operations: int
    taken: int
    refused: int
    papers: int
    reprints: int
    offline: int
    shown_only: int
    lost: tuple[str, ...]
    duplicates: tuple[str, ...]
    orphans: tuple[str, ...]
    called_twice: tuple[str, ...]
    unasked: tuple[str, ...]
    longest_wait: float | None
    longest_waiter: str
    longest_wait_in_outage: float | None
    recoveries: tuple[tuple[str, float], ...]

    @property
    def is_good(self) -> bool:
        """Whether the promise was kept."""
        return not (self.lost or self.duplicates or self.orphans or self.called_twice or self.unasked)


def account(seen: Evidence) -> Account:
    """Return the account."""
    numbers = _numbers(seen.labels)
    waits = _waits(seen, numbers)
    met = _meeting(seen.outages, waits)
    calm = sorted((wait, _told(ask)) for ask, at, wait in waits if (ask, at, wait) not in met)
    whole = {paper.number for paper in seen.papers if paper.is_complete}
    taken = [ask for ask in seen.asks if ask.is_taken]
    return Account(
        operations=len(seen.presses),
        taken=len(taken),
        refused=sum(ask.refusal is not None for ask in taken),
        papers=sum(paper.is_complete for paper in seen.papers),
        reprints=sum(paper.is_complete and paper.is_marked for paper in seen.papers),
        offline=sum(len(names) > 1 for names in numbers.values()),
        shown_only=sum(_is_shown_only(numbers[ask.name or ""], whole, seen.given_up) for ask in taken),
        lost=tuple(_told(ask) for ask in taken if _is_lost(ask, numbers[ask.name or ""], whole, seen.given_up)),
        duplicates=tuple(_duplicates(seen)),
        orphans=tuple(sorted(_on_paper(seen.papers) - {label.number for label in seen.labels})),
        called_twice=tuple(_called_twice(seen)),
        unasked=tuple(_unasked(seen)),
        longest_wait=calm[-1][0] if calm else None,
        longest_waiter=calm[-1][1] if calm else "",
        longest_wait_in_outage=max((wait for _, _, wait in met), default=None),
        recoveries=tuple(_recoveries(seen, waits)),
    )


def _numbers(labels: Iterable[Label]) -> defaultdict[str, set[str]]:
    """All numbers of each press."""
    numbers: defaultdict[str, set[str]] = defaultdict(set)
    for label in labels:
        numbers[label.press].add(label.number)
    return numbers


def _is_lost(ask: Ask, numbers: set[str], whole: set[str | None], given_up: frozenset[str]) -> bool:
    return ask.refusal is None and not numbers & whole and not numbers & given_up


def _is_shown_only(numbers: set[str], whole: set[str | None], given_up: frozenset[str]) -> bool:
    return bool(numbers & given_up) and not numbers & whole


def _on_paper(papers: Iterable[Paper]) -> set[str]:
    return {paper.number for paper in papers if paper.number is not None}


def _duplicates(seen: Evidence) -> Iterable[str]:
    """Tell of every number that two hands may hold, and of every hand that may hold two. A torn paper counts."""
    hands: defaultdict[str, set[str]] = defaultdict(set)
    for label in seen.labels:
        hands[label.number].add(label.press)
    yield from (f"{number} belongs to {len(presses)} presses" for number, presses in hands.items() if len(presses) > 1)
    press_of = {label.number: label.press for label in seen.labels}
    by_person: defaultdict[str, list[Paper]] = defaultdict(list)
    for paper in seen.papers:
        if paper.number is not None:
            by_person[press_of.get(paper.number, paper.number)].append(paper)
    for person, papers in by_person.items():
        unmarked = [paper.number for paper in papers if not paper.is_marked]
        kiosks = {paper.kiosk for paper in papers}
        if len(unmarked) > 1 or len(kiosks) > 1:
            yield f"{person}: unmarked {unmarked} at {sorted(kiosks)}"


def _called_twice(seen: Evidence) -> Iterable[str]:
    """Tell of every person whom the walls sent to two counters; nobody here is ever transferred or set aside."""
    ticket_of = {label.number: label.ticket for label in seen.labels}
    counters: defaultdict[str, set[int]] = defaultdict(set)
    for call in seen.shown:
        counters[ticket_of.get(call.number, call.number)].add(call.counter)
    return (f"{ticket} at counters {sorted(found)}" for ticket, found in counters.items() if len(found) > 1)


def _unasked(seen: Evidence) -> Iterable[str]:
    """Tell of tickets that no finger asked for, and of counters that called more people than an officer did."""
    felt = {ask.name for ask in seen.asks}
    yield from sorted({f"ticket {label.ticket}" for label in seen.labels if label.press not in felt})
    called: defaultdict[int, set[str]] = defaultdict(set)
    ticket_of = {label.number: label.ticket for label in seen.labels}
    for call in seen.shown:
        called[call.counter].add(ticket_of.get(call.number, call.number))
    pressed = Counter(press.counter for press in seen.presses if press.does == "CallNext")
    for counter, tickets in sorted(called.items()):
        if len(tickets) > pressed[counter]:
            yield f"counter {counter} called {len(tickets)} people for {pressed[counter]} presses"


Wait = tuple[Ask, float, float]


def _waits(seen: Evidence, numbers: dict[str, set[str]]) -> list[Wait]:
    """Give every press its first whole paper: when it came, and how long it took."""
    first: dict[str, float] = {}
    for paper in sorted(seen.papers, key=lambda paper: -paper.at):
        if paper.is_complete and paper.number is not None:
            first[paper.number] = paper.at
    waits = []
    for ask in seen.asks:
        came = [first[number] for number in numbers.get(ask.name or "", ()) if number in first]
        if came:
            waits.append((ask, min(came), min(came) - ask.press.at))
    return waits


def _meeting(outages: Iterable[Outage], waits: Sequence[Wait]) -> set[Wait]:
    """Return the waits that touch an outage, which lasts from its beginning until the next press after it is served."""
    met: set[Wait] = set()
    for outage in outages:
        for kiosk in outage.kiosks:
            until = _next_served(kiosk, outage, waits) or outage.until
            met |= {
                (ask, at, wait)
                for ask, at, wait in waits
                if ask.press.box == kiosk and ask.press.at <= until and at >= outage.since
            }
    return met


def _recoveries(seen: Evidence, waits: Sequence[Wait]) -> Iterable[tuple[str, float]]:
    """Tell how long after each mending the next press was answered by paper, unless something else was broken then."""
    for outage in seen.outages:
        served = [_next_served(kiosk, outage, waits) for kiosk in outage.kiosks]
        if None in served:
            continue
        until = max(at for at in served if at is not None)
        others = (other for other in seen.outages if other is not outage and other.kiosks & outage.kiosks)
        if not any(other.since < until and other.until > outage.until for other in others):
            yield f"{outage.kind}, {outage.target}", until - outage.until


def _next_served(kiosk: str, outage: Outage, waits: Sequence[Wait]) -> float | None:
    """When the first press after the mending had its paper, whichever came out first."""
    return min((at for ask, at, _ in waits if ask.press.box == kiosk and ask.press.at >= outage.until), default=None)


def _told(ask: Ask) -> str:
    return f"{ask.name or 'unfelt'} ({ask.press.box} service {ask.press.service} at {ask.press.at:.3f})"
