"""The broker's files on a hub: facts in, findings out. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from msgspec import Struct

from firmware.authority.examining import ExaminedList
from firmware.authority.validity import NO_END
from firmware.technician.doctor.certificates import SUDO, Held, certificate_findings
from firmware.technician.doctor.finding import Finding, Group, Standing

INSTALL: Final = "sudo antrian broker install --stick DIR"


class BrokerFacts(Struct, frozen=True, kw_only=True):
    """What lies in the broker's folder. None is what could not be read, and `is_hidden` says that root could.

    `folder` is where they are looked for. `settings` are the lines of mosquitto.conf, `users` the names in the access
    list, `boxes` those of office.toml. `keys_of_authority` are files that must not be on a hub, `is_searched` whether
    they were looked for everywhere.
    """

    folder: str
    is_there: bool = True
    is_hidden: bool = False
    certificate: Held | None = None
    revoked: ExaminedList | None = None
    settings: tuple[str, ...] | None = None
    users: frozenset[str] | None = None
    boxes: frozenset[str] = frozenset()
    keys_of_authority: tuple[str, ...] = ()
    is_searched: bool = True


def broker_findings(facts: BrokerFacts, now: datetime | None) -> Iterator[Finding]:
    """Give a line for each file that the broker lives by, and one for the key that must be elsewhere."""
    if not facts.is_there:
        yield _finding("its folder", Standing.UNKNOWN, f"there is no {facts.folder}; is the broker elsewhere?", INSTALL)
    elif facts.is_hidden:
        yield _finding("its folder", Standing.UNKNOWN, "only root and mosquitto may look into it", SUDO)
    else:
        yield from certificate_findings([facts.certificate] if facts.certificate else [], now)
        yield _list(facts.revoked)
        yield _settings(facts.settings)
        yield _access(facts.users, facts.boxes)
    yield _key(facts.keys_of_authority, is_searched=facts.is_searched)


def _list(revoked: ExaminedList | None) -> Finding:
    name = "revoked.crl"
    if revoked is None:
        return _finding(name, Standing.WRONG, "missing or unreadable: mosquitto lets nobody in", INSTALL)
    if not revoked.is_of_office:
        text = "not signed by the office's authority: mosquitto lets nobody in"
        return _finding(name, Standing.WRONG, text, INSTALL)
    if revoked.ends is not None and revoked.ends < NO_END:
        text = f"ends {revoked.ends:%Y-%m-%d}, and then every box is locked out at once"
        return _finding(name, Standing.WRONG, text, INSTALL)
    many = len(revoked.serials)
    return _finding(name, Standing.OK, f"of this office, without an end; {many or 'nobody'} revoked")


def _settings(lines: tuple[str, ...] | None) -> Finding:
    name = "mosquitto.conf"
    if lines is None:
        return _finding(name, Standing.WRONG, "missing or unreadable", INSTALL)
    listeners = [line for line in lines if line.split()[:1] == ["listener"]]
    if "require_certificate true" not in lines or len(listeners) != 1:
        return _finding(name, Standing.WRONG, "lets somebody in without a certificate", INSTALL)
    return _finding(name, Standing.OK, "nobody gets in without a certificate")


def _access(users: frozenset[str] | None, boxes: frozenset[str]) -> Finding:
    name = "acl"
    if users is None:
        return _finding(name, Standing.WRONG, "missing or unreadable: no box may say anything", INSTALL)
    missing = sorted((boxes | {"hub"}) - users)
    if missing:
        text = f"does not know {', '.join(missing)} of office.toml"
        return _finding(
            name, Standing.WRONG, text, f"enrol it on its Pi: sudo antrian enroll {missing[0]} --role ROLE --stick DIR"
        )
    return _finding(name, Standing.OK, f"knows {len(users)} boxes, all of office.toml among them")


def _key(found: tuple[str, ...], *, is_searched: bool) -> Finding:
    if not found and not is_searched:
        return _finding("authority", Standing.UNKNOWN, "only root can say whether its key is on this hub", SUDO)
    if not found:
        return _finding("authority", Standing.OK, "its key is not on this machine, as it should be")
    text = f"its key is on the hub ({', '.join(found)}): who takes the hub can make boxes of this office"
    return _finding(
        "authority", Standing.WRONG, text, f"keep it on a stick in a drawer, then: sudo shred -u {found[0]}"
    )


def _finding(subject: str, standing: Standing, text: str, mend: str = "") -> Finding:
    return Finding(group=Group.BROKER, standing=standing, subject=subject, text=text, mend=mend)
