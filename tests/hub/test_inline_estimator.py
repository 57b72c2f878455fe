"""The estimator of a simulated office: the same answers, at once, and the same again with the same seed."""

from pathlib import Path

import msgspec
import pytest

from firmware.hub.inline_estimator import REST_SECONDS, inline
from firmware.hub.office_time import Moment
from firmware.hub.waits import Estimated, Task
from firmware.messages.why import Standing
from firmware.node.disk import DISK
from tests.hub.bench import DAY, Bench, moment
from tests.hub.test_estimating import Morning, task_of, told


def believed(seconds: float) -> Moment:
    """A moment whose time of day is believed."""
    return msgspec.structs.replace(moment(seconds), today=DAY, midnight=moment().office - 9 * 3_600)


@pytest.fixture
def task(bench: Bench) -> Task:
    """The task beside a journal of twelve minutes."""
    Morning(bench).play(12)
    return task_of(bench, runs=0)


def test_it_answers_where_it_is_asked(task: Task) -> None:
    """Twice the same, and not again before it has rested."""
    answers: list[list[Estimated]] = [[], []]
    for heard in answers:
        estimator = inline(DISK)(task, heard.append)
        estimator.look(believed(800), 5, tuple)
        estimator.look(believed(800 + REST_SECONDS / 2), 6, tuple)
        assert not estimator.is_failing(0.0)
        estimator.close()
    assert answers[0] == answers[1]
    (said,) = answers[0]
    assert ("A", Standing.WALK_IN) in told(said)


def test_a_journal_that_cannot_be_read_is_told_and_no_end(task: Task, tmp_path: Path) -> None:
    """The office goes on without."""
    heard: list[Estimated] = []
    gone = msgspec.structs.replace(task, journal=str(tmp_path / "gone"))
    estimator = inline(DISK)(gone, heard.append)
    estimator.look(believed(800), 5, tuple)
    assert (heard, estimator.is_failing(0.0)) == ([], True)
