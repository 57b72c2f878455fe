"""What a technician may ask of the hub: the journal and the boxes, in pages that fit into one message."""

from collections.abc import Mapping
from typing import Final

from firmware.hub.door import Guest
from firmware.hub.journal import Journal
from firmware.hub.nodes import Nodes
from firmware.messages.codec import LIMIT, encode
from firmware.messages.requests import (
    AnyRequest,
    AnyResponse,
    Failed,
    JournalPage,
    JournalRow,
    ReadJournal,
    ReadNodes,
    ReadScores,
    ReadTicket,
    TicketPage,
)

# Presses wait while rows are read: so many at once are some milliseconds.
LOOKED_AT: Final = 1_000

_SPARE_BYTES: Final = 512


def answer_request(
    request: AnyRequest, journal: Journal, nodes: Nodes, guests: Mapping[str, Guest], now: float
) -> AnyResponse:
    """Return the response to one request; `now` is the boot clock."""
    match request:
        case ReadJournal():
            return JournalPage(rows=_fitting(journal.rows(request.after, request.limit)), end=journal.position)
        case ReadTicket():
            return _ticket_page(journal, request)
        case ReadScores():
            return JournalPage(rows=journal.scored(request.before), end=journal.position)
        case ReadNodes():
            return nodes.page(request.after, guests, now)
        case _:
            return Failed(detail=f"a hub cannot {type(request).__name__}; ask a display")


def _ticket_page(journal: Journal, request: ReadTicket) -> TicketPage:
    day, ticket = journal.latest_named(request.number)
    if ticket is None:
        return TicketPage(ticket=None, day=day, rows=(), reached=journal.position, is_last=True)
    rows, reached = journal.rows_of(ticket, request.after, LOOKED_AT)
    fitting = _fitting(rows)
    if len(fitting) < len(rows):
        reached = fitting[-1].position
    return TicketPage(ticket=ticket, day=day, rows=fitting, reached=reached, is_last=reached >= journal.position)


def _fitting(rows: tuple[JournalRow, ...]) -> tuple[JournalRow, ...]:
    left = LIMIT - _SPARE_BYTES
    for count, row in enumerate(rows):
        left -= len(encode(row)) + 1
        if left < 0:
            return rows[:count]
    return rows
