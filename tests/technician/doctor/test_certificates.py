"""How certificates and keys stand, by what was found of them."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from firmware.authority.examining import Examined
from firmware.technician.doctor.certificates import (
    Held,
    Key,
    Trusted,
    authority_findings,
    certificate_findings,
    end_finding,
)
from firmware.technician.doctor.finding import Finding, Group, Standing

NOW = datetime(2026, 11, 23, tzinfo=UTC)
LATE = NOW + timedelta(days=3_000)
GOOD = Examined(name="kiosk-1", role="kiosk", serial=7, ends=LATE - timedelta(days=9), is_of_office=True, fits_key=True)
KEY = Key(path="/etc/antrian/tls/kiosk-1.key", mode=0o400, owner="antrian-button", user="antrian-button")
HELD = Held(
    name="kiosk-1",
    path="/etc/antrian/tls/kiosk-1.crt",
    roles=("kiosk", "counter"),
    examined=GOOD,
    key=KEY,
    authority_ends=LATE,
    is_revoked=False,
)


def look(held: Held, now: datetime | None = NOW) -> list[Finding]:
    """Return what is found."""
    return list(certificate_findings([held], now))


def test_a_good_pair_is_two_quiet_lines() -> None:
    """Until when, and who reads the key."""
    assert [(one.standing, one.text) for one in look(HELD)] == [
        (Standing.OK, "good until 2035-01-31"),
        (Standing.OK, "only antrian-button reads it"),
    ]


@pytest.mark.parametrize(
    ("examined", "says"),
    [
        (replace(GOOD, is_of_office=False), "not signed by the authority"),
        (replace(GOOD, name="kiosk-2"), "is for 'kiosk-2', but the settings say 'kiosk-1'"),
        (replace(GOOD, role="printer"), "is for a printer, but this is a kiosk or counter"),
        (replace(GOOD, fits_key=False), "no pair"),
        (replace(GOOD, ends=NOW - timedelta(days=1)), "ended 2026-11-22"),
    ],
)
def test_what_the_broker_would_refuse_is_wrong(examined: Examined, says: str) -> None:
    """Each with its own sentence and a command for this box."""
    found = look(replace(HELD, examined=examined))[0]
    assert (found.standing, says in found.text) == (Standing.WRONG, True)
    assert "kiosk-1" in found.mend.split()


def test_a_revoked_certificate_is_wrong() -> None:
    """Where the list is here to look at."""
    assert look(replace(HELD, is_revoked=True))[0].text.startswith("revoked")
    assert look(replace(HELD, is_revoked=None))[0].standing is Standing.OK


def test_an_end_within_90_days_is_told_with_the_command() -> None:
    """Soon, not wrong."""
    found = end_finding(Group.CERTIFICATES, "kiosk-1", NOW + timedelta(days=84), NOW)
    assert found.standing is Standing.SOON
    assert (found.text, found.mend) == ("ends 2027-02-15, in 84 days", "antrian renew kiosk-1")


def test_a_certificate_that_ends_with_the_authority_is_not_renewed_in_vain() -> None:
    """Only the authority is told to be renewed, which comes first."""
    end = NOW + timedelta(days=10)
    box = look(replace(HELD, examined=replace(GOOD, ends=end), authority_ends=end))[0]
    (authority,) = authority_findings([Trusted(path="/etc/antrian/tls/ca.crt", ends=end)], NOW)
    assert (box.standing, box.mend) == (Standing.OK, "")
    assert (authority.standing, authority.mend) == (Standing.SOON, "antrian ca renew")


def test_an_end_is_not_judged_by_a_clock_that_is_not_trusted() -> None:
    """It is told, and nothing false is said."""
    found = look(replace(HELD, examined=replace(GOOD, ends=NOW - timedelta(days=1))), now=None)[0]
    assert found.standing is Standing.UNKNOWN
    assert found.text.startswith("good until 2026-11-22; not judged")


def test_a_certificate_that_only_root_may_read_is_not_wrong() -> None:
    """One that is missing is."""
    hidden = look(replace(HELD, examined=None, why="may not be read by this user", is_hidden=True))[0]
    missing = look(replace(HELD, examined=None, why="kiosk-1.crt is missing"))[0]
    assert (hidden.standing, hidden.mend) == (Standing.UNKNOWN, "sudo antrian doctor")
    assert (missing.standing, missing.mend) == (Standing.WRONG, "sudo antrian enroll kiosk-1 --role ROLE --stick DIR")


@pytest.mark.parametrize("mode", [0o440, 0o404, 0o600 | 0o020, 0o666])
def test_a_key_that_others_may_touch_is_wrong(mode: int) -> None:
    """With the command that mends it."""
    found = look(replace(HELD, key=replace(KEY, mode=mode)))[1]
    assert (found.standing, found.mend) == (Standing.WRONG, f"sudo chmod 400 {KEY.path}")


def test_a_key_of_another_user_is_wrong() -> None:
    """The unit of the box could not read it."""
    found = look(replace(HELD, key=replace(KEY, owner="root")))[1]
    assert (found.text, found.mend) == (
        "belongs to root, not to antrian-button",
        f"sudo chown antrian-button {KEY.path}",
    )


def test_the_broker_s_key_is_read_by_its_group() -> None:
    """Mosquitto reads it as the group of that name; nobody else may."""
    key = Key(path="/etc/antrian/broker/broker.key", mode=0o640, owner="root", user="root", mask=0o037)
    assert look(replace(HELD, key=key))[1].standing is Standing.OK
    assert look(replace(HELD, key=replace(key, mode=0o644)))[1].mend == "sudo chmod 640 /etc/antrian/broker/broker.key"


def test_a_machine_without_the_authority_s_certificate_trusts_nobody() -> None:
    """That is wrong, and one whose folder this user may not enter is not."""
    gone = Trusted(path="/etc/antrian/tls/ca.crt", ends=None)
    hidden = replace(gone, is_hidden=True)
    assert [one.standing for one in authority_findings([gone, hidden], NOW)] == [Standing.WRONG, Standing.UNKNOWN]
