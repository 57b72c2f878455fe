"""The bench of the estimate: `python -m tests.bench.eta` measures all predictors and writes out/bench/eta.json.

`--days 2 --packs base,counter_shut --runs 10` for a short one, `--explain base` for where the error comes from,
`--log FILE --office office.toml` for an office's own log. README.md tells what is measured. Only the whole bench plays
the test days; whatever is asked otherwise is played on days of development, and written to eta_dev.json.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from copy import deepcopy
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from firmware.queueing.plan import OfficePlan
from firmware.simulation.hall.offices import four_services
from tests.bench import packs, speed
from tests.bench.explaining import explained
from tests.bench.logs import days_of
from tests.bench.measures import first_days, measured
from tests.bench.packs import BASE, DEV_SEEDS, PACKS, TEST_SEEDS, TRAINING_SEEDS
from tests.bench.predictors import RUNS, Schooled, baselines, fluid_and_ours
from tests.bench.replay import Log, Replayed, replay
from tests.bench.table import in_words, verdicts_in_words
from tests.bench.targets import verdicts

OUT: Final = Path(__file__).resolve().parents[2] / "out" / "bench" / "eta.json"
DEV_OUT: Final = OUT.with_name("eta_dev.json")
DAYS: Final = 24
TRAINING: Final = 20
PROCESSES: Final = 2
LONGEST: Final = "doubled_arrivals"


class Setup(Struct, frozen=True, kw_only=True):
    """How a bench is run: days a pack, days of training, runs of the rollout, which packs, and on which seeds."""

    days: int = DAYS
    training: int = TRAINING
    runs: int = RUNS
    packs: tuple[str, ...] = tuple(PACKS)
    processes: int = PROCESSES
    is_dev: bool = False

    def is_whole(self) -> bool:
        """Say whether this is the whole bench, which alone may play the test days."""
        return replace(self, processes=PROCESSES) == Setup()

    def seeds(self) -> Sequence[int]:
        """Return the seeds of the days that are played."""
        return (TEST_SEEDS if self.is_whole() else DEV_SEEDS)[: self.days]


class Done(Struct, frozen=True, kw_only=True):
    """A pack that has been played, with the milliseconds that ours took for each ticket."""

    pack: str
    replayed: Replayed
    ticket_ms: list[float]


def main() -> int:
    """Measure, print and write; return 1 where a target is missed."""
    parser = argparse.ArgumentParser(prog="eta", description=__doc__)
    parser.add_argument("--days", type=int, default=DAYS, metavar="N", help="days a pack")
    parser.add_argument("--training", type=int, default=TRAINING, metavar="N", help="days of the base office before")
    parser.add_argument("--runs", type=int, default=RUNS, metavar="N", help="runs of the rollout")
    parser.add_argument("--packs", type=lambda text: tuple(text.split(",")), default=tuple(PACKS), metavar="NAME,…")
    parser.add_argument("--explain", metavar="PACK", help="tell where the error of a pack comes from; writes nothing")
    parser.add_argument("--log", type=Path, metavar="FILE", help="score this log (CSV) instead; writes nothing")
    parser.add_argument("--office", type=Path, metavar="office.toml", help="the settings of the log's office")
    parser.add_argument("--dev", action="store_true", help="play days of development, as all but the whole bench does")
    parser.add_argument("--out", type=Path, metavar="FILE")
    asked = parser.parse_args()
    if unknown := set(asked.packs) - set(PACKS):
        parser.error(f"no pack is called {', '.join(sorted(unknown))}; there are {', '.join(PACKS)}")
    if asked.log is not None:
        plan, days = days_of(asked.log, asked.office)
        one = play(asked.log.stem, plan, days, Schooled(), asked.runs)
        return tell(_figures([one]), explained(one.replayed.samples))
    is_dev = asked.dev or asked.explain is not None
    setup = Setup(days=asked.days, training=asked.training, runs=asked.runs, packs=asked.packs, is_dev=is_dev)
    if asked.explain is not None:
        one = play_pack(asked.explain, setup, school(setup))
        return tell(_figures([one]), explained(one.replayed.samples))
    return keep(bench(setup), asked.out or (OUT if setup.is_whole() else DEV_OUT))


def bench(setup: Setup) -> dict[str, Any]:
    """Return what eta.json holds."""
    assert packs.are_apart(), "a day that was learnt from, or looked at, proves nothing"
    begun = perf_counter()
    taught = school(setup)
    done = sorted(played(setup, taught), key=lambda one: setup.packs.index(one.pack))
    figures = {
        **_figures(done),
        "speed": speed.measured(_ticket_ms(done), taught.ours, setup.runs),
        "setup": _setup(setup, done, perf_counter() - begun),
    }
    targets = [msgspec.to_builtins(one) for one in verdicts(figures)]
    return {**figures, "targets": targets}


def school(setup: Setup) -> Schooled:
    """Return what the estimates have learnt from the days of training."""
    begun = perf_counter()
    plan, others = four_services().plan, baselines()
    product = fluid_and_ours(plan, Schooled(), setup.runs)
    replay(plan, packs.training_days(setup.training), {**others, **product})
    taught = Schooled(fluid=product["fluid"].records, ours=product["ours"].records, others=others)
    _progress(f"{setup.training} days of training", perf_counter() - begun)
    return taught


def played(setup: Setup, taught: Schooled) -> Iterator[Done]:
    """Yield the packs as they are done, played beside each other."""
    if setup.processes == 1:
        yield from (play_pack(name, setup, taught) for name in setup.packs)
        return
    with ProcessPoolExecutor(max_workers=setup.processes) as pool:
        longest_first = sorted(setup.packs, key=lambda name: name != LONGEST)
        jobs = [pool.submit(play_pack, name, setup, taught) for name in longest_first]
        for job in as_completed(jobs):
            yield job.result()


def play_pack(name: str, setup: Setup, taught: Schooled) -> Done:
    """Return how all predictors do on days of a pack."""
    pack = packs.pack(name)
    days = packs.days_after(pack, setup.training, setup.seeds())
    return play(name, pack.scenario.plan, days, taught if pack.is_trained else Schooled(), setup.runs)


def play(name: str, plan: OfficePlan, days: Iterable[Log], known: Schooled, runs: int) -> Done:
    """Return how all predictors do on some days of an office, knowing what they know."""
    begun = perf_counter()
    product = fluid_and_ours(plan, known, runs)
    replayed = replay(plan, days, {**deepcopy(known.others), **product})
    _progress(f"{name}: {replayed.tickets} tickets", perf_counter() - begun)
    return Done(pack=name, replayed=replayed, ticket_ms=[1000 * seconds for seconds in product["ours"].seconds])


def keep(figures: Mapping[str, Any], out: Path) -> int:
    """Write the figures and tell them."""
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(msgspec.json.format(msgspec.json.encode(figures), indent=1))
    return tell(figures, [f"written to {out}"])


def tell(figures: Mapping[str, Any], more: Iterable[str]) -> int:
    """Print the table, the targets and whatever more there is; return 1 where a target is missed."""
    judged = verdicts(figures)
    for line in (*in_words(figures), *verdicts_in_words(judged), *more):
        print(line)
    return 0 if all(one.is_met for one in judged) else 1


def _figures(done: Sequence[Done]) -> dict[str, Any]:
    by_pack = {one.pack: {name: measured(samples) for name, samples in one.replayed.samples.items()} for one in done}
    base = {BASE: by_pack.pop(BASE)} if BASE in by_pack else {}
    first = {one.pack: first_days(one.replayed.samples) for one in done if one.pack != BASE}
    return {**base, "mismatch": by_pack, "first_days": first}


def _ticket_ms(done: Iterable[Done]) -> list[float]:
    return next((one.ticket_ms for one in done if one.pack == BASE), [])


def _setup(setup: Setup, done: Iterable[Done], seconds: float) -> dict[str, Any]:
    return {
        "days": setup.days,
        "training_days": setup.training,
        "runs": setup.runs,
        "training_seeds": list(TRAINING_SEEDS[: setup.training]),
        "seeds": "test" if setup.is_whole() else "development",
        "test_seeds": list(setup.seeds()),
        "seconds": round(seconds, 1),
        "tickets": {
            one.pack: {
                "issued": one.replayed.tickets,
                "never_called": one.replayed.never_called,
                "came_before_slot": one.replayed.before_slot,
                "silent": one.replayed.silent["ours"],
            }
            for one in done
        },
    }


def _progress(what: str, seconds: float) -> None:
    print(f"{seconds:6.1f} s  {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
