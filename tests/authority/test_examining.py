"""What certificates, keys and revocation lists say of themselves and of each other."""

from datetime import UTC, datetime

import pytest

from firmware.authority.certificates import (
    Revoked,
    certificate_pem,
    key_pem,
    new_authority,
    new_key,
    read_request,
    request_pem,
    revocation_list,
    sign,
)
from firmware.authority.examining import examine, examine_list
from firmware.authority.validity import NO_END

NOW = datetime(2026, 11, 23, tzinfo=UTC)
OFFICE, OTHER = new_authority("Lampung Tengah", NOW), new_authority("Lampung Tengah", NOW)
CA = certificate_pem(OFFICE.certificate)
KEY = new_key()
BOX = sign(OFFICE, read_request(request_pem("kiosk-1", "kiosk", KEY)), NOW)
PEM = certificate_pem(BOX)


def test_a_certificate_says_who_and_until_when() -> None:
    """And nothing of what it was not compared with."""
    said = examine(PEM)
    assert (said.name, said.role, said.serial) == ("kiosk-1", "kiosk", BOX.serial_number)
    assert (said.ends, said.is_of_office, said.fits_key) == (BOX.not_valid_after_utc, None, None)


def test_a_certificate_of_another_office_is_known_by_its_signature() -> None:
    """Also where the other authority bears the same name."""
    assert examine(PEM, CA).is_of_office is True
    assert examine(PEM, certificate_pem(OTHER.certificate)).is_of_office is False
    assert examine(CA, CA).is_of_office is True


def test_a_pair_is_known_by_its_key() -> None:
    """The key that it was asked with fits; any other does not, and what is no key is said."""
    assert examine(PEM, CA, key_pem(KEY)).fits_key is True
    assert examine(PEM, CA, key_pem(new_key())).fits_key is False
    with pytest.raises(ValueError):  # noqa: PT011 - OpenSSL's own words
        examine(PEM, CA, b"rubbish")


def test_a_list_says_who_is_out_and_whose_it_is() -> None:
    """It has no end that comes."""
    listed = examine_list(revocation_list(OFFICE, [Revoked(BOX.serial_number, NOW)], 1), CA)
    assert (listed.serials, listed.ends, listed.is_of_office) == (frozenset({BOX.serial_number}), NO_END, True)
    assert not examine_list(revocation_list(OTHER, [], 1), CA).is_of_office
