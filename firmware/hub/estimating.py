"""Estimates waits from the journal of one hub, as a process of its own: `python -m firmware.hub.estimating`.

It only reads, and each look is one short transaction. The days before teach it; the events of the day are followed as
they are written. Its first line from stdin is a `Task`, each further one an `Ask`; each answer is a line on stdout, and
an empty line says that it still learns. It yields to everything else on the machine, and ends with its stdin: not even
a killed hub leaves one behind.
"""

import logging
import os
import signal
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from queue import SimpleQueue
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from firmware.hub.journal import Stamped
from firmware.hub.pace import Pace
from firmware.hub.waits import Ask, EarlyForecast, Estimated, Forecast, Task
from firmware.node.disk import DISK, Disk
from firmware.node.program import begin_log
from firmware.queueing.events import AnyEvent, DayClosed, DayOpened, JournalRebuilt, Told
from firmware.waiting.estimates import Probe, Slot
from firmware.waiting.forecaster import DAYS, Forecaster
from firmware.waiting.record import DayRecord
from firmware.waiting.watcher import record_of

# After so many the process says that it still learns: a long day on a slow Pi takes longer than a hub waits.
STEP_EVENTS: Final = 500
NICENESS: Final = 10
# Where memory runs out the estimate goes first: an office works without it.
OOM_SCORE: Final = "500"

log = logging.getLogger(__name__)

_EVENT: Final = msgspec.json.Decoder(AnyEvent)


class Work:
    """Follows one journal. `timer` measures its own work, in seconds of the processor."""

    def __init__(self, task: Task, disk: Disk = DISK, timer: Callable[[], float] = time.process_time) -> None:
        self._task = task
        self._path = Path(task.journal)
        self._disk = disk
        self._timer = timer
        self._pace = Pace(task.runs) if task.runs else None
        self._forecaster = Forecaster(task.plan)
        self._day: date | None = None
        self._position = 0
        self._opened_walls: dict[date, str] = {}

    def learn(self) -> Iterator[None]:
        """Learn from the days before the latest, and follow that one, step by step. Raises sqlite3.Error."""
        openings = self._openings()
        lost = self._put_together_again(openings)
        records: list[DayRecord] = []
        for first, end in pairwise(openings):
            if any(after + 1 < end and first <= until for after, until in lost):
                continue
            rows = self._rows(first - 1, end)
            records.append(self._dated(record_of(self._task.plan, ((row.event, row.at) for row in rows))))
            yield
        self._position = openings[-1] - 1 if openings else 0
        self._forecaster = Forecaster(self._task.plan, records, position=self._position)
        for n, _ in enumerate(self._follow()):
            if n % STEP_EVENTS == 0:
                yield

    def answer(self, ask: Ask) -> Estimated:
        """Follow the journal and return what is to be told; nothing where the day is another one.

        Raises sqlite3.Error.
        """
        for _ in self._follow():
            pass
        began = self._timer()
        told, early = self._told(ask) if self._day == ask.today else ({}, {})
        seconds = self._timer() - began
        if self._pace and told:
            self._pace.took(seconds)
        return Estimated(
            day=self._day,
            at=ask.now,
            forecasts=tuple(Forecast(service=s, standing=standing, told=one) for (s, standing), one in told.items()),
            early=tuple(EarlyForecast(service=s, minute=minute, told=one) for (s, minute), one in early.items()),
            seconds=round(seconds, 4),
        )

    def _told(self, ask: Ask) -> tuple[Mapping[Probe, Told], Mapping[Slot, Told]]:
        runs = self._pace.runs if self._pace else 0
        estimates = self._forecaster.estimate(ask.now, ask.minute, booked=ask.booked, runs=runs)
        return (self._forecaster.tell(estimates), self._forecaster.tell_early(estimates)) if estimates else ({}, {})

    def _follow(self) -> Iterator[None]:
        for row in self._rows(self._position):
            self._forecaster.apply(row.event, row.at)
            self._position = row.position
            if isinstance(row.event, DayOpened):
                self._day = row.event.day
            elif isinstance(row.event, DayClosed):
                self._day = None
                record = self._forecaster.close_day()
                history = self._forecaster.history
                if history and history[-1] is record:
                    # Where no estimate was made that day, the forecaster never heard of its midnight.
                    history[-1] = self._dated(record)
            yield

    def _dated(self, record: DayRecord) -> DayRecord:
        """Return the record with the midnight of its day, as far as the clock at its opening is to be believed."""
        wall, zone = self._opened_walls.get(record.day), ZoneInfo(self._task.zone)
        if record.midnight is not None or wall is None:
            return record
        return replace(record, midnight=_midnight(record.day, record.opened_at, wall, zone))

    def _openings(self) -> list[int]:
        with closing(self._disk.reader(self._path)) as database:
            rows = database.execute(
                "SELECT position FROM event WHERE kind = 'DayOpened' ORDER BY position DESC LIMIT ?", (DAYS + 1,)
            ).fetchall()
        return [position for (position,) in reversed(rows)]

    def _put_together_again(self, openings: Sequence[int]) -> list[tuple[int, int]]:
        """Return the positions, after the first and up to the second, of what the boxes remembered of lost journals.

        Nobody remembers how long anything took. What was lost may end in the day before the one that tells of it.
        """
        with closing(self._disk.reader(self._path)) as database:
            rows = database.execute(
                "SELECT position, body FROM event WHERE position > ? AND kind = 'JournalRebuilt'", openings[:1] or (0,)
            ).fetchall()
        told = [(position, _EVENT.decode(body)) for position, body in rows]
        return [(e.after, position) for position, e in told if isinstance(e, JournalRebuilt) and not e.is_carried]

    def _rows(self, after: int, before: int = sys.maxsize) -> Iterator[Stamped]:
        with closing(self._disk.reader(self._path)) as database:
            rows = database.execute(
                "SELECT position, office, wall, body FROM event WHERE position > ? AND position < ? ORDER BY position",
                (after, before),
            ).fetchall()
        for position, office, wall, body in rows:
            event = _EVENT.decode(body)
            if isinstance(event, DayOpened):
                self._opened_walls = {event.day: wall}
            yield Stamped(position, office, event)


