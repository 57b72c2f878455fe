"""The machine of the rules and the simulator of the office on trial: faults put in on purpose must be noticed."""

from types import ModuleType
from typing import Final

import pytest

from tests.mutation import Mutant, misfits, try_out
from tests.queueing import mutants as of_the_rules
from tests.simulation import mutants as of_the_office

SETS: Final = (of_the_rules, of_the_office)
ALL: Final = [(one, mutant) for one in SETS for mutant in one.MUTANTS]
QUICK: Final = [(one, mutant) for one, mutant in ALL if mutant.name in one.QUICK]


def name(value: object) -> str:
    """Return what a case is called."""
    return value.name if isinstance(value, Mutant) else str(getattr(value, "__name__", value)).split(".")[1]


@pytest.mark.parametrize("mutants", SETS, ids=name)
def test_the_mutants_fit_the_source(mutants: ModuleType) -> None:
    """What a mutant replaces stands in the source once: else it would prove nothing, silently."""
    assert misfits(mutants.MUTANTS) == []


@pytest.mark.parametrize("mutants", SETS, ids=name)
def test_there_are_enough_mutants_and_each_has_a_name(mutants: ModuleType) -> None:
    """Fifteen or more, told apart by their names; a few of them are tried in every run."""
    names = {mutant.name for mutant in mutants.MUTANTS}
    assert len(names) == len(mutants.MUTANTS) >= 15
    assert len(names & set(mutants.QUICK)) == len(mutants.QUICK) >= 2


@pytest.mark.parametrize(("mutants", "mutant"), QUICK, ids=name)
def test_a_fault_that_shows_soon_is_noticed_soon(mutants: ModuleType, mutant: Mutant) -> None:
    """Tests that have gone blind would pass everything: a few faults are noticed within a few days."""
    verdict = try_out(mutants.TRIAL, mutant, mutants.QUICK_DAYS)
    assert verdict.seed is not None, verdict.what


@pytest.mark.long
@pytest.mark.parametrize(("mutants", "mutant"), ALL, ids=name)
def test_every_fault_is_noticed(mutants: ModuleType, mutant: Mutant) -> None:
    """By a promise that it was said to break."""
    verdict = try_out(mutants.TRIAL, mutant, mutants.DAYS)
    assert verdict.seed is not None, verdict.what
