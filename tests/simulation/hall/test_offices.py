"""The ready offices are what their words say, and what the benches rely on."""

from statistics import fmean

import pytest

from firmware.messages.why import Standing
from firmware.queueing.model import Queue, Ticket
from firmware.queueing.now import Now
from firmware.simulation.hall import figures
from firmware.simulation.hall.mismatch import PACKS
from firmware.simulation.hall.offices import OFFICES, four_services
from firmware.simulation.hall.workday import Workday, play

DAYS = 8


@pytest.fixture(scope="module")
def days() -> list[Workday]:
    """Eight days of the office of four services."""
    return [play(four_services(), seed=7, number=number) for number in range(DAYS)]


def test_the_office_of_four_services_has_about_262_tickets_a_day(days: list[Workday]) -> None:
    """On average; one day is fuller than another."""
    counts = [len(day.queue.tickets) for day in days]
    assert 245 < fmean(counts) < 280
    assert max(counts) - min(counts) > 30


def test_walk_ins_of_the_morning_wait_and_nobody_is_left(days: list[Workday]) -> None:
    """Half of those who come between eight and ten wait 20 to 60 minutes; by closing everybody has been called."""
    morning = [
        figures.wait_of(ticket)
        for day in days
        for ticket in day.queue.tickets.values()
        if 8 <= (ticket.arrived_at - day.midnight) / 3600 < 10 and not ticket.priority and ticket.slot is None
    ]
    assert 20 < figures.summary(morning).p50 < 60
    assert figures.happened(days)["TicketCarriedOut"] == 0


def test_sharing_the_line_by_the_counters_errs_by_about_ten_minutes(days: list[Workday]) -> None:
    """Waiting times mean by configured counters, what others show, is far off in this office and tells too little."""
    errors = [naive - real for number in range(len(days)) for naive, real in told_and_real(number)]
    assert 7 < fmean(map(abs, errors)) < 14
    assert fmean(errors) < -5


def told_and_real(number: int) -> list[tuple[float, float]]:
    """What the naive formula says at each issue of a day, and the wait that came, in minutes."""
    told: dict[str, float] = {}

    def ask(queue: Queue, ticket: Ticket, now: Now) -> None:
        del now
        service = queue.plan.service(ticket.service)
        counters = sum(ticket.service in one.serves for one in queue.plan.counters)
        told[ticket.id] = (len(queue.lines[ticket.service]) - 1) * (service.minutes if service else 0) / counters

    day = play(four_services(), seed=7, number=number, on_issue=ask)
    called = [ticket for ticket in day.queue.tickets.values() if ticket.first_called_at is not None]
    return [(told[ticket.id], figures.wait_of(ticket)) for ticket in called]


@pytest.mark.parametrize("name", OFFICES)
def test_every_office_has_every_class(name: str) -> None:
    """Priority, booked and walk-in, each with a wait."""
    day = play(OFFICES[name](), seed=2)
    assert {wait.standing for wait in figures.waits(day.queue)} == set(Standing)


@pytest.mark.parametrize("name", PACKS)
def test_every_mismatch_changes_the_day_or_the_plan(name: str, days: list[Workday]) -> None:
    """A pack that changed nothing would prove nothing; and in every pack all who come are called by closing."""
    changed = PACKS[name](four_services())
    assert changed != four_services()
    day = play(changed, seed=7)
    assert figures.happened([day])["TicketCarriedOut"] == 0
    assert day.rows != days[0].rows or changed.plan != four_services().plan


def test_another_family_of_times_brings_the_same_people(days: list[Workday]) -> None:
    """Only how long helping takes is drawn anew: who comes, when and with which right is the base day's."""
    heavy = play(PACKS["heavy_tail"](four_services()), seed=7)

    def people(day: Workday) -> list[tuple[float, bool, str]]:
        return [(one.arrived_at, one.priority, one.labels[0]) for one in day.queue.tickets.values()]

    assert people(heavy) == people(days[0])
