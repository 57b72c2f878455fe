"""The evidence of a simulated day: all that its invariants judge."""

from collections.abc import Iterator

from msgspec import Struct

from firmware.queueing.events import LabelAdded, TicketAdopted, TicketIssued
from firmware.queueing.evolve import evolve
from firmware.queueing.model import Queue, empty
from firmware.simulation.people import Tap
from firmware.simulation.printer import Printed
from firmware.simulation.records import Records, Row


class Claim(Struct, frozen=True):
    """A box says by an exact age that the finger of this key was on the button then."""

    key: str
    at: float


class Evidence(Struct, frozen=True, kw_only=True):
    """All that is judged.

    `queue` is what the hub believes at the end, `board` how many wait by the board it last told. By key: `pressed_at`
    says when the finger was on the button, `deliveries` when it reached the hub and at which age (inf: not exact),
    `answered_at` when the hub answered first. `lost_stores` are cards that were thrown away, as node and store, `beats`
    the epochs as each life of a box believed them, `opened_blind` the days opened while nobody vouched for the hub's
    clock, `doomed` the boxes that died by themselves, `pending` what is still in an outbox, `presses` all that were on
    their way, `claimed` what they say of their fingers.
    """

    records: Records
    papers: tuple[Printed, ...]
    taps: tuple[Tap, ...]
    queue: Queue
    board: dict[str, int]
    pressed_at: dict[str, float]
    deliveries: dict[str, list[tuple[float, float]]]
    answered_at: dict[str, float]
    lost_stores: frozenset[str]
    beats: dict[str, list[int]]
    opened_blind: tuple[str, ...]
    doomed: tuple[str, ...]
    pending: tuple[str, ...]
    presses: frozenset[str]
    claimed: frozenset[Claim]


def issued(records: Records) -> Iterator[tuple[Row, TicketIssued | TicketAdopted | LabelAdded]]:
    """Each number that was given to somebody."""
    for row in records.rows:
        if isinstance(row.event, TicketIssued | TicketAdopted | LabelAdded):
            yield row, row.event


def replayed(evidence: Evidence) -> Iterator[tuple[Queue, Row]]:
    """Each event with the queue before it."""
    queue = empty(evidence.queue.plan)
    for row in evidence.records.rows:
        yield queue, row
        queue = evolve(queue, row.event, row.office)
