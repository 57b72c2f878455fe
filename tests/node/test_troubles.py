"""Health goes out however much is wrong."""

from msgspec import json

from firmware.messages.notices import Problem, Trouble
from firmware.node.troubles import DETAIL_LENGTH, ROOM_BYTES, that_fit


def voice(detail: str) -> Trouble:
    """Return one failure of a voice."""
    return Trouble(problem=Problem.VOICE_FAILED, detail=detail)


def test_few_troubles_are_told_as_they_are() -> None:
    """In the order in which they came."""
    troubles = (voice("id: 'lima' came out silent"), Trouble(problem=Problem.SCREEN_FAILED, detail="no screen"))
    assert that_fit(troubles) == troubles


def test_many_troubles_are_cut_to_what_fits_and_counted() -> None:
    """However they are written, they take no more room than they have, and none is lost from the count."""
    for letter in ("a", "é", "\0", "🖨"):
        told = that_fit([voice(f"{n} {letter * 190}") for n in range(500)])
        assert len(json.encode(told)) < ROOM_BYTES + 100
        assert len(told) > 2
        assert told[-1] == voice(f"and {500 - (len(told) - 1)} more troubles")


def test_no_kind_of_problem_is_crowded_out_by_another() -> None:
    """A hundred failed clips do not hide that the disk is full."""
    told = that_fit([*(voice(f"clip {n} {'a' * 100}") for n in range(100)), Trouble(problem=Problem.STORAGE)])
    assert told[:2] == (voice(f"clip 0 {'a' * 100}"), Trouble(problem=Problem.STORAGE))


def test_a_long_detail_is_cut_short() -> None:
    """What to check stands at its beginning."""
    (told,) = that_fit([voice("a" * (DETAIL_LENGTH + 1))])
    assert told.detail == "a" * (DETAIL_LENGTH - 1) + "…"
    (whole,) = that_fit([voice("a" * DETAIL_LENGTH)])
    assert whole.detail == "a" * DETAIL_LENGTH


def test_the_name_of_a_file_may_be_of_any_bytes() -> None:
    """A file system keeps names that are no UTF-8; what cannot be written in health stands there as a question mark."""
    told = that_fit([voice("/slides/caf\udce9.md: is not UTF-8")])
    assert told == (voice("/slides/caf?.md: is not UTF-8"),)
    assert json.decode(json.encode(told)) == [{"problem": "VOICE_FAILED", "detail": "/slides/caf?.md: is not UTF-8"}]
