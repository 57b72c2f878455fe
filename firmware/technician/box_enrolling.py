"""`antrian enroll` on the box itself: what is read and written, what is restarted, what is told.

The first time it makes a key and a request, and once the answer is there it installs that. On the hub the broker's
request goes along; its certificate comes back with the list of boxes (`antrian broker install`).
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from firmware.authority.certificates import BROKER
from firmware.messages.names import Role
from firmware.technician.agreeing import Agreement
from firmware.technician.enrolling import Asking, ask, box_pair, broker_pair, files_told, install_box, is_for
from firmware.technician.key_pair import KeyPair
from firmware.technician.owners import TLS
from firmware.technician.request_lines import request_lines
from firmware.technician.stick import Stick, read_some
from firmware.technician.units import UNITS, restart

STREAM: Final = Path("-")


class BoxEnrolling:
    """Enrolling one box on its Pi. `hosts` are where a hub's broker is found."""

    def __init__(
        self, name: str, role: Role, tls: Path, broker: Path, hosts: Sequence[str], agreement: Agreement
    ) -> None:
        """Touch nothing yet. Raises NotDone where the users are missing or this is not root."""
        self._name, self._role = name, role
        self._pair = box_pair(tls, name, role)
        self._broker = broker_pair(broker) if role is Role.HUB else None
        self._hosts = hosts
        self._is_system = tls == TLS
        self._agreement = agreement

    def by_stick(self, stick: Stick, *, is_new_key: bool) -> None:
        """Install the answer on the stick, or write a request where none is for a key of this Pi. Raises NotDone."""
        answer = None if is_new_key else stick.read(f"{self._name}.crt")
        if answer is not None and is_for(self._pair, answer):
            self._install(answer)
            stick.remove(f"{self._name}.crt", f"{self._name}.csr")
            if self._role is Role.HUB:
                print(f"next: sudo antrian broker install --stick {stick.folder.parent}")
            return
        if answer is not None:
            print(f"antrian: {self._name}.crt on the stick is for another key; asking again", file=sys.stderr)
        for asking in self._ask(is_new_key=is_new_key):
            stick.write(f"{asking.name}.csr", asking.pem)
            print(request_lines(asking.name, asking.role, asking.fingerprint, asking.hosts))
        if self._pair.current() is not None:
            print(f"\n{self._name} has a certificate and goes on with it. This asks for another key: where the")
            print(f"authority is, that one is to be revoked first: antrian revoke {self._name}")
        print(f"\nnext, where the authority is: antrian ca sign --stick {stick.folder.parent}")
        print("It must show the same twenty letters and digits there. Then bring the stick back,")
        print("and type the same here once more.")

    def write_request(self, path: Path, *, is_new_key: bool) -> None:
        """Write what this box asks to a file or to stdout. Raises NotDone."""
        pem = b"".join(asking.pem for asking in self._ask(is_new_key=is_new_key))
        if path == STREAM:
            sys.stdout.buffer.write(pem)
        else:
            with files_told():
                path.write_bytes(pem)

    def install(self, path: Path) -> None:
        """Install the answer in a file or on stdin. Raises NotDone."""
        with files_told():
            answer = sys.stdin.buffer.read() if path == STREAM else read_some(path)
        self._install(answer)

    def _ask(self, *, is_new_key: bool) -> list[Asking]:
        asked = [ask(self._pair, self._role, is_new_key=is_new_key)]
        if self._broker is not None and (is_new_key or _wants(self._broker)):
            asked.append(ask(self._broker, BROKER, self._hosts, is_new_key=is_new_key))
        return asked

    def _install(self, answer: bytes) -> None:
        issued = install_box(self._pair, self._role, answer, self._agreement)
        print(f"{self._name}: is enrolled, until {issued.end:%Y-%m-%d}")
        unit = UNITS.get(self._role)
        if self._is_system and unit is not None and restart(unit):
            print(f"{unit}: started again")


def _wants(broker: KeyPair) -> bool:
    return broker.current() is None or broker.waiting() is not None
