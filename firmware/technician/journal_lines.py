"""A row of the journal as a line that a person reads. Pure.

The technician's box knows events only by their JSON: the tag and the fields. A new kind of event is shown with its
fields rather than hidden.
"""

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from firmware.messages.codec import Garbage, decode
from firmware.messages.names import node_of
from firmware.messages.requests import JournalRow
from firmware.messages.why import Why
from firmware.technician.absences import said_of
from firmware.technician.why import brief

_SAID: Final[dict[str, str]] = {
    "DayOpened": "business day {day} opened",
    "DayClosed": "business day {day} closed",
    "CounterOpened": "counter {counter} opened",
    "CounterClosed": "counter {counter} closed",
    "CounterPlanned": "nobody at counter {counter} today: {absences}",
    "TicketIssued": "issued for service {service}",
    "TicketAdopted": "number given while the hub was silent, for service {service}",
    "LabelAdded": "one more number of {ticket}",
    "ServedByHand": "helped by hand at counter {counter}",
    "NumbersClaimed": "numbers {low} to {high} are with {kiosk} today",
    "JournalRebuilt": "the journal was put together again from the boxes",
    "TicketCalled": "called to counter {counter}",
    "TicketRecalled": "called again to counter {counter}",
    "ServingStarted": "being served at counter {counter}",
    "TicketFinished": "finished at counter {counter}",
    "StageFinished": "helped at counter {counter}, goes on to service {service}",
    "NoShowMarked": "did not come to counter {counter}",
    "TicketRequeued": "back in line from counter {counter}",
    "TicketTransferred": "sent by counter {counter} to service {service}",
    "TicketParked": "set aside by counter {counter}",
    "TicketWithdrawn": "left by choice",
    "TicketCarriedOut": "still waiting when the day closed",
    "HelpRequested": "somebody asks for an officer at {kiosk}",
    "HelpCancelled": "nobody asks for an officer at {kiosk} any more",
    "HelpAnswered": "counter {counter} goes to {kiosk}",
    "DayScored": "the estimates of {day} were judged",
}


class Line(Struct, frozen=True, kw_only=True):
    """One line: position, time of day in the office's zone, the number it concerns ("" for none), what, who."""

    position: int
    time: str
    number: str
    text: str
    node: str


def line_of(row: JournalRow, zone: ZoneInfo) -> Line:
    """Return the row as a line."""
    event = fields_of(row.event)
    return Line(
        position=row.position,
        time=datetime.fromisoformat(row.wall).astimezone(zone).strftime("%H.%M.%S"),
        number=_number(event),
        text=_text(event),
        node=node_of(row.key) or "",
    )


def fields_of(raw: msgspec.Raw) -> dict[str, Any]:
    """Return an event's tag and fields as they are in JSON."""
    fields = decode(dict[str, Any], bytes(raw))
    return {"event": "unreadable", "bytes": len(bytes(raw))} if isinstance(fields, Garbage) else fields


def _number(event: dict[str, Any]) -> str:
    number = event.get("number") or str(event.get("ticket", "")).rpartition("-")[2]
    return str(number)


def _text(event: dict[str, Any]) -> str:
    try:
        return _known(event)
    except (KeyError, TypeError, ValueError):
        rest = " ".join(f"{name}={value}" for name, value in event.items() if name not in {"event", "ticket"})
        return f"{event.get('event', 'unknown event')} {rest}".strip()


def _known(event: dict[str, Any]) -> str:
    """Raises KeyError, TypeError or ValueError for an event in words of another version."""
    kind = event["event"]
    if kind == "SlipReported":
        return _slip(event)
    if kind == "CounterPlanned":
        event = {**event, "absences": said_of(event["absences"])}
    said = _SAID[kind].format_map(event)
    why = why_of(event)
    if why is not None:
        return f"{said}: {brief(why)}"
    return f"{said}, with priority" if event.get("priority") is True else said


def why_of(event: dict[str, Any]) -> Why | None:
    """Return why a call was made, or None where its row does not tell, or tells in words of a newer hub."""
    try:
        return msgspec.convert(event.get("why"), Why)
    except msgspec.ValidationError:
        return None


def _slip(event: dict[str, Any]) -> str:
    cause = f" ({event['cause']})" if event.get("cause") else ""
    again = "" if event.get("is_final", True) else ", will be tried again"
    marked = ", marked CETAK ULANG" if event.get("is_marked") else ""
    return f"slip {str(event.get('outcome', '')).lower()}{cause}{marked}{again}"
