"""A hub with hours and holidays through its days, with a clock that is set by hand and nobody at the broker."""

import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from firmware.hub.hub import Hub
from firmware.hub.journal import create
from firmware.hub.publishing import NEWS_SECONDS
from firmware.hub.settings import HubSettings, load_office
from firmware.messages.codec import encode
from firmware.messages.commands import CallNext, CloseDay, Finish, OpenCounter, OpenDay, Withdraw
from firmware.messages.notices import ClockState
from firmware.node.disk import DISK
from firmware.node.link import Received, Will
from firmware.node.settings import BoxSettings
from firmware.node.watchdog import Watchdog
from firmware.node.world import World
from tests.hub.bench import key, take
from tests.hub.test_office_hours import OPEN

MONDAY = date(2026, 11, 23)
TUESDAY = MONDAY + timedelta(days=1)


class QuietLink:
    """A connection over which nothing comes; of what is said only the topics are noted."""

    is_connected = is_alive = True

    def __init__(self, said: list[str]) -> None:
        self.said = said

    def start(self) -> None:
        """Begin."""

    def close(self, farewell: Will | None = None) -> None:
        """End."""

    def listen(self, subscriptions: object, *, is_anew: bool = False) -> None:
        """Hear other topics."""

    def publish(self, topic: str, *_: object, **__: object) -> bool:
        """Say."""
        self.said.append(topic)
        return True


class SetClock:
    """Clocks that are set by hand."""

    boot_id = "boot"
    trust = ClockState.TRUSTED

    def __init__(self) -> None:
        self.seconds, self.ahead = 0.0, 0.0
        self.began = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)

    def boot(self) -> float:
        """Seconds since Monday midnight in Jakarta."""
        return self.seconds

    def wall(self) -> datetime:
        """What the wall clock shows."""
        return self.began + timedelta(seconds=self.seconds + self.ahead)

    def state(self) -> ClockState:
        """How far it may be believed."""
        return self.trust


