"""Events: what has happened, in the past tense, kept for ever in the journal.

An event carries no time and no position of its own: the journal's row has both. Only `since` is a time, because it
tells when the wait began and not when the event was written: office time in seconds, the command's age taken off. Old
rows are read for ever, so a field may be added with a default and is never renamed.
"""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from firmware.messages.commands import Absence, PrintCause, PrintOutcome
from firmware.messages.why import Standing, Why


class Event(Struct, frozen=True, kw_only=True, tag_field="event", tag=True):
    """What every event is."""


class Method(StrEnum):
    """How an estimate was made."""

    ROLLOUT = "ROLLOUT"
    FLUID = "FLUID"


class Told(Struct, frozen=True, kw_only=True):
    """What a person was told of the wait: `low` to `high` whole minutes, made of the seconds `p50` and `p90`.

    `raw_p50` and `raw_p90` are the seconds before they were calibrated, so that the days to come can calibrate better.
    """

    low: int
    high: int
    p50: int
    p90: int
    method: Method
    raw_p50: int
    raw_p90: int


class Score(Struct, frozen=True, kw_only=True):
    """How true a day's estimates were, of one class of one service. Seconds, whole; `bias` is told less real.

    `count` people were told and called; of them `over_10` by more than ten minutes otherwise than told, and `covered`
    by the end of the range.
    """

    service: str
    standing: Standing
    count: int
    mae: int
    bias: int
    over_10: int
    covered: int


class DayOpened(Event, frozen=True, kw_only=True, tag=True):
    """A business day began; numbers start again."""

    day: date


class DayClosed(Event, frozen=True, kw_only=True, tag=True):
    """The business day ended; everybody has been helped or carried out."""

    day: date


class CounterOpened(Event, frozen=True, kw_only=True, tag=True):
    """A counter began to call."""

    counter: int


class CounterPlanned(Event, frozen=True, kw_only=True, tag=True):
    """When today nobody will be at a counter, in minutes since midnight."""

    counter: int
    absences: tuple[Absence, ...]


class CounterClosed(Event, frozen=True, kw_only=True, tag=True):
    """A counter stopped calling; nobody is there."""

    counter: int


class TicketIssued(Event, frozen=True, kw_only=True, tag=True):
    """A visitor has a place in line. `n` is the figure of `number`, `kiosk` the node that asked.

    `appointment` is the code of who has booked and `slot` the agreed time in office time; `told` is the estimate that
    the slip bears (None: none).
    """

    ticket: str
    number: str
    service: str
    n: int
    press: str
    priority: bool
    kiosk: str | None
    since: float
    is_since_exact: bool
    appointment: str | None = None
    slot: float | None = None
    told: Told | None = None


class TicketAdopted(Event, frozen=True, kw_only=True, tag=True):
    """A visitor who got a number while the hub was silent has a place in line. Fields as in `TicketIssued`."""

    ticket: str
    number: str
    service: str
    n: int
    press: str
    priority: bool
    kiosk: str | None
    since: float
    is_since_exact: bool


class LabelAdded(Event, frozen=True, kw_only=True, tag=True):
    """A ticket has one more number that may stand on the visitor's paper; `service` is the number's letter."""

    ticket: str
    number: str
    service: str
    n: int


class ServedByHand(Event, frozen=True, kw_only=True, tag=True):
    """The person was helped at a counter while the hub was silent; entered afterwards."""

    ticket: str
    counter: int


class NumbersClaimed(Event, frozen=True, kw_only=True, tag=True):
    """A kiosk's own range belongs to this store of it for the business day."""

    kiosk: str
    store: str
    low: int
    high: int


class JournalRebuilt(Event, frozen=True, kw_only=True, tag=True):
    """A lost or damaged journal was put together again from what the boxes remember.

    `last` is per service the figure after which the hub goes on; `missing` are the boxes that were not heard, and
    `after` the position up to which a journal was there (0: none). `left_out` is how many numbers a day that opens
    afterwards leaves out too: nobody knew which day it was. `is_carried` says that only that is told here, at the
    opening of such a day: nothing of this day was lost.
    """

    last: dict[str, int]
    missing: tuple[str, ...] = ()
    after: int = 0
    left_out: int = 0
    is_carried: bool = False


