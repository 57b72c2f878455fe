"""A box that was off while the journal was mended is asked as soon as it is there."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from firmware.demo.broker import Broker
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
