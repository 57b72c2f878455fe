"""Changes: what an event makes of a person's ticket, wherever it stands.

Pure, of one ticket at a time. Where it stands (line, counter, parked list) is moved by `draft`, which asks here.
"""

from msgspec.structs import replace

from firmware.queueing.events import SlipReported, StageFinished, TicketAdopted, TicketCalled, TicketIssued
from firmware.queueing.labels import called_by
from firmware.queueing.model import Ticket, TicketState


def issued(event: TicketIssued | TicketAdopted, position: int, at: float, report: SlipReported | None) -> Ticket:
    """Return the ticket of an issue; of a number given while the hub was silent nothing was agreed or told."""
    adopted = event.number if isinstance(event, TicketAdopted) else None
    ticket = Ticket(
        id=event.ticket,
        number=called_by((event.number,), adopted, report),
        service=event.service,
        press=event.press,
        priority=event.priority,
        state=TicketState.WAITING,
        since=event.since,
        is_since_exact=event.is_since_exact,
        position=position,
        issued_at=at,
        arrived_at=event.since,
        kiosk=event.kiosk,
        labels=(event.number,),
        adopted=adopted,
    )
    if isinstance(event, TicketAdopted):
        return ticket
    return replace(ticket, appointment=event.appointment, slot=event.slot, told=event.told)


def called(ticket: Ticket, event: TicketCalled, position: int, at: float) -> Ticket:
    """Return the ticket after a call, which begins to count its recalls anew."""
    return replace(
        ticket,
        counter=event.counter,
        called_at=at,
        calls=ticket.calls + 1,
        recalls=0,
        latest_call=position,
        latest_call_at=at,
        called_as=ticket.number,
        called_from=at,
        first_called_at=at if ticket.first_called_at is None else ticket.first_called_at,
        set_aside_at=None,
        came_from=None,
    )


def recalled(ticket: Ticket, position: int, at: float) -> Ticket:
    """Return the ticket after a recall. A call by a number that is not on the paper was no call."""
    is_again = ticket.called_as == ticket.number
    recalls, called_from = (ticket.recalls + 1, ticket.called_from) if is_again else (0, at)
    said = replace(ticket, recalls=recalls, called_as=ticket.number, called_from=called_from)
    return replace(said, latest_call=position, latest_call_at=at)


def at_next_stage(ticket: Ticket, event: StageFinished, at: float) -> Ticket:
    """Return the ticket as it waits for the next stage: a wait of its own, with absences of its own."""
    came_from = ticket.service, ticket.since, ticket.no_shows
    return replace(ticket, service=event.service, since=at, is_since_exact=True, no_shows=0, came_from=came_from)


def come_back(ticket: Ticket, was: TicketState) -> Ticket:
    """Return the ticket as it is in line again, out of the state in which it was."""
    if was is TicketState.NO_SHOW and ticket.called_as not in (None, ticket.number):
        # Called by a number that is not on the paper: nobody was absent.
        return replace(ticket, no_shows=max(0, ticket.no_shows - 1))
    if was is TicketState.WAITING and ticket.came_from is not None:
        # Nor was anybody helped at the stage before.
        service, since, no_shows = ticket.came_from
        return replace(ticket, service=service, since=since, no_shows=no_shows, came_from=None)
    return ticket
