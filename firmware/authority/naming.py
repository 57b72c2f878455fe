"""What may stand in a certificate: names, roles, and where a broker is found. Asked before anything is shown or signed.

A request comes from a stick that anybody may have held, and is compared by eye: a host that moves a cursor would show
another fingerprint than the one that is signed. And the queue goes by names: what begins with "technician" may do
anything, and "hub" is the hub itself, so those names and those roles are had together or not at all.
"""

import re
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Final

import msgspec

from firmware.messages.names import NodeName, Role, is_hub, is_technician

MOST_HOSTS: Final = 16
"""More would push what people compare off the screen."""

_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST: Final = re.compile(rf"(?=.{{1,253}}\Z)(?:{_LABEL}\.)*(?=[0-9-]*[A-Za-z]){_LABEL}\Z")


def box_complaint(name: str, role: str) -> str:
    """Return why no box of an office has this name and this role; "" where one may."""
    try:
        msgspec.convert((name, role), tuple[NodeName, Role])
    except msgspec.ValidationError as error:
        return f"{role[:40]!r} {name[:40]!r} is no box: {error}"
    if is_hub(name) != (role == Role.HUB):
        return f"the hub, and nothing else, has role and name {Role.HUB.value!r}; this is {role} {name}"
    if is_technician(name) != (role == Role.TECHNICIAN):
        return f"names of technicians, and no others, begin with {Role.TECHNICIAN.value!r}; this is {role} {name}"
    return ""


def hosts_complaint(hosts: Sequence[str]) -> str:
    """Return why a broker is not found at these; "" where it may be."""
    wrong = next((host for host in hosts if not _is_host(host)), None)
    if wrong is not None:
        return f"{wrong[:80]!r} is neither an address nor the name of a host, like hub.local"
    return f"{len(hosts)} names and addresses are too many; at most {MOST_HOSTS}" if len(hosts) > MOST_HOSTS else ""


def _is_host(host: str) -> bool:
    """Say whether it is an IP address or a host's name (RFC 1123, 2.1: the last part is no number)."""
    if _HOST.match(host):
        return True
    try:
        return "%" not in host and bool(ip_address(host))
    except ValueError:
        return False
