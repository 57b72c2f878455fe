"""The bench of TLS, played short: it measures, whatever the figure."""

import pytest

from tests.bench.tls import LIMIT, measured


def test_presses_of_both_halls_are_timed() -> None:
    """Each from the finger to the first byte at the printer: some milliseconds, never none."""
    speed = measured(pairs=1, presses=4)
    (pair,) = speed["pairs"]
    for hall in ("tls", "plain"):
        assert 1.0 < pair[hall]["p50"] <= pair[hall]["p99"] < 5_000
    assert speed["growth"] == pair["growth"]


@pytest.mark.long
def test_tls_costs_a_visitor_less_than_a_millisecond() -> None:
    """The median of the differences of p99, which other work on this machine disturbs on both sides alike."""
    assert measured(pairs=9, presses=100)["growth"]["p99"] < LIMIT
