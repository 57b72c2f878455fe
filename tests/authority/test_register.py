"""The authority's register: who may have which name, and what happens when somebody asks again."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from firmware.authority.certificates import BROKER, new_key, renewed_authority
from firmware.authority.register import Register, RegisterError, enroll, latest, renew, revoke, revoked_list, standing
from firmware.authority.validity import ClockError
from tests.authority.office import LATER, NOW, asked, enrolled, office


def test_a_request_is_signed_once_however_often_it_is_asked() -> None:
    """A stick whose plug was pulled is asked again: the same certificate, and nothing has changed."""
    authority, register = office()
    request = asked("kiosk-1", "kiosk")
    once, first = enroll(register, authority, request, NOW)
    twice, second = enroll(once, authority, request, LATER)
    assert (second.pem, twice) == (first.pem, once)
    assert (once.number, len(once.entries)) == (1, 1)


def test_a_name_that_is_taken_is_given_to_no_other_key() -> None:
    """Whoever stands up as a second kiosk-1 is refused, and the sentence says what to type first."""
    authority, register = enrolled(("kiosk-1", "kiosk"))
    with pytest.raises(RegisterError, match="revoke it first: antrian revoke kiosk-1"):
        enroll(register, authority, asked("kiosk-1", "kiosk"), NOW)


def test_a_box_does_not_change_its_role_by_asking() -> None:
    """A kiosk's key that asks as a counter's box gets nothing."""
    authority, register = office()
    key = new_key()
    register, _ = enroll(register, authority, asked("kiosk-1", "kiosk", key), NOW)
    with pytest.raises(RegisterError, match="as kiosk"):
        enroll(register, authority, asked("kiosk-1", "counter", key), NOW)


def test_a_revoked_key_never_comes_back() -> None:
    """Not under its own name and not under another; its successor has a key of its own."""
    authority, register = office()
    key = new_key()
    register, _ = enroll(register, authority, asked("kiosk-1", "kiosk", key), NOW)
    register = revoke(register, "kiosk-1", NOW)
    for name in ("kiosk-1", "kiosk-2"):
        with pytest.raises(RegisterError, match=f"sudo antrian enroll {name} --role kiosk --new-key"):
            enroll(register, authority, asked(name, "kiosk", key), NOW)
    register, _ = enroll(register, authority, asked("kiosk-1", "kiosk"), NOW)
    assert [bool(entry.revoked) for entry in register.entries] == [True, False]


def test_a_name_is_free_when_its_certificate_has_ended() -> None:
    """After ten years nobody needs to revoke what lets nobody in."""
    authority, register = enrolled(("kiosk-1", "kiosk"))
    after = NOW + timedelta(days=3_700)
    _, issued = enroll(register, renewed_authority(authority, after), asked("kiosk-1", "kiosk"), after)
    assert issued.end > after


def test_revoking_takes_all_that_a_box_has() -> None:
    """Also the certificate from before it was renewed: it has the same key."""
    authority, register = enrolled(("kiosk-1", "kiosk"), ("kiosk-2", "kiosk"))
    register, _ = renew(register, authority, "kiosk-1", LATER)
    register = revoke(register, "kiosk-1", LATER)
    assert [(entry.name, bool(entry.revoked)) for entry in register.entries] == [
        ("kiosk-1", True),
        ("kiosk-2", False),
        ("kiosk-1", True),
    ]
    assert [entry.name for entry in standing(register)] == ["kiosk-2"]


def test_revoking_twice_changes_nothing() -> None:
    """The hub that was not reached the first time is told the same."""
    _, register = enrolled(("kiosk-1", "kiosk"))
    once = revoke(register, "kiosk-1", NOW)
    assert revoke(once, "kiosk-1", LATER) == once


def test_a_name_that_nobody_has_is_told_with_those_that_are_like_it() -> None:
    """A revocation that goes nowhere because of a slip of the finger must not look done."""
    _, register = enrolled(("kiosk-1", "kiosk"), ("printer-1", "printer"))
    with pytest.raises(RegisterError, match=r"kiosk-7 was never enrolled \(there is kiosk-1\)"):
        revoke(register, "kiosk-7", NOW)


def test_a_renewed_box_keeps_its_key_and_role_for_longer() -> None:
    """So key and certificate always fit; the broker keeps the names under which it is found."""
    authority, register = enrolled(("kiosk-1", "kiosk"), (BROKER, BROKER))
    authority = renewed_authority(authority, LATER)
    for name in ("kiosk-1", BROKER):
        before = latest(register, name)
        assert before is not None
        register, issued = renew(register, authority, name, LATER)
        old = before.issued()
        assert (issued.key, issued.role, issued.hosts) == (old.key, old.role, old.hosts)
        assert issued.end > old.end
        now = latest(register, name)
        assert now is not None
        assert now.issued().pem == issued.pem


def test_a_broker_that_moves_is_renewed_under_other_names() -> None:
    """No new key is needed for a new address."""
    authority, register = enrolled((BROKER, BROKER))
    _, issued = renew(register, authority, BROKER, NOW, ("antrian.local", "192.168.1.10"))
    assert issued.hosts == ("antrian.local", "192.168.1.10")


@pytest.mark.parametrize("is_revoked", [True, False])
def test_only_who_is_let_in_is_renewed(is_revoked: bool) -> None:
    """A revoked box and one that nobody knows are refused."""
    authority, register = enrolled(("kiosk-1", "kiosk"))
    register = revoke(register, "kiosk-1", NOW)
    name, why = ("kiosk-1", "is revoked") if is_revoked else ("kiosk-2", "was never enrolled")
    with pytest.raises(RegisterError, match=f"{name} {why}; enroll it"):
        renew(register, authority, name, NOW)


def test_the_number_rises_with_every_change() -> None:
    """The broker takes no list with a lower one, also none that only lacks a box."""
    authority, register = enrolled(("kiosk-1", "kiosk"), ("kiosk-2", "kiosk"))
    numbers = [register.number]
    register = revoke(register, "kiosk-1", NOW)
    numbers.append(register.number)
    register, _ = renew(register, authority, "kiosk-2", NOW)
    assert [*numbers, register.number] == [2, 3, 4]


def test_a_wrong_clock_signs_nothing() -> None:
    """A laptop that believes in 1970 says how to set it."""
    authority, register = office()
    with pytest.raises(ClockError, match="the clock of this machine says 1970-01-01"):
        enroll(register, authority, asked("kiosk-1", "kiosk"), datetime(1970, 1, 1, tzinfo=UTC))


def test_the_register_survives_its_file() -> None:
    """What is written as JSON is read back as it was, moments and all."""
    authority, register = enrolled(("kiosk-1", "kiosk"))
    register = revoke(register, "kiosk-1", NOW)
    assert msgspec.json.decode(msgspec.json.encode(register), type=Register) == register
    assert b"BEGIN X509 CRL" in revoked_list(register, authority)
