"""What a technician may ask of the hub: the journal and the boxes, in pages that fit into one message."""

import logging
from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import Struct

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

_PAGE_BYTES: Final = LIMIT - 512
_DETAIL: Final = 500
_JSON: Final = msgspec.json.Encoder()

log = logging.getLogger(__name__)


class _Kind(Struct, frozen=True):
    event: str


def answer_request(
    request: AnyRequest, journal: Journal, nodes: Nodes, guests: Mapping[str, Guest], now: float
) -> AnyResponse:
    """Return the response to one request; `now` is the boot clock. What fits into no message has failed."""
    try:
        response = _answer(request, journal, nodes, guests, now)
        encode(response)
    except ValueError as error:
        log.error("%s: %s", type(request).__name__, error)  # noqa: TRY400 - the sentence is enough
        return Failed(detail=str(error)[:_DETAIL])
    return response


def _answer(
    request: AnyRequest, journal: Journal, nodes: Nodes, guests: Mapping[str, Guest], now: float
) -> AnyResponse:
    match request:
        case ReadJournal():
            return JournalPage(rows=_fitting(journal.rows(request.after, request.limit)), end=journal.position)
        case ReadTicket():
            return _ticket_page(journal, request)
        case ReadScores():
            return JournalPage(rows=_fitting(journal.scored(request.before)), end=journal.position)
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
    """Return the first rows, as many as fit; of one that fits into no message at all, that it is there."""
    left, fitting = _PAGE_BYTES, []
    for row in map(_shown, rows):
        left -= len(_JSON.encode(row)) + 1
        if left < 0:
            break
        fitting.append(row)
    return tuple(fitting)


def _shown(row: JournalRow) -> JournalRow:
    size = len(_JSON.encode(row))
    if size < _PAGE_BYTES:
        return row
    kind = msgspec.json.decode(row.event, type=_Kind).event
    log.error("row %d is %d bytes and fits into no message; left out", row.position, size)
    said = {"event": kind, "left_out": f"{size} bytes fit into no message"}
    return msgspec.structs.replace(row, event=msgspec.Raw(_JSON.encode(said)))
