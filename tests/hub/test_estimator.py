"""The hub's side of the estimator: one question at a time, never a wait, and a worker that fails is replaced."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue

import msgspec
import pytest

from firmware.hub.estimator import ALARM_SECONDS, HUNG_SECONDS, WorkerEstimator
from firmware.hub.settings import OfficeSettings
from firmware.hub.waits import Estimated, Slots, Task
from tests.hub.bench import DAY, moment

PLAYED = Path(__file__).with_name("played_estimator.py")
PATIENCE = 10.0
BOOKED = (("A", 600),)


class Hub:
    """What an estimator sees of a hub: a clock that is set by hand, a position, and an inbox."""

    def __init__(self, office: OfficeSettings, word: str) -> None:
        """Begin with nothing asked."""
        self.inbox: SimpleQueue[Estimated] = SimpleQueue()
        task = Task(journal="nowhere", plan=office.plan(), zone=office.office.zone, runs=40)
        self.estimator = WorkerEstimator(task, self.inbox.put, (sys.executable, str(PLAYED), word))
        self.at = 0.0
        self.position = 0
        self.booked: Slots = BOOKED

    def look(self, seconds: float = 0.0, events: int = 0) -> None:
        """Let time pass and things happen, and look."""
        self.at += seconds
        self.position += events
        now = msgspec.structs.replace(moment(self.at), today=DAY, midnight=moment().office - 9 * 3_600)
        self.estimator.look(now, self.position, lambda: self.booked)

    def hear(self) -> Estimated:
        """The next answer."""
        return self.inbox.get(timeout=PATIENCE)

    def await_end(self) -> None:
        """Wait until the process and its thread have ended."""
        life = self.estimator._life
        if life is not None:
            life.join(PATIENCE)
            assert not life.is_alive()

    def fails(self) -> bool:
        """Whether it would be an alarm now."""
        return self.estimator.is_failing(moment(self.at).boot)


@pytest.fixture
def make_hub(office: OfficeSettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Hub]]:
    """Make a hub with an estimator of this word."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    made: list[Hub] = []

    def make(word: str) -> Hub:
        made.append(Hub(office, word))
        return made[-1]

    yield make
    for hub in made:
        hub.estimator.close()


def test_it_is_asked_at_once_and_after_a_change(make_hub: Callable[[str], Hub]) -> None:
    """The answer comes into the inbox and says of which moment it is."""
    hub = make_hub("answers")
    hub.look()
    assert hub.hear().at == moment(0).office
    hub.look(2.0, events=1)
    assert hub.hear().at == moment(2).office


def test_there_is_one_question_at_a_time_and_the_latest_counts(make_hub: Callable[[str], Hub]) -> None:
    """What happens while it computes is asked afterwards, in one question."""
    hub = make_hub("hangs")
    began = time.monotonic()
    for _ in range(20):
        hub.look(1.0, events=1)
    assert time.monotonic() - began < 2.0
    assert hub.inbox.empty()


def test_a_worker_that_reads_nothing_keeps_no_hub_waiting(make_hub: Callable[[str], Hub]) -> None:
    """Neither with a question larger than a pipe, nor at the end."""
    hub = make_hub("deaf")
    hub.booked = tuple(("A", minute % 1_440) for minute in range(50_000))
    began = time.monotonic()
    hub.look()
    hub.estimator.close()
    assert time.monotonic() - began < 2.0
    hub.await_end()


def test_a_killed_worker_is_replaced(make_hub: Callable[[str], Hub]) -> None:
    """The next one answers after a second."""
    hub = make_hub("answers")
    hub.look()
    first = int(hub.hear().seconds)
    os.kill(first, signal.SIGKILL)
    hub.await_end()
    hub.look(1.0, events=1)
    hub.look(1.5)
    assert int(hub.hear().seconds) != first


def test_a_worker_that_hangs_is_killed_and_replaced(make_hub: Callable[[str], Hub]) -> None:
    """Stopped, it takes every question and answers none."""
    hub = make_hub("answers")
    hub.look()
    first = int(hub.hear().seconds)
    os.kill(first, signal.SIGSTOP)
    hub.look(2.0, events=1)
    hub.look(HUNG_SECONDS + 1)
    hub.await_end()
    hub.look(1.0)
    hub.look(2.0)
    assert int(hub.hear().seconds) != first


def test_one_that_still_learns_is_not_killed(make_hub: Callable[[str], Hub]) -> None:
    """An empty line is a sign of life, and no answer."""
    hub = make_hub("learns")
    hub.look()
    assert hub.hear().at == moment(0).office
    assert hub.inbox.empty()


def test_one_that_always_fails_is_tried_less_and_less_and_is_an_alarm(make_hub: Callable[[str], Hub]) -> None:
    """After a minute the technician reads of it; until then it may heal by itself."""
    hub = make_hub("dies")
    tries = 0
    while hub.at <= ALARM_SECONDS + 2:
        hub.look(1.0, events=1)
        if hub.estimator._life is not None:
            tries += 1
            hub.await_end()
        assert hub.fails() is False or hub.at > ALARM_SECONDS
    assert hub.fails()
    assert tries <= 7


def test_an_answer_ends_the_alarm(make_hub: Callable[[str], Hub]) -> None:
    """And the next death is mended as quickly as the first."""
    hub = make_hub("answers")
    hub.estimator._failing_since, hub.estimator._failures = moment(-ALARM_SECONDS - 1).boot, 5
    hub.look()
    assert hub.fails()
    hub.hear()
    hub.look(0.1)
    assert not hub.fails()


def test_nonsense_is_the_end_of_a_worker(make_hub: Callable[[str], Hub]) -> None:
    """Nothing of it is told."""
    hub = make_hub("babbles")
    hub.look()
    hub.await_end()
    assert hub.inbox.empty()


def test_a_machine_that_can_start_none_goes_on(office: OfficeSettings) -> None:
    """Without memory for a process the office works, and says nothing of waits."""
    hub = Hub(office, "answers")
    hub.estimator._argv = ("/nowhere/python",)
    hub.look()
    hub.look(30.0)
    hub.look(ALARM_SECONDS + 30)
    assert hub.fails()
