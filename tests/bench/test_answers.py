"""The bench of the answers, played short: no press waits for the process that estimates."""

import pytest

from tests.bench.answers import RATIO, measured


@pytest.mark.long
def test_an_estimator_at_work_delays_no_answer() -> None:
    """By the median, which other work on this machine disturbs on both sides alike; the estimator did work."""
    answers = measured(waiting=100, presses=120, rounds=6)
    assert answers["ratio"]["p50"] <= RATIO
    assert answers["estimator_busy"] > 0.02
