"""The machine on trial: it must notice faults that were put into the rules on purpose."""

import pytest

from tests.mutation import Mutant, misfits, try_out
from tests.queueing.mutants import DAYS, MUTANTS, TRIAL

QUICK = ("priority has the credit of a walk-in", "a number is given again", "who is called stays in the line")


def test_the_mutants_fit_the_rules() -> None:
    """What a mutant replaces stands in the source once: else it would prove nothing, silently."""
    assert misfits(MUTANTS) == []


def test_there_are_enough_mutants_of_the_rules_and_each_has_a_name() -> None:
    """Twenty or more, told apart by their names."""
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) >= 20


@pytest.mark.parametrize("mutant", [mutant for mutant in MUTANTS if mutant.name in QUICK], ids=lambda one: one.name)
def test_a_fault_of_the_rules_that_shows_soon_is_noticed_soon(mutant: Mutant) -> None:
    """A machine that has gone blind would pass everything: three faults are noticed within 60 days."""
    verdict = try_out(TRIAL, mutant, 60)
    assert verdict.seed is not None, verdict.what


@pytest.mark.long
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: one.name)
def test_every_fault_of_the_rules_is_noticed(mutant: Mutant) -> None:
    """Each within 1,000 days, by a promise that it was said to break."""
    verdict = try_out(TRIAL, mutant, DAYS)
    assert verdict.seed is not None, verdict.what
