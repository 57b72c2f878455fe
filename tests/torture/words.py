"""The account as a table that a person reads, with the seed that brings the same faults again."""

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct

from tests.torture.account import Account
from tests.torture.plan import Kind

_SHOWN_NAMES = 10
_SLOWEST = 5


class Run(Struct, frozen=True, kw_only=True):
    """What else belongs to the account: how long, which seed, what was done, what was not possible here, what stuck."""

    seed: int
    seconds: float
    blows: Mapping[Kind, int]
    left_out: tuple[str, ...]
    settled: float | None
    stuck: tuple[str, ...]
    missed: int

    @property
    def kills(self) -> int:
        """How often a process was killed."""
        return sum(
            count
            for kind, count in self.blows.items()
            if kind
            in (Kind.KILLED, Kind.BROKER_EMPTIED, Kind.BROKER_ZEROED, Kind.DISK_READ_ONLY, Kind.CLOCK_WRONG_AT_BOOT)
        )


def in_words(run: Run, done: Account) -> str:
    """Return the account as lines of text."""
    faults = [(f"  {kind}", str(count)) for kind, count in sorted(run.blows.items(), key=lambda pair: -pair[1])]
    rows = [
        ("seed", f"{run.seed}   (again: python -m tests.torture --minutes {run.seconds / 60:g} --seed {run.seed})"),
        ("operations", f"{done.operations} presses; {run.missed} met a box that was dead or frozen"),
        ("tickets taken", f"{done.taken}: {done.papers} whole papers, {done.reprints} of them marked CETAK ULANG"),
        ("refused", f"{done.refused}, told by the lamp; {done.shown_only} more only shown: their paper was given up"),
        ("two numbers", f"{done.offline} presses; one of the two on paper"),
        ("faults", f"{sum(run.blows.values())}, {run.kills} of them kills"),
        *faults,
        ("left out", "; ".join(run.left_out) or "nothing"),
        ("lost", _names(done.lost)),
        ("duplicates", _names(done.duplicates)),
        ("orphan papers", _names(done.orphans)),
        ("called twice", _names(done.called_twice)),
        ("nobody's", _names(done.unasked)),
        ("never came back", _names(run.stuck)),
        (
            "longest gap",
            f"{_seconds(done.longest_wait)} from press to paper while nothing was broken: {done.longest_waiter}",
        ),
        ("", f"{_seconds(done.longest_wait_in_outage)} for a press that met a fault"),
        ("next press served", _recoveries(done.recoveries)),
        ("settled", f"{_seconds(run.settled)} after the last fault was mended"),
    ]
    verdict = "NOTHING WAS LOST." if done.is_good and not run.stuck else "THE PROMISE WAS BROKEN."
    return "\n".join([*(f"{name:<26}{text}" for name, text in rows), verdict])


def _names(names: tuple[str, ...]) -> str:
    shown = "".join(f"\n    {name}" for name in names[:_SHOWN_NAMES])
    return f"{len(names)}{shown}" + ("\n    ..." if len(names) > _SHOWN_NAMES else "")


def _seconds(value: float | None) -> str:
    return "not measured" if value is None else f"{value:.2f} s"


def _recoveries(recoveries: Iterable[tuple[str, float]]) -> str:
    """The longest times from a mending to the paper of the next press."""
    slowest = sorted(recoveries, key=lambda pair: -pair[1])
    if not slowest:
        return "not measured"
    return f"at the latest {slowest[0][1]:.2f} s after a mending" + "".join(
        f"\n    {seconds:6.2f} s  {what}" for what, seconds in slowest[:_SLOWEST]
    )


def count(kinds: Iterable[Kind]) -> dict[Kind, int]:
    """Return how often each came."""
    return dict(Counter(kinds))
