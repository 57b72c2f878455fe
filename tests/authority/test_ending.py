"""When a certificate ends, read without the `cryptography` package, and when somebody must hear of it."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from firmware.authority.certificates import (
    certificate_pem,
    new_authority,
    new_key,
    read_request,
    request_pem,
    sign,
)
from firmware.authority.ending import AUTHORITY, days_left, end_in, endings

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SOON = NOW + timedelta(days=84, hours=5)
LATER = NOW + timedelta(days=400)


@pytest.mark.parametrize("year", [2026, 2039, 2041, 2080])
def test_the_end_is_read_as_it_was_written(year: int) -> None:
    """Of the authority's certificate and of a box's, also from 2050 on, when it is written in another way."""
    now = NOW.replace(year=year)
    authority = new_authority("Lampung Tengah", now)
    box = sign(authority, read_request(request_pem("kiosk-1", "kiosk", new_key())), now)
    for certificate in (authority.certificate, box):
        assert end_in(certificate_pem(certificate)) == certificate.not_valid_after_utc


def test_what_is_no_certificate_is_said_to_be_none() -> None:
    """An empty file, half a file, and any single byte that is another: an end, or a ValueError."""
    pem = certificate_pem(new_authority("Lampung Tengah", NOW).certificate)
    for broken in (b"", b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", pem[:200], pem[:90] + pem[-40:]):
        with pytest.raises(ValueError):  # noqa: PT011 - whatever it says, nobody reads it
            end_in(broken)
    for at in range(28, len(pem), 5):
        changed = pem[:at] + b"7" + pem[at + 1 :]
        with suppress(ValueError):
            assert end_in(changed).tzinfo is UTC


def test_the_alarm_comes_90_days_ahead() -> None:
    """Not a day earlier, and on and on after the end."""
    assert days_left(NOW + timedelta(days=90, seconds=1), NOW) is None
    assert days_left(NOW + timedelta(days=90), NOW) == 90
    assert days_left(NOW + timedelta(hours=1), NOW) == 0
    assert days_left(NOW - timedelta(hours=1), NOW) == -1


def test_a_clock_that_cannot_be_right_raises_no_alarm() -> None:
    """Before this program existed no certificate of it had an end that was near."""
    assert days_left(datetime(2020, 2, 1, tzinfo=UTC), datetime(2020, 1, 2, tzinfo=UTC)) is None


def test_a_certificate_that_ends_is_told_with_the_command_that_mends_it() -> None:
    """By name, date and days; one that has ended too."""
    assert endings({AUTHORITY: LATER, "kiosk-1": SOON, "broker": NOW - timedelta(days=2)}, NOW) == (
        "kiosk-1.crt ends 2027-02-15, in 84 days: antrian renew kiosk-1",
        "broker.crt ended 2026-11-21: antrian renew broker",
    )


def test_only_the_authority_is_told_where_nothing_can_outlive_it() -> None:
    """A box's certificate is renewed in vain before the authority's own."""
    told = endings({AUTHORITY: SOON, "kiosk-1": SOON}, NOW)
    assert told == ("ca.crt ends 2027-02-15, in 84 days: antrian ca renew",)
