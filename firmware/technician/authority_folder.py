"""The office's authority as a folder on a technician's laptop or on a stick in a safe, and never on the hub.

`ca.key` is encrypted with a passphrase, or lies on a disk that is. `ca.crt` is what boxes trust; `register.json` has
everything that was ever signed. The register is written before anything leaves: what the hub is told comes from it.
A copy of this folder on a second stick is the office's backup of who may get in.
"""

import os
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final, Self, TypeVar

import msgspec

from firmware.authority.access import access_text
from firmware.authority.certificates import (
    Authority,
    Request,
    certificate_pem,
    fingerprint,
    key_pem,
    new_authority,
    read_authority,
    read_key,
    renewed_authority,
)
from firmware.authority.issued import CertificateError, Issued, fingerprint_in
from firmware.authority.passphrase import stretched
from firmware.authority.register import Register, RegisterError, enroll, renew, revoke
from firmware.authority.validity import ClockError
from firmware.node.files import write_file
from firmware.node.lock import lock
from firmware.technician.faults import NotDone
from firmware.technician.owners import BROKER_FOLDER

HUB_HAS: Final = (Path("/etc/antrian/hub.toml"), BROKER_FOLDER)
"""What only a hub has."""

T = TypeVar("T")
Change = Callable[[Register, Authority], tuple[Register, Issued]]


class AuthorityFolder:
    """The authority of an office, open for changes by one process: a context manager."""

    authority: Authority

    def __init__(self, folder: Path, passphrase: Callable[[], bytes | None]) -> None:
        """`passphrase` is asked where the key is encrypted. Raises NotDone where no authority is."""
        self.folder = folder
        self.register = read_register(folder)
        self._passphrase = passphrase
        self._lock: IO[bytes] | None = None

    def enroll(self, request: Request) -> Issued:
        """Sign a request. Raises NotDone."""
        return self._change(lambda register, authority: enroll(register, authority, request, _now()))

    def renew(self, name: str, hosts: tuple[str, ...] = ()) -> Issued:
        """Sign ten more years for a box's key. Raises NotDone."""
        return self._change(lambda register, authority: renew(register, authority, name, _now(), hosts))

    def revoke(self, name: str) -> bool:
        """Revoke all that this box has; say whether it had anything. Raises NotDone."""
        before = self.register
        self._keep(_plainly(lambda: revoke(before, name, _now())))
        return self.register != before

    def renew_itself(self) -> datetime:
        """Give the authority's own certificate ten more years, and return its end. Raises NotDone."""
        self.authority = _plainly(lambda: renewed_authority(self.authority, _now()))
        _write(self.folder / "ca.crt", certificate_pem(self.authority.certificate), 0o644)
        self._keep(msgspec.structs.replace(self.register, number=self.register.number + 1))
        return self.authority.certificate.not_valid_after_utc

    @property
    def fingerprint(self) -> str:
        """What people compare to know that it is this authority."""
        return fingerprint(self.authority.key.public_key())

    def answer(self, issued: Issued) -> bytes:
        """Return what a box gets: its certificate, and the authority's."""
        return issued.pem + certificate_pem(self.authority.certificate)

    def access(self) -> bytes:
        """Return what the hub gets."""
        return access_text(self.register, self.authority)

    def _change(self, change: Change) -> Issued:
        register, issued = _plainly(lambda: change(self.register, self.authority))
        self._keep(register)
        return issued

    def _keep(self, register: Register) -> None:
        if register != self.register:
            _write(self.folder / "register.json", _json(register), 0o600)
            self.register = register

    def __enter__(self) -> Self:
        with ExitStack() as undo:
            self._lock = undo.enter_context(lock(self.folder))
            self.register = read_register(self.folder)
            self.authority = _open(self.folder, self._passphrase)
            undo.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        if self._lock is not None:
            self._lock.close()


def make_authority(folder: Path, office: str, passphrase: Callable[[], bytes | None]) -> datetime:
    """Make the authority of an office in a folder, and return when it ends. Raises NotDone where there is one."""
    if (folder / "ca.key").exists():
        raise NotDone(f"{folder} has an authority already; it is made once in the life of an office: antrian ca list")
    authority = _plainly(lambda: new_authority(office, _now()))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise NotDone(f"cannot make {folder}: {error.strerror}") from error
    certificate, secret = certificate_pem(authority.certificate), passphrase()
    key = key_pem(authority.key, None if secret is None else stretched(secret, certificate))
    # The key comes last: without it there is no authority, and a pulled plug leaves nothing that has to be mended.
    _write(folder / "register.json", _json(Register(office=office)), 0o600)
    _write(folder / "ca.crt", certificate, 0o644)
    _write(folder / "ca.key", key, 0o600)
    return authority.certificate.not_valid_after_utc


def read_register(folder: Path) -> Register:
    """Return what was signed. Raises NotDone where no authority is, or its register cannot be read."""
    path = folder / "register.json"
    if not (folder / "ca.key").exists():
        raise NotDone(f"no authority in {folder}; say where it is with --ca, or make one: antrian ca init")
    try:
        return msgspec.json.decode(path.read_bytes(), type=Register)
    except (OSError, msgspec.DecodeError) as error:
        raise NotDone(f"{path} cannot be read ({error}); put it back from your copy of this folder") from error


def fingerprint_of(folder: Path) -> str:
    """Return what people compare to know this authority; its key stays closed. Raises NotDone."""
    try:
        return fingerprint_in((folder / "ca.crt").read_bytes())
    except (OSError, CertificateError) as error:
        raise NotDone(f"{folder / 'ca.crt'} cannot be read ({error}); put it back from your copy") from error


def refuse_on_hub(has: Iterable[Path] = HUB_HAS) -> None:
    """See that this is not the hub. Raises NotDone."""
    for path in has:
        if path.exists():
            raise NotDone(
                f"this is the hub, it has {path}: who takes it would have the key to every box; type it on a laptop"
            )


def is_encrypted(folder: Path, devices: Path = Path("/sys/dev/block")) -> bool:
    """Say whether a folder lies on a disk that is encrypted (dm-crypt), itself or by a layer below."""
    folder = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    number = folder.stat().st_dev
    return _is_crypt(devices / f"{os.major(number)}:{os.minor(number)}")


def _is_crypt(device: Path) -> bool:
    try:
        if (device / "dm" / "uuid").read_text().startswith("CRYPT-"):
            return True
    except OSError:
        pass
    below = list(device.glob("slaves/*"))
    return bool(below) and all(_is_crypt(slave) for slave in below)


def _open(folder: Path, passphrase: Callable[[], bytes | None]) -> Authority:
    try:
        key, certificate = (folder / "ca.key").read_bytes(), (folder / "ca.crt").read_bytes()
    except OSError as error:
        raise NotDone(f"cannot read {error.filename}: {error.strerror}") from error
    secret = passphrase() if b"ENCRYPTED" in key else None
    try:
        return read_authority(read_key(key, None if secret is None else stretched(secret, certificate)), certificate)
    except ValueError as error:
        raise NotDone(f"{folder}/ca.key does not open; is it the passphrase of this authority?") from error


def _plainly(act: Callable[[], T]) -> T:
    try:
        return act()
    except (RegisterError, ClockError) as error:
        raise NotDone(str(error)) from error


def _write(path: Path, content: bytes, mode: int) -> None:
    try:
        write_file(path, content, mode)
    except OSError as error:
        raise NotDone(f"cannot write {path}: {error.strerror}") from error


def _json(register: Register) -> bytes:
    return msgspec.json.format(msgspec.json.encode(register), indent=2) + b"\n"


def _now() -> datetime:
    return datetime.now(UTC)