def _midnight(day: date, office: float, wall: str, zone: ZoneInfo) -> float | None:
    """Return the office time at which a day began, by what its opening's clock said; None where that was another day.

    `office` and `wall` are the opening's.
    """
    local = datetime.fromisoformat(wall).astimezone(zone)
    if local.date() != day:
        return None
    return office - (local - local.replace(hour=0, minute=0, second=0, microsecond=0)).total_seconds()


def main() -> None:
    """Answer until stdin ends."""
    _step_back()
    begin_log()
    asks: SimpleQueue[Ask] = SimpleQueue()
    work = Work(msgspec.json.decode(sys.stdin.buffer.readline(), type=Task))
    threading.Thread(target=_listen, args=(asks,), daemon=True).start()
    try:
        for _ in work.learn():
            _say(b"")
        while True:
            _say(msgspec.json.encode(work.answer(asks.get())))
    except sqlite3.Error as error:
        log.error("the journal cannot be read: %s", error)  # noqa: TRY400 - the disk's word is enough
    except Exception:
        log.exception("no estimate")
    # Not an orderly end: the thread that listens holds stdin, and Python would abort.
    os._exit(1)


def _listen(asks: "SimpleQueue[Ask]") -> None:
    for line in sys.stdin.buffer:
        asks.put(msgspec.json.decode(line, type=Ask))
    # The hub is gone; nobody waits for what is being computed.
    os._exit(0)


def _say(line: bytes) -> None:
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


def _step_back() -> None:
    """Let the office go first, and leave Ctrl-C to the hub."""
    os.nice(NICENESS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(OOM_SCORE, encoding="ascii")


if __name__ == "__main__":
    main()
