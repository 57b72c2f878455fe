"""A box obeys one journal, and within it never an older start of the hub."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from firmware.messages.answers import Accepted
from firmware.messages.notices import Beat, ClockState
from firmware.node.files import StateError
from firmware.node.trust import Heard, Trust

OURS, OTHER = "0123456789abcdef", "fedcba9876543210"


def beat(journal: str, epoch: int = 1, position: int = 1) -> Beat:
    """Return a beat of this hub."""
    return Beat(
        journal=journal,
        epoch=epoch,
        position=position,
        day=None,
        office_time=0.0,
        at=datetime(2026, 11, 23, tzinfo=UTC),
        clock=ClockState.TRUSTED,
    )


def test_the_first_journal_heard_is_pinned_for_ever(tmp_path: Path) -> None:
    """Also over a restart of the box."""
    assert Trust(tmp_path).believes(beat(OURS))
    assert Trust(tmp_path).journal == OURS
    assert not Trust(tmp_path).believes(beat(OTHER))


def test_another_journal_is_refused_and_named(tmp_path: Path) -> None:
    """The stranger stays known until the office's own hub is heard again."""
    trust = Trust(tmp_path)
    trust.believes(beat(OURS))
    assert not trust.believes(beat(OTHER))
    assert trust.stranger == OTHER
    assert trust.believes(beat(OURS))
    assert trust.stranger is None


def test_an_older_start_of_the_hub_is_not_believed(tmp_path: Path) -> None:
    """What the dead hub still had in the pipe is dropped."""
    trust = Trust(tmp_path)
    assert trust.believes(beat(OURS, epoch=2, position=10))
    assert not trust.believes(beat(OURS, epoch=1, position=99))
    assert trust.believes(beat(OURS, epoch=2, position=11))


def test_an_answer_of_an_older_start_is_believed(tmp_path: Path) -> None:
    """A repeated key brings the answer that was once given, with its old epoch."""
    trust = Trust(tmp_path)
    trust.believes(beat(OURS, epoch=3))
    assert trust.believes(
        Accepted(key="kiosk-1-0123456789abcdef-1-1", journal=OURS, epoch=1, position=5),
    )


def test_what_was_heard_never_goes_back(tmp_path: Path) -> None:
    """A slip told again carries an older position than the last beat."""
    trust = Trust(tmp_path)
    trust.believes(beat(OURS, epoch=2, position=10))
    trust.believes(beat(OURS, epoch=2, position=7))
    assert trust.heard == Heard(2, 10)


def test_a_technician_confirms_a_new_journal(tmp_path: Path) -> None:
    """After that the new hub is believed, whatever epoch it begins with, and the old one is the stranger."""
    trust = Trust(tmp_path)
    trust.believes(beat(OURS, epoch=9))
    trust.confirm(OTHER)
    assert Trust(tmp_path).journal == OTHER
    assert trust.believes(beat(OTHER, epoch=1))
    assert not trust.believes(beat(OURS, epoch=10))


def test_only_a_journal_id_can_be_confirmed(tmp_path: Path) -> None:
    """A slip of the technician's finger does not lock the box out of its office."""
    trust = Trust(tmp_path)
    trust.believes(beat(OURS))
    with pytest.raises(ValueError, match="no journal id"):
        trust.confirm("0123")
    assert Trust(tmp_path).journal == OURS


def test_a_damaged_pin_is_named(tmp_path: Path) -> None:
    """It is not taken for a journal, and not for "none yet" either."""
    (tmp_path / "journal-id").write_bytes(b"0123\xff")
    with pytest.raises(StateError, match="journal-id is damaged"):
        Trust(tmp_path)


def test_a_disk_that_refuses_the_pin_is_a_state_error(tmp_path: Path) -> None:
    """A box that could not remember its hub does not obey it."""
    trust = Trust(tmp_path / "gone")
    with pytest.raises(StateError, match="full or read-only"):
        trust.believes(beat(OURS))
    assert trust.journal is None


def test_a_box_that_starts_anew_still_knows_how_far_the_hub_had_come(tmp_path: Path) -> None:
    """An old copy of the journal begins with an epoch that was heard long ago."""
    assert Trust(tmp_path).believes(beat(OURS, epoch=5))
    assert not Trust(tmp_path).believes(beat(OURS, epoch=3))
    Trust(tmp_path).confirm(OURS)
    assert Trust(tmp_path).believes(beat(OURS, epoch=3))
