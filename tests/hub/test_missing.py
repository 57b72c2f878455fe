"""A box that was off while the journal was mended is asked as soon as it is there."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from firmware.demo.broker import Broker
from firmware.hub.journal import Entry, Known, Stamped
from firmware.hub.memories import Memory
from firmware.hub.missing import PATIENCE_SECONDS, MissingBoxes
from firmware.messages.codec import encode
from firmware.messages.commands import CloseDay
from firmware.messages.requests import KeptPage
from firmware.node.link import Received, Will
from firmware.queueing.events import JournalRebuilt
from firmware.queueing.evolve import fold
from tests.hub.bench import DAY, Bench, key, moment
from tests.hub.broken import PRINTER, WITH_PAPER, BrokenHub
from tests.hub.test_mending import READY, kill
from tests.hub.test_soundness import FAULTS


@pytest.fixture
def hub(tmp_path: Path, broker: Broker) -> Iterator[BrokenHub]:
    """An office that has mended its journal while kiosk-1 and its printer were off: A002 and A003 are on paper only."""
    hub = BrokenHub(tmp_path, broker, WITH_PAPER)
    hub.start()
    hub.live("kiosk-1", "kiosk-2", "counter-1", PRINTER)
    hub.boxes["kiosk-1"].take()
    hub.service.await_line("backup journal-1", READY)
    hub.boxes["kiosk-1"].take()
    hub.boxes["kiosk-1"].take()
    hub.boxes["kiosk-2"].take()
    hub.boxes["counter-1"].open()
    hub.boxes[PRINTER].await_answers(3)
    for node in ("kiosk-1", PRINTER):
        hub.boxes.pop(node).close()
    hub.be_brief()
    kill(hub, lambda: FAULTS["header flipped"](hub.journal))
    hub.service.await_line(re.escape("missing: ['kiosk-1', 'printer-1']"), READY)
    yield hub
    hub.close()


def rebuilt(hub: BrokenHub) -> list[list[str]]:
    """Return who was missing, each time that the journal says so."""
    with closing(sqlite3.connect(hub.journal)) as journal:
        rows = journal.execute("SELECT body FROM event WHERE kind = 'JournalRebuilt' ORDER BY position").fetchall()
    return [json.loads(body)["missing"] for (body,) in rows]


def test_people_whose_paper_only_a_late_printer_knows_are_called_by_it(hub: BrokenHub) -> None:
    """At the place that their waiting gives, before those who came after the mending; and it is asked only once."""
    assert hub.boxes["kiosk-2"].take().number == "A105"
    hub.live(PRINTER)
    hub.service.await_line(f"{PRINTER} has told", READY)
    called = [hub.boxes["counter-1"].call(None)]
    for _ in range(4):
        called.append(hub.boxes["counter-1"].call(called[-1].ticket))
    assert [answer.number for answer in called] == ["A001", "A002", "A003", "A004", "A105"]
    assert rebuilt(hub) == [["kiosk-1", PRINTER], ["kiosk-1"]]

    hub.stop()
    hub.service.start(READY)
    hub.live("kiosk-1")
    hub.service.await_line("kiosk-1 has told", READY)
    assert hub.boxes["kiosk-1"].take().number == "A106"
    assert rebuilt(hub) == [["kiosk-1", PRINTER], ["kiosk-1"], []]


class PlayedLink:
    """Notes what is asked, of whom and with which correlation."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bytes]] = []
        self.is_connected = self.is_alive = True

    def start(self) -> None:
        """Nothing to connect to."""

    def close(self, farewell: Will | None = None) -> None:
        """Nothing to leave."""

    def publish(self, topic: str, _payload: bytes, *, correlation: bytes | None = None, **_options: Any) -> bool:
        """Note the question."""
        self.asked.append((topic, correlation or b""))
        return True


def page(bench: Bench, link: PlayedLink, journal: str) -> Received:
    """The answer of a box that keeps nothing to the latest question."""
    told = KeptPage(rows=(), is_last=True, journal=journal, epoch=1, position=bench.journal.position)
    return Received(topic="antrian/response/hub", payload=encode(told), correlation=link.asked[-1][1])


@pytest.fixture
def missing(bench: Bench) -> MissingBoxes:
    """The day goes on, and kiosk-2 was missing."""
    event = JournalRebuilt(last={}, missing=("kiosk-2",))
    queue = fold(bench.desk.queue, [(event, 1_000.0)])
    stamped = Stamped(queue.position, 1_000.0, event)
    bench.desk.go_on([Entry(key(1, "hub-2"), queue.position, Known(b"", b""), DAY, (stamped,))], queue, moment())
    return MissingBoxes("hub", {"kiosk-1": False, "kiosk-2": False}, bench.journal)


def test_only_a_missing_box_is_asked(missing: MissingBoxes) -> None:
    """Once it is there, and again each second until it answers."""
    link = PlayedLink()
    missing.arrive("kiosk-1", 0.0)
    missing.ask(link, 0.0)
    assert link.asked == []
    missing.arrive("kiosk-2", 0.0)
    for now in (0.0, 0.5, 1.0):
        missing.ask(link, now)
    assert [topic for topic, _ in link.asked] == ["antrian/request/kiosk-2"] * 2


def test_a_box_that_goes_or_says_nothing_is_not_asked_for_ever(missing: MissingBoxes) -> None:
    """It is asked when it comes the next time."""
    link = PlayedLink()
    missing.arrive("kiosk-2", 0.0)
    missing.leave("kiosk-2")
    missing.ask(link, 0.0)
    missing.arrive("kiosk-2", 10.0)
    missing.ask(link, 10.0 + PATIENCE_SECONDS)
    missing.ask(link, 20.0 + PATIENCE_SECONDS)
    assert link.asked == []


def test_a_new_card_stays_missing(bench: Bench, missing: MissingBoxes) -> None:
    """It remembers nothing of this journal, so a technician still reads its name."""
    link = PlayedLink()
    missing.arrive("kiosk-2", 0.0)
    missing.ask(link, 0.0)
    assert missing.hear(page(bench, link, bench.journal.id), link, moment()) is None
    missing.ask(link, 5.0)
    assert len(link.asked) == 1
    assert bench.journal.rebuilt() == missing.rebuilt
    assert missing.rebuilt is not None
    assert missing.rebuilt.missing == ("kiosk-2",)


def test_an_answer_to_an_earlier_talk_is_not_taken(missing: MissingBoxes) -> None:
    """Its pages may begin elsewhere."""
    link = PlayedLink()
    for now in (0.0, 5.0):
        missing.arrive("kiosk-2", now)
        missing.ask(link, now)
    old = Received(topic="antrian/response/hub", payload=b"{}", correlation=link.asked[0][1])
    assert missing.hear(old, link, moment()) is None
    assert link.asked[0][1] != link.asked[1][1]


def test_a_day_that_is_closed_takes_nobody_in(bench: Bench, missing: MissingBoxes) -> None:
    """Whoever held a paper has gone home."""
    bench.desk.order("hub", CloseDay(key=key(3, "hub"), day=DAY), moment())
    position = bench.journal.position
    assert not missing.take_in(Memory(node="kiosk-2", journal=bench.journal.id), bench.desk, moment())
    assert bench.journal.position == position
