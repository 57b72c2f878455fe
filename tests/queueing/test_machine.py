"""Days at random in an office that uses everything: whatever is done in whatever order, every promise holds.

The machine, its promises and the second book they are judged by stand beside this file. That the same key brings the
same answer is a matter of the hub's desk: `tests/hub/test_desk_crashes.py` plays it with kills and full disks.
"""

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.queueing.machine import STEPS, OfficeMachine

QUICK = settings(max_examples=100, stateful_step_count=STEPS, deadline=None)
LONG = settings(QUICK, max_examples=5_000)


def test_whatever_is_done_every_promise_of_the_order_holds() -> None:
    """A hundred days with all disciplines, stages, bookings, absences, quotas and offline numbers."""
    run_state_machine_as_test(OfficeMachine, settings=QUICK)  # type: ignore[no-untyped-call]


@pytest.mark.long
def test_whatever_is_done_on_many_days_every_promise_of_the_order_holds() -> None:
    """The same for five thousand."""
    run_state_machine_as_test(OfficeMachine, settings=LONG)  # type: ignore[no-untyped-call]
