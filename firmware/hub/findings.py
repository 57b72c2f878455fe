"""Which tickets a lost journal had given, found in what kiosks, printers and counters remember of them.

The kiosk that asked knows most, then the paper in the visitor's hand, then the printer's report, then the officer who
called. A ticket that is known at all is taken in: a call in vain costs a minute, a forgotten person a morning. Where
the position of the issue is not told it is put between the numbers before and after, or by its time.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import inf

from msgspec import Struct
from msgspec.structs import replace

from firmware.hub.memories import Paper, Remembered
from firmware.messages.answers import Accepted
from firmware.messages.commands import (
    AdoptTicket,
    CheckIn,
    ClaimNumbers,
    CloseDay,
    OpenDay,
    ReportPrint,
    ServingCommand,
    TakeTicket,
)
from firmware.messages.names import node_of, ticket_number
from firmware.messages.notices import Mark
from firmware.queueing.plan import OfficePlan


class Found(Struct, frozen=True, kw_only=True):
    """One ticket as far as it is known. `rank` tells by whom, the best first; `position` of the issue, where told.

    `before` is a position at which the ticket was there already; `heard` one that its slip's maker had heard of;
    `appointment` is the code of who had booked.
    """

    ticket: str
    rank: int
    at: float
    is_exact: bool
    press: str | None = None
    kiosk: str | None = None
    priority: bool = False
    position: float | None = None
    before: float = inf
    heard: int | None = None
    appointment: str | None = None

    @property
    def number(self) -> str:
        """What the person reads."""
        return self.ticket[11:]

    @property
    def service(self) -> str:
        """The letter."""
        return self.ticket[11]

    @property
    def n(self) -> int:
        """The figure."""
        return int(self.ticket[12:])


def day_of(ticket: str) -> date:
    """Return the business day of a ticket's identity."""
    return date.fromisoformat(ticket[:10])


def ticket_of(remembered: Remembered) -> str | None:
    """Return the ticket that an accepted command concerns, or None."""
    return remembered.answer.ticket if isinstance(remembered.answer, Accepted) else None


def latest_day(commands: Iterable[Remembered], papers: Iterable[Paper], today: date | None) -> date | None:
    """Return the latest business day that anybody remembers, or None.

    The date on a slip that a kiosk made by itself is of the kiosk's clock: it counts only up to `today`, the date by a
    clock that the hub believes (None: by none).
    """
    commands = list(commands)
    days = {day_of(ticket) for one in commands if (ticket := ticket_of(one))}
    days |= {one.command.day for one in commands if isinstance(one.command, OpenDay)}
    for paper in papers:
        day = day_of(paper.slip.ticket)
        if paper.slip.mark is not Mark.OFFLINE or (today is not None and day <= today):
            days.add(day)
    return max(days, default=None)


def of_day(commands: Iterable[Remembered], day: date, after: int) -> list[Remembered]:
    """Return the commands of a business day in the order of their answers; those up to `after` are of earlier days.

    What concerns no ticket tells no day: it belongs to this one if it came after all that is known of earlier days.
    """
    commands = list(commands)
    begun = begin_of(commands, day, after)
    ordered = sorted(commands, key=lambda one: one.answer.position)
    return [one for one in ordered if one.answer.position > begun and not _is_earlier(one, day)]


def begin_of(commands: Iterable[Remembered], day: date, after: int) -> int:
    """Return the last position that is known to lie before a business day.

    An earlier day is over before the first ticket of this one, whatever a box in wrong hands remembers of it.
    """
    commands = list(commands)
    first = min((one.answer.position for one in commands if _is_of(one, day)), default=inf)
    opened = [one for one in commands if isinstance(one.command, OpenDay) and one.command.day == day]
    earlier = opened or [one for one in commands if _is_earlier(one, day)]
    positions = [one.answer.position for one in earlier if one.answer.position < first]
    return min(positions) if opened and positions else max([after, *positions])


def later_claims(commands: Iterable[Remembered]) -> list[Remembered]:
    """Return the claims of ranges that were granted after all that is known of any ticket."""
    commands = list(commands)
    last = max((one.answer.position for one in commands if ticket_of(one) is not None), default=0)
    claims = [one for one in commands if isinstance(one.command, ClaimNumbers) and one.answer.position > last]
    return sorted(claims, key=lambda one: one.answer.position)


def has_later_claim(commands: Iterable[Remembered]) -> bool:
    """Say whether boxes have heard of a later business day than that of any ticket.

    A kiosk claims its range once for each day and each start of its own, so the second claim of a start is another
    day's.
    """
    commands = list(commands)
    claimed = Counter(_claimed(one) for one in commands if isinstance(one.command, ClaimNumbers))
    return any(claimed[_claimed(one)] > 1 for one in later_claims(commands))


