"""The authority's signature under a text: of just that text, with that number."""

import pytest

from firmware.authority.certificates import new_authority
from firmware.authority.seal import is_whole, parts, sealed
from tests.authority.office import NOW

OURS, OTHERS = new_authority("Lampung", NOW), new_authority("Metro", NOW)
TEXT = b"-----BEGIN X-----\n-----END X-----\n"


def test_a_sealed_text_is_whole_under_its_number_alone() -> None:
    """Neither another letter, nor another number, nor another office's authority."""
    text, signature = parts(sealed(TEXT, 7, OURS))
    assert text == TEXT
    assert is_whole(text, 7, signature, OURS.certificate)
    assert not is_whole(text + b" ", 7, signature, OURS.certificate)
    assert not is_whole(text, 8, signature, OURS.certificate)
    assert not is_whole(text, 7, signature, OTHERS.certificate)
    assert not is_whole(text, 7, signature[:-1], OURS.certificate)


@pytest.mark.parametrize(
    "text", [b"", TEXT, sealed(TEXT, 7, OURS) + b"\n", sealed(TEXT, 7, OURS)[:-3], sealed(TEXT, 7, OURS)[::-1]]
)
def test_what_does_not_end_with_a_seal_has_none(text: bytes) -> None:
    """Nothing may follow it: that would be signed by nobody."""
    with pytest.raises(ValueError, match="no seal"):
        parts(text)


def test_of_two_seals_the_last_signs_the_first_too() -> None:
    """What is cut at another place is another text."""
    once = sealed(TEXT, 7, OURS)
    text, signature = parts(sealed(once, 7, OURS))
    assert text == once
    assert is_whole(text, 7, signature, OURS.certificate)
