"""The coming hours, played forward: small queues whose waits can be reckoned by hand."""

from typing import Any

import pytest


def test_one_counter_with_even_service_gives_the_sum_of_those_ahead(day: Any) -> None:
    """Two wait, one has been helped for four of ten minutes: six and two times ten."""
    tickets = [day.comes() for _ in range(3)]
    day.calls(tickets[0])
    day.time += 240.0
    assert day.wait() == pytest.approx(26 * 60.0, abs=60.0)
