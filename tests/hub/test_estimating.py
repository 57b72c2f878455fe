"""What an estimator reads from a journal, and says; as values and as the process that a hub starts."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from firmware.demo.supervisor import environment
from firmware.hub.estimating import Work
from firmware.hub.estimator import WORKER
from firmware.hub.journal import Entry, Known, Stamped
from firmware.hub.pace import BUDGET_SECONDS
from firmware.hub.waits import Ask, Estimated, Task
from firmware.messages.commands import CallNext, CloseDay, Finish, OpenCounter, OpenDay
from firmware.messages.why import Standing
from firmware.queueing.events import JournalRebuilt, Method
from firmware.queueing.evolve import evolve
from tests.hub.bench import DAY, Bench, key, moment, take

WALK_IN = ("A", Standing.WALK_IN)
DAY_SECONDS = 86_400.0


class Morning:
    """An office at work: one counter, a visitor each minute, five minutes for each."""

    def __init__(self, bench: Bench) -> None:
        """Open the counter."""
        self.bench = bench
        self.keys = iter(range(100, 10**6))
        self.begins = 0.0
        self.open()

    def key(self, node: str) -> str:
        """The next key of a node."""
        return key(next(self.keys), node)

    def open(self) -> None:
        """Open the counter, at the beginning of the day."""
        command = OpenCounter(key=self.key("counter-1"), counter=1)
        self.bench.send(command, node="counter-1", seconds=self.begins)

    def play(self, minutes: int) -> None:
        """Let so many minutes pass from the opening on."""
        for minute in range(minutes):
            at = self.begins + 60.0 * (minute + 1)
            self.bench.send(take(next(self.keys)), seconds=at)
            if minute % 5 == 4:
                serving = self.bench.desk.queue.counters[1].ticket
                if serving is not None:
                    finish = Finish(key=self.key("counter-1"), counter=1, saw=serving, ends_visit=True)
                    self.bench.send(finish, node="counter-1", seconds=at)
                call = CallNext(key=self.key("counter-1"), counter=1, saw=None)
                self.bench.send(call, node="counter-1", seconds=at)

    def turn(self, days: int = 1) -> None:
        """Close the day and open another one."""
        day = self.bench.desk.queue.day or DAY
        self.begins += days * DAY_SECONDS
        self.bench.desk.order("hub", CloseDay(key=self.key("hub"), day=day), moment(self.begins - 60))
        opening = OpenDay(key=self.key("hub"), day=day + timedelta(days=days))
        self.bench.desk.order("hub", opening, moment(self.begins - 30))
        self.open()


@pytest.fixture
def morning(bench: Bench) -> Morning:
    """An office that has just opened."""
    return Morning(bench)


def task_of(bench: Bench, runs: int = 40) -> Task:
    """The task of an estimator beside this journal."""
    return Task(journal=str(bench.path), plan=bench.office.plan(), zone="Asia/Jakarta", runs=runs)


def work_of(bench: Bench, runs: int = 40, timer: Callable[[], float] = lambda: 0.0) -> Work:
    """An estimator that has learned."""
    work = Work(task_of(bench, runs), timer=timer)
    assert list(work.learn()) is not None
    return work


def ask(seconds: float, today: date = DAY) -> Ask:
    """The question of a moment so many seconds after nine."""
    return Ask(now=moment(seconds).office, minute=540 + seconds % DAY_SECONDS / 60, today=today)


def told(said: Estimated) -> dict[tuple[str, Standing], tuple[int, int]]:
    """The ranges in minutes, by service and class."""
    return {(one.service, one.standing): (one.told.low, one.told.high) for one in said.forecasts}


def test_a_new_office_is_told_a_flow(morning: Morning) -> None:
    """Before thirty people were helped nothing has been learned: the first guesses of the settings count."""
    morning.play(12)
    said = work_of(morning.bench).answer(ask(13 * 60))
    assert said.day == DAY
    assert {one.told.method for one in said.forecasts} == {Method.FLUID}
    low, high = told(said)[WALK_IN]
    assert 0 < low < high


def test_the_events_of_the_day_are_followed(morning: Morning) -> None:
    """Each answer knows what was written since the one before: a longer line is a longer wait."""
    work = work_of(morning.bench)
    morning.play(5)
    short = told(work.answer(ask(6 * 60)))[WALK_IN]
    morning.begins = 10 * 60
    morning.play(30)
    assert told(work.answer(ask(41 * 60)))[WALK_IN] > short


def test_the_slots_of_the_next_hour_are_told(morning: Morning) -> None:
    """Somebody who has booked for 09.30 might come now, early; the answer crosses the pipe whole."""
    morning.play(12)
    question = msgspec.structs.replace(ask(13 * 60), booked=(("A", 570), ("A", 700)))
    said = work_of(morning.bench).answer(question)
    assert [(one.service, one.minute) for one in said.early] == [("A", 570)]
    assert msgspec.json.decode(msgspec.json.encode(said), type=Estimated) == said


def test_the_days_before_teach(morning: Morning) -> None:
    """After a day with thirty people the next one is played forward from its first minute."""
    morning.play(180)
    morning.turn()
    morning.play(3)
    today = DAY + timedelta(days=1)
    said = work_of(morning.bench).answer(ask(morning.begins + 300, today))
    assert {one.told.method for one in said.forecasts} == {Method.ROLLOUT}
    assert {
        one.told.method for one in work_of(morning.bench, runs=0).answer(ask(400 + DAY_SECONDS, today)).forecasts
    } == {Method.FLUID}


def test_one_that_followed_the_day_before_says_the_same(morning: Morning) -> None:
    """Whether it was there or has read it afterwards: the journal is the truth."""
    there = work_of(morning.bench)
    there.answer(ask(0))
    morning.play(180)
    there.answer(ask(181 * 60))
    morning.turn()
    morning.play(10)
    question = ask(morning.begins + 660, DAY + timedelta(days=1))
    assert there.answer(question) == work_of(morning.bench).answer(question)


def test_an_office_that_is_switched_off_at_night_learns_of_the_day_before(morning: Morning) -> None:
    """Its hub begins in the morning, when the latest day is over or still open, and then opens the next one."""
    morning.play(180)
    early = work_of(morning.bench)
    morning.turn()
    morning.play(10)
    question = ask(morning.begins + 660, DAY + timedelta(days=1))
    assert early.answer(question) == work_of(morning.bench).answer(question)


def test_a_day_that_is_not_today_is_silence(morning: Morning) -> None:
    """A day left open overnight has another calendar than the breaks and the closing hour that count now."""
    morning.play(12)
    assert work_of(morning.bench).answer(ask(13 * 60, DAY + timedelta(days=1))).forecasts == ()


def test_between_two_days_there_is_silence(morning: Morning) -> None:
    """The office is closed."""
    work = work_of(morning.bench)
    morning.play(12)
    assert work.answer(ask(13 * 60)).forecasts
    morning.bench.desk.order("hub", CloseDay(key=key(2, "hub"), day=DAY), moment(900))
    said = work.answer(ask(1_000))
    assert (said.day, said.forecasts) == (None, ())


def test_a_day_that_was_put_together_again_is_silence(morning: Morning) -> None:
    """Boxes remember who came and who was called, not how long each was helped."""
    work = work_of(morning.bench)
    morning.play(12)
    assert work.answer(ask(13 * 60)).forecasts
    desk = morning.bench.desk
    rebuilt = Stamped(desk.queue.position + 1, moment(800).office, JournalRebuilt(last={"A": 12}))
    after = evolve(desk.queue, rebuilt.event, rebuilt.at)
    desk.go_on([Entry(key(3, "hub"), after.position, Known(b"", b""), DAY, (rebuilt,))], after, moment(800))
    assert work.answer(ask(14 * 60)).forecasts == ()
    assert work_of(morning.bench).answer(ask(14 * 60)).forecasts == ()


def rebuild(morning: Morning, seconds: float, **fields: object) -> None:
    """Say in the journal that it was put together again."""
    desk, at = morning.bench.desk, moment(seconds)
    said = msgspec.convert({"event": "JournalRebuilt", "last": {}, **fields}, JournalRebuilt)
    rebuilt = Stamped(desk.queue.position + 1, at.office, said)
    after = evolve(desk.queue, rebuilt.event, rebuilt.at)
    entry = Entry(morning.key("hub"), after.position, Known(b"", b""), desk.queue.day, (rebuilt,))
    desk.go_on([entry], after, at)


@pytest.mark.parametrize("is_followed", [True, False])
def test_a_day_that_was_put_together_again_teaches_nothing(morning: Morning, *, is_followed: bool) -> None:
    """Calls and ends share one time there: everybody would be helped within the second, for twenty days."""
    early = work_of(morning.bench)
    morning.play(180)
    rebuild(morning, 181 * 60)
    morning.turn()
    morning.play(10)
    work = early if is_followed else work_of(morning.bench)
    said = work.answer(ask(morning.begins + 660, DAY + timedelta(days=1)))
    assert {one.told.method for one in said.forecasts} == {Method.FLUID}
    assert work._forecaster.history == []


def test_a_day_lost_whole_teaches_nothing_where_the_next_one_tells_of_it(morning: Morning) -> None:
    """A hub that recovers on the day after says so in the day that it opens."""
    morning.play(180)
    morning.turn()
    rebuild(morning, morning.begins)
    assert work_of(morning.bench)._forecaster.history == []


def test_a_complete_day_that_only_leaves_numbers_out_is_estimated_and_teaches(morning: Morning) -> None:
    """Nobody knew which day the journal was lost on: the next one leaves out numbers, and nothing of it was lost."""
    rebuild(morning, 0, is_carried=True)
    morning.play(180)
    assert work_of(morning.bench).answer(ask(181 * 60)).forecasts
    morning.turn()
    assert [len(one.helps) for one in work_of(morning.bench)._forecaster.history] == [35]


def test_a_slow_machine_plays_less_and_less(morning: Morning) -> None:
    """Each answer that takes too long makes the next one cheaper, down to a flow."""
    morning.play(180)
    ticks = iter(range(10**6))
    work = work_of(morning.bench, timer=lambda: next(ticks) * BUDGET_SECONDS * 5)
    methods = [{one.told.method for one in work.answer(ask(181 * 60 + n)).forecasts} for n in range(4)]
    assert methods == [{Method.ROLLOUT}, {Method.ROLLOUT}, {Method.ROLLOUT}, {Method.FLUID}]


# -- the process ------------------------------------------------------------------------------------------------------


@contextmanager
def process(bench: Bench) -> Iterator["subprocess.Popen[bytes]"]:
    """The estimator's process, as a hub starts it."""
    pipe = subprocess.PIPE
    with subprocess.Popen(WORKER, stdin=pipe, stdout=pipe, stderr=pipe, env=environment()) as running:
        assert running.stdin is not None
        running.stdin.write(msgspec.json.encode(task_of(bench)) + b"\n")
        running.stdin.flush()
        yield running
        running.kill()


