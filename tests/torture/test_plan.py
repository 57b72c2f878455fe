"""Faults come from a seed alone, and all of them come."""

from itertools import islice

from tests.torture.plan import Kind, possible, rounds


def test_the_same_seed_brings_the_same_faults() -> None:
    """A run that found something can be had again."""
    first, again = (list(islice(rounds(7, possible(), 8.0), 40)) for _ in range(2))
    assert first == again
    assert first != list(islice(rounds(8, possible(), 8.0), 40))


def test_a_deck_of_faults_leaves_none_out() -> None:
    """Every kind of fault comes before any comes for the third time round."""
    dealt = {blow.fault for blows in islice(rounds(7, possible(), 8.0), 2 * len(possible())) for blow in blows}
    assert dealt == set(possible())
    assert {fault.kind for fault in dealt} == set(Kind)


def test_two_blows_of_a_round_have_two_targets_and_end_in_time() -> None:
    """One mending must not undo the other fault."""
    for blows in islice(rounds(7, possible(), 2.5), 200):
        assert len({blow.fault.target for blow in blows}) == len(blows) <= 2
        assert all(0 <= blow.seconds <= 2.5 for blow in blows)
