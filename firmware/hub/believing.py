"""How far a box's memory is believed: as far as that box may have said it, and the hub have answered it. Pure.

A box in wrong hands can wait for the day on which the hub loses its disk and then remember what never was. So nothing
is taken in that the box may not say, no number that is not its own or the hub's to give, none that the hub cannot have
come to by then, and no far day that no other box knows of. What is left out is a doubt that names the box. A ghost in
the line is left in: it costs a call, and a person who is left out a morning.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from msgspec.structs import replace

from firmware.hub.findings import day_of, ticket_of
from firmware.hub.left_out import LARGEST_GAP
from firmware.hub.memories import Memory, Paper, Remembered, of_journal
from firmware.messages.answers import Accepted
from firmware.messages.commands import AdoptTicket, CheckIn, OpenDay, ServingCommand, TakeTicket
from firmware.messages.names import is_technician, node_of, ticket_number
from firmware.messages.notices import Mark
from firmware.queueing.now import Now
from firmware.queueing.permission import refuse_at_the_door
from firmware.queueing.plan import OfficePlan

DAYS_AHEAD: Final = timedelta(days=31)
_SHOWN: Final = 3

Limit = Callable[[str, str, float], float]
"""Of a node, a service's letter and a position: how many of the service's numbers the hub can have given by then."""


class Doubts:
    """What was left out, a sentence for each box and reason."""

    def __init__(self) -> None:
        self._left_out: dict[tuple[str, str], list[str]] = {}

    def add(self, node: str, why: str, what: str) -> None:
        """Note one thing that was left out."""
        self._left_out.setdefault((node, why), []).append(what)

    def sentences(self) -> list[str]:
        """Return them for a technician."""
        return [
            f"{node} remembers {_some(what)}, but {why}; left out. "
            "Is that box in wrong hands, or was office.toml changed?"
            for (node, why), what in self._left_out.items()
        ]


def believed(
    memories: Iterable[Memory], plan: OfficePlan, journal: str, today: date | None
) -> tuple[list[Memory], list[str]]:
    """Return the memories without what those boxes may not have said, and the doubts. `today` is as in `Lost`."""
    doubts = Doubts()
    allowed = [_allowed(memory, plan, journal, doubts) for memory in memories]
    days = {memory.node: _days(memory, journal) for memory in allowed}
    return [_of_known_days(memory, days, journal, today, doubts) for memory in allowed], doubts.sentences()


def possible(
    commands: Sequence[Remembered], papers: Sequence[Paper], plan: OfficePlan, journal: str, limit: Limit
) -> tuple[list[Remembered], list[Paper], list[str]]:
    """Return what names no number that the hub cannot have come to by then, and the doubts."""
    doubts = Doubts()

    def is_possible(node: str, tickets: Iterable[str | None], position: float) -> bool:
        for ticket in tickets:
            if ticket is not None and _rank(plan, int(ticket[12:])) > limit(node, ticket[11], position):
                doubts.add(node, "the hub cannot have come to that number", ticket[11:])
                return False
        return True

    kept = [one for one in commands if is_possible(one.node, _named(one), one.answer.position)]
    taken = [one for one in papers if is_possible(one.node, [one.slip.ticket], _issued_at(one, journal))]
    return kept, taken, doubts.sentences()


def by_position(
    plan: OfficePlan, last: dict[str, int], begun: int, heard: dict[str, int], *, gap: int = LARGEST_GAP
) -> Limit:
    """Return the limit by positions: each number takes one at least, so many as the day has had up to there.

    `last` are the figures given up to position `begun`, `heard` how far each box has heard the journal. No box is
    believed to have heard more than `gap` positions that no other has.
    """

    def limit(node: str, letter: str, position: float) -> float:
        others = [far for other, far in heard.items() if other != node]
        if others:
            position = min(position, max(begun, *others) + gap)
        return position - begun + _rank(plan, last.get(letter, 0))

    return limit


def after_the_last(plan: OfficePlan, last: dict[str, int]) -> Limit:
    """Return the limit for a box that comes late: as many numbers as are left out for a silent one at most."""
    return lambda _node, letter, _position: _rank(plan, last.get(letter, 0)) + LARGEST_GAP


def _rank(plan: OfficePlan, n: int) -> int:
    """Return the how-manieth of the hub's numbers a figure is; 0 where it is none of them, or none at all."""
    if not plan.is_hub_number(n):
        return 0
    return sum(max(0, min(n, high) - low + 1) for low, high in plan.hub_numbers)


