"""Logs: the days of a real office, written down as CSV, to be scored like simulated ones.

`firmware/simulation` reads them and tells what columns there are. Nothing was learnt before: the first days are those
of an office that has just begun, and each teaches for the next.
"""

import sys
from pathlib import Path

from firmware.hub.settings import load_office
from firmware.queueing.plan import OfficePlan
from firmware.simulation.hall import log_days, log_reading
from tests.bench.packs import log_of
from tests.bench.replay import Log


def days_of(log: Path, office: Path | None = None) -> tuple[OfficePlan, list[Log]]:
    """Return the office of a log and its days; rows that cannot be used are told on stderr and left out.

    Without `office` the plan is made of the log: its services with their own mean minutes, which flatters whoever
    believes in the settings.
    """
    entries, unread = log_reading.read(log.read_text(encoding="utf-8-sig"))
    plan = log_days.plan_of(entries) if office is None else load_office(str(office)).plan()
    days, unplayed = log_days.days(log.stem, plan, entries)
    for one in sorted((*unread, *unplayed)):
        print(f"{log}:{one.line}: {one.what}", file=sys.stderr)
    return plan, [log_of(day, number) for number, day in enumerate(days)]
