"""Requests: what a technician asks of one box, answered over MQTT 5 request/response.

The asker names its response topic and correlation data in the packet's properties (MQTT 5, 4.10); the box answers
there. A screenshot comes back as the bytes of a PNG with content type `image/png`, everything else as a `Response`.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Raw, Struct

from firmware.messages.figures import Measure, Whole, check_year
from firmware.messages.names import CounterNumber, JournalId, Key, TicketId, TicketNumber
from firmware.messages.notices import Health, Presence
from firmware.messages.text import CLEAN, Clean, clean_fields


class Request(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="request", tag=True):
    """What a technician asks."""


class TakeScreenshot(Request, frozen=True, kw_only=True, tag=True):
    """Send a PNG of what the wall shows now."""


class Say(Request, frozen=True, kw_only=True, tag=True):
    """Speak a call in the zone of this display, as a test; nothing is journaled. `Done` comes when it was heard."""

    number: TicketNumber
    counter: CounterNumber


class Sentence(StrEnum):
    """What a technician can have a display say and show beside its calls.

    `EVACUATION` stays, by wall and voice, until `ALL_CLEAR`; the others are said once.
    """

    MANUAL = "MANUAL"
    CLOSING = "CLOSING"
    EVACUATION = "EVACUATION"
    ALL_CLEAR = "ALL_CLEAR"


class Announce(Request, frozen=True, kw_only=True, tag=True):
    """Say one of the prepared sentences in the zone of this display."""

    sentence: Sentence


class CheckSlip(Request, frozen=True, kw_only=True, tag=True):
    """Ask the hub whether a slip is genuine, by the text of its QR or as typed: "2026-11-23-A017 7K2QMX"."""

    text: Annotated[str, Meta(pattern=CLEAN, max_length=200)]


class ReadJournal(Request, frozen=True, kw_only=True, tag=True):
    """Send events after a position, the oldest first; a negative `after` counts from the end."""

    after: Whole
    limit: Annotated[int, Meta(ge=1, le=500)] = 50


class ReadNodes(Request, frozen=True, kw_only=True, tag=True):
    """Send what the hub knows of the boxes whose name comes after `after` in the alphabet."""

    after: Clean = ""


class ReadKept(Request, frozen=True, kw_only=True, tag=True):
    """Send the answered commands that the box keeps, after a number of its own, the oldest first.

    A negative `after` counts from the end.
    """

    after: Whole = 0


class ReadPapers(Request, frozen=True, kw_only=True, tag=True):
    """Send the slips that a printer box keeps, after a number of its own, the oldest first; as in `ReadKept`."""

    after: Whole = 0


class ReadTicket(Request, frozen=True, kw_only=True, tag=True):
    """Send what the journal holds of one ticket of the latest business day, after a position, the oldest first.

    `number` is any that may stand on the person's paper.
    """

    number: TicketNumber
    after: Whole = 0


class ReadScores(Request, frozen=True, kw_only=True, tag=True):
    """Send how true the estimates of one day were: the latest day scored before a position (None: of all)."""

    before: Whole | None = None


AnyRequest = (
    TakeScreenshot
    | Say
    | Announce
    | CheckSlip
    | ReadJournal
    | ReadNodes
    | ReadKept
    | ReadPapers
    | ReadTicket
    | ReadScores
)


class Response(Struct, frozen=True, kw_only=True, tag_field="response", tag=True):
    """What a box answers."""


class Done(Response, frozen=True, kw_only=True, tag=True):
    """It was done."""


class Failed(Response, frozen=True, kw_only=True, tag=True):
    """It could not be done; `detail` says what to check."""

    detail: str

    def __post_init__(self) -> None:
        """As in `Trouble`."""
        clean_fields(self, "detail")


class Verdict(StrEnum):
    """What the hub thinks of a slip."""

    GENUINE = "GENUINE"
    OLD = "OLD"
    OFFLINE = "OFFLINE"
    FORGED = "FORGED"
    UNREADABLE = "UNREADABLE"


class SlipChecked(Response, frozen=True, kw_only=True, tag=True):
    """`GENUINE`: issued by this hub on the open day. `OLD`: by this hub on another day.

    `OFFLINE`: this number was given while the hub was silent, so the paper bears no code. `ticket` is whom it is about
    (None: the text names nobody), `state` where that person stands on the open day.
    """

    verdict: Verdict
    ticket: TicketId | None = None
    state: Clean | None = None


class JournalRow(Struct, frozen=True, kw_only=True):
    """One event. `at` is office time in seconds, `event` the event as JSON with its tag in `event`."""

    position: Whole
    epoch: Whole
    day: date | None
    key: Key
    at: Measure
    wall: Clean
    event: Raw

    def __post_init__(self) -> None:
        """It is shown as the time of day of some zone."""
        check_year("wall", datetime.fromisoformat(self.wall))


class JournalPage(Response, frozen=True, kw_only=True, tag=True):
    """As many rows as fit into one message; ask again after the last position for more."""

    rows: tuple[JournalRow, ...]
    end: Whole


class TicketPage(Response, frozen=True, kw_only=True, tag=True):
    """Rows that fit into one message; ask again after `reached`, up to which was looked, while not `is_last`.

    `ticket` is None where no ticket of the latest business day has this number; `day` is that day (None: none yet).
    """

    ticket: TicketId | None
    day: date | None
    rows: tuple[JournalRow, ...]
    reached: Whole
    is_last: bool


class NodeStatus(Struct, frozen=True, kw_only=True):
    """One box as the hub knows it.

    `heard` is seconds since anything came from it (None: nothing since the hub began), `dropped` counts its messages
    that could not be read, `fault` says what it is quarantined for.
    """

    node: Clean
    presence: Presence | None
    health: Health | None
    heard: Measure | None
    dropped: Whole = 0
    is_quarantined: bool = False
    fault: Clean = ""


class NodePage(Response, frozen=True, kw_only=True, tag=True):
    """As many boxes as fit into one message; ask again after the last name while not `is_last`."""

    nodes: tuple[NodeStatus, ...]
    is_last: bool


class KeptCommand(Struct, frozen=True, kw_only=True):
    """One answered command. `n` rises; `age` is the seconds since the press, a lower bound where not exact."""

    n: Whole
    command: Raw
    answer: Raw
    age: Measure
    is_age_exact: bool


class KeptPage(Response, frozen=True, kw_only=True, tag=True):
    """As many kept commands as fit into one message; ask again after the last `n` while not `is_last`.

    `journal`, `epoch` and `position` are the newest that the box has heard of the hub.
    """

    rows: tuple[KeptCommand, ...]
    is_last: bool
    journal: JournalId | None
    epoch: Whole
    position: Whole


class KeptPaper(Struct, frozen=True, kw_only=True):
    """One slip that a printer box took. `state` is its claim's; `age` as in `KeptCommand`, since the issue."""

    n: Whole
    slip: Raw
    state: Clean
    is_marked: bool
    age: Measure
    is_age_exact: bool


class PaperPage(Response, frozen=True, kw_only=True, tag=True):
    """As many kept slips as fit into one message; ask again after the last `n` while not `is_last`."""

    rows: tuple[KeptPaper, ...]
    is_last: bool
    journal: JournalId | None
    epoch: Whole
    position: Whole


AnyResponse = Done | Failed | SlipChecked | JournalPage | TicketPage | NodePage | KeptPage | PaperPage
