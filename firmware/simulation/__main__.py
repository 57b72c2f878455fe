"""Simulates an office: days of work, and days in which everything fails.

python -m firmware.simulation --seed 7 --days 5       an office at work: an account of each of five days
python -m firmware.simulation --log FILE              the same account of a real office's log
python -m firmware.simulation --seeds 2000            many days of faults, counted; --story 17 tells one of them
"""

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Final

from firmware.hub.settings import load_office
from firmware.node.settings import SettingsError
from firmware.simulation.day import Day, simulate
from firmware.simulation.hall import account as accounts
from firmware.simulation.hall import log_days, log_reading, log_writing
from firmware.simulation.hall.offices import OFFICES
from firmware.simulation.hall.telling import ShippedEstimate
from firmware.simulation.hall.workday import Workday, play

FAILED: Final = 1
BAD_SETTINGS: Final = 78
SHOWN: Final = 5


def main(argv: Sequence[str] | None = None) -> int:
    """Play, print the account, and return the exit status: 1 for a violation or a refused row of a log."""
    asked = _parser().parse_args(argv)
    if asked.log is not None:
        return read_log(asked.log, asked.office, asked.csv, is_told=asked.told)
    if asked.seed is not None:
        return work(asked.seed, asked.days, asked.scenario, asked.csv, is_told=asked.told)
    if asked.story is not None:
        return tell(simulate(asked.story, is_told=True))
    begun = time.monotonic()
    days = list(_until(play_faults(range(asked.first, asked.first + asked.seeds)), asked.until))
    return account(days, time.monotonic() - begun)


def work(seed: int, count: int, scenario: str, csv: Path | None, *, is_told: bool = False) -> int:
    """Print the account of an office's days at work, each and together."""
    office = OFFICES[scenario]()
    teller = ShippedEstimate(office.plan) if is_told else None
    days = []
    for number in range(count):
        days.append(play(office, seed, number, teller=teller))
        _print(accounts.account(days[-1]))
    return _end(days, csv)


def read_log(log: Path, office: Path | None, csv: Path | None, *, is_told: bool = False) -> int:
    """Print the account of a real office's days, and which rows of its log are refused."""
    try:
        settings = load_office(str(office)) if office else None
        entries, refused = log_reading.read(log.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, SettingsError) as error:
        print(f"{log if isinstance(error, UnicodeDecodeError) else ''}{error}", file=sys.stderr)
        return BAD_SETTINGS
    plan = settings.plan() if settings else log_days.plan_of(entries)
    days, more = log_days.days(log.stem, plan, entries, ShippedEstimate(plan) if is_told else None)
    for day in days:
        _print(accounts.account(day))
    for one in sorted((*refused, *more)):
        print(f"{log}:{one.line}: {one.what}", file=sys.stderr)
    return max(_end(days, csv), FAILED if refused or more or not days else 0)


def play_faults(seeds: Iterable[int]) -> Iterator[Day]:
    """Yield the day of faults of each seed, in order, played beside each other on all processors."""
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        try:
            yield from pool.map(simulate, seeds, chunksize=4)
        finally:
            pool.shutdown(cancel_futures=True)


def tell(day: Day) -> int:
    """Print the story of a day of faults and what was violated."""
    for line in day.story:
        print(line)
    for violation in day.violations:
        print(f"violated: {violation.invariant}: {violation.what}")
    print(f"seed {day.seed}: {day.tickets} tickets, {len(day.violations)} violations")
    return FAILED if day.violations else 0


def account(days: list[Day], seconds: float) -> int:
    """Print what was played of the days of faults and what was found."""
    faults: Counter[str] = Counter()
    for day in days:
        faults.update(day.faults)
    failed = [day for day in days if day.violations]
    rows = {
        "days simulated": len(days),
        "hours simulated": f"{sum(day.seconds for day in days) / 3600:.1f}",
        "seconds it took": f"{seconds:.0f}",
        "tickets": sum(day.tickets for day in days),
        "of them given offline": sum(day.adopted for day in days),
        "papers": sum(day.papers for day in days),
        "calls": sum(day.calls for day in days),
        "faults": faults.total(),
        **{f"  {name}": count for name, count in sorted(faults.items())},
        "violations": sum(len(day.violations) for day in days),
    }
    for name, value in rows.items():
        print(f"{name:<24}{value:>10}")
    if failed:
        tell(simulate(failed[-1].seed, is_told=True))
    for day in failed[-SHOWN:]:
        for violation in {one.invariant: one for one in reversed(day.violations)}.values():
            print(f"seed {day.seed}: {violation.invariant}: {violation.what}")
        print(f"  its story: python -m firmware.simulation --story {day.seed}")
    return FAILED if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="simulation", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    office = parser.add_argument_group("an office at work")
    office.add_argument("--seed", type=int, metavar="SEED", help="play days of this seed and print their account")
    office.add_argument("--days", type=_count, default=1, metavar="N", help="how many days")
    office.add_argument("--scenario", choices=sorted(OFFICES), default="four-services", help="which office")
    office.add_argument("--log", type=Path, metavar="FILE", help="read a real log of arrivals and services (CSV)")
    office.add_argument("--office", type=Path, metavar="FILE", help="the office.toml that the log belongs to")
    office.add_argument("--told", action="store_true", help="let slips bear the estimate, and say how true it was")
    office.add_argument("--csv", type=Path, metavar="FILE", help="write the days as such a log")
    faults = parser.add_argument_group("days in which everything fails")
    faults.add_argument("--seeds", type=int, default=100, metavar="N", help="how many days to play")
    faults.add_argument("--first", type=int, default=1, metavar="SEED", help="the first of them")
    faults.add_argument("--story", type=int, metavar="SEED", help="play this one and tell its story")
    faults.add_argument("--until", nargs="+", default=[], metavar="INVARIANT", help="end once one of these is violated")
    return parser


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number from 1 on")
    return int(text)


def _end(days: Sequence[Workday], csv: Path | None) -> int:
    if len(days) > 1:
        _print(accounts.total(days))
    if csv is not None:
        csv.write_text(log_writing.write(days), encoding="utf-8")
        print(f"written: {csv}")
    return 0


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def _until(days: Iterator[Day], wanted: list[str]) -> Iterator[Day]:
    for day in days:
        yield day
        if any(violation.invariant in wanted for violation in day.violations):
            return


if __name__ == "__main__":
    sys.exit(main())
