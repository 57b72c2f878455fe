"""The bench of the estimate: `python -m tests.bench.eta` measures all predictors and writes out/bench/eta.json.

`--days 2 --packs base,counter_shut --runs 10` for a short one, `--explain base` for where the error comes from,
`--log FILE --office office.toml` for an office's own log. README.md tells what is measured.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from copy import deepcopy
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import msgspec
from msgspec import Struct

from firmware.queueing.plan import OfficePlan
from firmware.simulation.hall.offices import four_services
from tests.bench import packs, speed
from tests.bench.explaining import explained
from tests.bench.logs import days_of
from tests.bench.measures import measured
from tests.bench.packs import BASE, PACKS, TEST_SEEDS, TRAINING_SEEDS
from tests.bench.predictors import RUNS, Schooled, baselines, fluid_and_ours
from tests.bench.replay import Log, Replayed, replay
from tests.bench.table import in_words, verdicts_in_words
from tests.bench.targets import verdicts

OUT: Final = Path(__file__).resolve().parents[2] / "out" / "bench" / "eta.json"
DAYS: Final = 24
TRAINING: Final = 20
PROCESSES: Final = 2
LONGEST: Final = "doubled_arrivals"


class Setup(Struct, frozen=True, kw_only=True):
    """How a bench is run: test days a pack, days of training, runs of the rollout, and which packs."""

    days: int = DAYS
    training: int = TRAINING
    runs: int = RUNS
    packs: tuple[str, ...] = tuple(PACKS)
    processes: int = PROCESSES


class Done(Struct, frozen=True, kw_only=True):
    """A pack that has been played, with the milliseconds that ours took for each ticket."""

    pack: str
    replayed: Replayed
    ticket_ms: list[float]


def main() -> int:
    """Measure, print and write; return 1 where a target is missed."""
    parser = argparse.ArgumentParser(prog="eta", description=__doc__)
    parser.add_argument("--days", type=int, default=DAYS, metavar="N", help="test days a pack")
    parser.add_argument("--training", type=int, default=TRAINING, metavar="N", help="days of the base office before")
    parser.add_argument("--runs", type=int, default=RUNS, metavar="N", help="runs of the rollout")
    parser.add_argument("--packs", type=lambda text: tuple(text.split(",")), default=tuple(PACKS), metavar="NAME,…")
    parser.add_argument("--explain", metavar="PACK", help="tell where the error of a pack comes from; writes nothing")
    parser.add_argument("--log", type=Path, metavar="FILE", help="score this log (CSV) instead; writes nothing")
    parser.add_argument("--office", type=Path, metavar="office.toml", help="the settings of the log's office")
    parser.add_argument("--out", type=Path, default=OUT, metavar="FILE")
    asked = parser.parse_args()
    if unknown := set(asked.packs) - set(PACKS):
        parser.error(f"no pack is called {', '.join(sorted(unknown))}; there are {', '.join(PACKS)}")
    if asked.log is not None:
        plan, days = days_of(asked.log, asked.office)
        one = play(asked.log.stem, plan, days, Schooled(), asked.runs)
        return tell(_figures([one]), explained(one.replayed.samples))
    setup = Setup(days=asked.days, training=asked.training, runs=asked.runs, packs=asked.packs)
    if asked.explain is not None:
        one = play_pack(asked.explain, setup, school(setup))
        return tell(_figures([one]), explained(one.replayed.samples))
    return keep(bench(setup), asked.out)


def bench(setup: Setup) -> dict[str, Any]:
    """Return what eta.json holds."""
    assert not set(TRAINING_SEEDS) & set(TEST_SEEDS), "a day that was learnt from proves nothing"
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
    """Return how all predictors do on the test days of a pack."""
    pack = packs.pack(name)
    days = packs.test_days(pack, setup.training, setup.days)
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


def _figures(done: Iterable[Done]) -> dict[str, Any]:
    by_pack = {one.pack: {name: measured(samples) for name, samples in one.replayed.samples.items()} for one in done}
    base = {BASE: by_pack.pop(BASE)} if BASE in by_pack else {}
    return {**base, "mismatch": by_pack}


def _ticket_ms(done: Iterable[Done]) -> list[float]:
    return next((one.ticket_ms for one in done if one.pack == BASE), [])


def _setup(setup: Setup, done: Iterable[Done], seconds: float) -> dict[str, Any]:
    return {
        "days": setup.days,
        "training_days": setup.training,
        "runs": setup.runs,
        "training_seeds": list(TRAINING_SEEDS[: setup.training]),
        "test_seeds": list(TEST_SEEDS[: setup.days]),
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