class Office:
    """A hub at a time that the test sets, hearing what the test says."""

    def __init__(self, folder: Path, text: str = OPEN) -> None:
        folder.joinpath("office.toml").write_text(text)
        folder.joinpath("state").mkdir()
        create(folder / "state" / "journal.sqlite3")
        self.folder, self.clock, self._n = folder, SetClock(), 0
        self.said: list[str] = []
        self.start()

    def start(self) -> None:
        """Start the hub."""
        folder = self.folder
        settings = HubSettings(box=BoxSettings(name="hub", state=str(folder / "state")), office="")
        world = World(clock=self.clock, disk=DISK, connect=lambda *_, **__: QuietLink(self.said), chance=Random(1))
        self.hub = Hub(settings, load_office(str(folder / "office.toml")), world, Watchdog(""))

    def stop(self) -> None:
        """Stop it as a signal does."""
        self.hub.stop()
        self.hub.run()

    def until(self, day: date, hour: int, minute: int = 0) -> date | None:
        """Let time pass to this minute, by the clock's own word; return the day that is open then."""
        midnight = (day - MONDAY).days * 86_400.0
        self.clock.seconds = midnight + hour * 3_600.0 + minute * 60.0
        for _ in range(3):
            self.hub.step(0.0)
            self.clock.seconds += 1.0
        return self.hub.queue.day

    def says(self, node: str, command: Any) -> None:
        """Let a box say something."""
        self.hub.inbox.put(Received(topic=f"antrian/command/{node}", payload=encode(command)))
        self.hub.step(0.0)

    def key(self, node: str) -> str:
        """The next key of a node."""
        self._n += 1
        return key(self._n, node)

    def take(self) -> None:
        """Take a ticket."""
        self._n += 1
        self.says("kiosk-1", take(self._n))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A hub on a Monday at midnight."""
    made = Office(tmp_path)
    yield made
    made.stop()


def test_a_week_opens_and_closes_by_itself(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    """From seven until the last visitor has gone; a Saturday of service, no Sunday."""
    caplog.set_level(logging.INFO)
    for day in range(4):
        today = MONDAY + timedelta(days=day)
        assert office.until(today, 6, 59) is None
        assert office.until(today, 7) == today
        office.take()
        assert office.until(today, 15, 59) == today
        assert office.until(today, 17) == today
        (ticket,) = office.hub.queue.tickets.values()
        office.says("technician-1", Withdraw(key=office.key("technician-1"), ticket=ticket.id))
        assert office.until(today, 17, 1) is None
    saturday, sunday = MONDAY + timedelta(days=5), MONDAY + timedelta(days=6)
    assert office.until(saturday, 7, 29) is None
    assert office.until(saturday, 7, 30) == saturday
    assert office.until(saturday, 12) is None
    assert [office.until(sunday, hour) for hour in range(24)] == [None] * 24
    assert office.until(sunday + timedelta(days=1), 7) == sunday + timedelta(days=1)
    assert f"business day {MONDAY} is closed; carried out: 0 people" in caplog.text


def test_whoever_is_left_at_the_latest_hour_is_carried_out_and_reported(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    """Two wait, one is at the counter and has been helped."""
    caplog.set_level(logging.INFO)
    office.until(MONDAY, 8)
    for _ in range(3):
        office.take()
    office.says("counter-1", OpenCounter(key=office.key("counter-1"), counter=1))
    office.says("counter-1", CallNext(key=office.key("counter-1"), counter=1, saw=None))
    assert office.until(MONDAY, 17, 59) == MONDAY
    assert office.until(MONDAY, 18) is None
    assert "carried out: 2 people" in caplog.text
    assert office.until(MONDAY, 19) is None


def test_the_day_waits_for_the_one_who_is_being_helped(office: Office) -> None:
    """Nobody waits any more, but somebody is still at the counter."""
    office.until(MONDAY, 8)
    office.take()
    office.says("counter-1", OpenCounter(key=office.key("counter-1"), counter=1))
    office.says("counter-1", CallNext(key=office.key("counter-1"), counter=1, saw=None))
    assert office.until(MONDAY, 16, 30) == MONDAY
    saw = office.hub.queue.counters[1].ticket
    office.says("counter-1", Finish(key=office.key("counter-1"), counter=1, saw=saw))
    assert office.until(MONDAY, 16, 31) is None


def test_a_step_mid_day_closes_nothing_changes_no_wait_and_refuses_nobody(office: Office) -> None:
    """Nobody waits, and the wall clock says nine in the evening, or tomorrow; then it is right again."""
    office.until(MONDAY, 8)
    office.take()
    (first,) = office.hub.queue.tickets.values()
    for ahead in (13 * 3_600.0, 86_400.0, -40 * 86_400.0):
        office.clock.ahead = ahead
        assert office.until(MONDAY, 10) == MONDAY
        office.take()
        office.clock.ahead = 0.0
        assert office.until(MONDAY, 10, 1) == MONDAY
    assert len(office.hub.queue.tickets) == 4
    assert office.hub.queue.tickets[first.id].since == first.since


@pytest.mark.parametrize("trust", [ClockState.TRUSTED, ClockState.HOLDOVER, ClockState.UNTRUSTED])
def test_only_a_clock_that_may_be_believed_opens_the_day(office: Office, trust: ClockState) -> None:
    """By hand the day opens and closes all the same."""
    office.clock.trust = trust
    opens = trust is not ClockState.UNTRUSTED
    assert office.until(MONDAY, 7, 30) == (MONDAY if opens else None)
    if not opens:
        office.says("technician-1", OpenDay(key=office.key("technician-1"), day=MONDAY))
        assert office.until(MONDAY, 20) == MONDAY
        office.take()
        assert len(office.hub.queue.tickets) == 1
    office.says("technician-1", CloseDay(key=office.key("technician-1"), day=MONDAY))
    assert office.until(MONDAY, 8) is None
    assert office.until(TUESDAY, 8) == (TUESDAY if opens else None)


def test_an_officer_opens_a_sunday(office: Office) -> None:
    """It gives tickets at any hour and closes at six at the latest."""
    sunday = MONDAY + timedelta(days=6)
    office.until(sunday, 5)
    office.says("technician-1", OpenDay(key=office.key("technician-1"), day=sunday))
    office.take()
    assert office.until(sunday, 17, 59) == sunday
    assert len(office.hub.queue.tickets) == 1
    assert office.until(sunday, 18) is None


def test_a_hub_that_was_off_at_closing_time_closes_when_it_is_back(office: Office) -> None:
    """The same evening or the next morning; a day is never opened twice."""
    office.until(MONDAY, 8)
    office.take()
    office.stop()
    office.clock.seconds = 86_400.0 + 6 * 3_600.0
    office.start()
    assert office.hub.queue.day == MONDAY
    assert office.until(TUESDAY, 6, 1) is None
    assert office.until(TUESDAY, 7) == TUESDAY
    office.stop()
    office.start()
    assert office.until(TUESDAY, 16, 1) is None
    office.stop()
    office.start()
    assert office.until(TUESDAY, 16, 2) is None


def test_a_year_without_holidays_says_so(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    """Its weekdays open, and the log names the file that is missing."""
    day = date(2028, 1, 3)
    assert office.until(day, 8) == day
    assert "put holidays-2028.toml beside office.toml" in caplog.text


def test_paper_comes_before_pictures(office: Office) -> None:
    """Somebody stands at the printer; how many wait may be told a blink later."""
    office.until(MONDAY, 9)
    office.said.clear()
    office.take()
    assert office.said[:2] == ["antrian/slip/printer-1", "antrian/answer/kiosk-1"]
    assert "antrian/board" not in office.said
    office.clock.seconds += NEWS_SECONDS
    office.hub.step(0.0)
    assert "antrian/board" in office.said
