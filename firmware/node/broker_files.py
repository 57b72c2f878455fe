"""The broker's files for an office: settings, access list, passwords.

Made from `broker_config/` for the hub of an office by `python -m firmware.node.broker_files`, and by the demo and the
tests through the same function. A box's password is made once and kept in `clear/<node>`, from where it is carried to
the box; making the files again keeps it, so that adding a box disturbs no other.
"""

import argparse
import os
import secrets
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from firmware.messages.access import SALT_BYTES, access_list, broker_settings, password_line
from firmware.messages.names import NodeName, Role
from firmware.node.files import write_atomic

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
        self.passwords = self.folder / "passwords"

    def clear(self, node: str) -> Path:
        """Return the file that holds the box's password; what `password_file` in its settings is to name."""
        return self.folder / "clear" / node


def broker_config() -> Path:
    """Return the folder `broker_config` of the source tree or of the installation. Raises FileNotFoundError."""
    for place in _PLACES:
        if (place / "mosquitto.conf").exists():
            return place
    raise FileNotFoundError(
        f"no broker_config in {' or '.join(str(place) for place in _PLACES)}; is antrian installed?"
    )


def write_broker_files(
    folder: Path, nodes: Sequence[tuple[str, Role]], changed: Mapping[str, str] | None = None
) -> BrokerFiles:
    """Write settings, access list and passwords for these boxes into `folder`, and return where they are.

    `changed` are values of `mosquitto.conf` that differ here. Passwords that exist are kept. Raises OSError.
    """
    files = BrokerFiles(folder)
    files.clear("").mkdir(parents=True, exist_ok=True, mode=0o700)
    source = broker_config()
    own = {"password_file": str(files.passwords), "acl_file": str(files.access)}
    text = broker_settings((source / "mosquitto.conf").read_text(encoding="utf-8"), {**own, **(changed or {})})
    _write(files.settings, text, 0o644)
    _write(files.access, access_list((source / "roles.acl").read_text(encoding="utf-8"), nodes), 0o640)
    lines = [password_line(node, _password(files.clear(node)), secrets.token_bytes(SALT_BYTES)) for node, _ in nodes]
    _write(files.passwords, "".join(lines), 0o640)
    return files


def _password(path: Path) -> str:
    if not path.exists():
        _write(path, secrets.token_urlsafe(24) + "\n", 0o600)
    return path.read_text(encoding="utf-8").strip()


def _write(path: Path, text: str, mode: int) -> None:
    write_atomic(path, text.encode())
    path.chmod(mode)


def _node(text: str) -> tuple[str, Role]:
    name, _, role = text.partition("=")
    try:
        return msgspec.convert(name, NodeName), Role(role)
    except (msgspec.ValidationError, ValueError) as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=ROLE, like kiosk-1=kiosk: {error}") from error


def main() -> None:
    """Write the files for the boxes named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m firmware.node.broker_files", description=main.__doc__)
    parser.add_argument("folder", type=Path, help="where to write, /etc/antrian/broker on the hub of an office")
    parser.add_argument("nodes", type=_node, nargs="+", metavar="NAME=ROLE", help=f"role: {', '.join(Role)}")
    arguments = parser.parse_args()
    files = write_broker_files(arguments.folder, arguments.nodes)
    if os.geteuid() == 0:
        # Mosquitto leaves root before it reads them.
        for path in (files.access, files.passwords):
            shutil.chown(path, group="mosquitto")


if __name__ == "__main__":
    main()
