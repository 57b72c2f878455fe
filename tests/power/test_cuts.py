"""Whatever the plug interrupts, nobody has been told something that the disk does not know.

`python -m tests.power` prints the same as a table, for as many cuts as one likes.
"""

import tempfile
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import islice
from pathlib import Path

import pytest

from tests.power.card import SECTORS, Does
from tests.power.claims_work import ClaimsWork
from tests.power.cutting import (
    WEAKER,
    WORKS,
    Finding,
    Record,
    Verdict,
    at_least,
    cuts,
    record,
    record_start,
    survivors,
)
from tests.power.disk import in_memory, lay_out
from tests.power.journal_work import JournalWork
from tests.power.outbox_work import OutboxWork
from tests.power.works import Work

Kind = Callable[[int], Work]


@cache
def long_work(kind: Kind) -> tuple[Work, Record]:
    """A work of 500 requests and more, done once for all that look at it."""
    with tempfile.TemporaryDirectory(prefix="antrian-power-", dir=in_memory()) as name:
        return at_least(500, kind, Path(name) / "work")


def bad(findings: list[Finding]) -> list[Finding]:
    """Those where something that was promised is not there, or half of something is."""
    return [finding for finding in findings if finding.verdict is not Verdict.WHOLE]


@pytest.mark.parametrize("kind", WORKS)
def test_nothing_promised_is_lost_at_any_of_500_cuts(kind: Kind, folder: Path) -> None:
    """After every single request of 500 and more the file opens, is sound, and holds all that was promised, whole."""
    work, done = long_work(kind)
    found = list(cuts(done, work, folder / "cut", 512, range(1)))
    assert len(found) >= 500
    assert bad(found) == []


@pytest.mark.parametrize("setting", WEAKER)
def test_a_weaker_setting_fails_the_same_test(setting: str, folder: Path) -> None:
    """What shows that these cuts can find a loss: without WAL, FULL, or whole sectors the journal loses answers."""
    work, done = at_least(150, JournalWork, folder / "work", WEAKER[setting])
    found = list(cuts(done, work, folder / "cut", 512, range(1), every=3))
    print(setting, dict(Counter(finding.verdict for finding in found)))  # noqa: T201 - seen with pytest -s
    assert len(bad(found)) > len(found) // 40


@pytest.mark.parametrize("kind", WORKS)
def test_the_work_makes_the_card_do_everything(kind: Kind) -> None:
    """Checkpoints into the database, a log begun anew, files made and deleted: all is under the knife."""
    _, done = long_work(kind)
    asked = set(Does) if kind is JournalWork else set(Does) - {Does.RENAME}
    assert {operation.does for operation in done.operations} == asked
    copied = [operation.offset for operation in done.operations if operation.name.endswith("3")]
    begun = [o for o in done.operations if o.does is Does.WRITE and o.name.endswith("-wal") and o.offset == 0]
    assert len(copied) > 20
    assert len(begun) > 4


@pytest.mark.parametrize("kind", [OutboxWork, ClaimsWork])
def test_a_box_starts_on_whatever_is_left_of_its_first_start(kind: Kind, folder: Path) -> None:
    """The file was being made when the plug was pulled: the next start makes it whole and empty."""
    work = kind(1)
    done = record(work, folder / "work")
    found = islice(cuts(done, work, folder / "cut", 512, range(2)), 2 * done.first_promise())
    assert bad(list(found)) == []


@pytest.mark.parametrize("kind", WORKS)
def test_the_plug_may_be_pulled_again_while_the_box_recovers(kind: Kind, folder: Path) -> None:
    """A start that is cut leaves what it found."""
    work, done = long_work(kind)
    for cut, _, files in survivors(done, 512, range(1), every=90):
        start = record_start(work, folder / "start", files)
        assert bad(list(cuts(start, work, folder / "cut", 512, range(1)))) == [], cut


def test_every_reply_is_on_disk_byte_for_byte(folder: Path) -> None:
    """What a box was told is what its key brings."""
    work = JournalWork(2)
    done = record(work, folder / "work")
    _, answers, _ = done.marks[-1].state
    assert len(work.promised) > 30
    assert work.promised.items() <= answers.items()


def test_boxes_that_ask_again_hear_the_same_and_no_number_is_given_twice(folder: Path) -> None:
    """After the cut all boxes send all they ever asked: known keys bring their answers, the rest goes on."""
    work, done = long_work(JournalWork)
    assert isinstance(work, JournalWork)
    (folder / "cut").mkdir()
    for cut, _, files in survivors(done, 512, range(1), every=40):
        if cut >= done.first_promise():
            lay_out(folder / "cut", files)
            work.ask_again(folder / "cut")


def test_a_settled_command_may_come_back_and_takes_nothing_with_it(folder: Path) -> None:
    """Forgetting is not synced: some cuts undo it. Whatever was kept after it brings it along to the disk."""
    work, done = at_least(200, OutboxWork, folder / "work")
    found = list(cuts(done, work, folder / "cut", 512, range(2), every=4))
    assert bad(found) == []
    assert any(finding.forgotten for finding in found)
    # Two commands are settled one after the other; the third is of a key that is unknown or kept before.
    assert max(finding.forgotten for finding in found) <= 3


@pytest.mark.long
@pytest.mark.parametrize("sector", SECTORS)
@pytest.mark.parametrize("kind", WORKS)
def test_nothing_promised_is_lost_on_any_of_many_cards(kind: Kind, sector: int, folder: Path) -> None:
    """Long works, small and large sectors, and several cards for each cut."""
    work, done = at_least(1500, kind, folder / "work")
    found = list(cuts(done, work, folder / "cut", sector, range(5)))
    assert len(found) >= 7500
    assert bad(found) == []


@pytest.mark.long
@pytest.mark.parametrize("kind", WORKS)
def test_a_commit_that_is_not_synced_fails_for_every_file(kind: Kind, folder: Path) -> None:
    """With NORMAL the promise is on its way only: most cuts lose it."""
    work, done = at_least(500, kind, folder / "work", WEAKER["WAL, NORMAL"])
    counts = Counter(finding.verdict for finding in cuts(done, work, folder / "cut", 512, range(2)))
    assert counts[Verdict.LOST] > counts.total() // 3
    assert counts[Verdict.MIXED] == 0
