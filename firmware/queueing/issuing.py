"""Issuing: a press becomes a ticket, once.

A press owns at most one ticket, whatever it asks for again, and so does an appointment. A service that has given its
quota, or is past its last ticket, gives no more, but to somebody who has booked; nor does it outside opening hours.

The wait begins at the finger and not at the hub, so `since` takes off the command's age. After a reboot of the kiosk
the age is only a lower bound, and a hub that was off may have lost the length of its own absence: such a ticket stands
between its neighbours of the same kiosk, in the order of their presses, which the press itself tells.
"""

from datetime import date
from functools import lru_cache
from math import inf, nextafter
from typing import Final

from firmware.messages.answers import Reason
from firmware.messages.commands import AdoptTicket, CheckIn, TakeTicket
from firmware.messages.names import is_technician, ticket_id, ticket_number
from firmware.messages.why import Standing
from firmware.queueing.calling_order import standing_for
from firmware.queueing.events import TicketIssued
from firmware.queueing.hours import clock, first_ticket, in_force, last_ticket, opened_minute
from firmware.queueing.model import Queue
from firmware.queueing.now import Booking, Now
from firmware.queueing.numbering import next_number
from firmware.queueing.plan import ServicePlan
from firmware.queueing.refusals import Refusal

TICKET_AGE_LIMIT: Final = 30.0


def take_ticket(queue: Queue, command: TakeTicket, now: Now, day: date) -> tuple[TicketIssued, ...] | Refusal:
    """Return the issue of a ticket, nothing for a press that owns one already, or why not."""
    if command.press in queue.presses:
        return ()
    return _refuse_full(queue, command.service, now) or _issue(queue, command, now, day, command.service)


def check_in(queue: Queue, command: CheckIn, now: Now, day: date) -> tuple[TicketIssued, ...] | Refusal:
    """Return the issue of a ticket to somebody who has booked, nothing for a press that owns one, or why not."""
    if command.press in queue.presses:
        return ()
    if now.booking is None and now.minute is None:
        return Refusal(
            Reason.UNKNOWN_APPOINTMENT,
            "no such slot is known, and the hub's clock is not set or has just stepped; give a walk-in's ticket",
        )
    if now.booking is None:
        # Without what was typed: this goes into the journal, and what is no code may be a name.
        return Refusal(Reason.UNKNOWN_APPOINTMENT, f"no such appointment on {day}; is it another day's?")
    used = queue.appointments.get(command.appointment)
    if used is not None:
        number = queue.tickets[used].number
        return Refusal(Reason.APPOINTMENT_USED, f"{command.appointment} has checked in already and has {number}")
    return _issue(queue, command, now, day, now.booking.service, now.booking)


def _issue(
    queue: Queue, command: TakeTicket | CheckIn, now: Now, day: date, service: str, booking: Booking | None = None
) -> tuple[TicketIssued, ...] | Refusal:
    if command.age > TICKET_AGE_LIMIT:
        return Refusal(Reason.TOO_OLD, f"pressed {command.age:.0f} s ago; nobody waits at the kiosk that long")
    if queue.plan.service(service) is None:
        return Refusal(Reason.UNKNOWN_SERVICE, f"office.toml has no service {service}")
    n = _next_free(queue, service)
    if n is None:
        return Refusal(Reason.NUMBERS_EXHAUSTED, f"service {service} has no number left for {day}")
    number, began = ticket_number(service, n), since(queue, command, now)
    slot = None if booking is None else booking.slot
    standing = standing_for(queue.plan.order, is_priority=command.priority, since=began, slot=slot)
    is_early = slot is not None and standing is Standing.BOOKED and slot > began
    return (
        TicketIssued(
            ticket=ticket_id(day, number),
            number=number,
            service=service,
            n=n,
            press=command.press,
            priority=command.priority,
            kiosk=now.node,
            since=began,
            is_since_exact=command.is_age_exact,
            appointment=command.appointment if isinstance(command, CheckIn) else None,
            slot=slot,
            told=now.early if is_early else now.waits.get((service, standing)),
        ),
    )


def _refuse_full(queue: Queue, service: str, now: Now) -> Refusal | None:
    """Return why a service gives no more tickets today, or None. A technician may give one more."""
    plan = queue.plan.service(service)
    if plan is None or is_technician(now.node):
        return None
    refusal = _refuse_hour(queue, plan, now)
    if refusal is not None:
        return refusal
    given = sum(ticket.labels[0].startswith(service) for ticket in queue.tickets.values()) if plan.quota else 0
    if plan.quota is not None and given >= plan.quota:
        return Refusal(Reason.QUOTA_REACHED, f"service {service} has given its {plan.quota} tickets of today")
    return None


def _refuse_hour(queue: Queue, service: ServicePlan, now: Now) -> Refusal | None:
    """Return why a service gives no ticket at this time of day, or None; None too where the time is not known."""
    if now.minute is None:
        return None
    hours = queue.plan.hours
    day = in_force(hours, queue.day, opened_minute(queue.opened_at, now.midnight))
    if hours is not None and day is not None and now.minute < first_ticket(hours, day):
        return Refusal(Reason.NO_MORE_TICKETS, f"tickets of {queue.day} from {clock(first_ticket(hours, day))}")
    last = last_ticket(hours, day, service.last_ticket)
    if last is not None and now.minute >= last:
        return Refusal(Reason.NO_MORE_TICKETS, f"service {service.letter} gives its last ticket before {clock(last)}")
    return None


def since(queue: Queue, command: TakeTicket | CheckIn | AdoptTicket, now: Now) -> float:
    """Return when the wait began, in office time; where that is uncertain, between its neighbours.

    A technician enters numbers in any order, so only the age that was typed counts.
    """
    began = now.office_time - command.age
    if is_technician(now.node) or (command.is_age_exact and isinstance(command, TakeTicket | CheckIn)):
        return began
    kiosk, pressed = _press_order(command.press)
    before, after = -inf, inf
    for ticket in queue.tickets.values():
        where, order = _press_order(ticket.press)
        if where == kiosk and order < pressed:
            before = max(before, ticket.since)
        elif where == kiosk and order > pressed:
            after = min(after, ticket.since)
    return min(max(began, nextafter(before, inf)), nextafter(after, -inf))


def _next_free(queue: Queue, letter: str) -> int | None:
    """Return the hub's next figure.

    One that is or may be on a paper already, because settings changed within the day, is left out.
    """
    n = next_number(queue.plan.hub_numbers, queue.last_numbers.get(letter, 0))
    while n is not None and _may_be_on_paper(queue, letter, n):
        n = next_number(queue.plan.hub_numbers, n)
    return n


def _may_be_on_paper(queue: Queue, letter: str, n: int) -> bool:
    is_claimed = any(claim.low <= n <= claim.high for claim in queue.claims.values())
    return is_claimed or ticket_number(letter, n) in queue.labels


# After a long silence hundreds of numbers are adopted at once, each looking at the presses of the whole day.
@lru_cache(maxsize=16_384)
def _press_order(press: str) -> tuple[str, tuple[int, int]]:
    kiosk, start, n = press.rsplit("-", 2)
    return kiosk, (int(start), int(n.removeprefix("p")))
