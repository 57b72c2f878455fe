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
    """Return the snapshot with one more message; what cannot be read, or is no notice of the hub, changes nothing."""
    if topic == topics.PRESENCE.name(HUB) and isinstance(hub := decode(Presence, payload), Presence):
        return structs.replace(snapshot, hub=hub)
    parsed = topics.parse(topic)
    if parsed is None or parsed[0].word not in topics.HUB_NOTICES:
        return snapshot
    match decode(topics.HUB_NOTICES[parsed[0].word], payload):
        case Beat() as beat:
            return structs.replace(snapshot, beat=beat)
        case Office() as office:
            return structs.replace(snapshot, office=office)
        case Board() as board:
            return structs.replace(snapshot, board=board)
        case CounterState() as state:
            others = tuple(known for known in snapshot.counters if known.counter != state.counter)
            return structs.replace(snapshot, counters=(*others, state))
    return snapshot
