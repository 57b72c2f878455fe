"""Everything that the authority has signed: who may be let in is read from here, and nothing is ever struck out.

A name has at most one key at a time. Whoever asks for a name that is taken is refused until it is revoked, so a box
that was carried off is never forgotten beside its successor. The same key may ask again and gets the same certificate:
a plug that was pulled while a stick was written costs nothing. `number` rises with every change, and the broker takes
no list with a lower one.
"""

import difflib
from datetime import datetime

import msgspec
from msgspec import Struct

from firmware.authority.certificates import Authority, Request, Revoked, revocation_list, sign
from firmware.authority.issued import Issued, issued, read_issued


class RegisterError(Exception):
    """What is asked for is not to be; says why, and what to type first."""


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One certificate. `serial` is hexadecimal, `certificate` PEM."""

    name: str
    role: str
    serial: str
    end: datetime
    revoked: datetime | None = None
    certificate: str

    def issued(self) -> Issued:
        """Return the certificate itself."""
        return read_issued(self.certificate.encode())


class Register(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The office's, the oldest entry first."""

    office: str
    number: int = 0
    entries: tuple[Entry, ...] = ()


def enroll(register: Register, authority: Authority, request: Request, now: datetime) -> tuple[Register, Issued]:
    """Return the certificate that was asked for, and the register with it. Raises RegisterError, ClockError."""
    known = _known(register, request, now)
    if known is not None:
        return register, known
    return _signed(register, authority, request, now)


def renew(
    register: Register, authority: Authority, name: str, now: datetime, hosts: tuple[str, ...] = ()
) -> tuple[Register, Issued]:
    """Return a certificate for ten more years for the key that this box has. Raises RegisterError, ClockError.

    `hosts` are other names under which the broker is found; without them they stay. A key and its certificate can then
    never fail to match; whoever wants another key revokes the box and enrolls it.
    """
    standing = latest(register, name)
    if standing is None:
        had = any(entry.name == name for entry in register.entries)
        why = "is revoked" if had else "was never enrolled"
        raise RegisterError(f"{name} {why}; enroll it: antrian enroll {name} --role ROLE{_similar(register, name)}")
    own = standing.issued().request()
    return _signed(register, authority, msgspec.structs.replace(own, hosts=hosts or own.hosts), now)


def revoke(register: Register, name: str, now: datetime) -> Register:
    """Return the register with all certificates of this box revoked; the same where they are. Raises RegisterError."""
    if not any(entry.name == name for entry in register.entries):
        raise RegisterError(f"{name} was never enrolled{_similar(register, name)}; see: antrian ca list")
    if latest(register, name) is None:
        return register
    at = now.replace(microsecond=0)
    entries = tuple(
        msgspec.structs.replace(entry, revoked=at) if entry.name == name and entry.revoked is None else entry
        for entry in register.entries
    )
    return msgspec.structs.replace(register, number=register.number + 1, entries=entries)


def latest(register: Register, name: str) -> Entry | None:
    """Return what was signed last for this box, of what is not revoked."""
    mine = [entry for entry in register.entries if entry.name == name and entry.revoked is None]
    return mine[-1] if mine else None


def standing(register: Register) -> tuple[Entry, ...]:
    """Return the latest certificate of each box that is not revoked, by name."""
    names = sorted({entry.name for entry in register.entries})
    return tuple(entry for name in names if (entry := latest(register, name)) is not None)


def revoked_list(register: Register, authority: Authority) -> bytes:
    """Return the list of what is good no more, as PEM."""
    revoked = [Revoked(int(entry.serial, 16), entry.revoked) for entry in register.entries if entry.revoked is not None]
    return revocation_list(authority, revoked, register.number)


def _known(register: Register, request: Request, now: datetime) -> Issued | None:
    """Return the certificate that just this was answered with before. Raises RegisterError."""
    known = None
    for entry in register.entries:
        own = entry.issued()
        if own.key == request.key and entry.revoked is not None:
            raise RegisterError(
                f"{request.name} asks with a key that was revoked on {entry.revoked:%Y-%m-%d}; make it a new one on "
                f"its Pi: sudo antrian enroll {request.name} --role {request.role} --new-key --stick DIR"
            )
        is_taken = own.name == request.name and entry.revoked is None and own.end > now
        if is_taken and (own.key, own.role) != (request.key, request.role):
            raise RegisterError(
                f"{request.name} has a valid certificate as {own.role} for another key; if it is to be replaced, "
                f"revoke it first: antrian revoke {request.name}"
            )
        if is_taken and own.hosts == request.hosts:
            known = own
    return known


def _signed(register: Register, authority: Authority, request: Request, now: datetime) -> tuple[Register, Issued]:
    made = issued(sign(authority, request, now))
    entry = Entry(
        name=made.name,
        role=made.role,
        serial=f"{made.serial:x}",
        end=made.end,
        certificate=made.pem.decode(),
    )
    entries = (*register.entries, entry)
    return msgspec.structs.replace(register, number=register.number + 1, entries=entries), made


def _similar(register: Register, name: str) -> str:
    near = difflib.get_close_matches(name, {entry.name for entry in register.entries} - {name}, n=3)
    return f" (there is {', '.join(sorted(near))})" if near else ""
