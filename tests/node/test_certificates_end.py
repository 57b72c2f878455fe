"""The alarm of a box before its certificate ends, from files on a disk."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from firmware.authority.certificates import (
    certificate_pem,
    key_pem,
    new_authority,
    new_key,
    read_request,
    request_pem,
    sign,
)
from firmware.messages.names import Role
from firmware.messages.notices import ClockState, Problem
from firmware.node.box import Box
from firmware.node.certificates_end import FIRST_LOOK_SECONDS, LOOK_SECONDS, CertificatesEnd
from firmware.node.settings import BoxSettings
from firmware.node.world import World
from tests.node.conftest import HandClock

MADE = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LATER = datetime(2027, 6, 1, tzinfo=UTC)
LATE = datetime(2036, 9, 1, tzinfo=UTC)
AUTHORITY = new_authority("Lampung Tengah", LATER)


class OldClock(HandClock):
    """A clock ten years on, which is believed or not."""

    is_trusted = True

    def wall(self) -> datetime:
        """Return a day in 2036."""
        return LATE

    def state(self) -> ClockState:
        """Return whether it is believed."""
        return ClockState.TRUSTED if self.is_trusted else ClockState.UNTRUSTED


@pytest.fixture
def clock() -> OldClock:
    """A clock that the test moves."""
    return OldClock()


@pytest.fixture
def tls(tmp_path: Path) -> Path:
    """The folder of a kiosk that was enrolled ten years before."""
    (tmp_path / "ca.crt").write_bytes(certificate_pem(AUTHORITY.certificate))
    enrol(tmp_path, MADE)
    return tmp_path


def enrol(tls: Path, at: datetime) -> None:
    """Write a key and a certificate that was made at this time."""
    key = new_key()
    asked = read_request(request_pem("kiosk-1", "kiosk", key))
    (tls / "kiosk-1.key").write_bytes(key_pem(key))
    (tls / "kiosk-1.crt").write_bytes(certificate_pem(sign(AUTHORITY, asked, at)))


def told(ends: CertificatesEnd) -> list[str]:
    """Return the details of all troubles."""
    assert {trouble.problem for trouble in ends.troubles()} <= {Problem.CERTIFICATE_ENDS}
    return [trouble.detail for trouble in ends.troubles()]


def test_a_box_tells_90_days_ahead_until_it_is_renewed(clock: OldClock, tls: Path) -> None:
    """Not in its first minute; then at the next look of the hour it is well again."""
    ends = CertificatesEnd(BoxSettings(name="kiosk-1", tls=str(tls)), clock)
    assert told(ends) == []
    clock.now += FIRST_LOOK_SECONDS
    assert told(ends) == ["kiosk-1.crt ends 2036-11-23, in 83 days: antrian renew kiosk-1"]
    enrol(tls, LATER)
    assert len(told(ends)) == 1
    clock.now += LOOK_SECONDS
    assert told(ends) == []


def test_a_box_whose_clock_is_not_trusted_tells_nothing(clock: OldClock, tls: Path) -> None:
    """It may believe any year."""
    clock.is_trusted = False
    ends = CertificatesEnd(BoxSettings(name="kiosk-1", tls=str(tls)), clock)
    clock.now += FIRST_LOOK_SECONDS
    assert told(ends) == []


def test_the_broker_s_end_is_told_by_who_looks_for_it(clock: OldClock, tls: Path) -> None:
    """The hub says what the broker showed at the connection; files that are gone are no alarm here."""
    for path in tls.iterdir():
        path.unlink()
    ends = CertificatesEnd(BoxSettings(name="hub", tls=str(tls)), clock)
    ends.broker = datetime(2036, 9, 3, tzinfo=UTC)
    clock.now += FIRST_LOOK_SECONDS
    assert told(ends) == ["broker.crt ends 2036-09-03, in 2 days: antrian renew broker"]


def test_a_box_says_so_with_its_health(clock: OldClock, tls: Path, tmp_path: Path) -> None:
    """As it says any other trouble, so that the technician reads it in `antrian status`."""
    settings = BoxSettings(name="kiosk-1", tls=str(tls), state=str(tmp_path / "state"))
    box = Box(settings, Role.KIOSK, world=World(clock=clock))
    clock.now += FIRST_LOOK_SECONDS
    troubles = box._health().troubles
    box.close()
    assert [trouble.problem for trouble in troubles] == [Problem.CERTIFICATE_ENDS]
