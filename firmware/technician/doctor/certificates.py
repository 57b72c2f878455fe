"""The certificates and keys of one machine: facts in, findings out. Pure.

`now` is None where the clock is not trusted: then an end is told and not judged.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from msgspec import Struct

from firmware.authority.ending import AUTHORITY, days_left, renewal
from firmware.authority.examining import Examined
from firmware.technician.doctor.finding import Finding, Group, Standing

SUDO: Final = "sudo antrian doctor"
_OTHERS: Final = 0o077
_GROUP: Final = 0o040


class Key(Struct, frozen=True, kw_only=True):
    """A private key as it lies there. `user` is whose it should be (None: anybody's), `mask` who may not touch it."""

    path: str
    mode: int
    owner: str
    user: str | None = None
    mask: int = _OTHERS


class Held(Struct, frozen=True, kw_only=True):
    """The certificate of a box of this machine. `why` says why it cannot be read ("": it can).

    `roles` are those it may have (none: any). `is_hidden`: only root may look.
    """

    name: str
    path: str
    roles: tuple[str, ...] = ()
    examined: Examined | None = None
    why: str = ""
    is_hidden: bool = False
    key: Key | None = None
    authority_ends: datetime | None = None
    is_revoked: bool | None = None
    group: Group = Group.CERTIFICATES


class Trusted(Struct, frozen=True, kw_only=True):
    """A folder's `ca.crt`: until when (None: it cannot be read, where `is_hidden` by this user only)."""

    path: str
    ends: datetime | None
    is_hidden: bool = False


def certificate_findings(held: Iterable[Held], now: datetime | None) -> Iterator[Finding]:
    """Give one line for each certificate and one for each key that is not as it should be."""
    for one in held:
        yield _certificate(one, now)
        if one.key is not None:
            yield key_finding(one.key, one.group)


def authority_findings(trusted: Iterable[Trusted], now: datetime | None) -> Iterator[Finding]:
    """Give one line for each `ca.crt`."""
    for one in trusted:
        if one.ends is not None:
            yield end_finding(Group.CERTIFICATES, AUTHORITY, one.ends, now)
        elif one.is_hidden:
            yield _unread(Standing.UNKNOWN, "may not be read by this user", SUDO)
        else:
            text = f"{one.path} is missing or broken, so this machine trusts nobody"
            yield _unread(
                Standing.WRONG, text, "sudo antrian enroll NAME --role ROLE --stick DIR, for each box of this machine"
            )


def end_finding(group: Group, name: str, ends: datetime, now: datetime | None) -> Finding:
    """Return how the end of a certificate stands."""
    until = f"good until {ends:%Y-%m-%d}"
    days = None if now is None else days_left(ends, now)
    if now is None:
        standing, text = Standing.UNKNOWN, f"{until}; not judged, because the clock is not trusted"
    elif days is None:
        standing, text = Standing.OK, until
    elif days < 0:
        standing, text = Standing.WRONG, f"ended {ends:%Y-%m-%d}: nothing connects by it"
    else:
        standing, text = Standing.SOON, f"ends {ends:%Y-%m-%d}, in {days} days"
    mend = "" if days is None else renewal(name)
    return Finding(group=group, standing=standing, subject=f"{name}.crt", text=text, mend=mend)


def key_finding(key: Key, group: Group) -> Finding:
    """Return whether only its owner reads a key."""
    name = key.path.rpartition("/")[2]
    if key.mode & key.mask:
        text, mend = f"others may read it (mode {key.mode:04o})", f"sudo chmod {_mode(key):o} {key.path}"
    elif key.user is not None and key.owner != key.user:
        text, mend = f"belongs to {key.owner}, not to {key.user}", f"sudo chown {key.user} {key.path}"
    else:
        readers = f"{key.owner} and its group read" if key.mode & _GROUP else f"{key.owner} reads"
        return Finding(group=group, standing=Standing.OK, subject=name, text=f"only {readers} it")
    return Finding(group=group, standing=Standing.WRONG, subject=name, text=text, mend=mend)


def _unread(standing: Standing, text: str, mend: str) -> Finding:
    return Finding(group=Group.CERTIFICATES, standing=standing, subject="ca.crt", text=text, mend=mend)


def _certificate(held: Held, now: datetime | None) -> Finding:
    subject = f"{held.name}.crt"
    if held.examined is None:
        standing, mend = (Standing.UNKNOWN, SUDO) if held.is_hidden else (Standing.WRONG, _enroll(held))
        return Finding(group=held.group, standing=standing, subject=subject, text=held.why, mend=mend)
    wrong = _wrong(held, held.examined)
    if wrong:
        return Finding(group=held.group, standing=Standing.WRONG, subject=subject, text=wrong, mend=_enroll(held))
    last, ends = held.authority_ends, held.examined.ends
    if last is not None and ends >= last:
        # It cannot outlive the authority, whose end has a line of its own.
        return Finding(group=held.group, standing=Standing.OK, subject=subject, text=f"good until {ends:%Y-%m-%d}")
    return end_finding(held.group, held.name, ends, now)


def _wrong(held: Held, examined: Examined) -> str:
    if examined.is_of_office is False:
        return "not signed by the authority that this machine trusts (ca.crt beside it)"
    if examined.name != held.name:
        return f"is for {examined.name!r}, but the settings say {held.name!r}"
    if held.roles and examined.role not in held.roles:
        return f"is for a {examined.role or 'box without role'}, but this is a {' or '.join(held.roles)}"
    if examined.fits_key is False:
        return "its key is another one; they are no pair"
    return "revoked: the broker does not let it in" if held.is_revoked else ""


def _mode(key: Key) -> int:
    return 0o400 if key.mask & _GROUP else 0o640


def _enroll(held: Held) -> str:
    name, roles = ("hub", {"hub"}) if held.group is Group.BROKER else (held.name, set(held.roles))
    role = roles.pop() if len(roles) == 1 else "ROLE"
    return f"sudo antrian enroll {name} --role {role} --stick DIR"
