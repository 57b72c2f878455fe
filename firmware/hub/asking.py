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
    ReadTicket,
    TicketPage,
)

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
        case ReadNodes():
            return nodes.page(request.after, guests, now)
        case _:
            return Failed(detail=f"a hub cannot {type(request).__name__}; ask a display")


def _ticket_page(journal: Journal, request: ReadTicket) -> TicketPage:
    day, ticket = journal.latest_named(request.number)
    rows = journal.rows_of(ticket, request.after) if ticket else ()
    fitting = _fitting(rows)
    return TicketPage(ticket=ticket, day=day, rows=fitting, is_last=len(fitting) == len(rows))


def _fitting(rows: tuple[JournalRow, ...]) -> tuple[JournalRow, ...]:
    left = LIMIT - _SPARE_BYTES
    for count, row in enumerate(rows):
        left -= len(encode(row)) + 1
        if left < 0:
            return rows[:count]
    return rows
