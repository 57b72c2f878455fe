"""Slips that bear the shipped estimate."""

from firmware.queueing.events import Method, TicketIssued
from firmware.simulation.hall import figures
from firmware.simulation.hall.offices import four_services
from firmware.simulation.hall.telling import ShippedEstimate
from firmware.simulation.hall.workday import play


def test_the_estimate_of_a_second_day_is_better_than_ten_minutes() -> None:
    """It has learnt from the first one; few runs do for that."""
    office = four_services()
    teller = ShippedEstimate(office.plan, runs=5)
    _, day = (play(office, 7, number, teller=teller) for number in range(2))
    told = [row.event.told for row in day.rows if isinstance(row.event, TicketIssued)]
    methods = {one.method for one in told if one is not None}
    scores = figures.scores([day])
    count = sum(score.count for score in scores)
    assert methods == {Method.ROLLOUT}
    assert count > 200
    assert sum(score.mae * score.count for score in scores) / count < 600


def test_a_told_day_is_otherwise_the_same_day() -> None:
    """What a slip says changes nobody's place in line."""
    office = four_services()
    told, untold = play(office, 7, teller=ShippedEstimate(office.plan, runs=0)), play(office, 7)
    assert figures.waits(told.queue) == figures.waits(untold.queue)
