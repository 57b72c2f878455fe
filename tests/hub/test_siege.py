"""A hub with a flooding box, from the first message until it is let in again, by a clock that is set by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.hub.door import OVER_LIMIT, QUARANTINE_SECONDS, Limits
from firmware.messages.codec import encode
from firmware.messages.notices import Problem
from firmware.node.link import Received
from tests.hub.bench import take
from tests.hub.test_day_by_hours import MONDAY, Office

FLOOD = OVER_LIMIT + Limits().burst + 1


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A hub at nine on a Monday, the day open."""
    made = Office(tmp_path)
    made.until(MONDAY, 9)
    made.said.clear()
    yield made
    made.stop()


def flood(office: Office, node: str = "kiosk-1") -> None:
    """Say the same command again and again; the hub reads as fast as it comes."""
    command = Received(topic=f"antrian/command/{node}", payload=encode(take(1, node=node)))
    for _ in range(FLOOD):
        office.hub.inbox.put(command)
        office.hub.step(0.0)


def details(office: Office) -> list[str]:
    """Whom the hub's health names as shut out."""
    troubles = office.hub._troubles(office.clock.seconds)
    return [trouble.detail for trouble in troubles if trouble.problem is Problem.BOX_QUARANTINED]


def test_a_flooding_box_costs_one_answer_of_too_fast_and_is_named(office: Office) -> None:
    """Two hundred are answered, one is told TOO_FAST, the rest is nothing; the other kiosk is served as ever."""
    flood(office)
    assert office.said.count("antrian/answer/kiosk-1") == Limits().burst + 1
    assert details(office) == ["kiosk-1: floods"]
    office.says("kiosk-2", take(7, node="kiosk-2"))
    assert office.said.count("antrian/answer/kiosk-2") == 1


def test_after_its_quarantine_the_next_good_command_is_answered(office: Office) -> None:
    """And whoever floods again is told to do it the second time."""
    flood(office)
    office.said.clear()
    office.clock.seconds += QUARANTINE_SECONDS - 1
    office.says("kiosk-1", take(2))
    assert "antrian/answer/kiosk-1" not in office.said
    office.clock.seconds += 1
    office.says("kiosk-1", take(2))
    assert "antrian/answer/kiosk-1" in office.said
    assert details(office) == []
    flood(office)
    assert details(office) == ["kiosk-1: floods, quarantine 2 in a row"]
