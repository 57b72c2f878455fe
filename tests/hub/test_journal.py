"""The journal: all or nothing, one office per file, and natural keys behind the rules."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from firmware.hub.journal import MIGRATIONS, Entry, Journal, JournalError, Known, Stamped, StorageError, create
from firmware.node.files import StateError
from firmware.queueing.events import AnyEvent, DayOpened, LabelAdded, StageFinished, TicketCalled, TicketIssued
from tests.hub.bench import DAY, key, moment, press


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """A blank journal, begun."""
    create(tmp_path / "journal.sqlite3")
    journal = Journal(tmp_path / "journal.sqlite3")
    journal.begin_epoch(moment())
    yield journal
    journal.close()


def entry(n: int, position: int, *events: AnyEvent) -> Entry:
    """An answered command with its events."""
    stamped = tuple(Stamped(position + i, 1_000.0, event) for i, event in enumerate(events))
    return Entry(key(n), position, Known(b"mark", b"answer"), DAY, stamped)


def issued(n: int, ticket: str, by: str) -> TicketIssued:
    """A ticket was given."""
    return TicketIssued(
        ticket=f"2026-11-23-{ticket}",
        number=ticket,
        service="A",
        n=n,
        press=by,
        priority=False,
        kiosk="kiosk-1",
        since=1_000.0,
        is_since_exact=True,
    )


def test_a_journal_is_made_once(tmp_path: Path) -> None:
    """A second new office over the first would give its numbers again."""
    create(tmp_path / "journal.sqlite3")
    with pytest.raises(JournalError, match="nothing was changed"):
        create(tmp_path / "journal.sqlite3")


def test_a_new_journal_is_not_made_beside_the_log_of_another(tmp_path: Path) -> None:
    """Somebody moved the journal away and left its log: SQLite would play that into the new one."""
    (tmp_path / "journal.sqlite3-wal").write_bytes(b"its last transactions")
    with pytest.raises(JournalError, match="move it away"):
        create(tmp_path / "journal.sqlite3")
    assert [path.name for path in tmp_path.iterdir()] == ["journal.sqlite3-wal"]


def test_a_missing_journal_is_not_made_by_itself(tmp_path: Path) -> None:
    """A hub that lost its disk must not begin from 001 again."""
    with pytest.raises(JournalError, match="new-office"):
        Journal(tmp_path / "journal.sqlite3")


def test_the_epoch_rises_at_every_start(journal: Journal, tmp_path: Path) -> None:
    """Boxes drop what an older start still has in the pipe."""
    journal.close()
    with closing(Journal(tmp_path / "journal.sqlite3")) as again:
        assert again.begin_epoch(moment()) == 2


def test_wal_and_full_are_on(journal: Journal) -> None:
    """Anything weaker loses acknowledged work when the plug is pulled."""
    assert journal._database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert journal._database.execute("PRAGMA synchronous").fetchone() == (2,)


def test_an_entry_brings_its_answer_and_events_back(journal: Journal, tmp_path: Path) -> None:
    """Key, answer and events are there together after a restart."""
    journal.append(0, [entry(1, 1, DayOpened(day=DAY), issued(1, "A001", press(1)))], moment())
    journal.close()
    with closing(Journal(tmp_path / "journal.sqlite3")) as again:
        assert again.known(key(1)) == Known(b"mark", b"answer")
        assert [row.event for row in again.latest_day()] == [DayOpened(day=DAY), issued(1, "A001", press(1))]
        assert again.position == 2


def test_one_number_is_never_given_twice_on_a_day(journal: Journal) -> None:
    """Even if the rules erred, the disk refuses."""
    journal.append(0, [entry(1, 1, DayOpened(day=DAY), issued(1, "A001", press(1)))], moment())
    with pytest.raises(StorageError, match="UNIQUE"):
        journal.append(2, [entry(2, 3, issued(1, "A002", press(2)))], moment())


def test_one_press_never_owns_two_tickets(journal: Journal) -> None:
    """Even if the rules erred, the disk refuses."""
    journal.append(0, [entry(1, 1, DayOpened(day=DAY), issued(1, "A001", press(1)))], moment())
    with pytest.raises(StorageError, match="press"):
        journal.append(2, [entry(2, 3, issued(2, "A002", press(1)))], moment())


def test_one_appointment_never_has_two_tickets_on_a_day(journal: Journal) -> None:
    """Even if the rules erred, the disk refuses; on another day a code may be another person's."""
    first, second = (replace(issued(n, f"A00{n}", press(n)), appointment="BK-1") for n in (1, 2))
    journal.append(0, [entry(1, 1, DayOpened(day=DAY), first)], moment())
    with pytest.raises(StorageError, match="appointment"):
        journal.append(2, [entry(2, 3, second)], moment())
    tomorrow = replace(issued(3, "A003", press(3)), ticket="2026-11-24-A003", appointment="BK-1")
    journal.append(2, [entry(2, 3, tomorrow)], moment())


def test_one_label_never_leads_to_two_tickets(journal: Journal) -> None:
    """Neither as a first number nor as a further one, even if the rules erred."""
    first, second = issued(1, "A001", press(1)), issued(2, "A002", press(2))
    label = LabelAdded(ticket=first.ticket, number="A700", service="A", n=700)
    journal.append(0, [entry(1, 1, DayOpened(day=DAY), first, second, label)], moment())
    with pytest.raises(StorageError, match="label"):
        journal.append(4, [entry(2, 5, LabelAdded(ticket=second.ticket, number="A700", service="A", n=700))], moment())
    with pytest.raises(StorageError, match="label"):
        journal.append(4, [entry(2, 5, issued(700, "A700", press(3)))], moment())