def find(commands: Sequence[Remembered], papers: Iterable[Paper], plan: OfficePlan, journal: str) -> dict[str, Found]:
    """Return every ticket that the commands and slips of one business day tell of, each with its position."""
    found: dict[str, Found] = {}
    owners: dict[str, str] = {}
    for one in commands:
        for known in _from_command(one, plan):
            found[known.ticket] = _merge(found.get(known.ticket), known)
            if known.press:
                owners.setdefault(known.press, known.ticket)
    for paper in papers:
        known = _from_paper(paper, plan, journal)
        if owners.setdefault(paper.slip.press, known.ticket) == known.ticket:
            found[known.ticket] = _merge(found.get(known.ticket), known)
    return _placed(found, commands, plan)


def _claimed(one: Remembered) -> tuple[str, int, int] | None:
    command = one.command
    return (command.key.rpartition("-")[0], command.low, command.high) if isinstance(command, ClaimNumbers) else None


def _is_of(one: Remembered, day: date) -> bool:
    ticket = ticket_of(one)
    return ticket is not None and day_of(ticket) == day


def _is_earlier(one: Remembered, day: date) -> bool:
    if isinstance(one.command, OpenDay | CloseDay):
        return one.command.day < day
    tickets = (ticket_of(one), getattr(one.command, "saw", None))
    return any(day_of(ticket) < day for ticket in tickets if ticket is not None)


def _from_command(one: Remembered, plan: OfficePlan) -> list[Found]:
    command, ticket, position = one.command, ticket_of(one), one.answer.position
    base = Found(ticket=ticket or "", rank=4, at=one.at, is_exact=False, before=position)
    if isinstance(command, TakeTicket | AdoptTicket | CheckIn) and ticket is not None:
        is_label = isinstance(command, AdoptTicket) and ticket_number(command.service, command.number) != base.number
        asked = replace(
            base,
            rank=1 if is_label else 0,
            is_exact=one.is_exact and not is_label,
            press=command.press,
            kiosk=one.node if plan.kiosk(one.node) or not plan.kiosks else None,
            priority=command.priority,
            appointment=command.appointment if isinstance(command, CheckIn) else None,
        )
        return [asked if is_label else replace(asked, position=position)]
    if isinstance(command, ReportPrint) and ticket is not None:
        return [replace(base, rank=3, press=command.press, kiosk=_kiosk(command.press, plan))]
    there = {ticket, command.saw} if isinstance(command, ServingCommand) else {ticket}
    return [replace(base, ticket=named) for named in there if named is not None]


def _from_paper(paper: Paper, plan: OfficePlan, journal: str) -> Found:
    slip = paper.slip
    maker, _, position = slip.id.rpartition("-")
    return Found(
        ticket=slip.ticket,
        rank=2,
        at=paper.at,
        is_exact=paper.is_exact,
        press=slip.press,
        kiosk=_kiosk(slip.press, plan),
        priority=slip.is_priority,
        position=int(position) if maker == journal else None,
        heard=slip.position,
    )


def _kiosk(press: str, plan: OfficePlan) -> str | None:
    node = node_of(press) or ""
    return node if plan.kiosk(node) or not plan.kiosks else None


def _merge(known: Found | None, other: Found) -> Found:
    if known is None:
        return other
    best, rest = (known, other) if known.rank <= other.rank else (other, known)
    positions = [one.position for one in (known, other) if one.position is not None]
    return replace(
        best,
        press=best.press or rest.press,
        kiosk=best.kiosk or rest.kiosk,
        priority=best.priority or rest.priority,
        position=min(positions, default=None),
        before=min(known.before, other.before),
        heard=best.heard if best.heard is not None else rest.heard,
        appointment=best.appointment or rest.appointment,
    )


def _placed(found: Mapping[str, Found], commands: Sequence[Remembered], plan: OfficePlan) -> dict[str, Found]:
    timed = [(one.at, one.answer.position) for one in commands if one.is_exact]
    latest = max((one.answer.position for one in commands), default=0)
    told = [one for one in found.values() if one.position is not None]
    placed = {}
    for one in found.values():
        position = one.position
        if position is None and plan.is_hub_number(one.n):
            position = _between_numbers(one, told)
        if position is None:
            position = _by_time(one, timed, latest)
        placed[one.ticket] = replace(one, position=min(position, one.before - 0.5))
    return placed


def _between_numbers(one: Found, told: Iterable[Found]) -> float | None:
    """Numbers of a service rise with the position of their issue."""
    same = [other for other in told if other.service == one.service and other.position is not None]
    smaller = [other.position for other in same if other.n < one.n and other.position is not None]
    larger = [other.position for other in same if other.n > one.n and other.position is not None]
    if smaller:
        return max(smaller) + 0.5
    return min(larger) - 0.5 if larger else None


def _by_time(one: Found, timed: Sequence[tuple[float, int]], latest: int) -> float:
    if one.is_exact:
        earlier = sorted(timed)[: bisect_right(sorted(timed), (one.at, latest))]
        return max((position for _, position in earlier), default=0) + 0.5
    return latest + 0.5 if one.heard is None else one.heard + 0.5
