"""Looks at the certificates and keys of the boxes of one machine, and on a hub at the broker's files.

Nothing is changed, and no key is shown: only whose it is, who may read it, and whether it fits.
"""

import os
import pwd
import stat
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from firmware.authority.certificates import BROKER
from firmware.authority.examining import Examined, ExaminedList, examine, examine_list
from firmware.messages.names import Role
from firmware.node.broker_files import BrokerFiles
from firmware.node.tls import TlsFiles, files
from firmware.technician.doctor.broker import BrokerFacts, broker_findings
from firmware.technician.doctor.certificates import (
    Held,
    Key,
    Trusted,
    authority_findings,
    certificate_findings,
)
from firmware.technician.doctor.finding import Finding, Group
from firmware.technician.doctor.machine_look import Table

TLS: Final = "/etc/antrian/tls"
AUTHORITY_KEY: Final = "ca.key"
PLACES: Final = tuple(map(Path, ("/etc/antrian", "/var/lib/antrian", "/root", "/home", "/media", "/mnt")))
DEPTH: Final = 6

# By the name of its settings file: the roles a box may have, and the user of its unit.
_ROLES: Final[dict[str, tuple[tuple[str, ...], str]]] = {
    "hub": ((Role.HUB,), "antrian-hub"),
    "button": ((Role.KIOSK, Role.COUNTER), "antrian-button"),
    "printer": ((Role.PRINTER,), "antrian-printer"),
    "display": ((Role.DISPLAY,), "antrian-display"),
    "technician": ((Role.TECHNICIAN,), ""),  # whoever types
}


def look_at_certificates(folder: Path, found: Sequence[Table], now: datetime | None) -> Iterator[Finding]:
    """Give what is found about each box that has settings here. `folder` is where they are."""
    boxes = [(table, _files(table)) for table in found if isinstance(table.box.get("name"), str)]
    revoked = _list(BrokerFiles(folder / "broker"))
    held = [_held(table, own, revoked) for table, own in boxes]
    authorities = sorted({own.authority for _, own in boxes})
    yield from authority_findings(
        (Trusted(path=str(path), ends=end_at(path), is_hidden=_is_hidden(path)) for path in authorities), now
    )
    yield from certificate_findings(held, now)


def look_at_broker(
    folder: Path, found: Sequence[Table], now: datetime | None, places: Iterable[Path] = PLACES
) -> Iterator[Finding]:
    """Give what is found about the broker, on a hub; nothing anywhere else. The authority's key is sought in `places`.

    `folder` is where the settings are, and the broker's files in `broker` below it.
    """
    if not any(table.path.stem == "hub" for table in found):
        return
    own = BrokerFiles(folder / "broker")
    keys = tuple(str(path) for place in places for path in _keys(place))
    settings, access = _lines(own.settings), _lines(own.access)
    office = next((table.data for table in found if table.path.stem == "office"), {})
    facts = BrokerFacts(
        folder=str(own.folder),
        is_there=own.folder.exists(),
        is_hidden=not os.access(own.folder, os.X_OK | os.R_OK),
        certificate=_held_by_broker(own),
        revoked=_list(own),
        settings=settings,
        users=None if access is None else frozenset(line.split()[1] for line in access if line.startswith("user ")),
        boxes=_boxes(office),
        keys_of_authority=keys,
        is_searched=os.geteuid() == 0,
    )
    yield from broker_findings(facts, now)


def _files(table: Table) -> TlsFiles:
    return files(Path(str(table.box.get("tls", TLS))), str(table.box["name"]))


def _held(table: Table, own: TlsFiles, revoked: ExaminedList | None) -> Held:
    name = str(table.box["name"])
    roles, user = _ROLES.get(table.path.stem, ((), ""))
    examined, why, is_hidden = _examined(own)
    return Held(
        name=name,
        path=str(own.certificate),
        roles=roles,
        examined=examined,
        why=why,
        is_hidden=is_hidden,
        # Elsewhere no unit looks for it.
        key=key_at(own.key, user if own.key.parent == Path(TLS) and _is_known(user) else None),
        authority_ends=end_at(own.authority),
        is_revoked=examined is not None and revoked is not None and examined.serial in revoked.serials,
    )


def _held_by_broker(own: BrokerFiles) -> Held:
    examined, why, is_hidden = _examined(TlsFiles(own.authority, own.certificate, own.key))
    # mosquitto reads its key as the group of that name.
    key = key_at(own.key, None, mask=0o037)
    return Held(
        name=BROKER,
        path=str(own.certificate),
        roles=(BROKER,),
        examined=examined,
        why=why,
        is_hidden=is_hidden,
        key=key,
        authority_ends=end_at(own.authority),
        group=Group.BROKER,
    )


def _is_hidden(path: Path) -> bool:
    try:
        path.read_bytes()
    except PermissionError:
        return True
    except OSError:
        pass
    return False


def _examined(own: TlsFiles) -> tuple[Examined | None, str, bool]:
    """Return what the certificate says, or why it cannot be read, and whether root could."""
    try:
        key = own.key.read_bytes() if os.access(own.key, os.R_OK) else None
        return examine(own.certificate.read_bytes(), own.authority.read_bytes(), key), "", False
    except PermissionError:
        return None, "may not be read by this user", True
    except FileNotFoundError as error:
        return None, f"{error.filename} is missing", False
    except (OSError, ValueError) as error:
        return None, f"cannot be used: {error}", False


def key_at(path: Path, user: str | None, mask: int = 0o077) -> Key | None:
    """Return whose a key is and who may read it; None where nobody can tell."""
    try:
        seen = path.stat()
    except OSError:
        return None
    mode = stat.S_IMODE(seen.st_mode)
    return Key(path=str(path), mode=mode, owner=_user(seen.st_uid), user=user, mask=mask)


def _list(own: BrokerFiles) -> ExaminedList | None:
    try:
        return examine_list(own.revoked.read_bytes(), own.authority.read_bytes())
    except (OSError, ValueError):
        return None


def end_at(path: Path) -> datetime | None:
    """Return when the certificate in a file ends; None where it cannot be read."""
    try:
        return examine(path.read_bytes()).ends
    except (OSError, ValueError):
        return None


def _boxes(office: dict[str, object]) -> frozenset[str]:
    names: set[object] = set()
    for table, keys in (("counter", ("box",)), ("kiosk", ("name", "printer"))):
        rows = office.get(table)
        names |= {row.get(key) for row in (rows if isinstance(rows, list) else []) for key in keys}
    return frozenset(name for name in names if isinstance(name, str))


def _lines(path: Path) -> tuple[str, ...] | None:
    try:
        return tuple(path.read_text(encoding="utf-8").splitlines())
    except (OSError, ValueError):
        return None


def _keys(place: Path) -> Iterator[Path]:
    """Give the authority's keys below a place, as deep as a person would put one."""
    for folder, folders, names in os.walk(place):
        if len(Path(folder).parts) - len(place.parts) >= DEPTH:
            folders.clear()
        if AUTHORITY_KEY in names:
            yield Path(folder) / AUTHORITY_KEY


def _user(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def _is_known(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True
