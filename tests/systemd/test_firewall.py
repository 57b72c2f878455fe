"""The firewall of each role: what nft says of its files, and what becomes of real packets on a cable to a Pi.

The addresses are the shipped ones, in a namespace of its own; `cable` is the Pi, and everybody who speaks to it.
"""

import os
import socket
import subprocess
from contextlib import ExitStack
from itertools import chain, combinations
from pathlib import Path

import pytest

from tests.systemd.cable import (
    BOX,
    BOX6,
    HALL,
    HALL6,
    MAINTENANCE,
    MAINTENANCE6,
    PI,
    PI6,
    Cable,
    Call,
    etc_of,
    outcomes,
)

ROLES = ("button", "display", "hub", "printer")
BROKER, SSH, PAPER, WEB = 8883, 22, 9100, 443
IPV6 = {
    "define office6 = { ::1 }": "define office6 = { fd77::/64 }",
    "maintenance6 = { ::1 }": "maintenance6 = { fd77::5 }",
}
CHOICES = list(chain.from_iterable(combinations(ROLES, count) for count in range(len(ROLES) + 1)))


def edit(path: Path, changes: dict[str, str]) -> None:
    """Replace words of a file; each must be there."""
    text = path.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def checked(etc: Path) -> tuple[int, str]:
    """Return what `nft -c` says, and its exit status; in a namespace where nothing is loaded."""
    # In a chroot not even root gets a namespace of users, and without one nobody else gets one of networks.
    somebody = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    command = ["unshare", *somebody, "--net", "nft", "-I", str(etc), "-c", "-f", str(etc / "nftables.conf")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("roles", CHOICES, ids=lambda roles: "+".join(roles) or "none")
def test_nft_has_nothing_to_say_of_any_choice_of_roles(tmp_path: Path, roles: tuple[str, ...]) -> None:
    """Each role, all their combinations, and a Pi without any: `nft -c` ends with 0 and in silence."""
    assert checked(etc_of(tmp_path, *roles)) == (0, "")


@pytest.mark.usefixtures("laid")
def test_a_missing_address_is_named_with_its_line(tmp_path: Path) -> None:
    """A technician who lost a line reads which one; nothing is loaded."""
    etc = etc_of(tmp_path, "hub")
    edit(etc / "antrian" / "network.nft", {"define maintenance = ": "# "})
    status, said = checked(etc)
    assert status == 1
    assert "base.nft:" in said
    assert "unknown identifier 'maintenance'" in said


@pytest.mark.usefixtures("laid")
def test_a_missing_file_of_addresses_is_named(tmp_path: Path) -> None:
    """The file that is not there is in the error."""
    etc = etc_of(tmp_path, "hub")
    (etc / "antrian" / "network.nft").unlink()
    status, said = checked(etc)
    assert status == 1
    assert "File not found: antrian/network.nft" in said


@pytest.mark.usefixtures("laid")
def test_an_address_within_a_network_that_is_named_too_is_no_error(tmp_path: Path) -> None:
    """Whoever edits the list need not know that nft minds overlaps."""
    etc = etc_of(tmp_path, "hub")
    edit(etc / "antrian" / "network.nft", {"192.168.10.0/24": "192.168.10.0/24, 192.168.10.7, 10.1.0.0/16"})
    assert checked(etc) == (0, "")


def test_a_second_loading_replaces_and_a_wrong_one_changes_nothing(cable: Cable, tmp_path: Path) -> None:
    """`systemctl reload nftables` may be typed at any time; a typing error does not take the wall away."""
    etc = etc_of(tmp_path, "hub", "printer")
    cable.load(etc)
    loaded = cable.pi.run("nft", "-s", "list", "ruleset")
    cable.load(etc)
    assert cable.pi.run("nft", "-s", "list", "ruleset") == loaded
    edit(etc / "antrian" / "network.nft", {"192.168.10.5 }": "192.168.10.500 }"})
    with pytest.raises(OSError, match=r"(network|base)\.nft:"):
        cable.load(etc)
    assert cable.pi.run("nft", "-s", "list", "ruleset") == loaded


def test_another_programs_table_stays(cable: Cable, tmp_path: Path) -> None:
    """Only our own table is replaced."""
    cable.pi.run("nft", "add", "table", "inet", "others")
    cable.load(etc_of(tmp_path, "display"))
    assert "table inet others" in cable.pi.run("nft", "list", "tables")


def test_the_broker_is_for_the_office_and_ssh_for_the_maintenance_hosts(cable: Cable, tmp_path: Path) -> None:
    """On a hub: who is answered on which port, and that to others the Pi is silent, in IPv4 and IPv6."""
    etc = etc_of(tmp_path, "hub")
    edit(etc / "antrian" / "network.nft", IPV6)
    cable.load(etc)
    cable.forget_neighbours()
    answered = {Call(BOX, PI, BROKER), Call(MAINTENANCE, PI, BROKER), Call(MAINTENANCE, PI, SSH)}
    answered |= {Call(BOX6, PI6, BROKER), Call(MAINTENANCE6, PI6, SSH)}
    unheard = {Call(HALL, PI, BROKER), Call(BOX, PI, SSH), Call(HALL, PI, SSH), Call(MAINTENANCE, PI, WEB)}
    unheard |= {Call(HALL6, PI6, BROKER), Call(BOX6, PI6, SSH), Call(HALL6, PI6, SSH)}
    with ExitStack() as stack:
        for address in (PI, PI6):
            for port in (BROKER, SSH, WEB):
                stack.enter_context(cable.pi.listener(address, port))
        told = outcomes(cable.street, answered | unheard)
    assert {call for call, outcome in told.items() if outcome == "open"} == answered
    assert {call for call, outcome in told.items() if outcome == "silent"} == unheard


def test_without_the_firewall_all_of_them_are_answered(cable: Cable) -> None:
    """What the test above sees is the firewall's doing, and not the cable's."""
    with cable.pi.listener(PI, SSH), cable.pi.listener(PI6, SSH):
        told = outcomes(cable.street, [Call(HALL, PI, SSH), Call(BOX6, PI6, SSH), Call(HALL6, PI6, SSH)])
    assert set(told.values()) == {"open"}


@pytest.mark.parametrize("role", ["button", "display", "printer"])
def test_nobody_comes_to_a_box_but_a_technician(cable: Cable, tmp_path: Path, role: str) -> None:
    """A box that is no hub has one open port, and that for one address."""
    cable.load(etc_of(tmp_path, role))
    with cable.pi.listener(PI, SSH), cable.pi.listener(PI, BROKER):
        told = outcomes(cable.street, [Call(MAINTENANCE, PI, SSH), Call(BOX, PI, SSH), Call(BOX, PI, BROKER)])
    assert list(told.values()) == ["open", "silent", "silent"]


@pytest.mark.parametrize(
    ("roles", "reached"),
    [
        (("button",), {BROKER}),
        (("display",), {BROKER}),
        (("printer",), {BROKER, PAPER}),
        (("button", "printer"), {BROKER, PAPER}),
        (("hub",), set()),
    ],
)
def test_a_box_reaches_what_its_role_needs(
    cable: Cable, tmp_path: Path, roles: tuple[str, ...], reached: set[int]
) -> None:
    """A box in wrong hands reaches no other port; its program is told so at once, and does not wait."""
    cable.load(etc_of(tmp_path, *roles))
    calls = [Call(PI, BOX, port) for port in (BROKER, PAPER, WEB, SSH)]
    with ExitStack() as stack:
        for call in calls:
            stack.enter_context(cable.street.listener(call.target, call.port))
        told = outcomes(cable.pi, [*calls, Call(PI, HALL, BROKER)])
    assert {call.port for call, outcome in told.items() if outcome == "open"} == reached
    assert "silent" not in told.values()


def test_names_and_addresses_come_through(cable: Cable, tmp_path: Path) -> None:
    """An mDNS question (hub.local) from the office and an offer of DHCP are heard, another datagram not."""
    cable.load(etc_of(tmp_path, "hub"))
    sent = {5353: (BOX, 0), 68: (BOX, 67), 9999: (BOX, 0)}
    with ExitStack() as stack:
        heard = {port: stack.enter_context(cable.pi.bound(PI, port, socket.SOCK_DGRAM)) for port in sent}
        for port, (source, from_port) in sent.items():
            with cable.street.bound(source, from_port, socket.SOCK_DGRAM) as asking:
                asking.sendto(b"?", (PI, port))
        for listening in heard.values():
            listening.settimeout(0.1)
        assert heard[5353].recv(9) == heard[68].recv(9) == b"?"
        with pytest.raises(TimeoutError):
            heard[9999].recv(9)


def test_a_pi_asks_for_names_time_and_an_address_and_nothing_else(cable: Cable, tmp_path: Path) -> None:
    """DNS, DHCP, NTP and mDNS leave; any other datagram is refused where it is sent."""
    cable.load(etc_of(tmp_path, "button"))
    for port in (53, 67, 123, 5353):
        with cable.pi.bound(PI, 0, socket.SOCK_DGRAM) as asking:
            assert asking.sendto(b"?", (BOX, port)) == 1
    with cable.pi.bound(PI, 0, socket.SOCK_DGRAM) as asking, pytest.raises(OSError, match="not permitted"):
        asking.sendto(b"?", (BOX, 9999))


def test_debian_loads_it_before_there_is_a_network() -> None:
    """The unit that Debian ships reads our file, and is ordered before whatever brings the network up."""
    unit = Path("/lib/systemd/system/nftables.service")
    if not unit.exists():
        pytest.skip("nftables is not here: apt-get install nftables")
    lines = unit.read_text(encoding="utf-8").splitlines()
    assert "ExecStart=/usr/sbin/nft -f /etc/nftables.conf" in lines
    assert "ExecReload=/usr/sbin/nft -f /etc/nftables.conf" in lines
    assert any(line.startswith("Before=network-pre.target") for line in lines)
