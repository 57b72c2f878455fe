"""Answers: the hub's reply to a command, found by its key. A refusal is an expected no with a reason from one list.

An answer is made once and journaled with the key; asking again brings the same bytes. `NOT_YET`, `TOO_FAST` and
`STORAGE` may be tried again with the same key and are not journaled; every other refusal is final.
"""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from firmware.messages.figures import Patience, Whole
from firmware.messages.names import CounterNumber, JournalId, Key, TicketId, TicketNumber
from firmware.messages.text import clean_fields


class Reason(StrEnum):
    """Why not."""

    NOBODY_WAITING = "NOBODY_WAITING"
    UNKNOWN_SERVICE = "UNKNOWN_SERVICE"
    UNKNOWN_COUNTER = "UNKNOWN_COUNTER"
    UNKNOWN_TICKET = "UNKNOWN_TICKET"
    COUNTER_CLOSED = "COUNTER_CLOSED"
    COUNTER_MOVED_ON = "COUNTER_MOVED_ON"
    COUNTER_EMPTY = "COUNTER_EMPTY"
    NOT_SERVED_HERE = "NOT_SERVED_HERE"
    NOT_IN_THIS_STATE = "NOT_IN_THIS_STATE"
    NOT_YOURS = "NOT_YOURS"
    NOT_SUPPORTED = "NOT_SUPPORTED"
    NUMBERS_EXHAUSTED = "NUMBERS_EXHAUSTED"
    NUMBER_TAKEN = "NUMBER_TAKEN"
    RANGE_TAKEN = "RANGE_TAKEN"
    DAY_CLOSED = "DAY_CLOSED"
    DAY_OPEN = "DAY_OPEN"
    DAY_PAST = "DAY_PAST"
    DAY_AHEAD = "DAY_AHEAD"
    TOO_OLD = "TOO_OLD"
    CALL_STANDS = "CALL_STANDS"
    PARK_FULL = "PARK_FULL"
    COME_BACK_OVER = "COME_BACK_OVER"
    NO_MORE_TICKETS = "NO_MORE_TICKETS"
    QUOTA_REACHED = "QUOTA_REACHED"
    UNKNOWN_APPOINTMENT = "UNKNOWN_APPOINTMENT"
    APPOINTMENT_USED = "APPOINTMENT_USED"
    NOBODY_ASKS = "NOBODY_ASKS"
    NOT_YET = "NOT_YET"
    TOO_FAST = "TOO_FAST"
    BAD_COMMAND = "BAD_COMMAND"
    KEY_REUSED = "KEY_REUSED"
    STORAGE = "STORAGE"


RETRYABLE: Final = frozenset({Reason.NOT_YET, Reason.TOO_FAST, Reason.STORAGE})


class Accepted(Struct, frozen=True, kw_only=True, tag_field="answer", tag=True):
    """Done, and on disk at `position`. `ticket` and `number` tell whom it concerns, where it concerns one."""

    key: Key
    journal: JournalId
    epoch: Whole
    position: Whole
    ticket: TicketId | None = None
    number: TicketNumber | None = None
    counter: CounterNumber | None = None


class Refused(Struct, frozen=True, kw_only=True, tag_field="answer", tag=True):
    """Not done. `key` is None only for `TOO_FAST`, which is said before anything is parsed.

    `detail` is English for the technician's log. `retry_after` is in seconds, for the reasons that may be retried.
    """

    key: Key | None
    reason: Reason
    journal: JournalId
    epoch: Whole
    position: Whole
    detail: str = ""
    retry_after: Patience | None = None

    def __post_init__(self) -> None:
        """It goes into logs and onto a terminal, whoever has said it."""
        clean_fields(self, "detail")


AnyAnswer = Accepted | Refused