def test_a_journal_of_the_first_version_is_opened_and_guards_its_numbers(tmp_path: Path) -> None:
    """A hub that is installed at noon goes on with the day of the old one."""
    path = tmp_path / "journal.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.executescript(f"BEGIN; {MIGRATIONS[0]} PRAGMA user_version = 1; COMMIT;")
        old.execute("INSERT INTO journal VALUES ('0123456789abcdef')")
        old.execute("INSERT INTO ticket VALUES ('2026-11-23-A001', '2026-11-23', 'A', 1, ?)", (press(1),))
    with closing(Journal(path)) as journal:
        journal.begin_epoch(moment())
        label = LabelAdded(ticket="2026-11-23-A002", number="A001", service="A", n=1)
        with pytest.raises(StorageError, match="label"):
            journal.append(0, [entry(1, 1, label)], moment())
        assert journal.day_of(press(1)) == DAY
    with closing(Journal(path)) as again:
        assert again.id == "0123456789abcdef"


def test_the_day_of_a_press_is_that_of_its_ticket(journal: Journal) -> None:
    """None for one that owns nothing."""
    journal.append(0, [entry(1, 1, DayOpened(day=DAY), issued(1, "A001", press(1)))], moment())
    assert (journal.day_of(press(1)), journal.day_of(press(2))) == (DAY, None)


def test_one_counter_never_has_two_people(journal: Journal) -> None:
    """Even if the rules erred, the disk refuses."""
    first, second = issued(1, "A001", press(1)), issued(2, "A002", press(2))
    journal.append(0, [entry(1, 1, DayOpened(day=DAY), first, second)], moment())
    journal.append(3, [entry(2, 4, TicketCalled(ticket=first.ticket, counter=1))], moment())
    with pytest.raises(StorageError, match="counter"):
        journal.append(4, [entry(3, 5, TicketCalled(ticket=second.ticket, counter=1))], moment())


def test_a_stage_that_ends_leaves_the_counter_free(journal: Journal) -> None:
    """The person waits elsewhere, and the next one may come."""
    first, second = issued(1, "A001", press(1)), issued(2, "A002", press(2))
    calls = [TicketCalled(ticket=one.ticket, counter=3) for one in (first, second)]
    helped = StageFinished(ticket=first.ticket, counter=3, service="F")
    journal.append(0, [entry(1, 0, DayOpened(day=DAY), first, second, calls[0], helped, calls[1])], moment())
    assert journal.position == 6


def test_a_refused_transaction_leaves_nothing(journal: Journal) -> None:
    """The good entry beside the bad one is not half there."""
    journal.append(0, [entry(1, 1, DayOpened(day=DAY), issued(1, "A001", press(1)))], moment())
    with pytest.raises(StorageError):
        journal.append(
            2, [entry(2, 3, issued(2, "A002", press(2))), entry(3, 4, issued(2, "A003", press(3)))], moment()
        )
    assert journal.known(key(2)) is None
    assert journal.position == 2


def test_a_queue_that_has_lost_step_may_not_write(journal: Journal) -> None:
    """Two hubs on one file would give one number twice."""
    with pytest.raises(JournalError, match="two hubs"):
        journal.append(7, [entry(1, 8, DayOpened(day=DAY))], moment())


def test_a_journal_of_a_newer_hub_is_refused(journal: Journal, tmp_path: Path) -> None:
    """An old program must not write what it does not understand."""
    journal._database.execute("PRAGMA user_version = 99")
    journal.close()
    with pytest.raises(JournalError, match="newer hub"):
        Journal(tmp_path / "journal.sqlite3")


def test_a_hub_that_cannot_read_every_row_says_so(journal: Journal) -> None:
    """Scores, stages and plans came with the third version, help with the fourth; an older hub must not die of them."""
    assert journal._database.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS) == 4


def test_a_journal_of_the_second_version_goes_on(tmp_path: Path) -> None:
    """With the tickets that it has, none of which has an appointment."""
    path = tmp_path / "journal.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.executescript(f"BEGIN; {MIGRATIONS[0]} {MIGRATIONS[1]} PRAGMA user_version = 2; COMMIT;")
        old.execute("INSERT INTO journal VALUES ('0123456789abcdef')")
        for n in (1, 2):
            old.execute("INSERT INTO ticket VALUES (?, '2026-11-23', 'A', ?, ?)", (f"2026-11-23-A00{n}", n, press(n)))
    with closing(Journal(path)) as journal:
        journal.begin_epoch(moment())
        journal.append(0, [entry(1, 1, replace(issued(3, "A003", press(3)), appointment="BK-1"))], moment())
        assert journal._database.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS)


def test_a_damaged_journal_is_refused_with_a_sentence(tmp_path: Path) -> None:
    """It says which file and what to check."""
    (tmp_path / "journal.sqlite3").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StateError, match="cannot be used"):
        Journal(tmp_path / "journal.sqlite3")


def test_a_locked_file_is_not_the_end_of_the_hub(tmp_path: Path) -> None:
    """Whatever passes by itself is no exit 78, which systemd takes as final."""
    create(tmp_path / "journal.sqlite3")
    with closing(Journal(tmp_path / "journal.sqlite3")) as journal:
        journal._database.execute("PRAGMA busy_timeout = 0")
        with closing(sqlite3.connect(tmp_path / "journal.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StateError, match="is the disk full or read-only"):
                journal.begin_epoch(moment())
