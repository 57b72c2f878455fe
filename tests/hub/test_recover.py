"""A hub with an empty disk: what it asks, what it refuses, and what goes on."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.demo.broker import Broker
from firmware.messages.requests import ReadNodes
from firmware.node.trust import Trust
from tests.hub.broken import BrokenHub
from tests.hub.test_hub import Technician


@pytest.fixture
def hub(tmp_path: Path, broker: Broker) -> Iterator[BrokenHub]:
    """An office in which three people have numbers and one is called; then the hub dies and its disk is empty."""
    hub = BrokenHub(tmp_path, broker)
    hub.start()
    hub.live()
    for node in ("kiosk-1", "kiosk-2", "kiosk-1"):
        hub.boxes[node].take()
    hub.boxes["counter-1"].open()
    hub.boxes["counter-1"].call(None)
    hub.kill()
    shutil.rmtree(hub.state)
    yield hub
    hub.close()


def test_the_day_comes_back(hub: BrokenHub) -> None:
    """The same journal, so that no box needs a touch; the next number, the next person, nobody twice."""
    ended = hub.type("--recover")
    assert ended.returncode == 0, ended.stderr
    assert "tickets: 3, waiting: 2 (A 2)" in ended.stdout
    assert "called: A001 to counter 1" in ended.stdout
    assert "missing: none" in ended.stdout
    hub.service.start()
    answer = hub.boxes["kiosk-2"].take()
    assert answer.number == "A004"
    assert answer.journal in hub.made.stdout
    assert answer.epoch > 1_000
    assert hub.boxes["counter-1"].call(f"{str(answer.ticket)[:10]}-A001").number == "A002"


def test_a_hub_without_a_disk_says_what_to_type(hub: BrokenHub) -> None:
    """It issues nothing by itself."""
    ended = hub.type()
    assert ended.returncode == 78
    assert "antrian hub recover" in ended.stderr


def test_a_box_that_is_silent_must_be_named(hub: BrokenHub) -> None:
    """Nothing is made without it, until a technician says that it will not come back."""
    hub.be_brief()
    hub.boxes.pop("kiosk-2").close()
    ended = hub.type("--recover")
    assert ended.returncode == 1
    assert "kiosk-2: no answer; nothing was changed" in ended.stderr
    assert "antrian hub recover --without kiosk-2" in ended.stderr
    assert not hub.journal.exists()
    ended = hub.type("--recover", "--without", "kiosk-2")
    assert "boxes that are missing: kiosk-2" in ended.stdout
    hub.service.start()
    assert hub.boxes["kiosk-1"].take().number == "A104"


def test_a_recovered_office_says_so_for_the_day(hub: BrokenHub) -> None:
    """Health names what is missing, so that somebody looks at the papers in people's hands."""
    hub.boxes.pop("kiosk-2").close()
    hub.type("--recover", "--without", "kiosk-2")
    hub.service.start()
    hub.service.await_line("telling everything", 20.0)
    technician = Technician(hub)
    health = None
    while health is None:
        health = next(node for node in technician.ask(ReadNodes(after="h")).nodes if node.node == "hub").health
    technician.link.close()
    assert [(str(trouble.problem), trouble.detail) for trouble in health.troubles] == [
        ("JOURNAL_RESTORED", "without kiosk-2")
    ]


def test_a_misspelt_box_is_refused(hub: BrokenHub) -> None:
    """Going on without the wrong box would lose people."""
    ended = hub.type("--recover", "--without", "kiosk-3")
    assert ended.returncode == 78
    assert "office.toml knows counter-1, kiosk-1, kiosk-2" in ended.stderr


def test_boxes_of_two_offices_are_refused_with_their_names(hub: BrokenHub) -> None:
    """No majority decides whose paper is worth nothing."""
    hub.boxes.pop("kiosk-2").close()
    Trust(hub.folder / "state" / "kiosk-2").confirm("fedcba9876543210")
    hub.live("kiosk-2")
    ended = hub.type("--recover")
    assert ended.returncode == 1
    assert "journal fedcba9876543210: kiosk-2" in ended.stderr
    assert not hub.journal.exists()


def test_a_good_journal_is_not_recovered_over(hub: BrokenHub) -> None:
    """Typed twice, or on the wrong Pi: nothing is changed."""
    assert hub.type("--recover").returncode == 0
    before = hub.journal.read_bytes()
    ended = hub.type("--recover")
    assert ended.returncode == 78
    assert "is there and good" in ended.stderr
    assert hub.journal.read_bytes() == before


def test_without_a_broker_nobody_can_be_asked(hub: BrokenHub, broker: Broker) -> None:
    """Status 69, as every command of the technician says it."""
    hub.be_brief()
    broker.stop()
    ended = hub.type("--recover")
    assert ended.returncode == 69
    assert "no box can be asked" in ended.stderr


def test_boxes_that_remember_nothing_make_no_office(hub: BrokenHub) -> None:
    """New cards everywhere: that is a new office, and somebody must say so."""
    for node in list(hub.boxes):
        hub.boxes.pop(node).close()
        shutil.rmtree(hub.folder / "state" / node)
    hub.live()
    ended = hub.type("--recover")
    assert ended.returncode == 1
    assert "antrian hub new-office" in ended.stderr
