"""Saying when today nobody will be at a counter: a late opening, a break, an early close. The estimate counts on it."""

from collections.abc import Iterable
from typing import Final

from firmware.messages import topics
from firmware.messages.answers import Accepted, Reason
from firmware.messages.codec import decode
from firmware.messages.commands import Absence, PlanCounter
from firmware.messages.notices import CounterState
from firmware.node.link import Received
from firmware.technician.faults import NotDone
from firmware.technician.technician_box import TechnicianBox

_WHY: Final = {
    Reason.UNKNOWN_COUNTER: "the office has no such counter; see: antrian status",
    Reason.DAY_CLOSED: "no business day is open; what holds for every day stands in office.toml",
}


def plan_absences(box: TechnicianBox, counter: int, absences: tuple[Absence, ...]) -> Accepted:
    """Say all of them; what stood before is replaced. Raises NotDone with the reason, OfficeDead."""
    kept = box.kept(PlanCounter, counter=counter, absences=absences)
    return box.ask(kept or PlanCounter(key=box.names.key(), counter=counter, absences=absences), _WHY)


def planned(counter: int, messages: Iterable[Received]) -> tuple[Absence, ...]:
    """Return what the hub tells of a counter. Raises NotDone where it tells of no such counter."""
    topic = topics.COUNTER.name(counter)
    for message in messages:
        if message.topic == topic and isinstance(state := decode(CounterState, message.payload), CounterState):
            return state.absences
    raise NotDone(f"the hub tells of no counter {counter}; see: antrian status")
