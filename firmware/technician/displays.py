"""The displays of the office by name: those that are there, and those that the hub knows but does not hear."""

from typing import Final

from msgspec import Struct

from firmware.messages.codec import decode
from firmware.messages.names import Role
from firmware.messages.notices import Presence, PresenceState
from firmware.technician.faults import NotDone
from firmware.technician.office_line import OfficeLine

HEAR_SECONDS: Final = 0.5
"""The broker tells what it keeps at once."""


class Displays(Struct, frozen=True):
    """Every display that the hub knows."""

    here: tuple[str, ...]
    away: tuple[str, ...]


def displays(line: OfficeLine) -> Displays:
    """Return every display of the office. Raises NotDone where the hub knows none, OfficeDead."""
    known = [node.presence for node in line.nodes() if node.presence and node.presence.role is Role.DISPLAY]
    if not known:
        raise NotDone("no display has ever been here; see: antrian nodes")
    return Displays(_names(known, PresenceState.ONLINE), _names(known, PresenceState.OFFLINE))


def heard_displays(line: OfficeLine) -> Displays:
    """Return every display that the broker knows, also while the hub is silent; topics.PRESENCE must be heard.

    Raises NotDone where there is none, OfficeDead.
    """
    heard = (decode(Presence, message.payload) for message in line.messages(HEAR_SECONDS))
    known = [presence for presence in heard if isinstance(presence, Presence) and presence.role is Role.DISPLAY]
    if not known:
        raise NotDone("no display has ever been here; see: antrian nodes")
    return Displays(_names(known, PresenceState.ONLINE), _names(known, PresenceState.OFFLINE))


def only_display(line: OfficeLine) -> str:
    """Return the only display that is there. Raises NotDone where there is none or a choice, OfficeDead."""
    here = displays(line).here
    if not here:
        raise NotDone("no display is here; see: antrian nodes")
    if len(here) != 1:
        raise NotDone(f"which display? {', '.join(here)}")
    return here[0]


def _names(known: list[Presence], state: PresenceState) -> tuple[str, ...]:
    return tuple(presence.node for presence in known if presence.state is state)
