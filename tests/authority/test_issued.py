"""An answer is taken only by the box that asked, and only from the office that it trusts."""

from collections.abc import Callable

import pytest

from firmware.authority.certificates import certificate_pem, key_pem, new_authority, new_key, renewed_authority, sign
from firmware.authority.issued import CertificateError, OtherKeyError, accept, read_issued
from tests.authority.office import LATER, NOW, asked

KEY = new_key()
PEM = key_pem(KEY)
OURS = new_authority("Lampung", NOW)
OTHERS = new_authority("Lampung", NOW)
CA = certificate_pem(OURS.certificate)
ANSWER = certificate_pem(sign(OURS, asked("kiosk-1", "kiosk", KEY), NOW)) + CA


def test_an_answer_says_which_of_the_keys_it_is_for() -> None:
    """The key that waits and the one in use may both be there."""
    accepted = accept(ANSWER, "kiosk-1", "kiosk", [key_pem(new_key()), PEM], CA)
    assert (accepted.key, accepted.authority) == (PEM, CA)
    assert (accepted.issued.name, accepted.issued.role) == ("kiosk-1", "kiosk")


def test_a_box_that_trusts_nobody_yet_believes_the_first_that_has_signed_its_key() -> None:
    """Whom it trusts comes with the first answer."""
    assert accept(ANSWER, "kiosk-1", "kiosk", [PEM], None).authority == CA


@pytest.mark.parametrize(
    ("answer", "name", "role", "why"),
    [
        (lambda: ANSWER, "kiosk-2", "kiosk", "it is for kiosk kiosk-1, and this is to be kiosk kiosk-2"),
        (lambda: ANSWER, "kiosk-1", "counter", "it is for kiosk kiosk-1"),
        (lambda: ANSWER.replace(CA, certificate_pem(OTHERS.certificate)), "kiosk-1", "kiosk", "another office"),
        (lambda: ANSWER.replace(CA, b""), "kiosk-1", "kiosk", "it is no answer to a request"),
        (lambda: CA + CA, "kiosk-1", "kiosk", "one name and one role"),
        (lambda: b"kiosk-1 please", "kiosk-1", "kiosk", "there is no certificate in it"),
        (lambda: b"", "kiosk-1", "kiosk", "there is no certificate in it"),
    ],
)
def test_what_is_no_answer_for_this_box_is_refused(answer: Callable[[], bytes], name: str, role: str, why: str) -> None:
    """Mixed up on the stick, made elsewhere, or no certificate at all: a sentence, and nothing is touched."""
    with pytest.raises(CertificateError, match=why):
        accept(answer(), name, role, [PEM], CA)


def test_a_certificate_that_another_authority_signed_is_refused_beside_ours() -> None:
    """The name of the issuer is not enough: both offices have the same."""
    forged = certificate_pem(sign(OTHERS, asked("kiosk-1", "kiosk", KEY), NOW)) + CA
    with pytest.raises(CertificateError, match="not signed by the authority"):
        accept(forged, "kiosk-1", "kiosk", [PEM], CA)


def test_a_box_is_no_authority() -> None:
    """A kiosk that signs for itself, as if it were one, is refused by a Pi that trusts nobody yet."""
    own = new_key()
    leaf = sign(OURS, asked("kiosk-1", "kiosk", own), NOW)
    with pytest.raises(CertificateError):
        accept(ANSWER.replace(CA, certificate_pem(leaf)), "kiosk-1", "kiosk", [PEM], None)


def test_an_answer_for_another_key_is_told_apart() -> None:
    """It was left on the stick from before: the box asks again."""
    with pytest.raises(OtherKeyError):
        accept(ANSWER, "kiosk-1", "kiosk", [key_pem(new_key())], CA)


def test_a_renewed_authority_is_the_same_office_and_replaces_its_older_certificate() -> None:
    """Never the other way round: an old stick does not shorten what the box trusts."""
    renewed = certificate_pem(renewed_authority(OURS, LATER).certificate)
    answer = ANSWER.replace(CA, renewed)
    assert accept(answer, "kiosk-1", "kiosk", [PEM], CA).authority == renewed
    assert accept(ANSWER, "kiosk-1", "kiosk", [PEM], renewed).authority == renewed


def test_a_box_that_moves_to_another_office_trusts_that_one_alone() -> None:
    """Where it is to believe whichever comes, it keeps just this."""
    answer = certificate_pem(sign(OTHERS, asked("kiosk-1", "kiosk", KEY), NOW)) + certificate_pem(OTHERS.certificate)
    assert accept(answer, "kiosk-1", "kiosk", [PEM], None).authority == certificate_pem(OTHERS.certificate)


def test_what_was_issued_can_be_asked_for_again() -> None:
    """That is how a box is renewed."""
    request = read_issued(ANSWER).request()
    assert (request.name, request.role, request.hosts, request.key) == ("kiosk-1", "kiosk", (), KEY.public_key())
