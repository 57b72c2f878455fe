"""What was done by hand with the paper roll in the drawer, entered when the system is back.

The time it happened is typed as the office's clock showed it, and told to the hub as an age. The hub's clock is the one
to count from: the Pi on which this is typed may have been without power just as well.
"""

import re
from datetime import timedelta
from typing import Final

from msgspec import Struct

from firmware.messages.answers import Accepted, Reason
from firmware.messages.commands import AdoptTicket, Figure
from firmware.messages.names import CounterNumber, ServiceLetter
from firmware.messages.notices import Beat, ClockState
from firmware.technician.faults import NotDone
from firmware.technician.technician_box import TechnicianBox

_CLOCK: Final = re.compile(r"([01]?\d|2[0-3])[.:]([0-5]\d)")

_WHY: Final = {
    Reason.NUMBER_TAKEN: "that number is in the system already today; is the letter right?",
    Reason.NOT_YOURS: "that number is not on the paper roll; office.toml says which are: [numbers] paper_roll",
    Reason.UNKNOWN_SERVICE: "the office has no service with that letter; see: antrian status",
    Reason.UNKNOWN_COUNTER: "the office has no such counter; see: antrian status",
    Reason.DAY_PAST: "that was before today began; what happened on another day is not entered",
}


class ByHand(Struct, frozen=True, kw_only=True):
    """What is typed: the paper, the counter that has helped the person (None: they wait), when today (None: now)."""

    number: Figure
    service: ServiceLetter
    counter: CounterNumber | None
    at: str | None
    priority: bool


def wanted(box: TechnicianBox, typed: ByHand) -> AdoptTicket:
    """Return the command to ask for: the kept one with this number and service, else one with a press of its own.

    Raises NotDone for a time that does not count, and OfficeDead where the hub is needed to count it.
    """
    kept = box.kept(AdoptTicket, number=typed.number, service=typed.service)
    if kept is not None:
        return kept
    return AdoptTicket(
        key=box.names.key(),
        press=box.names.press(),
        number=typed.number,
        service=typed.service,
        counter=typed.counter,
        priority=typed.priority,
        age=0.0 if typed.at is None else age_of(typed.at, box.beat()),
    )


def enter(box: TechnicianBox, command: AdoptTicket) -> Accepted:
    """Enter it. Raises NotDone with the reason, OfficeDead."""
    return box.ask(command, _WHY)


def age_of(at: str, beat: Beat) -> float:
    """Return the seconds from a time of today ("10.42") to the hub's present. Raises NotDone."""
    match = _CLOCK.fullmatch(at)
    if match is None:
        raise NotDone(f"{at!r} is no time of day; write it like 10.42")
    if beat.clock is ClockState.UNTRUSTED:
        raise NotDone(f"the hub does not trust its clock, so it cannot know when {at} was; leave out --at")
    when = beat.at.replace(hour=int(match[1]), minute=int(match[2]), second=0)
    if when > beat.at:
        raise NotDone(f"{at} has not come yet; in the office it is {beat.at:%H.%M}")
    return (beat.at - when) / timedelta(seconds=1)


def said_of(command: AdoptTicket, accepted: Accepted) -> str:
    """Return what is now in the system."""
    helped = f"helped at counter {command.counter}" if command.counter else f"waits for service {command.service}"
    return f"{accepted.number} is entered: {helped} (position {accepted.position})"
