"""What one look at an office has heard: the hub's notices as they came and its list of boxes."""

from typing import Final

from msgspec import Struct, structs

from firmware.messages import topics
from firmware.messages.codec import decode
from firmware.messages.notices import Beat, Board, CounterState, Office, Presence
from firmware.messages.requests import NodeStatus

HUB: Final = "hub"


class Snapshot(Struct, frozen=True, kw_only=True):
    """An office at one moment. `broker` is its address."""

    broker: str
    beat: Beat | None = None
    hub: Presence | None = None
    office: Office | None = None
    board: Board | None = None
    counters: tuple[CounterState, ...] = ()
    nodes: tuple[NodeStatus, ...] = ()

    @property
    def is_whole(self) -> bool:
        """True once everything that the hub tells has been heard."""
        if self.beat is None or self.hub is None or self.office is None or self.board is None:
            return False
        return {counter.number for counter in self.office.counters} <= {state.counter for state in self.counters}


def hear(snapshot: Snapshot, topic: str, payload: bytes) -> Snapshot:
    """Return the snapshot with one more message; what cannot be read, or does not belong here, changes nothing."""
    match _decoded(topic, payload):
        case Presence() as hub:
            return structs.replace(snapshot, hub=hub)
        case Beat() as beat:
            return structs.replace(snapshot, beat=beat)
        case Office() as office:
            return structs.replace(snapshot, office=office)
        case Board() as board:
            return structs.replace(snapshot, board=board)
        case CounterState() as state:
            others = tuple(known for known in snapshot.counters if known.counter != state.counter)
            return structs.replace(snapshot, counters=(*others, state))
        case _:
            return snapshot


def _decoded(topic: str, payload: bytes) -> object:
    if topic == topics.PRESENCE.name(HUB):
        return decode(Presence, payload)
    parsed = topics.parse(topic)
    kind = topics.HUB_NOTICES.get(parsed[0].word) if parsed else None
    return decode(kind, payload) if kind else None
