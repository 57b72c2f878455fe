"""The simulator on trial: it must notice faults that were put into the shipped code on purpose."""

import pytest

from tests.mutation import Mutant, misfits, try_out
from tests.simulation.mutants import DAYS, MUTANTS, TRIAL

QUICK = ("a slip that was printed is printed again", "answers leave before the commit", "a doubled tap calls twice")


def test_the_mutants_fit_the_source() -> None:
    """What a mutant replaces stands in the source once: else it would prove nothing, silently."""
    assert misfits(MUTANTS) == []


def test_there_are_enough_mutants_and_each_has_a_name() -> None:
    """Fifteen or more, told apart by their names."""
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) >= 15


@pytest.mark.parametrize("mutant", [mutant for mutant in MUTANTS if mutant.name in QUICK], ids=lambda one: one.name)
def test_a_fault_that_shows_soon_is_noticed_soon(mutant: Mutant) -> None:
    """A simulator that has gone blind would pass everything: three faults are noticed within 30 days."""
    verdict = try_out(TRIAL, mutant, 30)
    assert verdict.seed is not None, verdict.what


@pytest.mark.long
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: one.name)
def test_every_fault_is_noticed(mutant: Mutant) -> None:
    """Each within 200 days, by an invariant that it was said to break."""
    verdict = try_out(TRIAL, mutant, DAYS)
    assert verdict.seed is not None, verdict.what
