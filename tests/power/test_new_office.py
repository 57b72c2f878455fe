"""Half a journal would be no office and no blank disk either: new-office leaves a whole one or none."""

from pathlib import Path

import pytest

from firmware.hub.journal import JournalError, create
from tests.power.card import SECTORS, Does
from tests.power.cutting import Verdict, cuts, record, record_start, survivors
from tests.power.disk import RecordingDisk
from tests.power.journal_work import NewOfficeWork


@pytest.mark.parametrize("sector", SECTORS)
def test_new_office_can_be_typed_again_after_any_cut(sector: int, folder: Path) -> None:
    """The plug is pulled at every request of it: there is a whole blank journal, or one can be made."""
    work = NewOfficeWork()
    done = record(work, folder / "work")
    found = list(cuts(done, work, folder / "cut", sector, range(1)))
    assert Does.RENAME in {operation.does for operation in done.operations}
    assert [finding for finding in found if finding.verdict is not Verdict.WHOLE] == []


def test_new_office_that_is_typed_again_may_be_cut_again(folder: Path) -> None:
    """What the first one left does not come into the journal of the second."""
    work = NewOfficeWork()
    done = record(work, folder / "work")
    for cut, _, files in survivors(done, 512, range(1), every=11):
        again = record_start(work, folder / "start", files)
        found = list(cuts(again, work, folder / "cut", 512, range(1), every=5))
        assert [finding for finding in found if finding.verdict is not Verdict.WHOLE] == [], cut


# apsw tells of a second failure while the first is on its way.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_disk_that_becomes_full_leaves_a_whole_journal_or_none(folder: Path) -> None:
    """At whatever request: the technician is told, or has an office."""
    work = NewOfficeWork()
    requests = len(record(work, folder / "work").operations)
    outcomes = set()
    for room in range(0, requests + 2, 2):
        place = folder / str(room)
        place.mkdir()
        with RecordingDisk(room=room) as disk:
            try:
                create(place / "journal.sqlite3", disk)
                outcomes.add("made")
            except JournalError:
                outcomes.add("told")
                assert not (place / "journal.sqlite3").exists()
        assert work.read(place) == work.blank
    assert outcomes == {"made", "told"}
