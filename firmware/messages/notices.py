"""Notices: what the hub tells the boxes, and what a box tells of itself. Nouns; told, not kept.

Every notice of the hub carries `journal` (which memory speaks), `epoch` (which start of the hub) and `position` (how
far that memory had come), so that a box can drop what is older than what it holds and refuse a memory it does not know.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from firmware.messages.figures import At, Measure, Minutes, Whole, check_moments
from firmware.messages.names import (
    CheckCode,
    CounterNumber,
    EffectId,
    JournalId,
    Language,
    NodeName,
    Press,
    Role,
    ServiceLetter,
    TicketId,
    TicketNumber,
    Zone,
)
from firmware.messages.text import CLEAN, Clean, clean_fields
from firmware.messages.why import Standing

Names = Annotated[dict[Language, Annotated[str, Meta(pattern=CLEAN, min_length=1, max_length=60)]], Meta(min_length=1)]
"""By language, one at least: there is always something to say."""
Item = Annotated[str, Meta(pattern=CLEAN, min_length=1, max_length=80)]
"""One line of what a visitor should bring."""


class Notice(Struct, frozen=True, kw_only=True):
    """What every notice of the hub carries."""

    journal: JournalId
    epoch: Whole
    position: Whole


class Estimate(Struct, frozen=True, kw_only=True):
    """An honest range for the wait, whole minutes."""

    low: Minutes
    high: Minutes


class Mark(StrEnum):
    """What a slip says of itself, in reverse type above the number."""

    NONE = "NONE"
    REPRINT = "REPRINT"
    OFFLINE = "OFFLINE"


class Slip(Notice, frozen=True, kw_only=True):
    """One paper to print. `age` is the seconds since the ticket was issued, counted by the hub at sending.

    Within `come_back_minutes` of a missed call the person may come back (0: no time is told). `bring` is what the
    service wants to see, `languages` those of the service, `check` proves that the hub issued the ticket ("": nobody
    who could prove it made this slip), `slot` is the agreed time of who has booked (None: nobody has).
    """

    id: EffectId
    press: Press
    ticket: TicketId
    number: TicketNumber
    service: ServiceLetter
    service_name: Names
    office_name: Clean
    languages: tuple[Language, ...]
    issued_at: At
    ahead: Whole
    age: Measure
    is_priority: bool = False
    estimate: Estimate | None = None
    mark: Mark = Mark.NONE
    come_back_minutes: Whole = 30
    bring: dict[Language, tuple[Item, ...]] = {}
    check: CheckCode = ""
    slot: At | None = None

    def __post_init__(self) -> None:
        """A slip is dated in another zone than it was sent in."""
        check_moments(self, "issued_at", "slot")


class AnnouncementKind(StrEnum):
    """How a call is said."""

    CALL = "CALL"
    RECALL = "RECALL"
    LAST_CALL = "LAST_CALL"


class Announcement(Notice, frozen=True, kw_only=True):
    """A call to be spoken; what is shown stands on the board.

    `office_time` is when it was called, on the scale of `Beat.office_time`; a display that hears it more than
    `age_limit` seconds later keeps silent, because the person has long looked up or gone.
    """

    id: EffectId
    kind: AnnouncementKind
    ticket: TicketId
    number: TicketNumber
    counter: CounterNumber
    service: ServiceLetter
    office_time: Measure
    age_limit: Measure


class CallState(StrEnum):
    """What became of a call that a wall still shows."""

    CALLED = "CALLED"
    SERVING = "SERVING"
    ENDED = "ENDED"


class Call(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the wall. `call` is the position of the latest call or recall of this ticket.

    `service` is the one the person is called for (None: that of the number's letter), `is_priority` its class.
    """

    call: Whole
    ticket: TicketId
    number: TicketNumber
    counter: CounterNumber
    state: CallState
    at: At
    recalls: Whole = 0
    service: ServiceLetter | None = None
    is_priority: bool = False

    def __post_init__(self) -> None:
        """It is shown in another zone than it was sent in."""
        check_moments(self, "at")


