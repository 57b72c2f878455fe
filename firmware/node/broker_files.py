"""The broker's files for an office, in one folder: settings, access list, and what it proves itself by.

Made from `broker_config/` for the hub of an office by `antrian broker install`, and by the demo and the tests through
the same function. Certificates and the revocation list are the office authority's (firmware/authority); the broker's
own key is made where the broker runs.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from firmware.messages.access import access_list, broker_settings
from firmware.messages.names import Role
from firmware.node.files import write_file

_PLACES: Final = (
    Path(__file__).resolve().parents[2] / "broker_config",
    Path(sys.prefix) / "share" / "antrian" / "broker_config",
)


class BrokerFiles:
    """Where the broker's files are, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.settings = self.folder / "mosquitto.conf"
        self.access = self.folder / "acl"
        self.authority = self.folder / "ca.crt"
        self.certificate = self.folder / "broker.crt"
        self.key = self.folder / "broker.key"
        self.revoked = self.folder / "revoked.crl"


def broker_config() -> Path:
    """Return the folder `broker_config` of the source tree or of the installation. Raises FileNotFoundError."""
    for place in _PLACES:
        if (place / "mosquitto.conf").exists():
            return place
    raise FileNotFoundError(
        f"no broker_config in {' or '.join(str(place) for place in _PLACES)}; is antrian installed?"
    )


def write_broker_files(
    folder: Path,
    nodes: Sequence[tuple[str, Role]],
    changed: Mapping[str, str] | None = None,
    owner: tuple[int, int] | None = None,
) -> BrokerFiles:
    """Write access list and settings for these boxes into `folder`, and return where all its files are.

    `changed` are values of `mosquitto.conf` that differ here, `owner` the numbers of user and group. The settings come
    last: with them a broker can start. Raises OSError.
    """
    files = BrokerFiles(folder)
    files.folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    source = broker_config()
    own = {
        "acl_file": str(files.access),
        "cafile": str(files.authority),
        "certfile": str(files.certificate),
        "keyfile": str(files.key),
        "crlfile": str(files.revoked),
    }
    rules = access_list((source / "roles.acl").read_text(encoding="utf-8"), nodes)
    write_file(files.access, rules.encode(), 0o640, owner)
    text = broker_settings((source / "mosquitto.conf").read_text(encoding="utf-8"), {**own, **(changed or {})})
    write_file(files.settings, text.encode(), 0o644, owner)
    return files