def put(running: "subprocess.Popen[bytes]", question: Ask) -> Estimated:
    """Ask, and return the answer."""
    assert running.stdin is not None
    assert running.stdout is not None
    running.stdin.write(msgspec.json.encode(question) + b"\n")
    running.stdin.flush()
    while (line := running.stdout.readline()) == b"\n":
        pass
    return msgspec.json.decode(line, type=Estimated)


def test_the_process_answers_beside_the_one_that_writes(morning: Morning) -> None:
    """It yields to everybody else, and memory that runs out ends it first."""
    with process(morning.bench) as running:
        morning.play(12)
        assert told(put(running, ask(13 * 60))) == told(work_of(morning.bench).answer(ask(13 * 60)))
        assert os.getpriority(os.PRIO_PROCESS, running.pid) == 10
        assert int(Path(f"/proc/{running.pid}/oom_score_adj").read_text()) >= 500


def test_the_process_ends_with_its_hub(morning: Morning) -> None:
    """Whatever ends the hub closes the pipe; nobody has to tell it."""
    with process(morning.bench) as running:
        put(running, ask(60))
        assert running.stdin is not None
        running.stdin.close()
        assert running.wait(20) == 0


def test_the_process_leaves_an_interrupt_to_the_hub(morning: Morning) -> None:
    """Ctrl-C in a terminal reaches both."""
    with process(morning.bench) as running:
        put(running, ask(60))
        running.send_signal(signal.SIGINT)
        assert put(running, ask(61)).at == ask(61).now


def test_a_journal_that_cannot_be_read_ends_it_with_a_sentence(morning: Morning, tmp_path: Path) -> None:
    """The hub tries another one, each time a little later."""
    morning.bench.path = tmp_path / "gone"
    with process(morning.bench) as running:
        assert running.wait(20) == 1
        assert running.stderr is not None
        assert b"the journal cannot be read" in running.stderr.read()
