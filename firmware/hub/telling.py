"""What the hub tells: from the queue and what just happened to the notices that boxes live by. Pure.

Boards and counters are whole pictures, so a lost one is healed by the next. Slips and announcements are effects: each
comes from one journaled event, carries that event's position as its id, and may be told again without harm.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from firmware.hub.ahead import people_ahead
from firmware.hub.check_code import check_code
from firmware.hub.counter_tickets import counter_ticket
from firmware.hub.fitting import fitting
from firmware.hub.kiosk_states import kiosk_states
from firmware.hub.office_time import Moment, wall_of
from firmware.hub.settings import OfficeSettings
from firmware.hub.waits import Ready
from firmware.messages import topics
from firmware.messages.names import effect_id, offline_slip_id
from firmware.messages.notices import (
    Announcement,
    AnnouncementKind,
    Beat,
    Board,
    Call,
    CallState,
    ClockState,
    CounterInfo,
    CounterState,
    CounterTicket,
    Estimate,
    HelpCall,
    KioskInfo,
    Line,
    Mark,
    Notice,
    Office,
    Paper,
    ServiceInfo,
    Slip,
)
from firmware.messages.topics import Topic
from firmware.messages.why import Standing
from firmware.queueing.calling_order import waiting_for
from firmware.queueing.events import AnyEvent, TicketAdopted, TicketCalled, TicketIssued, TicketRecalled, Told
from firmware.queueing.model import (
    AT_COUNTER,
    Help,
    Queue,
    Ticket,
    TicketState,
    outstanding_slips,
    ticket_of_press,
    waiting_count,
)

ANNOUNCEMENT_AGE_LIMIT: Final = 30.0
SLIP_AGE_LIMIT: Final = 120.0
ENDED_CALLS: Final = 8
PARKED_SHOWN: Final = 5
SLIPS_AT_ONCE: Final = 40
HELP_ANSWERED_SECONDS: Final = 60.0

_STATES: Final = {TicketState.CALLED: CallState.CALLED, TicketState.SERVING: CallState.SERVING}


class Telling(Struct, frozen=True):
    """One notice on its way. `expiry` is in seconds; None for what stays true until the next."""

    topic: Topic
    leaf: str | int | None
    notice: Notice
    expiry: float | None = None


class Teller:
    """Makes notices for one office in the name of one epoch of one journal."""

    def __init__(self, settings: OfficeSettings, journal: str, epoch: int, secret: bytes = b"") -> None:
        """`secret` is behind the check codes; without it slips bear none."""
        self._settings = settings
        self._secret = secret
        self._languages = {one.letter: one.languages or settings.office.languages for one in settings.service}
        self._bring = {one.letter: one.bring for one in settings.service}
        self._journal = journal
        self._epoch = epoch
        self._timezone = ZoneInfo(settings.office.zone)
        self._latest_missed: tuple[Queue | None, dict[int, Ticket]] = (None, {})

    def office(self, queue: Queue) -> Telling:
        """Return what every box must know of the office."""
        table = self._settings.office
        notice = Office(
            journal=self._journal,
            epoch=self._epoch,
            position=queue.position,
            name=table.name,
            timezone=table.zone,
            languages=table.languages,
            word=table.word,
            services=tuple(
                ServiceInfo(
                    letter=s.letter, name={code: s.name[code] for code in table.languages}, languages=s.languages
                )
                for s in self._settings.service
            ),
            counters=tuple(
                CounterInfo(number=c.number, serves=c.serves, box=c.box, zones=c.zones) for c in self._settings.counter
            ),
            kiosks=tuple(
                KioskInfo(name=k.name, printer=k.printer, numbers=k.numbers, place=k.place)
                for k in self._settings.kiosk
            ),
            come_back_minutes=_come_back_minutes(queue),
        )
        return Telling(topics.OFFICE, None, notice)

    def board(self, queue: Queue, now: Moment, waits: Ready, papers: Mapping[str, Paper] | None = None) -> Telling:
        """Return all that a wall shows.

        `waits` is what somebody who came now would be told, `papers` what each printer says of its paper.
        """
        called = [ticket for ticket in queue.tickets.values() if ticket.latest_call is not None]
        standing = [ticket for ticket in called if ticket.state in AT_COUNTER]
        ended = [ticket for ticket in called if ticket.state not in AT_COUNTER]
        newest = sorted(standing, key=_latest_call, reverse=True)
        newest += sorted(ended, key=_latest_call, reverse=True)[:ENDED_CALLS]
        notice = Board(
            journal=self._journal,
            epoch=self._epoch,
            position=queue.position,
            day=queue.day,
            calls=tuple(self._call(ticket, now) for ticket in newest),
            lines=tuple(
                Line(
                    service=s.letter,
                    waiting=waiting_count(queue, s.letter),
                    estimate=_estimate(waits.get((s.letter, Standing.WALK_IN))),
                )
                for s in queue.plan.services
            ),
            open_counters=tuple(counter.number for counter in queue.counters.values() if counter.is_open),
            kiosks=kiosk_states(queue, papers or {}, now),
            help=tuple(self._help(one, now) for one in _help_shown(queue, now)),
        )
        return Telling(topics.BOARD, None, fitting(notice))

    def counter(self, queue: Queue, number: int, now: Moment) -> Telling:
        """Return what one counter is doing, and of how many it set aside it has to be reminded by now."""
        counter = queue.counters[number]
        ticket = queue.tickets[counter.ticket] if counter.ticket else None
        notice = CounterState(
            journal=self._journal,
            epoch=self._epoch,
            position=queue.position,
            counter=number,
            is_open=counter.is_open,
            ticket=None if ticket is None else self._counter_ticket(queue, ticket),
            is_serving=ticket is not None and ticket.state is TicketState.SERVING,
            waiting=waiting_for(queue, number),
            parked=tuple(
                self._counter_ticket(queue, queue.tickets[parked]) for parked in counter.parked[:PARKED_SHOWN]
            ),
            overdue=_overdue(queue, counter.parked, now.office),
            missed=self._missed(queue, number, now.office),
            absences=counter.absences,
            help=tuple(one.kiosk for one in queue.help.values() if one.counter is None) if counter.is_open else (),
        )
        return Telling(topics.COUNTER, number, notice)

    def _counter_ticket(self, queue: Queue, ticket: Ticket) -> CounterTicket:
        return counter_ticket(queue, ticket, check_code(self._secret, ticket.id))

    def _help(self, one: Help, now: Moment) -> HelpCall:
        at = self._local(one.at, now).replace(microsecond=0)
        return HelpCall(call=one.position, kiosk=one.kiosk, at=at, counter=one.counter)

    def _missed(self, queue: Queue, number: int, now: float) -> CounterTicket | None:
        """Return who may come back to a counter. All counters of one picture look through the tickets once."""
        if self._latest_missed[0] is not queue:
            self._latest_missed = queue, _latest_missed(queue)
        ticket = self._latest_missed[1].get(number)
        if ticket is None or now - (ticket.set_aside_at or now) > queue.plan.no_show.come_back:
            return None
        return self._counter_ticket(queue, ticket)

    def beat(self, queue: Queue, now: Moment, clock: ClockState) -> Telling:
        """Return the sign of life."""
        notice = Beat(
            journal=self._journal,
            epoch=self._epoch,
            position=queue.position,
            day=queue.day,
            office_time=round(now.office, 3),
            at=now.wall.astimezone(self._timezone).replace(microsecond=0),
            clock=clock,
        )
        return Telling(topics.BEAT, None, notice)

    def effects(self, queue: Queue, events: Iterable[AnyEvent], now: Moment) -> list[Telling]:
        """Return the slips and announcements that the events call for, as the queue stands after them."""
        tellings: list[Telling] = []
        for event in events:
            # Nothing is told of a ticket whose whole day has closed and another opened in the same step.
            ticket = queue.tickets.get(getattr(event, "ticket", ""))
            if ticket is not None and isinstance(event, TicketIssued | TicketAdopted):
                # The paper of a number that a kiosk gave may be known already.
                tellings += self._slip(queue, ticket, now) if queue.slips.get(ticket.press) is None else []
            elif ticket is not None and isinstance(event, TicketCalled | TicketRecalled):
                tellings += self._announcements(queue, ticket, now)
        return tellings

    def outstanding_slips(self, queue: Queue, now: Moment, printer: str) -> list[Telling]:
        """Return the slips of one printer without an outcome, the newest first, and no more than it can take at once.

        An old one is told too: the printer box answers that it is too old, and the matter is closed.
        """
        kiosks = {kiosk.name for kiosk in queue.plan.kiosks if kiosk.printer == printer}
        tickets = (ticket_of_press(queue, press) for press in reversed(outstanding_slips(queue)))
        mine = (ticket for ticket in tickets if ticket is not None and ticket.kiosk in kiosks)
        return [telling for ticket in islice(mine, SLIPS_AT_ONCE) for telling in self._slip(queue, ticket, now)]

    def standing_calls(self, queue: Queue, now: Moment) -> list[Telling]:
        """Return the announcements of the calls that stand and are still worth saying, the oldest first."""
        called = [ticket for ticket in queue.tickets.values() if ticket.state is TicketState.CALLED]
        calls = sorted(called, key=_latest_call)
        return [telling for ticket in calls for telling in self._announcements(queue, ticket, now)]

    def _slip(self, queue: Queue, ticket: Ticket, now: Moment) -> list[Telling]:
        kiosk = queue.plan.kiosk(ticket.kiosk) if ticket.kiosk else None
        service = queue.plan.service(ticket.service)
        if kiosk is None or kiosk.printer is None or service is None:
            return []
        table = self._settings.office
        age = max(0.0, round(now.office - ticket.since, 3))
        notice = Slip(
            journal=self._journal,
            epoch=self._epoch,
            position=queue.position,
            id=self._slip_id(ticket),
            press=ticket.press,
            ticket=ticket.id,
            number=ticket.number,
            service=ticket.service,
            service_name={code: service.name[code] for code in table.languages},
            office_name=table.name,
            languages=self._languages.get(ticket.service, table.languages),
            issued_at=self._local(ticket.issued_at, now),
            ahead=people_ahead(queue, ticket, now.office),
            age=age,
            is_priority=ticket.priority,
            estimate=_estimate(ticket.told),
            mark=Mark.OFFLINE if ticket.number == ticket.adopted else Mark.NONE,
            come_back_minutes=_come_back_minutes(queue),
            bring=self._bring.get(ticket.service, {}),
            slot=None if ticket.slot is None else self._local(ticket.slot, now),
            check="" if ticket.number == ticket.adopted else check_code(self._secret, ticket.id),
        )
        return [Telling(topics.SLIP, kiosk.printer, notice, expiry=max(10.0, SLIP_AGE_LIMIT - age))]

    def _slip_id(self, ticket: Ticket) -> str:
        """Return the id that this label's slip has: the kiosk has made the slip of a number of its own."""
        if ticket.number == ticket.adopted:
            return offline_slip_id(ticket.press, ticket.number)
        return effect_id(self._journal, ticket.position)

    def _announcements(self, queue: Queue, ticket: Ticket, now: Moment) -> list[Telling]:
        counter = queue.plan.counter(ticket.counter) if ticket.counter is not None else None
        if counter is None or ticket.latest_call is None or ticket.latest_call_at is None:
            return []
        left = ANNOUNCEMENT_AGE_LIMIT - (now.office - ticket.latest_call_at)
        if left <= 0:
            return []
        notice = Announcement(
            journal=self._journal,
            epoch=self._epoch,
            position=queue.position,
            id=effect_id(self._journal, ticket.latest_call),
            kind=_kind(queue, ticket),
            ticket=ticket.id,
            number=ticket.number,
            counter=counter.number,
            service=ticket.service,
            office_time=round(ticket.latest_call_at, 3),
            age_limit=ANNOUNCEMENT_AGE_LIMIT,
        )
        return [Telling(topics.ANNOUNCEMENT, zone, notice, expiry=left) for zone in counter.zones]

    def _call(self, ticket: Ticket, now: Moment) -> Call:
        return Call(
            call=ticket.latest_call or 0,
            ticket=ticket.id,
            number=ticket.number,
            counter=ticket.counter or 1,
            state=_STATES.get(ticket.state, CallState.ENDED),
            at=self._local(ticket.called_at or ticket.issued_at, now),
            recalls=ticket.recalls,
            service=None if ticket.service == ticket.number[0] else ticket.service,
            is_priority=ticket.priority,
        )

    def _local(self, office: float, now: Moment) -> datetime:
        return wall_of(office, now).astimezone(self._timezone)


