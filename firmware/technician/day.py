"""Opening and closing the business day by hand."""

from datetime import date
from typing import Final

from firmware.messages.answers import Accepted, Reason
from firmware.messages.commands import CloseDay, OpenDay
from firmware.technician.technician_box import TechnicianBox

_WHY: Final = {
    Reason.DAY_OPEN: "a business day is open already; close it first: antrian day close",
    Reason.DAY_CLOSED: "that business day is not open",
    Reason.DAY_AHEAD: "that day is far ahead of the hub's calendar; is the year right?",
    Reason.DAY_PAST: "the office was already open on that day or a later one; days never go back",
}


def open_day(box: TechnicianBox, day: date) -> Accepted:
    """Open the day. Raises NotDone with the reason, OfficeDead."""
    return box.ask(box.kept(OpenDay, day=day) or OpenDay(key=box.names.key(), day=day), _WHY)


def close_day(box: TechnicianBox, day: date) -> Accepted:
    """Close the day. Raises NotDone with the reason, OfficeDead."""
    return box.ask(box.kept(CloseDay, day=day) or CloseDay(key=box.names.key(), day=day), _WHY)
