"""A journal that was put together again gets its name when it is whole, and a card is not filled with old ones."""

from pathlib import Path

from firmware.hub.backup import copy_day
from firmware.hub.desk import restore
from firmware.hub.journal import Journal
from firmware.hub.rebuilding import KEPT_DAMAGED, finish, put_together
from firmware.hub.settings import OfficeSettings
from firmware.node.disk import DISK
from firmware.queueing.events import JournalRebuilt
from firmware.queueing.model import empty
from tests.hub.bench import Bench, moment, take
from tests.hub.watched import Watched


def test_a_journal_is_whole_before_it_gets_its_name(bench: Bench, office: OfficeSettings) -> None:
    """Closing does not always bring the log into the file, and says nothing then: on a full disk."""
    bench.send(take(2))
    base = copy_day(bench.path)
    bench.journal.close()
    disk = Watched()
    put_together(bench.path, base, bench.journal.id, [], ["kiosk-1"], office, moment(60.0), disk)
    disk.close()
    journal = Journal(bench.path)
    rebuilt, queue = journal.rebuilt(), restore(journal, empty(office.plan()))
    journal.close()
    assert isinstance(rebuilt, JournalRebuilt)
    assert list(queue.labels) == ["A001"]


def test_only_the_latest_damaged_files_are_kept(bench: Bench) -> None:
    """Each may be a gigabyte, and a worn card does it again and again."""
    bench.journal.close()
    for n in (9, 2, 10_001, 300, 70):
        for name in (f"journal-damaged-{n}.sqlite3", f"journal-damaged-{n}.sqlite3-wal", f"journal-damaged-log-{n}"):
            bench.path.with_name(name).write_bytes(b"damaged")
    bench.path.rename(bench.path.with_name("journal.sqlite3.mended"))
    finish(bench.path, DISK)
    assert names(bench.path) == [f"journal-damaged-{n}.sqlite3" for n in (70, 300, 10_001)]
    assert len(list(bench.path.parent.glob("journal-damaged-log-*"))) == KEPT_DAMAGED
    assert len(list(bench.path.parent.glob("journal-damaged-*-wal"))) == KEPT_DAMAGED


def names(journal: Path) -> list[str]:
    """Return the damaged files that are there, the oldest first."""
    found = [path.name for path in journal.parent.glob("journal-damaged-*.sqlite3")]
    return sorted(found, key=lambda name: (len(name), name))
