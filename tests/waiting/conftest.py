"""A small office whose journal is written by hand."""

import pytest

from tests.waiting.office import Day, a_plan, a_record


@pytest.fixture
def day() -> Day:
    """One counter for one service, everybody takes ten minutes, as yesterday."""
    plan = a_plan("A")
    return Day(plan, a_record(plan))
