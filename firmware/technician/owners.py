"""Whose the keys of a Pi are: each belongs to the one user that must read it.

Only in the system's own folders: another folder's files belong to whoever types the command.
"""

import grp
import os
import pwd
from pathlib import Path
from typing import Final

from firmware.messages.names import Role
from firmware.technician.faults import NotDone

TLS: Final = Path("/etc/antrian/tls")
BROKER_FOLDER: Final = Path("/etc/antrian/broker")
GROUP: Final = "antrian"
BROKER_GROUP: Final = "mosquitto"
USERS: Final = {
    Role.HUB: "antrian-hub",
    Role.KIOSK: "antrian-button",
    Role.COUNTER: "antrian-button",
    Role.PRINTER: "antrian-printer",
    Role.DISPLAY: "antrian-display",
    Role.TECHNICIAN: "root",
}

Owner = tuple[int, int]


def owner(user: str, group: str) -> Owner:
    """Return the numbers of a user and a group. Raises NotDone without them, and for whoever is not root."""
    if os.geteuid() != 0:
        raise NotDone("keys of the system are made by root; type it with sudo")
    try:
        return pwd.getpwnam(user).pw_uid, grp.getgrnam(group).gr_gid
    except KeyError as error:
        mend = "install mosquitto" if group == BROKER_GROUP else "set the Pi up as systemd/README.md says"
        raise NotDone(f"this machine has no user {user} with a group {group}; {mend}, then type it again") from error
