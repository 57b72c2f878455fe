"""Copies of the day are whole, small, and never in the way."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from firmware.hub.backup import BACKUP_SECONDS, RETRY_SECONDS, Backups, copies, copy_day, set_aside
from firmware.hub.desk import restore
from firmware.hub.journal import Journal
from firmware.hub.settings import OfficeSettings
from firmware.messages.commands import CallNext, CloseDay, OpenCounter, OpenDay
from firmware.queueing.model import Queue, empty
from tests.hub.bench import DAY, Bench, key, moment, take
from tests.hub.watched import Watched


def queue_of(path: Path, office: OfficeSettings) -> Queue:
    """Return the day that a journal holds."""
    with closing(Journal(path)) as journal:
        return restore(journal, empty(office.plan()))


def visitors(bench: Bench, first: int, last: int) -> None:
    """Let people take numbers."""
    for n in range(first, last + 1):
        bench.send(take(n))


def test_a_copy_is_the_day_as_it_is(bench: Bench, office: OfficeSettings) -> None:
    """Tickets, counters, the people at them, every answered key that led to an event, and whose journal it is."""
    visitors(bench, 2, 300)
    bench.send(OpenCounter(key=key(1, "counter-1"), counter=1), node="counter-1")
    bench.send(CallNext(key=key(2, "counter-1"), counter=1, saw=None), node="counter-1")
    copy = copy_day(bench.path)
    assert queue_of(copy, office) == bench.desk.queue
    with closing(Journal(copy)) as copied:
        assert copied.id == bench.journal.id
        assert copied.epoch == bench.journal.epoch
        assert copied.known(key(300)) == bench.journal.known(key(300))
        assert copied._database.execute("SELECT * FROM at_counter").fetchall() == [(1, "2026-11-23-A001")]


def test_a_copy_is_made_while_people_press(bench: Bench, office: OfficeSettings) -> None:
    """It shows one moment, whole, and the writer is not held up until it ends."""
    visitors(bench, 2, 500)
    before = bench.desk.queue
    pressed = iter(range(501, 10_000))
    copy = copy_day(bench.path, pause=lambda _: visitors(bench, n := next(pressed), n))
    assert queue_of(copy, office) == before
    assert len(bench.desk.queue.tickets) > len(before.tickets)


def test_only_the_latest_day_is_copied(bench: Bench) -> None:
    """A card is not worn out by what does not change."""
    visitors(bench, 2, 50)
    bench.desk.order("hub", CloseDay(key=key(2, "hub"), day=DAY), moment())
    bench.desk.order("hub", OpenDay(key=key(3, "hub"), day=DAY.replace(day=24)), moment())
    visitors(bench, 60, 61)
    with closing(sqlite3.connect(copy_day(bench.path))) as copied:
        assert copied.execute("SELECT count(*) FROM event").fetchone() == (3,)
        assert copied.execute("SELECT count(*) FROM ticket").fetchone() == (2,)


def test_two_are_kept_and_the_older_is_replaced(bench: Bench) -> None:
    """The newest comes first, by what is in it and not by a clock that may have been wrong."""
    made = []
    for n in range(2, 5):
        visitors(bench, n, n)
        made.append(copy_day(bench.path).name)
    assert made == ["journal-1.sqlite3", "journal-2.sqlite3", "journal-1.sqlite3"]
    assert [path.name for path in copies(bench.path)] == ["journal-1.sqlite3", "journal-2.sqlite3"]


def test_a_new_office_keeps_no_copy_of_another_journal_within_reach(bench: Bench) -> None:
    """A later damage would bring another office's day back, under an identity that no box believes."""
    for _ in range(2):
        copy = copy_day(bench.path)
        set_aside(bench.path)
        assert copies(bench.path) == [copy]
        away = bench.path.rename(bench.path.with_name("away"))
        set_aside(bench.path)
        assert copies(bench.path) == []
        away.rename(bench.path)
    assert len(list(bench.path.parent.glob("backup-*/journal-1.sqlite3"))) == 2


def test_a_damaged_page_is_not_copied(bench: Bench) -> None:
    """The copies that there are stay as they are."""
    visitors(bench, 2, 300)
    good = copy_day(bench.path).read_bytes()
    bench.journal.close()
    with bench.path.open("r+b") as file:
        file.seek(6 * 4096)
        file.write(b"\xa5" * 8 * 4096)
    with pytest.raises(sqlite3.DatabaseError):
        copy_day(bench.path)
    assert [path.read_bytes() for path in copies(bench.path)] == [good]


def test_what_a_cut_left_behind_is_no_copy(bench: Bench) -> None:
    """A half copy has another name, and the next one takes its place."""
    visitors(bench, 2, 20)
    folder = bench.path.parent / "backup"
    folder.mkdir()
    (folder / "journal.sqlite3.new").write_bytes(b"half a copy")
    assert copies(bench.path) == []
    assert copy_day(bench.path) == copies(bench.path)[0]


def test_copies_are_made_every_ten_minutes_when_something_has_happened(bench: Bench) -> None:
    """The first one at once where there is none, one when the day closes, and none for nothing."""
    backups = Backups(bench.path)
    counts = []

    def look(now: float, position: int, *, is_closing: bool = False) -> None:
        before = threading.active_count()
        backups.look(now, position, is_closing=is_closing)
        counts.append(threading.active_count() - before)
        backups.close()

    look(0.0, 5)
    look(BACKUP_SECONDS - 1, 6)
    look(BACKUP_SECONDS, 6)
    look(3 * BACKUP_SECONDS, 6)
    look(3 * BACKUP_SECONDS + 1, 7)
    look(3 * BACKUP_SECONDS + 2, 7, is_closing=True)
    assert len(copies(bench.path)) == 2
    assert backups._copied == 7


def test_a_copy_that_failed_is_tried_again(bench: Bench) -> None:
    """A minute later, also after the day has closed, when nothing happens any more."""
    backups = Backups(bench.path)
    in_the_way = bench.path.parent / "backup"
    in_the_way.write_bytes(b"no folder")
    for now in (0.0, RETRY_SECONDS - 1):
        backups.look(now, 5, is_closing=True)
        backups.close()
        in_the_way.unlink(missing_ok=True)
    assert copies(bench.path) == []
    backups.look(RETRY_SECONDS, 5, is_closing=True)
    backups.close()
    assert len(copies(bench.path)) == 1


def test_a_copy_is_whole_before_it_gets_its_name(bench: Bench, office: OfficeSettings) -> None:
    """Closing does not always bring the log into the file, and says nothing then."""
    visitors(bench, 2, 20)
    disk = Watched()
    copy = copy_day(bench.path, disk)
    disk.close()
    assert queue_of(copy, office) == bench.desk.queue