class TicketCalled(Event, frozen=True, kw_only=True, tag=True):
    """Somebody was asked to a counter."""

    ticket: str
    counter: int
    why: Why | None = None


class TicketRecalled(Event, frozen=True, kw_only=True, tag=True):
    """The call was said once more."""

    ticket: str
    counter: int


class ServingStarted(Event, frozen=True, kw_only=True, tag=True):
    """The person came to the counter."""

    ticket: str
    counter: int


class TicketFinished(Event, frozen=True, kw_only=True, tag=True):
    """The person was helped and left the counter."""

    ticket: str
    counter: int


class StageFinished(Event, frozen=True, kw_only=True, tag=True):
    """The person was helped at this stage of the visit and waits for the next one, `service`, with the same number."""

    ticket: str
    counter: int
    service: str


class NoShowMarked(Event, frozen=True, kw_only=True, tag=True):
    """Nobody came to the call."""

    ticket: str
    counter: int


class TicketRequeued(Event, frozen=True, kw_only=True, tag=True):
    """The person is back in line, at the place the time waited gives. `counter` is who put them there.

    `behind` is how many calls go first: of somebody who missed a call and has come back.
    """

    ticket: str
    counter: int
    behind: int = 0


class TicketTransferred(Event, frozen=True, kw_only=True, tag=True):
    """The person now waits for another `service`, with the same number and the time already waited."""

    ticket: str
    counter: int
    service: str


class TicketParked(Event, frozen=True, kw_only=True, tag=True):
    """The counter set the person aside, to go on later."""

    ticket: str
    counter: int


class TicketWithdrawn(Event, frozen=True, kw_only=True, tag=True):
    """The person left by choice."""

    ticket: str


class TicketCarriedOut(Event, frozen=True, kw_only=True, tag=True):
    """The day closed before the person was helped."""

    ticket: str


class DayScored(Event, frozen=True, kw_only=True, tag=True):
    """How true the day's estimates were."""

    day: date
    scores: tuple[Score, ...]


class SlipReported(Event, frozen=True, kw_only=True, tag=True):
    """A printer told what became of a slip. Not `is_final`: that printer will try again by itself.

    `number` is the label of the slip that owns the press's paper.
    """

    press: str
    slip: str
    outcome: PrintOutcome
    cause: PrintCause | None
    is_final: bool
    is_marked: bool
    printer: str
    number: str | None = None


class HelpRequested(Event, frozen=True, kw_only=True, tag=True):
    """A visitor at a kiosk asks for an officer."""

    kiosk: str


class HelpCancelled(Event, frozen=True, kw_only=True, tag=True):
    """The visitor at the kiosk needs no officer any more."""

    kiosk: str


class HelpAnswered(Event, frozen=True, kw_only=True, tag=True):
    """An officer goes to the visitor at the kiosk."""

    kiosk: str
    counter: int


LeftCounter = (
    TicketFinished
    | StageFinished
    | NoShowMarked
    | TicketRequeued
    | TicketTransferred
    | TicketParked
    | TicketWithdrawn
    | TicketCarriedOut
)
"""After these whoever was at a counter is there no more; some of them happen to people who were at none."""

AnyEvent = (
    DayOpened
    | DayClosed
    | CounterOpened
    | CounterClosed
    | CounterPlanned
    | TicketIssued
    | TicketAdopted
    | LabelAdded
    | ServedByHand
    | NumbersClaimed
    | JournalRebuilt
    | TicketCalled
    | TicketRecalled
    | ServingStarted
    | TicketFinished
    | StageFinished
    | NoShowMarked
    | TicketRequeued
    | TicketTransferred
    | TicketParked
    | TicketWithdrawn
    | TicketCarriedOut
    | DayScored
    | SlipReported
    | HelpRequested
    | HelpCancelled
    | HelpAnswered
)
