"""Checking in somebody who has booked, by the officer at the door: the number is said, and no slip is printed.

The hub knows the day's appointments from the file that the office exports; a code that it does not know may be of
another day, or booked after the export.
"""

from typing import Final

from firmware.messages.answers import Accepted, Reason
from firmware.messages.commands import CheckIn
from firmware.technician.technician_box import TechnicianBox

_WHY: Final = {
    Reason.UNKNOWN_APPOINTMENT: (
        "the hub knows no such appointment today; is the code right, today's file exported, and the clock set? "
        "A walk-in's ticket is always there for the person"
    ),
    Reason.DAY_CLOSED: "no business day is open; open one first: antrian day open",
    Reason.UNKNOWN_SERVICE: "the appointment is for a service that office.toml does not have",
    Reason.NUMBERS_EXHAUSTED: "the service has no number left today",
}


def check_in_at_the_door(box: TechnicianBox, code: str, *, is_priority: bool) -> Accepted:
    """Check in; typed again, it asks for the same command. Raises NotDone with the reason, OfficeDead."""
    kept = box.kept(CheckIn, appointment=code, priority=is_priority)
    command = kept or CheckIn(key=box.names.key(), press=box.names.press(), appointment=code, priority=is_priority)
    return box.ask(command, _WHY)