def _allowed(memory: Memory, plan: OfficePlan, journal: str, doubts: Doubts) -> Memory:
    commands = tuple(one for one in memory.commands if _is_allowed(one, plan, journal, doubts))
    papers = tuple(one for one in memory.papers if _is_own_paper(one, plan, journal, doubts))
    return replace(memory, commands=commands, papers=papers)


def _is_allowed(one: Remembered, plan: OfficePlan, journal: str, doubts: Doubts) -> bool:
    if one.answer.journal != journal or not isinstance(one.answer, Accepted):
        return True
    prompt = replace(one.command, age=0.0, is_age_exact=True)
    refusal = refuse_at_the_door(plan, prompt, Now(office_time=0.0, node=one.node))
    if refusal is not None:
        doubts.add(one.node, refusal.detail, type(one.command).__name__)
        return False
    number = _foreign_number(one, plan)
    if number is not None:
        doubts.add(one.node, "that number was not its own to give", number)
    return number is None


def _foreign_number(one: Remembered, plan: OfficePlan) -> str | None:
    """Return the number that this box cannot have given or been given, or None."""
    command, ticket = one.command, ticket_of(one)
    if is_technician(one.node) or not isinstance(command, TakeTicket | CheckIn | AdoptTicket) or ticket is None:
        return None
    if isinstance(command, AdoptTicket) and not _is_own(plan, one.node, command.number):
        return ticket_number(command.service, command.number)
    n = int(ticket[12:])
    return None if plan.is_hub_number(n) or _is_own(plan, one.node, n) else ticket[11:]


def _is_own(plan: OfficePlan, kiosk: str, n: int) -> bool:
    """Say whether a kiosk may have given a figure: also of a range that it had in the morning and nobody has since."""
    if plan.is_hub_number(n) or plan.is_on_paper_roll(n):
        return False
    return not any(
        one.numbers is not None and one.numbers[0] <= n <= one.numbers[1] for one in plan.kiosks if one.name != kiosk
    )


def _is_own_paper(one: Paper, plan: OfficePlan, journal: str, doubts: Doubts) -> bool:
    n = int(one.slip.ticket[12:])
    if one.slip.journal != journal or plan.is_hub_number(n) or plan.is_on_paper_roll(n):
        return True
    if _is_own(plan, node_of(one.slip.press) or "", n):
        return True
    doubts.add(one.node, "that number was not its kiosk's own to give", one.slip.ticket[11:])
    return False


def _days(memory: Memory, journal: str) -> set[date]:
    commands, papers = of_journal(memory, journal)
    days = {day_of(ticket) for one in commands if (ticket := ticket_of(one)) is not None}
    days |= {one.command.day for one in commands if isinstance(one.command, OpenDay)}
    return days | {day_of(one.slip.ticket) for one in papers if one.slip.mark is not Mark.OFFLINE}


def _of_known_days(
    memory: Memory, days: dict[str, set[date]], journal: str, today: date | None, doubts: Doubts
) -> Memory:
    """A day that only one box knows of may be today's, or by no clock one of the next month; no later one."""
    others = {day for node, known in days.items() if node != memory.node for day in known}
    if not others:
        return memory
    newest = max(others)
    latest = max(newest, today or newest + DAYS_AHEAD)

    def is_known(day: date | None) -> bool:
        if day is not None and day > latest:
            doubts.add(memory.node, "no other box knows of that day", day.isoformat())
        return day is None or day <= latest

    return replace(
        memory,
        commands=tuple(one for one in memory.commands if one.answer.journal != journal or is_known(_day(one))),
        papers=tuple(one for one in memory.papers if is_known(day_of(one.slip.ticket))),
    )


def _day(one: Remembered) -> date | None:
    ticket = ticket_of(one)
    if ticket is not None:
        return day_of(ticket)
    return one.command.day if isinstance(one.command, OpenDay) and isinstance(one.answer, Accepted) else None


def _named(one: Remembered) -> list[str | None]:
    return [ticket_of(one), one.command.saw if isinstance(one.command, ServingCommand) else None]


def _issued_at(paper: Paper, journal: str) -> float:
    maker, _, position = paper.slip.id.rpartition("-")
    return int(position) if maker == journal else float("inf")


def _some(what: Sequence[str]) -> str:
    named = list(dict.fromkeys(what))
    shown, more = ", ".join(named[:_SHOWN]), len(named) - _SHOWN
    if len(named) == 1 < len(what):
        return f"{shown} ({len(what)} times)"
    return f"{shown} and {more} more" if more > 0 else shown
