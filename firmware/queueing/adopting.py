"""Adopting: what was given and done while the hub was silent is taken into the queue afterwards.

A number that a person may hold is never voided. A press that owns a ticket already gets one more label of it; any other
press gets a ticket with the number that was given. Ranges that do not overlap keep two people from one number, so a
kiosk's range belongs to one store of it for a business day: a fresh SD card does not know what the old one gave, and
settings that change at noon do not change what was given in the morning.
"""

from firmware.messages.answers import Reason
from firmware.messages.commands import AdoptTicket, ClaimNumbers, TakeTicket
from firmware.messages.names import is_technician, store_of, ticket_id, ticket_number
from firmware.queueing.events import LabelAdded, NumbersClaimed, ServedByHand, TicketAdopted
from firmware.queueing.issuing import since
from firmware.queueing.labels import MadeGood, called_by, make_good
from firmware.queueing.model import Queue, Ticket
from firmware.queueing.now import Now
from firmware.queueing.refusals import Refusal

Adopted = tuple[TicketAdopted | ServedByHand, ...]
Labelled = tuple[LabelAdded, *MadeGood]


def adopt_ticket(queue: Queue, command: AdoptTicket, now: Now) -> Adopted | Labelled | Refusal:
    """Return the ticket of a number given elsewhere, one more label of a known one, or why not.

    While no business day is open the kiosk keeps the command (NOT_YET): the people are there, the day is not.
    """
    number = ticket_number(command.service, command.number)
    refusal = _refuse_day(queue, command, now) or _refuse_number(queue, command, number, now.node)
    if refusal is not None:
        return refusal
    if number in queue.labels:
        return ()
    owned = queue.presses.get(command.press)
    if owned is not None:
        return _one_more_label(queue, queue.tickets[owned], command, number)
    return _new_ticket(queue, command, number, now)


def number_on_paper(queue: Queue, command: TakeTicket) -> AdoptTicket | None:
    """Return the wish as what its kiosk has made of it, where a printer has told of a paper with a number of its own.

    A wish that was long on its way may come before the kiosk's own word, or after the kiosk's memory is lost.
    """
    report = queue.slips.get(command.press)
    if command.press in queue.presses or report is None or report.number is None:
        return None
    return AdoptTicket(
        key=command.key,
        age=command.age,
        is_age_exact=command.is_age_exact,
        press=command.press,
        service=command.service,
        number=int(report.number[1:]),
        priority=command.priority,
    )


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
    given = _given_by_another(queue, wanted)
    if given is not None:
        return Refusal(Reason.RANGE_TAKEN, f"{given} was given today, and not by store {wanted.store}")
    return (wanted,)


def _new_ticket(queue: Queue, command: AdoptTicket, number: str, now: Now) -> Adopted:
    assert queue.day is not None  # noqa: S101 - refused before
    adopted = TicketAdopted(
        ticket=ticket_id(queue.day, number),
        number=number,
        service=command.service,
        n=command.number,
        press=command.press,
        priority=command.priority,
        kiosk=now.node if queue.plan.kiosk(now.node) else None,
        since=since(queue, command, now),
        is_since_exact=command.is_age_exact,
    )
    if command.counter is None:
        return (adopted,)
    return adopted, ServedByHand(ticket=adopted.ticket, counter=command.counter)


def _one_more_label(queue: Queue, ticket: Ticket, command: AdoptTicket, number: str) -> Labelled:
    label = LabelAdded(ticket=ticket.id, number=number, service=command.service, n=command.number)
    held = called_by((*ticket.labels, number), number, queue.slips.get(ticket.press))
    return label, *make_good(queue, ticket, held)


def _refuse_day(queue: Queue, command: AdoptTicket, now: Now) -> Refusal | None:
    if _is_of_an_earlier_day(queue, command, now):
        return Refusal(Reason.DAY_PAST, f"pressed at least {command.age:.0f} s ago, before {now.today} began")
    if queue.day is None:
        return Refusal(Reason.NOT_YET, "no business day is open; the number is kept until one is")
    return None


def _is_of_an_earlier_day(queue: Queue, command: AdoptTicket, now: Now) -> bool:
    """True only where that is certain: a person may wait in vain, a ghost costs one call.

    An age that is not exact is a lower bound, so a press that it puts before midnight was before midnight. One that has
    a ticket of the open day belongs to it, whatever the clocks say.
    """
    if now.today is None or now.midnight is None or command.press in queue.presses:
        return False
    latest = queue.day or queue.last_day
    return latest is not None and latest >= now.today and now.office_time - command.age < now.midnight


def _refuse_number(queue: Queue, command: AdoptTicket, number: str, node: str) -> Refusal | None:
    if queue.plan.service(command.service) is None:
        return Refusal(Reason.UNKNOWN_SERVICE, f"office.toml has no service {command.service}")
    owner = queue.labels.get(number)
    if owner is not None:
        is_known = owner == queue.presses.get(command.press)
        return None if is_known else Refusal(Reason.NUMBER_TAKEN, f"{number} is on another paper already")
    return _refuse_range(queue, command.number, node)


def _refuse_range(queue: Queue, n: int, node: str) -> Refusal | None:
    plan = queue.plan
    if is_technician(node):
        if plan.is_on_paper_roll(n):
            return None
        return Refusal(Reason.NOT_YOURS, f"{n} is not on the paper roll: {plan.paper_roll or 'office.toml has none'}")
    if may_give(queue, n, node):
        return None
    return Refusal(
        Reason.NOT_YOURS, f"{n} is for the hub, the paper roll or another kiosk to give; see the ranges in office.toml"
    )


def may_give(queue: Queue, n: int, kiosk: str) -> bool:
    """Say whether a kiosk may have given this figure: it is in a range of its own, or nobody else gives it.

    Its own are what it has claimed today and what office.toml gives it: of a range that has changed hands within the
    day both kiosks may have given papers.
    """
    ranges = [(one.name, one.numbers) for one in queue.plan.kiosks if one.numbers is not None]
    ranges += [(claim.kiosk, (claim.low, claim.high)) for claim in queue.claims.values()]
    givers = {name for name, (low, high) in ranges if low <= n <= high}
    return kiosk in givers or not (givers or queue.plan.is_hub_number(n) or queue.plan.is_on_paper_roll(n))


def _given_by_another(queue: Queue, wanted: NumbersClaimed) -> str | None:
    """Return a number in the range that this store did not give: settings that changed within a day, an old card.

    A printer may tell of a paper whose number nobody has told: the card that gave it is gone.
    """
    given = [(number, queue.tickets[ticket].press) for number, ticket in queue.labels.items()]
    given += [(report.number, press) for press, report in queue.slips.items() if report and report.number]
    for number, press in given:
        if wanted.low <= int(number[1:]) <= wanted.high and store_of(press) != wanted.store:
            return number
    return None
