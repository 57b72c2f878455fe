"""A kiosk as its visitors see it: its paper, and the numbers whose paper has not come out. Pure.

A number is told as long as its visitor may still stand there. The kiosk's screen shows it large where the printer
cannot print it, and the lamp of its button stays steady until the paper is there.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from firmware.hub.office_time import Moment, wall_of
from firmware.messages.commands import PrintOutcome
from firmware.messages.notices import KioskState, Paper, Unprinted
from firmware.queueing.model import Queue, Ticket, ticket_of_press
from firmware.queueing.plan import KioskPlan

UNPRINTED: Final = 4
"""So many numbers a kiosk's screen shows at once; those that the printer cannot print come first."""
UNPRINTED_SECONDS: Final = 120.0


def kiosk_states(queue: Queue, papers: Mapping[str, Paper], now: Moment) -> tuple[KioskState, ...]:
    """Return every kiosk of the office; `papers` is by printer, and one that is not there says UNKNOWN."""
    return tuple(_kiosk_state(queue, kiosk, papers, now) for kiosk in queue.plan.kiosks)


def _kiosk_state(queue: Queue, kiosk: KioskPlan, papers: Mapping[str, Paper], now: Moment) -> KioskState:
    paper = papers.get(kiosk.printer or "", Paper.UNKNOWN)
    unprinted = sorted(_unprinted(queue, kiosk, now), key=lambda one: not one.is_failed)
    told = tuple(unprinted[:UNPRINTED])
    return KioskState(name=kiosk.name, paper=paper, unprinted=told)


def _unprinted(queue: Queue, kiosk: KioskPlan, now: Moment) -> Iterator[Unprinted]:
    """Yield the newest first."""
    for ticket in _latest(queue, now):
        report = queue.slips.get(ticket.press)
        if ticket.kiosk == kiosk.name and (report is None or report.outcome is PrintOutcome.FAILED):
            at = wall_of(ticket.issued_at, now).replace(microsecond=0)
            is_failed = kiosk.printer is None or report is not None
            yield Unprinted(number=ticket.number, at=at, is_failed=is_failed)


def _latest(queue: Queue, now: Moment) -> Iterator[Ticket]:
    # In the order of issue but for papers told before their numbers, which are printed.
    for press in reversed(dict(queue.slips)):
        ticket = ticket_of_press(queue, press)
        if ticket is None:
            continue
        if now.office - ticket.issued_at > UNPRINTED_SECONDS:
            return
        yield ticket
