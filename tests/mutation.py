"""Tests on trial: the shipped code is broken on purpose, and each fault must be noticed, by its name.

A mutant is a few words of the source replaced by others, in a copy of the tree; the promises that it may break are
named, and one of them must be seen broken by what is played there. `python -m tests.mutation` tries all mutants of all
sets (or those whose name has one of the words given), prints a table, and exits with 1 where one lives.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

ROOT: Final = Path(__file__).resolve().parents[1]
_FOUND: Final = re.compile(r"^(?:seed|day) (\d+): (\w+): (.*)$", re.MULTILINE)


class Patch(Struct, frozen=True):
    """Words of one file that stand there once, and what is put in their place."""

    path: str
    old: str
    new: str


class Mutant(Struct, frozen=True):
    """A fault in the product, and the promises of which it breaks at least one."""

    name: str
    breaks: tuple[str, ...]
    patches: tuple[Patch, ...]


class Verdict(Struct, frozen=True):
    """What became of a mutant: the seed or day and the sentence that killed it, or None."""

    mutant: Mutant
    seed: int | None
    what: str


class Trial(Struct, frozen=True):
    """What is copied, and what is played there: the arguments of `python -m` for so many days."""

    sources: tuple[str, ...]
    program: str
    days: str

    def argv(self, mutant: Mutant, days: int) -> Sequence[str]:
        """Return the program and its arguments."""
        return (self.program, self.days, str(days), "--until", *mutant.breaks)


def try_out(trial: Trial, mutant: Mutant, days: int) -> Verdict:
    """Play days with the mutant until one is noticed. Raises ValueError for a patch that does not fit the source."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        for source in trial.sources:
            shutil.copytree(ROOT / source, tree / source, ignore=shutil.ignore_patterns("__pycache__"))
        for patch in mutant.patches:
            apply(patch, tree)
        argv = [sys.executable, "-m", *trial.argv(mutant, days)]
        played = subprocess.run(argv, cwd=tree, capture_output=True, text=True, check=False, timeout=1_200)
    found = [(int(seed), name, what) for seed, name, what in _FOUND.findall(played.stdout)]
    for seed, name, what in found:
        if name in mutant.breaks:
            return Verdict(mutant, seed, f"{name}: {what}")
    said = "; ".join(f"{name}: {what}" for _, name, what in found) or played.stderr[-300:]
    return Verdict(mutant, None, said or "nothing was noticed")


def apply(patch: Patch, tree: Path) -> None:
    """Put a patch into a copy of the source."""
    path = tree / patch.path
    text = path.read_text(encoding="utf-8")
    if text.count(patch.old) != 1:
        raise ValueError(f"{patch.path} has {patch.old!r} {text.count(patch.old)} times; mend the mutant")
    path.write_text(text.replace(patch.old, patch.new), encoding="utf-8")


def misfits(mutants: Sequence[Mutant]) -> list[tuple[str, str, str]]:
    """Return the patches whose words do not stand in the source exactly once: they would prove nothing, silently."""
    return [
        (mutant.name, patch.path, patch.old)
        for mutant in mutants
        for patch in mutant.patches
        if (ROOT / patch.path).read_text(encoding="utf-8").count(patch.old) != 1
    ]


def account(trial: Trial, mutants: Sequence[Mutant], days: int, wanted: Sequence[str]) -> int:
    """Try all mutants, or those whose name has one of the words; print what became of each; return how many live."""
    living, chosen = 0, list(_chosen(mutants, wanted))
    for mutant in chosen:
        verdict = try_out(trial, mutant, days)
        living += verdict.seed is None
        fate = "LIVES" if verdict.seed is None else f"killed on day {verdict.seed}"
        print(f"{mutant.name:<56} {fate:<22} {verdict.what[:140]}", flush=True)
    print(f"{living} of {len(chosen)} live")
    return living


def _chosen(mutants: Sequence[Mutant], wanted: Sequence[str]) -> Iterator[Mutant]:
    return (mutant for mutant in mutants if not wanted or any(word in mutant.name for word in wanted))


def main(wanted: Sequence[str]) -> int:
    """Try the mutants of the rules, then those of the whole office; return 1 where one lives."""
    from tests.queueing import mutants as of_the_rules  # noqa: PLC0415 - both sets use this module
    from tests.simulation import mutants as of_the_office  # noqa: PLC0415 - as above

    living = [account(one.TRIAL, one.MUTANTS, one.DAYS, wanted) for one in (of_the_rules, of_the_office)]
    return 1 if any(living) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
