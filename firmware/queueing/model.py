"""The queue as values: tickets, lines, counters and slips of one business day.

A `Queue` is what the journal's events of the day add up to, and nothing else: the same events always give the same
queue. It is never changed in place, so a desk may hold a tentative one and throw it away. Maps are plain dicts behind
`Mapping`, in the order of issue. The whole day stays here, so that a board can show calls that have ended and a press
of this morning still owns its ticket.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from msgspec import Struct

from firmware.messages.commands import Absence
from firmware.messages.why import Standing
from firmware.queueing.events import JournalRebuilt, NumbersClaimed, SlipReported, Told
from firmware.queueing.plan import OfficePlan


class TicketState(StrEnum):
    """Where a person stands."""

    WAITING = "WAITING"
    CALLED = "CALLED"
    SERVING = "SERVING"
    PARKED = "PARKED"
    NO_SHOW = "NO_SHOW"
    FINISHED = "FINISHED"
    WITHDRAWN = "WITHDRAWN"
    CARRIED_OUT = "CARRIED_OUT"


AT_COUNTER: Final = frozenset({TicketState.CALLED, TicketState.SERVING})
ENDED: Final = frozenset({TicketState.FINISHED, TicketState.WITHDRAWN, TicketState.CARRIED_OUT})


class Ticket(Struct, frozen=True, kw_only=True):
    """A person's place in line. Times are office time in seconds.

    `since` is when the wait began and `position` the journal position of the issue: together they are the place in
    line, kept through requeue and transfer; each stage of a visit begins a wait of its own. `service` is what the
    person waits for now; `number` keeps the first letter. `counter` is the last one that called or helped by hand
    (None: none did), `called_at` when; `recalls` counts since that call, `latest_call` is the position of the latest
    call or recall and `latest_call_at` its time, `first_called_at` that of the first call of all, and `arrived_at` when
    the first wait of the visit began.

    `appointment` is the code of who has booked, `slot` the agreed time; `told` is the estimate on the slip. `no_shows`
    counts the calls missed at this stage, `set_aside_at` is when the person was parked or marked absent (None:
    neither). `came_from` is the stage before, as its service, since and missed calls, until the person is called for
    this one.

    `labels` are all numbers that may stand on the visitor's paper, `adopted` the one given while the hub was silent,
    and `number` the one the person is called by: the one on paper, as far as a printer has told. `called_as` is the
    number of the latest call (None: not called, or the person has come) and `called_from` when the first call of those
    that count was said, by that number.
    """

    id: str
    number: str
    service: str
    press: str
    priority: bool
    state: TicketState
    since: float
    is_since_exact: bool
    position: int
    issued_at: float
    arrived_at: float
    kiosk: str | None = None
    counter: int | None = None
    called_at: float | None = None
    calls: int = 0
    recalls: int = 0
    latest_call: int | None = None
    latest_call_at: float | None = None
    labels: tuple[str, ...] = ()
    adopted: str | None = None
    called_as: str | None = None
    called_from: float | None = None
    appointment: str | None = None
    slot: float | None = None
    told: Told | None = None
    first_called_at: float | None = None
    no_shows: int = 0
    set_aside_at: float | None = None
    came_from: tuple[str, float, int] | None = None


class Counter(Struct, frozen=True, kw_only=True):
    """A counter at work. `ticket` is who is there, called or served; `parked` whom it set aside, the latest first.

    `calls` counts those of the day; `changed_at` is the office time of the latest opening or closing (None: none
    today), `free_at` when the latest person left (None: nobody yet). `absences` are when nobody will be there today, as
    the plan or an officer said.
    """

    number: int
    is_open: bool = False
    ticket: str | None = None
    parked: tuple[str, ...] = ()
    calls: int = 0
    changed_at: float | None = None
    free_at: float | None = None
    absences: tuple[Absence, ...] = ()


class Help(Struct, frozen=True, kw_only=True):
    """Somebody at a kiosk asks for an officer since `at`; `counter` answered at `answered_at` (None: nobody yet).

    `position` is that of the request.
    """

    kiosk: str
    position: int
    at: float
    counter: int | None = None
    answered_at: float | None = None


class Queue(Struct, frozen=True, kw_only=True):
    """Everything the rules know. `position` is that of the last event.

    `day` is the open business day (None: closed), `last_day` the latest that was ever open, `opened_at` the office time
    at which it was opened (None: not known, also of a day that was put together again). `tickets` are by id, `presses`
    lead to ids, `lines` hold the waiting ids by service in order of place, `last_numbers` the last figure given per
    service, `slips` per press the report that stands (None: nothing heard yet), `labels` lead from every number given
    to the ticket's id, `claims` from a kiosk to the store that has its own range this day. `rebuilt` is set where the
    journal was put together on a day that nobody knew.

    `behind` holds those who have come back after a missed call and wait, with how many calls go first. `turns` is how
    much each class has in hand where they are called in turns. `appointments` lead from the codes of those who have
    checked in to their tickets. `help` is by kiosk, the longest first.
    """

    plan: OfficePlan
    position: int
    day: date | None
    last_day: date | None
    tickets: Mapping[str, Ticket]
    presses: Mapping[str, str]
    lines: Mapping[str, tuple[str, ...]]
    counters: Mapping[int, Counter]
    last_numbers: Mapping[str, int]
    slips: Mapping[str, SlipReported | None]
    labels: Mapping[str, str]
    claims: Mapping[str, NumbersClaimed]
    rebuilt: JournalRebuilt | None = None
    behind: Mapping[str, int] = {}
    turns: Mapping[Standing, int] = {}
    appointments: Mapping[str, str] = {}
    opened_at: float | None = None
    help: Mapping[str, Help] = {}


def empty(plan: OfficePlan, position: int = 0, last_day: date | None = None) -> Queue:
    """Return the queue of an office between two business days."""
    return Queue(
        plan=plan,
        position=position,
        day=None,
        last_day=last_day,
        tickets={},
        presses={},
        lines={service.letter: () for service in plan.services},
        counters={c.number: Counter(number=c.number, absences=c.absences) for c in plan.counters},
        last_numbers={},
        slips={},
        labels={},
        claims={},
    )


def place(ticket: Ticket) -> tuple[float, int]:
    """Return the place in line: who began to wait first, then who was issued first."""
    return ticket.since, ticket.position


def waiting_count(queue: Queue, letter: str) -> int:
    """Return how many wait for a service."""
    return len(queue.lines.get(letter, ()))


def outstanding_slips(queue: Queue) -> tuple[str, ...]:
    """Return the presses whose slip has no final outcome, in order of issue."""
    return tuple(press for press, report in queue.slips.items() if report is None or not report.is_final)


def ticket_of_press(queue: Queue, press: str) -> Ticket | None:
    """Return the ticket that a press owns, or None."""
    owned = queue.presses.get(press)
    return None if owned is None else queue.tickets[owned]