def _estimate(told: Told | None) -> Estimate | None:
    return None if told is None else Estimate(low=told.low, high=told.high)


def _come_back_minutes(queue: Queue) -> int:
    """Return how long somebody absent may come back; 0 where the first absence closes the ticket."""
    plan = queue.plan.no_show
    return plan.come_back // 60 if plan.limit > 1 else 0


def _latest_call(ticket: Ticket) -> int:
    return ticket.latest_call or 0


def _latest_missed(queue: Queue) -> dict[int, Ticket]:
    missed = [
        ticket
        for ticket in queue.tickets.values()
        if ticket.state is TicketState.NO_SHOW and ticket.no_shows < queue.plan.no_show.limit
    ]
    return {one.counter: one for one in sorted(missed, key=lambda one: one.set_aside_at or 0.0) if one.counter}


def _overdue(queue: Queue, parked: Iterable[str], now: float) -> int:
    limit = queue.plan.park.reminder
    since = (queue.tickets[ticket].set_aside_at for ticket in parked)
    return sum(at is not None and now - at >= limit for at in since)


def _kind(queue: Queue, ticket: Ticket) -> AnnouncementKind:
    """Return how a call is said: the one before an absence may be marked says that it is the last."""
    if not ticket.recalls:
        return AnnouncementKind.CALL
    is_last = ticket.recalls + 1 >= queue.plan.no_show.calls > 1
    return AnnouncementKind.LAST_CALL if is_last else AnnouncementKind.RECALL


def _help_shown(queue: Queue, now: Moment) -> list[Help]:
    """Return the calls for help that stand, and those answered a moment ago."""
    return [
        one
        for one in queue.help.values()
        if one.answered_at is None or now.office - one.answered_at <= HELP_ANSWERED_SECONDS
    ]
