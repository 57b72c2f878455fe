"""Adopting: what was given and done while the hub was silent is taken into the queue afterwards.

A number that a person may hold is never voided. A press that owns a ticket already gets one more label of it; any other
press gets a ticket with the number that was given. Ranges that do not overlap keep two people from one number, so a
kiosk's range belongs to one store of it for a business day: a fresh SD card does not know what the old one gave.
"""

from firmware.messages.answers import Reason
from firmware.messages.commands import AdoptTicket, ClaimNumbers
from firmware.messages.names import store_of, ticket_id, ticket_number
from firmware.queueing.events import LabelAdded, NumbersClaimed, ServedByHand, TicketAdopted
from firmware.queueing.issuing import since
from firmware.queueing.model import Queue
from firmware.queueing.now import Now
from firmware.queueing.refusals import Refusal

Adopted = tuple[TicketAdopted | LabelAdded | ServedByHand, ...]


def adopt_ticket(queue: Queue, command: AdoptTicket, now: Now) -> Adopted | Refusal:
    """Return the ticket of a number given elsewhere, one more label of a known one, or why not.

    While no business day is open the kiosk keeps the command (NOT_YET): the people are there, the day is not.
    """
    if _is_of_an_earlier_day(queue, command, now):
        return Refusal(Reason.DAY_PAST, f"pressed {command.age:.0f} s ago, before {now.today} began")
    if queue.day is None:
        return Refusal(Reason.NOT_YET, "no business day is open; the number is kept until one is")
    if queue.plan.service(command.service) is None:
        return Refusal(Reason.UNKNOWN_SERVICE, f"office.toml has no service {command.service}")
    number = ticket_number(command.service, command.number)
    owned = queue.presses.get(command.press)
    owner = queue.labels.get(number)
    if owner is not None:
        return () if owner == owned else Refusal(Reason.NUMBER_TAKEN, f"{number} is on another paper already")
    if queue.plan.is_hub_number(command.number):
        return Refusal(Reason.NOT_YOURS, f"{number} is the hub's to give; see the ranges in office.toml")
    if owned is not None:
        return (LabelAdded(ticket=owned, number=number, service=command.service, n=command.number),)
    ticket = ticket_id(queue.day, number)
    adopted = TicketAdopted(
        ticket=ticket,
        number=number,
        service=command.service,
        n=command.number,
        press=command.press,
        priority=command.priority,
        kiosk=now.node if queue.plan.kiosk(now.node) else None,
        since=since(queue, command, now),
        is_since_exact=command.is_age_exact,
    )
    return (adopted,) if command.counter is None else (adopted, ServedByHand(ticket=ticket, counter=command.counter))


def claim_numbers(queue: Queue, command: ClaimNumbers, now: Now) -> tuple[NumbersClaimed, ...] | Refusal:
    """Return that the kiosk's range is its store's for this business day; nothing where it is so already."""
    kiosk = queue.plan.kiosk(now.node)
    wanted = NumbersClaimed(kiosk=now.node, store=store_of(command.key), low=command.low, high=command.high)
    if queue.claims.get(now.node) == wanted:
        return ()
    if kiosk is None or kiosk.numbers != (command.low, command.high):
        return Refusal(Reason.NOT_YOURS, f"office.toml gives {now.node} no numbers {command.low} to {command.high}")
    for claim in queue.claims.values():
        if claim.kiosk == now.node or (claim.low <= command.high and command.low <= claim.high):
            return Refusal(
                Reason.RANGE_TAKEN, f"{claim.low} to {claim.high} is with store {claim.store} of {claim.kiosk} today"
            )
    return (wanted,)


def _is_of_an_earlier_day(queue: Queue, command: AdoptTicket, now: Now) -> bool:
    """True only where that is certain: a person may wait in vain, a ghost costs one call."""
    if now.today is None or now.midnight is None or not command.is_age_exact:
        return False
    latest = queue.day or queue.last_day
    return latest is not None and latest >= now.today and now.office_time - command.age < now.midnight
