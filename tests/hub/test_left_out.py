"""How many numbers are left out after a loss."""

import pytest

from firmware.hub.left_out import LARGEST_GAP, SAFETY_GAP, UNHEARD, gap


@pytest.mark.parametrize(("unknown", "count"), [(-40, SAFETY_GAP), (60, SAFETY_GAP), (157, 157 + UNHEARD)])
def test_as_many_as_positions_that_nobody_accounts_for(unknown: int, count: int) -> None:
    """Each may be a number; those of the last second may have been heard by nobody."""
    assert gap(unknown=unknown, silent_seconds=1e9) == count


def test_positions_of_a_journal_of_years_do_not_eat_all_numbers() -> None:
    """No office gives two thousand numbers of a service that nobody remembers."""
    assert gap(unknown=5_000_000, silent_seconds=None) == LARGEST_GAP
    assert gap(unknown=None, silent_seconds=86_400.0 * 3) == LARGEST_GAP
