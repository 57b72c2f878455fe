"""Why: what made a ticket the next one, as it was when the call was decided. Journaled with the call.

Enough for one sentence to an officer or to somebody who complains, and nothing about the reason of a priority.
"""

from enum import StrEnum

from msgspec import Struct

from firmware.messages.figures import Whole
from firmware.messages.names import TicketNumber


class Standing(StrEnum):
    """In which class a ticket waits. Somebody booked who comes too late waits as a walk-in."""

    PRIORITY = "PRIORITY"
    BOOKED = "BOOKED"
    WALK_IN = "WALK_IN"


class Rule(StrEnum):
    """What decided."""

    CAP = "CAP"  # has waited as long as one of this class may
    COME_BACK = "COME_BACK"  # missed a call, came back, and has let the ones before go
    CREDIT = "CREDIT"  # has the highest credit
    CLASS = "CLASS"  # strict priority: the class goes first
    TURN = "TURN"  # weighted turns: it is the turn of the class
    FIRST_COME = "FIRST_COME"  # has waited the longest
    NAMED = "NAMED"  # an officer called this number by name


class Why(Struct, frozen=True, kw_only=True):
    """Why this ticket. Whole seconds.

    `waited` is since the ticket's place in line began, `credit` its credit (seconds of its standing times `rate`),
    `slot` how long ago its appointment was (None: none; negative: still to come), `choices` how many this counter could
    have called, `next_number` who came second, with what `next_standing`, `next_credit` and `next_slot` (None: nobody
    else waited). Before the slot a BOOKED one counts as a walk-in where classes go first or take turns.
    `next_is_behind` says that the second has come back after a missed call and has yet to let others go, `is_preferred`
    that the counter takes this service before that of the second, whatever the rule says.
    """

    rule: Rule
    standing: Standing
    waited: Whole
    credit: Whole
    rate: Whole
    slot: Whole | None = None
    choices: Whole = 1
    next_number: TicketNumber | None = None
    next_standing: Standing | None = None
    next_credit: Whole | None = None
    next_slot: Whole | None = None
    next_is_behind: bool = False
    is_preferred: bool = False
