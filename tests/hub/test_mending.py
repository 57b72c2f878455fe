"""A hub whose journal is damaged mends it at the start: the last good copy, and what the boxes know since."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from firmware.demo.broker import Broker
from firmware.hub.backup import copies
from tests.hub.broken import BrokenHub
from tests.hub.test_soundness import FAULTS

READY = 30.0


@pytest.fixture
def hub(tmp_path: Path, broker: Broker) -> Iterator[BrokenHub]:
    """An office in which ten people have numbers; the first copy of its journal is older than most of them."""
    hub = BrokenHub(tmp_path, broker)
    hub.start()
    hub.live()
    hub.boxes["kiosk-1"].take()
    hub.service.await_line("backup journal-1", READY)
    for n in range(8):
        hub.boxes[("kiosk-1", "kiosk-2")[n % 2]].take()
    hub.boxes["counter-1"].open()
    yield hub
    hub.close()


def kill(hub: BrokenHub, spoil: Callable[[], None]) -> None:
    """Kill the hub, damage what it left, and start it again."""
    hub.kill()
    spoil()
    hub.service.start(READY)


@pytest.mark.parametrize("fault", ["zeroed", "truncated in the middle", "header flipped"])
def test_a_damaged_journal_loses_nobody(hub: BrokenHub, fault: str) -> None:
    """The next number goes on, the first of those who waited is called, and the damaged file is kept."""

    def spoil() -> None:
        for rest in ("-wal", "-shm"):
            hub.journal.with_name(hub.journal.name + rest).unlink(missing_ok=True)
        FAULTS[fault](hub.journal)

    kill(hub, spoil)
    hub.service.await_line(r"the journal is mended: .* missing: \[\]", READY)
    assert hub.boxes["kiosk-1"].take().number == "A010"
    called = [hub.boxes["counter-1"].call(None)]
    called.append(hub.boxes["counter-1"].call(called[0].ticket))
    assert [answer.number for answer in called] == ["A001", "A002"]
    assert list(hub.state.glob("journal-damaged-*.sqlite3"))


def test_a_flipped_byte_in_the_log_loses_nobody(hub: BrokenHub) -> None:
    """SQLite would forget the commits behind it without a word; the boxes remember them."""
    log = hub.journal.with_name(hub.journal.name + "-wal")

    def spoil() -> None:
        content = bytearray(log.read_bytes())
        content[32 + 24 + 4096 * 3] ^= 0xFF
        log.write_bytes(content)

    kill(hub, spoil)
    hub.service.await_line("is damaged in the middle", READY)
    assert hub.boxes["kiosk-2"].take().number == "A010"
    assert hub.boxes["counter-1"].call(None).number == "A001"


def test_a_silent_box_costs_a_hundred_numbers_and_is_named(hub: BrokenHub) -> None:
    """Nobody waits longer for it than the settings say, and the technician reads that it is missing."""
    hub.be_brief()
    hub.boxes.pop("kiosk-2").close()
    kill(hub, lambda: FAULTS["header flipped"](hub.journal))
    hub.service.await_line(re.escape("missing: ['kiosk-2']"), READY)
    number = hub.boxes["kiosk-1"].take().number
    assert number is not None
    assert int(number[1:]) > 100


def test_without_a_good_copy_the_hub_stops_and_says_what_to_type(hub: BrokenHub) -> None:
    """It does not guess."""
    hub.kill()
    for path in (hub.journal, *copies(hub.journal)):
        path.write_bytes(b"\xff" * 4096)
    ended = hub.type()
    assert ended.returncode == 78
    assert "antrian hub recover" in ended.stderr
    assert "is damaged" in ended.stderr


def test_a_plug_pulled_while_it_is_mended_leaves_the_old_or_the_new(hub: BrokenHub) -> None:
    """A complete new journal that has not reached its place yet reaches it at the next start."""
    kill(hub, lambda: FAULTS["header flipped"](hub.journal))
    hub.service.await_line("the journal is mended", READY)
    hub.boxes["kiosk-1"].take()
    hub.stop()
    hub.journal.replace(hub.state / "journal.sqlite3.mended")
    hub.service.start()
    assert hub.boxes["kiosk-1"].take().number == "A011"
    with closing(sqlite3.connect(hub.journal)) as journal:
        assert journal.execute("SELECT count(*) FROM event WHERE kind = 'JournalRebuilt'").fetchone() == (1,)
