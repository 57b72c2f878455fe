"""How many numbers the hub leaves out after a loss, so that none is given twice. Pure.

A ticket takes at least one position of the journal, and every box hears each second how far the journal has come. So of
the positions that nobody can account for each may be a number that only a silent kiosk or its printer knows. Where no
box has told anything the time since the last known event has to do. Numbers cost nothing; two people with one do.
"""

from typing import Final

from firmware.queueing.plan import OfficePlan

SAFETY_GAP: Final = 100
LARGEST_GAP: Final = 2_000
UNHEARD: Final = 20
"""Positions of the last second, which may have reached no box that is there."""
PER_MINUTE: Final = 10
UNKNOWN_SECONDS: Final = 1_800.0
"""How long ago the last known event is taken to be at least, where no clock is believed."""


def knows_tickets(plan: OfficePlan, node: str) -> bool:
    """Say whether a box may be the only one that knows of a number: a kiosk or a printer, and not a counter's box."""
    known = {name for kiosk in plan.kiosks for name in (kiosk.name, kiosk.printer)}
    return not plan.kiosks or node in known


def gap(*, unknown: int | None, silent_seconds: float | None) -> int:
    """Return how many numbers of each service to leave out.

    `unknown` counts the positions that boxes have heard of and nobody accounts for, None where no box has told
    anything; `silent_seconds` are those since the last known event, None where no clock is believed.
    """
    if unknown is None:
        seconds = UNKNOWN_SECONDS if silent_seconds is None else silent_seconds
        unknown = round(seconds / 60.0 * PER_MINUTE)
    return min(max(SAFETY_GAP, unknown + UNHEARD), LARGEST_GAP)