class Line(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How many wait for a service, and for about how long (None: not known, so nothing is claimed)."""

    service: ServiceLetter
    waiting: Whole
    estimate: Estimate | None = None


class Paper(StrEnum):
    """How much paper a printer has, by its own word; UNKNOWN is not fine."""

    OK = "OK"
    NEAR_END = "NEAR_END"
    OUT = "OUT"
    UNKNOWN = "UNKNOWN"


class Unprinted(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A number whose paper has not come out. `is_failed`: the printer has said that it cannot print it now."""

    number: TicketNumber
    at: At
    is_failed: bool = False

    def __post_init__(self) -> None:
        """It is shown in another zone than it was sent in."""
        check_moments(self, "at")


class KioskState(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A kiosk as visitors and its own lamps need to know it: its paper, and the latest numbers without one."""

    name: NodeName
    paper: Paper
    unprinted: tuple[Unprinted, ...] = ()


class HelpCall(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A visitor at a kiosk asks for an officer since `at`; `counter` is the one who goes there (None: nobody yet).

    `call` is the journal position of the request.
    """

    call: Whole
    kiosk: NodeName
    at: At
    counter: CounterNumber | None = None

    def __post_init__(self) -> None:
        """It is shown in another zone than it was sent in."""
        check_moments(self, "at")


class Board(Notice, frozen=True, kw_only=True):
    """All that a wall shows. `calls` are the newest first: every standing one, then a few that have ended.

    `open_counters` are at work. `help` is the oldest first, an answered one for a minute more.
    """

    day: date | None
    calls: tuple[Call, ...]
    lines: tuple[Line, ...]
    open_counters: tuple[CounterNumber, ...] = ()
    kiosks: tuple[KioskState, ...] = ()
    help: tuple[HelpCall, ...] = ()


class ServiceInfo(Struct, frozen=True, kw_only=True):
    """A kind of help the office offers. `languages` are those its visitors are spoken to in (none: the office's)."""

    letter: ServiceLetter
    name: Names
    languages: tuple[Language, ...] = ()


class CounterInfo(Struct, frozen=True, kw_only=True):
    """A place where help is given: what it serves, the box that stands on it, the zones that hear its calls."""

    number: CounterNumber
    serves: tuple[ServiceLetter, ...]
    box: NodeName | None
    zones: tuple[Zone, ...]


class KioskInfo(Struct, frozen=True, kw_only=True):
    """Where visitors take tickets: the printer box beside it, and the numbers it may give while the hub is silent.

    `place` is where it stands, as officers say it ("pintu masuk"; "": nobody has said).
    """

    name: NodeName
    printer: NodeName | None = None
    numbers: tuple[Whole, Whole] | None = None
    place: Annotated[str, Meta(pattern=CLEAN, max_length=30)] = ""


class Office(Notice, frozen=True, kw_only=True):
    """What every box must know of the office. `timezone` is an IANA name; `word` is how the office writes *antrian*.

    `come_back_minutes` is for the slips that a kiosk makes itself.
    """

    name: Clean
    timezone: Clean
    languages: tuple[Language, ...]
    word: Clean
    services: tuple[ServiceInfo, ...]
    counters: tuple[CounterInfo, ...]
    kiosks: tuple[KioskInfo, ...] = ()
    come_back_minutes: Whole = 30


class CounterTicket(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A person as an officer's box needs to know them.

    `stage` is which part of the visit this is and of how many (None: it has only one), `waited` the whole minutes until
    the first call of this stage (None: not known). `check` is the code that stands on the paper ("": none does).
    """

    ticket: TicketId
    number: TicketNumber
    service: ServiceLetter
    standing: Standing = Standing.WALK_IN
    stage: tuple[Whole, Whole] | None = None
    waited: Whole | None = None
    check: CheckCode = ""


class CounterState(Notice, frozen=True, kw_only=True):
    """What one counter is doing, for its lamps and small display.

    `ticket` is who is there now (None: nobody), `waiting` how many this counter could call, `parked` whom it set aside,
    the latest first, and `overdue` how many of all those have been set aside for longer than the office wants.
    `missed` is the latest who did not come to this counter and may still come back (None: nobody), `absences` are when
    nobody will be there today, in minutes since midnight. `help` are the kiosks where somebody asks for an officer and
    nobody goes yet, the longest first.
    """

    counter: CounterNumber
    is_open: bool
    ticket: CounterTicket | None
    is_serving: bool
    waiting: Whole
    parked: tuple[CounterTicket, ...] = ()
    overdue: Whole = 0
    missed: CounterTicket | None = None
    absences: tuple[tuple[Whole, Whole], ...] = ()
    help: tuple[NodeName, ...] = ()


class ClockState(StrEnum):
    """How far a wall clock may be believed."""

    TRUSTED = "TRUSTED"
    HOLDOVER = "HOLDOVER"
    UNTRUSTED = "UNTRUSTED"


class Beat(Notice, frozen=True, kw_only=True):
    """The hub is alive. `office_time` is in seconds and never goes back; `at` is the hub's wall clock."""

    day: date | None
    office_time: Measure
    at: At
    clock: ClockState

    def __post_init__(self) -> None:
        """It is shown in another zone than it was sent in."""
        check_moments(self, "at")


class PresenceState(StrEnum):
    """Whether the box is there."""

    ONLINE = "ONLINE"
    OFFLINE = "OFFLINE"


class Presence(Struct, frozen=True, kw_only=True):
    """A box is there or not; the broker says OFFLINE for it by last will. `start` counts the starts of its process."""

    node: NodeName
    role: Role
    version: Clean
    state: PresenceState
    start: Whole


class Problem(StrEnum):
    """What is wrong with a box, from one closed list."""

    UNKNOWN_JOURNAL = "UNKNOWN_JOURNAL"
    OLD_EPOCH = "OLD_EPOCH"
    STORAGE = "STORAGE"
    JOURNAL_RESTORED = "JOURNAL_RESTORED"
    NUMBERS_EXHAUSTED = "NUMBERS_EXHAUSTED"
    RANGE_TAKEN = "RANGE_TAKEN"
    NUMBER_VOID = "NUMBER_VOID"
    NEIGHBOUR_GONE = "NEIGHBOUR_GONE"
    CLOCK_UNTRUSTED = "CLOCK_UNTRUSTED"
    BUTTON_STUCK = "BUTTON_STUCK"
    PANEL_GONE = "PANEL_GONE"
    PAPER_OUT = "PAPER_OUT"
    PAPER_NEAR_END = "PAPER_NEAR_END"
    COVER_OPEN = "COVER_OPEN"
    PRINTER_OFFLINE = "PRINTER_OFFLINE"
    PRINTER_STALLED = "PRINTER_STALLED"
    PRINTER_UNREACHABLE = "PRINTER_UNREACHABLE"
    VOICE_FAILED = "VOICE_FAILED"
    SCREEN_FAILED = "SCREEN_FAILED"
    BOX_QUARANTINED = "BOX_QUARANTINED"
    MANY_TICKETS = "MANY_TICKETS"
    KEY_REUSED = "KEY_REUSED"
    ESTIMATE_FAILED = "ESTIMATE_FAILED"
    SLIDES_FAILED = "SLIDES_FAILED"
    LOGO_FAILED = "LOGO_FAILED"
    SMALL_DISPLAY_FAILED = "SMALL_DISPLAY_FAILED"
    CERTIFICATE_ENDS = "CERTIFICATE_ENDS"


class Trouble(Struct, frozen=True, kw_only=True):
    """A problem, with what it concerns ("pin 17", "kiosk-2") and what to check."""

    problem: Problem
    detail: str = ""

    def __post_init__(self) -> None:
        """A detail may quote the name of a file, which may be anything."""
        clean_fields(self, "detail")


class Health(Struct, frozen=True, kw_only=True):
    """How a box feels, every ten seconds. Units: seconds, degrees Celsius, bytes; None is not known."""

    node: NodeName
    role: Role
    uptime: Measure
    outbox: Whole
    troubles: tuple[Trouble, ...] = ()
    paper: Paper | None = None
    temperature: Measure | None = None
    is_throttled: bool | None = None
    disk_free: Whole | None = None
    clock: ClockState | None = None
    journal: JournalId | None = None
