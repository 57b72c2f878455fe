"""The arbiter of paper: whether a slip may be printed, and whether it must say CETAK ULANG.

A press owns at most one unmarked slip. The first durable claim on a press wins; any later slip for it is SUPERSEDED.
Once a first byte may have left for the printer, nobody knows what is in the visitor's hand, so any further attempt is
marked. A slip older than 120 s is not printed: the visitor has gone to a counter, and a printer that comes back must
not flood out what nobody waits for. The order of the questions below is the rule.
"""

from enum import StrEnum
from typing import Final

from msgspec import Struct

AGE_LIMIT_SECONDS: Final = 120.0


class ClaimState(StrEnum):
    """How far a claim has come; each step is on disk before the next is taken."""

    CLAIMED = "CLAIMED"
    SENDING = "SENDING"
    DONE = "DONE"
    EXPIRED = "EXPIRED"


class Claim(Struct, frozen=True, kw_only=True):
    """One press's right to paper. `number` is the label of the slip that has it.

    `is_marked` says that the latest attempt bore CETAK ULANG.
    """

    press: str
    slip: str
    state: ClaimState
    is_marked: bool = False
    number: str | None = None


class Verdict(StrEnum):
    """What to do with a slip."""

    PRINT = "PRINT"
    PRINT_MARKED = "PRINT_MARKED"
    ALREADY_DONE = "ALREADY_DONE"
    SUPERSEDED = "SUPERSEDED"
    TOO_OLD = "TOO_OLD"


def judge(claim: Claim | None, slip: str, age: float) -> Verdict:
    """Decide on the slip with this id, given the claim on its press; `age` is seconds since the ticket was issued."""
    if claim is not None and claim.slip != slip:
        return Verdict.SUPERSEDED
    if claim is not None and claim.state is ClaimState.DONE:
        return Verdict.ALREADY_DONE
    if age > AGE_LIMIT_SECONDS or (claim is not None and claim.state is ClaimState.EXPIRED):
        return Verdict.TOO_OLD
    if claim is not None and claim.state is ClaimState.SENDING:
        return Verdict.PRINT_MARKED
    return Verdict.PRINT
