"""A scenario says what no settings file knows, and refuses what cannot be."""

import pytest
from msgspec.structs import replace

from firmware.simulation.hall.offices import four_services
from firmware.simulation.hall.scenario import Demand, ServiceTime


def test_a_counter_of_which_nothing_is_said_has_an_average_officer() -> None:
    """Speed one, no hidden breaks, never late."""
    plan = four_services().plan.counters[0]
    officer = replace(four_services(), officers=()).officer(plan)
    assert (officer.counter, officer.speed, officer.breaks_per_hour, officer.late.chance) == (1, 1.0, 0.0, 0.0)


def test_nobody_is_sent_on_to_where_they_are() -> None:
    """The rules refuse such a transfer; so does the scenario, before a day is played."""
    with pytest.raises(ValueError, match="name another service"):
        Demand(service="A", per_half_hour=(), time=ServiceTime(minutes=5.0), transfers_to="A")
