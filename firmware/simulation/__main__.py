"""Plays many seeds and counts: `python -m firmware.simulation --seeds 2000`, or one with its story: `--seed 17`."""

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Final

from firmware.simulation.day import Day, simulate

FAILED: Final = 1
SHOWN: Final = 5


def main() -> int:
    """Play, print the account, and return the exit status: 1 for a violation."""
    parser = argparse.ArgumentParser(prog="simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=100, metavar="N", help="how many days to play")
    parser.add_argument("--first", type=int, default=1, metavar="SEED", help="the first of them")
    parser.add_argument("--seed", type=int, metavar="SEED", help="play this one and tell its story")
    parser.add_argument("--until", nargs="+", default=[], metavar="INVARIANT", help="end once one of these is violated")
    asked = parser.parse_args()
    if asked.seed is not None:
        return tell(simulate(asked.seed, is_told=True))
    begun = time.monotonic()
    days = list(_until(play(range(asked.first, asked.first + asked.seeds)), asked.until))
    return account(days, time.monotonic() - begun)


def play(seeds: Iterable[int]) -> Iterator[Day]:
    """Yield the day of each seed, in order, played beside each other on all processors."""
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        try:
            yield from pool.map(simulate, seeds, chunksize=4)
        finally:
            pool.shutdown(cancel_futures=True)


def tell(day: Day) -> int:
    """Print the story of a day and what was violated."""
    for line in day.story:
        print(line)
    for violation in day.violations:
        print(f"violated: {violation.invariant}: {violation.what}")
    print(f"seed {day.seed}: {day.tickets} tickets, {len(day.violations)} violations")
    return FAILED if day.violations else 0


def account(days: list[Day], seconds: float) -> int:
    """Print what was played and what was found."""
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
        print(f"  its story: python -m firmware.simulation --seed {day.seed}")
    return FAILED if failed else 0


def _until(days: Iterator[Day], wanted: list[str]) -> Iterator[Day]:
    for day in days:
        yield day
        if any(violation.invariant in wanted for violation in day.violations):
            return


if __name__ == "__main__":
    sys.exit(main())
