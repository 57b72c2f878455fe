"""A real mosquitto on a free port of this machine, with the office's own rules of who may say what.

Its files are made from `broker_config/`, as on the hub of an office; only port, user and paths differ. Boxes and broker
prove who they are by certificates of an authority whose key is written nowhere. Here it comes back only when it is told
to: a test says how long the office is without a broker. The port is taken below the range that the kernel hands out by
itself: a client that keeps calling a dead broker inside that range sooner or later gets the broker's port as its own
end and is connected to itself.
"""

import os
import random
import shutil
import socket
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self

import msgspec

from firmware.authority.certificates import (
    BROKER,
    Revoked,
    certificate_pem,
    key_pem,
    new_authority,
    new_key,
    read_request,
    request_pem,
    revocation_list,
    serial_of,
    sign,
)
from firmware.demo.place import HOST
from firmware.demo.supervisor import Service
from firmware.messages.names import Role
from firmware.node.broker_files import write_broker_files
from firmware.node.files import write_file
from firmware.node.settings import BoxSettings

_PORTS: Final = range(10_240, 32_000)
_NEVER: Final = 86_400.0


class BrokerError(Exception):
    """There is no broker to start; says what to install."""


class Broker:
    """One mosquitto, with its files in `folder`. Also a context manager: started inside, stopped after."""

    def __init__(
        self, folder: Path, nodes: Sequence[tuple[str, Role]], listener: str = HOST, hosts: Sequence[str] = (HOST,)
    ) -> None:
        """Write the files for these boxes; nothing runs yet. It is to listen at the address `listener`.

        `hosts` are the addresses by which boxes find it. Raises OSError, BrokerError without mosquitto.
        """
        self.port = _free_port()
        self.tls = folder / "tls"
        self.authority = new_authority("Demo", datetime.now(UTC))
        # "root" means: stay whoever started it. The user `mosquitto` could not read a folder of ours.
        self._files = write_broker_files(folder, nodes, {"listener": f"{self.port} {listener}", "user": "root"})
        self._folder = folder
        self._write_certificates([*nodes, (BROKER, BROKER)], hosts)
        self._service: Service | None = None
        self.argv = (_mosquitto(), "-c", str(self._files.settings))

    @property
    def pid(self) -> int | None:
        """The process while it runs, frozen or not."""
        return None if self._service is None else self._service.pid

    def start(self) -> None:
        """Start it, on the same port every time, and return when it listens. Raises ServiceError."""
        if self._service is None:
            self._service = Service("broker", self.argv, folder=self._folder, restart_seconds=_NEVER)
            self._service.start()

    def kill(self) -> None:
        """End it as a pulled plug would (SIGKILL); it stays dead until `start`."""
        if self._service is not None:
            self._service.kill()
        self.stop()

    def stop(self) -> None:
        """End it as a service manager would (SIGTERM); harmless when it does not run."""
        if self._service is not None:
            self._service.stop()
        self._service = None

    def restart(self) -> None:
        """Kill it and start it again."""
        self.kill()
        self.start()

    def freeze(self) -> None:
        """Stop it where it stands: connections stay open and nothing answers (SIGSTOP)."""
        if self._service is not None:
            self._service.freeze()

    def thaw(self) -> None:
        """Let it go on (SIGCONT)."""
        if self._service is not None:
            self._service.thaw()

    def box_table(self, node: str, state: Path | None = None) -> dict[str, str | int]:
        """Return the `[box]` table of this box's settings file, with `state` where it is given."""
        table: dict[str, str | int] = {
            "name": node,
            "broker": HOST,
            "port": self.port,
            "tls": str(self.tls),
            "clock": "trusted",
        }
        return table if state is None else {**table, "state": str(state)}

    def box_settings(self, node: str, state: Path | None = None) -> BoxSettings:
        """Return the same as a value, for a box in this process."""
        return msgspec.convert(self.box_table(node, state), BoxSettings)

    def revoke(self, *serials: int) -> None:
        """Let nobody in any more who shows a certificate with one of these numbers, once it is started again."""
        self._list_number += 1
        revoked = [Revoked(serial, datetime.now(UTC)) for serial in serials]
        write_file(self._files.revoked, revocation_list(self.authority, revoked, self._list_number), 0o644)

    def serial(self, node: str) -> int:
        """Return the number of the certificate of this box."""
        return serial_of((self.tls / f"{node}.crt").read_bytes())

    def _write_certificates(self, nodes: Sequence[tuple[str, str]], hosts: Sequence[str]) -> None:
        self._list_number = 0
        self.revoke()
        self.tls.mkdir(parents=True, exist_ok=True)
        now, ca = datetime.now(UTC), certificate_pem(self.authority.certificate)
        self._files.authority.write_bytes(ca)
        (self.tls / "ca.crt").write_bytes(ca)
        for name, role in nodes:
            key = new_key()
            asked = read_request(request_pem(name, role, key, hosts if role == BROKER else ()))
            folder = self._files.folder if role == BROKER else self.tls
            (folder / f"{name}.crt").write_bytes(certificate_pem(sign(self.authority, asked, now)))
            (folder / f"{name}.key").touch(mode=0o600)
            (folder / f"{name}.key").write_bytes(key_pem(key))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _mosquitto() -> str:
    # Debian puts it where a plain user's PATH does not look.
    path = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if path is None:
        raise BrokerError("no mosquitto on this machine; type: make setup")
    return path


def _free_port() -> int:
    for _ in _PORTS:
        port = random.choice(_PORTS)
        with socket.socket() as probe:
            # As mosquitto does: connections of a broker that just died do not keep the port.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise BrokerError("no free port on 127.0.0.1")
