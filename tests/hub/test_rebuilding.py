"""A journal that was put together again gets its name when it is whole, and a card is not filled with old ones."""

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from firmware.hub.backup import copy_day
from firmware.hub.bookings import Bookings
from firmware.hub.desk import restore
from firmware.hub.journal import Journal
from firmware.hub.rebuilding import KEPT_DAMAGED, finish, put_together
from firmware.hub.settings import OfficeSettings
from firmware.node.disk import DISK
from firmware.queueing.events import JournalRebuilt
from firmware.queueing.model import empty
from tests.hub.bench import DAY, Bench, moment, take
from tests.hub.lost_day import Make
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


@pytest.mark.parametrize("days_later", [0, 1])
def test_the_slot_of_who_has_checked_in_is_read_from_the_day_s_file_again(
    lost_day: Make, office: OfficeSettings, tmp_path: Path, days_later: int
) -> None:
    """The kiosk remembers the code, the office the time; also where the day is noticed to be lost on the next one."""
    day = lost_day()
    day.check_in("kiosk-1", "A", 5_000)
    (code,) = day.slots()
    (tmp_path / f"{DAY}.csv").write_text(f"code,service,time\n{code},A,09:30\n")
    later = days_later * 86_400.0
    today, midnight = DAY + timedelta(days=days_later), moment(later - 9 * 3_600.0).office
    now = replace(moment(later + 60.0), today=today, midnight=midnight)
    journal_id, path = day.bench.journal.id, tmp_path / "mended" / "journal.sqlite3"
    recovery = put_together(path, None, journal_id, day.memories(), [], office, now, DISK, Bookings(tmp_path, {"A"}))
    (ticket,) = recovery.queue.tickets.values()
    assert recovery.doubts == ()
    assert (ticket.appointment, ticket.slot) == (code, moment(1_800.0).office)


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
