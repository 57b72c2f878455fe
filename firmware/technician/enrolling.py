"""How a Pi gets its certificate: it makes a key that never leaves it, asks, and installs what the authority answers.

Each box has its pair in one folder (`/etc/antrian/tls`); on the hub the broker has one more, in its own folder. An
answer is checked before anything is touched: for a key of this Pi, for this name and role, of the office that is
trusted here already or that somebody has agreed to.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from firmware.authority.access import Access, Installed, read_access
from firmware.authority.certificates import BROKER, fingerprint, key_pem, new_key, read_key, request_pem
from firmware.authority.issued import CertificateError, Issued, OtherKeyError, accept, key_of, read_issued
from firmware.messages.names import Role
from firmware.node.broker_files import BrokerFiles, write_broker_files
from firmware.node.files import write_file
from firmware.technician.agreeing import Agreement
from firmware.technician.faults import NotDone
from firmware.technician.key_pair import CERTIFICATE_MODE, KeyPair, make_folder
from firmware.technician.owners import BROKER_FOLDER, BROKER_GROUP, GROUP, TLS, USERS, Owner, owner


class Asking(Struct, frozen=True):
    """A request, and what people compare it by."""

    name: str
    role: str
    hosts: tuple[str, ...]
    fingerprint: str
    pem: bytes


def box_pair(tls: Path, name: str, role: Role) -> KeyPair:
    """Return the pair of a box. In the system's folder the key is its role's user's. Raises NotDone."""
    is_system = tls == TLS
    return KeyPair(
        tls,
        name,
        owner=owner(USERS[role], GROUP) if is_system else None,
        folder_owner=owner("root", GROUP) if is_system else None,
    )


def broker_pair(folder: Path) -> KeyPair:
    """Return the pair of the hub's broker. Raises NotDone."""
    whose = broker_owner(folder)
    return KeyPair(folder, BROKER, key_mode=0o640, owner=whose, folder_owner=whose)


def broker_owner(folder: Path) -> Owner | None:
    """Return whose the broker's files are. Raises NotDone."""
    return owner("root", BROKER_GROUP) if folder == BROKER_FOLDER else None


@contextmanager
def files_told() -> Iterator[None]:
    """Turn what the disk refuses into a sentence. Raises NotDone."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise NotDone(f"cannot use {error.filename or 'the disk'}: {error.strerror}; try it with sudo") from error


@files_told()
def ask(pair: KeyPair, role: str, hosts: Sequence[str] = (), *, is_new_key: bool = False) -> Asking:
    """Return the request for the key that waits, made where none waits or another one is wanted. Raises NotDone."""
    waiting = None if is_new_key else pair.waiting()
    if waiting is None or not _is_key(waiting):
        waiting = key_pem(new_key())
        pair.keep_waiting(waiting)
    key = read_key(waiting)
    pem = request_pem(pair.name, role, key, hosts)
    return Asking(pair.name, role, tuple(hosts), fingerprint(key.public_key()), pem)


@files_told()
def install_box(pair: KeyPair, role: Role, answer: bytes, agreement: Agreement) -> Issued:
    """Check the authority's answer and use it from here on. Raises NotDone."""
    authority = pair.folder / "ca.crt"
    known = read(authority)
    try:
        accepted = accept(answer, pair.name, role, usable_keys(pair), None if agreement.is_new_office else known)
        agreement.see(accepted.authority, [known])
    except CertificateError as error:
        raise NotDone(f"the answer for {pair.name} is not to be used: {error}") from error
    whose = owner("root", GROUP) if pair.folder == TLS else None
    make_folder(pair.folder, whose)
    _write_changed(authority, accepted.authority, whose)
    pair.replace(accepted.key, accepted.issued.pem, accepted.issued.serial)
    return accepted.issued


@files_told()
def install_broker(folder: Path, text: bytes, agreement: Agreement, known: bytes | None = None) -> Access:
    """Check what the broker is to go by and write all its files. Raises NotDone.

    `known` is the certificate of the authority that the hub itself trusts. The list of what is revoked comes first and
    the settings last, so that a pulled plug lets nobody in.
    """
    pair, files, whose = broker_pair(folder), BrokerFiles(folder), broker_owner(folder)
    own = read(files.authority)
    installed = Installed() if agreement.is_new_office else Installed(own or known, read(files.revoked))
    try:
        access = read_access(text, usable_keys(pair), installed)
        agreement.see(access.authority, [own, known])
    except CertificateError as error:
        raise NotDone(f"the broker is not to have this: {error}") from error
    make_folder(folder, whose)
    _write_changed(files.authority, access.authority, whose)
    write_file(files.revoked, access.revoked, CERTIFICATE_MODE, whose)
    pair.replace(access.key, access.broker.pem, access.broker.serial)
    write_broker_files(folder, access.boxes, owner=whose)
    return access


@files_told()
def is_for(pair: KeyPair, answer: bytes) -> bool:
    """Say whether an answer is for a key of this Pi; one for another is left from before. Raises NotDone."""
    try:
        key_of(read_issued(answer), usable_keys(pair))
    except OtherKeyError:
        return False
    except CertificateError as error:
        raise NotDone(f"the answer for {pair.name} cannot be read: {error}") from error
    return True


def usable_keys(pair: KeyPair) -> list[bytes]:
    """Return the keys of a pair, but one that the card has spoilt: asking anew replaces it. Raises OSError."""
    return [key for key in pair.private_keys() if _is_key(key)]


def read(path: Path) -> bytes | None:
    """Return a file's content, None where there is none. Raises OSError."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _is_key(pem: bytes) -> bool:
    try:
        read_key(pem)
    except ValueError:
        return False
    return True


def _write_changed(path: Path, content: bytes, whose: Owner | None) -> None:
    if read(path) != content:
        write_file(path, content, CERTIFICATE_MODE, whose)
