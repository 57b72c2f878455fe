"""Numbers: rising, from the hub's own ranges, none left out, none twice, and an end."""

from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.messages.answers import Reason
from firmware.messages.commands import TakeTicket
from firmware.queueing.numbering import leave_out, next_number
from firmware.queueing.plan import HUB_NUMBERS, OfficePlan


def numbers(ranges: Any) -> list[int]:
    """Return every figure that the ranges give, in order."""
    given_out, last = [], 0
    while (following := next_number(ranges, last)) is not None:
        given_out.append(following)
        last = following
    return given_out


def test_the_shipped_ranges_leave_out_what_belongs_to_kiosks_and_paper() -> None:
    """As shipped the hub gives 1 to 699, goes on at 1000, and ends at 9999."""
    assert numbers(HUB_NUMBERS) == [*range(1, 700), *range(1000, 10_000)]


@given(
    st.lists(st.integers(min_value=1, max_value=60), min_size=2, max_size=8).filter(lambda steps: len(steps) % 2 == 0)
)
def test_every_number_of_every_range_is_given_once_and_in_order(steps: list[int]) -> None:
    """Whatever the ranges are, they are walked through without a gap, a repeat or a stranger."""
    ends = list(accumulate(steps))
    ranges = list(zip(ends[::2], ends[1::2], strict=True))
    assert numbers(ranges) == [n for low, high in ranges for n in range(low, high + 1)]


def test_a_number_outside_today_s_ranges_goes_on_in_the_next_range() -> None:
    """When settings changed during the day, the figure after one that is no longer the hub's is still larger."""
    assert next_number(HUB_NUMBERS, 750) == 1000


def test_a_service_without_numbers_left_is_refused_and_the_others_go_on(new_office: Any) -> None:
    """The end of one service's numbers is a reason, and no other service feels it."""
    plan = OfficePlan(services=new_office.PLAN.services, counters=(), hub_numbers=((1, 1), (5, 5)))
    office = new_office(plan)
    assert [office.take("A"), office.take("A")] == ["2026-11-23-A001", "2026-11-23-A005"]
    assert office.refuses(TakeTicket, service="A") == Reason.NUMBERS_EXHAUSTED
    assert office.take("F") == "2026-11-23-F001"


@pytest.mark.parametrize("ranges", [(), ((0, 5),), ((5, 1),), ((1, 10_000),), ((1, 5), (5, 9)), ((6, 9), (1, 5))])
def test_ranges_that_overlap_fall_or_do_not_fit_a_slip_are_refused(ranges: tuple[tuple[int, int], ...]) -> None:
    """A plan with such numbers is never made."""
    with pytest.raises(ValueError, match="hub numbers"):
        OfficePlan(services=(), counters=(), hub_numbers=ranges)


def test_the_ranges_between_belong_to_others() -> None:
    """They are not counted."""
    assert leave_out([(1, 699), (1000, 9999)], 690, 20) == 1_010
    assert leave_out([(1, 699), (1000, 9999)], 0, 0) == 0
    assert leave_out([(1, 50)], 20, 100) == 50
