"""Which names, roles and hosts may be signed at all."""

import pytest

from firmware.authority.certificates import BROKER, RequestError, new_key, read_request, request_pem
from firmware.authority.naming import MOST_HOSTS, box_complaint, hosts_complaint
from firmware.messages.names import Role

SPOOF = "\x1b[1A\r\x1b[2K  kiosk-1      kiosk       7F3A-22C1-09BD-EE41-5A07\x1b[K\n\x1b[8m"


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_names(role: Role) -> None:
    """The hub has one, all others as many as they like."""
    name = "hub" if role is Role.HUB else f"{role}-1"
    assert not box_complaint(name, role)


@pytest.mark.parametrize(
    ("name", "role"),
    [
        *(("hub", "kiosk"), ("hub-2", "hub"), ("kiosk-1", "hub"), ("hub", "technician")),
        *(("technician-1", "kiosk"), ("technician", "counter"), ("technicians", "printer"), ("sari", "technician")),
        *(("kiosk-1", "king"), ("Kiosk-1", "kiosk"), ("kiosk 1", "kiosk"), ("", "kiosk"), ("kiosk-1\n", "kiosk")),
    ],
)
def test_a_name_and_a_role_that_do_not_belong_together_are_refused(name: str, role: str) -> None:
    """The queue goes by the name: a kiosk's certificate with a technician's would call at every counter."""
    complaint = box_complaint(name, role)
    assert complaint
    assert complaint.isprintable()
    with pytest.raises(RequestError):
        read_request(request_pem(name or "-", role, new_key()))


@pytest.mark.parametrize(
    "host", ["hub.local", "localhost", "192.168.1.10", "::1", "fd00::7", "HUB", "a-b.c3", "3com.example", "a" * 63]
)
def test_a_broker_is_found_at_addresses_and_names_of_hosts(host: str) -> None:
    """Those of RFC 1123, and both kinds of IP addresses."""
    assert not hosts_complaint((host,))


@pytest.mark.parametrize(
    "host",
    [
        *("", " ", ".", "hub.", ".local", "a..b", "-hub", "hub-", "hub_1", "*.local", "hub\n", "h\u00fcb", "a" * 64),
        *("192.168.1", "192.168.1.300", "10.0.0.0/8", "fe80::1%eth0", "fe80::1%\x1b[2J", ".".join(["a" * 63] * 4)),
        *("hub.local\x00", "\x1b[2J", "hub.local, kiosk", SPOOF),
    ],
)
def test_what_is_no_host_is_refused_in_words_that_can_be_read(host: str) -> None:
    """It is shown beside the fingerprint that two people compare."""
    complaint = hosts_complaint(("hub.local", host))
    assert complaint
    assert complaint.isprintable()


def test_many_hosts_are_too_many() -> None:
    """The line with the fingerprint would leave the screen."""
    hosts = [f"hub-{n}.local" for n in range(MOST_HOSTS + 1)]
    assert not hosts_complaint(hosts[:-1])
    assert "too many" in hosts_complaint(hosts)


@pytest.mark.parametrize(("name", "hosts"), [("kiosk-1", ["hub.local"]), ("kiosk-1", [SPOOF]), (BROKER, [SPOOF])])
def test_a_request_with_a_false_line_in_its_hosts_is_refused(name: str, hosts: list[str]) -> None:
    """Nothing of it is shown or signed: a box is found nowhere, and a broker at no escape sequence."""
    role = BROKER if name == BROKER else "kiosk"
    with pytest.raises(RequestError) as refused:
        read_request(request_pem(name, role, new_key(), hosts))
    assert str(refused.value).isprintable()
