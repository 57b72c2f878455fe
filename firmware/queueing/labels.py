"""Labels: by which of its numbers a ticket's person is called, and what makes good a call by another one.

A press that was answered twice, by the hub and by a kiosk that heard no answer, has one ticket with two labels. The
person knows only the one on paper. Who was called by the other heard nothing: a call that stands is said again, and
who was taken for absent or helped since then is back in the line, at the place that the time waited gives, at the same
stage of the visit.
"""

from firmware.queueing.events import SlipReported, TicketRecalled, TicketRequeued
from firmware.queueing.model import Queue, Ticket, TicketState

MadeGood = tuple[TicketRecalled | TicketRequeued, ...]


def called_by(labels: tuple[str, ...], adopted: str | None, report: SlipReported | None) -> str:
    """Return the label on paper as far as a printer has told, else the one given by hand or kiosk, else the hub's.

    A number that is no label of this ticket may be another person's, whatever a printer says.
    """
    return report.number if report and report.number in labels else adopted or labels[0]


def make_good(queue: Queue, ticket: Ticket, number: str) -> MadeGood:
    """Return what follows for a ticket whose person holds `number`, where the last call named another one."""
    if queue.day is None or ticket.counter is None or ticket.called_as in (None, number):
        return ()
    if ticket.state is TicketState.CALLED:
        return (TicketRecalled(ticket=ticket.id, counter=ticket.counter),)
    has_gone_on = ticket.state is TicketState.WAITING and ticket.came_from is not None
    if has_gone_on or ticket.state in (TicketState.NO_SHOW, TicketState.FINISHED):
        return (TicketRequeued(ticket=ticket.id, counter=ticket.counter),)
    return ()
