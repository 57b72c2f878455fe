"""The displays of the office that are there, by name."""

from firmware.messages.names import Role
from firmware.messages.notices import PresenceState
from firmware.technician.faults import NotDone
from firmware.technician.office_line import OfficeLine


def displays_here(line: OfficeLine) -> list[str]:
    """Return every display that is there. Raises NotDone where none is, OfficeDead."""
    here = [
        node.node
        for node in line.nodes()
        if node.presence and node.presence.role is Role.DISPLAY and node.presence.state is PresenceState.ONLINE
    ]
    if not here:
        raise NotDone("no display is here; see: antrian nodes")
    return here


def only_display(line: OfficeLine) -> str:
    """Return the only display that is there. Raises NotDone where there is none or a choice, OfficeDead."""
    here = displays_here(line)
    if len(here) != 1:
        raise NotDone(f"which display? {', '.join(here)}")
    return here[0]
