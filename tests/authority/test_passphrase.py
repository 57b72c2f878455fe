"""A passphrase opens one authority's key, whenever its certificate was renewed, and guessing it is slow."""

import time

from firmware.authority.certificates import certificate_pem, new_authority, renewed_authority
from firmware.authority.passphrase import stretched
from tests.authority.office import LATER, NOW

OFFICE = new_authority("Lampung", NOW)
PEM = certificate_pem(OFFICE.certificate)


def test_a_renewed_authority_is_opened_with_the_same_words() -> None:
    """The salt is its key, which stays."""
    renewed = certificate_pem(renewed_authority(OFFICE, LATER).certificate)
    assert stretched(b"four or five words", renewed) == stretched(b"four or five words", PEM)


def test_the_same_words_are_another_secret_in_another_office() -> None:
    """Who has worked on one has not worked on all."""
    other = certificate_pem(new_authority("Lampung", NOW).certificate)
    assert stretched(b"four or five words", other) != stretched(b"four or five words", PEM)


def test_a_guess_costs_time() -> None:
    """Milliseconds, even where everything else is fast."""
    began = time.process_time()
    stretched(b"12345678", PEM)
    assert time.process_time() - began > 0.005
