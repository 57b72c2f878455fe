"""Every box the hub has heard of: its presence, its health, when it last spoke, and what the door thinks of it."""

from collections.abc import Iterable, Mapping
from typing import Final

from firmware.hub.door import Guest, fault
from firmware.hub.hearing import ASKERS, TELLERS
from firmware.messages.codec import LIMIT, encode
from firmware.messages.names import Role
from firmware.messages.notices import Health, Paper, Presence, PresenceState
from firmware.messages.requests import NodePage, NodeStatus

_SPARE_BYTES: Final = 512


class Nodes:
    """What is known of the boxes, by name."""

    def __init__(self) -> None:
        self._presence: dict[str, Presence] = {}
        self._health: dict[str, Health] = {}
        self._heard_at: dict[str, float] = {}

    def hear_presence(self, presence: Presence, now: float) -> None:
        """Note who is there and who is gone."""
        self._presence[presence.node] = presence
        if presence.state is PresenceState.ONLINE:
            self._heard_at[presence.node] = now

    def names(self) -> set[str]:
        """Return every box that was ever heard."""
        return self._presence.keys() | self._heard_at.keys()

    def is_known(self, presence: Presence) -> bool:
        """Say whether this is what was last heard of the box."""
        return self._presence.get(presence.node) == presence

    def is_online(self, node: str) -> bool:
        """Say whether the box was there when it was last heard of."""
        presence = self._presence.get(node)
        return presence is not None and presence.state is PresenceState.ONLINE

    def online(self, role: Role) -> list[str]:
        """Return the boxes of this role that are there."""
        there = (box for box in self._presence.values() if box.state is PresenceState.ONLINE and box.role is role)
        return [box.node for box in there]

    def hear_health(self, health: Health, now: float) -> None:
        """Note how a box feels."""
        self._health[health.node] = health
        self._heard_at[health.node] = now

    def papers(self) -> dict[str, Paper]:
        """Return what each printer that is there says of its paper."""
        told = ((name, health.paper) for name, health in self._health.items() if self.is_online(name))
        return {name: paper for name, paper in told if paper is not None}

    def hear(self, node: str, now: float) -> None:
        """Note that a box said something."""
        self._heard_at[node] = now

    def page(self, after: str, guests: Mapping[str, Guest], now: float) -> NodePage:
        """Return the boxes after a name in the alphabet, as many as fit into one message."""
        names = sorted((set(self._presence) | set(self._health) | set(guests)) - {ASKERS, TELLERS})
        rest = [name for name in names if name > after]
        fitting = list(_fitting(self._status(name, guests.get(name), now) for name in rest))
        return NodePage(nodes=tuple(fitting), is_last=len(fitting) == len(rest))

    def _status(self, name: str, guest: Guest | None, now: float) -> NodeStatus:
        heard_at = self._heard_at.get(name)
        return NodeStatus(
            node=name,
            presence=self._presence.get(name),
            health=self._health.get(name),
            heard=None if heard_at is None else round(max(0.0, now - heard_at), 1),
            dropped=guest.dropped if guest else 0,
            is_quarantined=guest.is_quarantined(now) if guest else False,
            fault=fault(guest) if guest and guest.is_quarantined(now) else "",
        )


def _fitting(statuses: Iterable[NodeStatus]) -> Iterable[NodeStatus]:
    left = LIMIT - _SPARE_BYTES
    for status in statuses:
        left -= len(encode(status)) + 1
        if left < 0:
            return
        yield status
