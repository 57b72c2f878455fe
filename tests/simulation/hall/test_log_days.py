"""Days of a log: an outside log becomes a journal that can be accounted for and scored."""

import pytest

from firmware.queueing.events import DayClosed, NoShowMarked, TicketCalled, TicketFinished, TicketIssued
from firmware.queueing.model import TicketState
from firmware.simulation.hall import figures
from firmware.simulation.hall.log_days import days, plan_of
from firmware.simulation.hall.log_reading import Refused, read
from firmware.simulation.hall.log_writing import write
from firmware.simulation.hall.offices import four_services, overloaded
from firmware.simulation.hall.scenario import Scenario
from firmware.simulation.hall.workday import Workday, play

HEAD = "date,issue,call,finish,service,counter,priority,slot\n"


def of(rows: str) -> list[Workday]:
    """The days of a log that fits its own office."""
    entries, refused = read(HEAD + rows)
    assert refused == []
    played, refused = days("log", plan_of(entries), entries)
    assert refused == []
    return played


@pytest.mark.parametrize("scenario", [four_services(), overloaded()], ids=lambda one: one.name)
def test_a_day_written_and_read_is_the_same_log(scenario: Scenario) -> None:
    """Played, written, read, played again and written: not a character differs, whatever happened on the day."""
    written = write([play(scenario, seed=5, number=number) for number in range(2)])
    entries, refused = read(written)
    assert refused == []
    again, misfits = days("log", scenario.plan, entries)
    assert misfits == []
    assert write(again) == written


def test_a_log_has_the_waits_of_its_rows() -> None:
    """From the issue to the call, by service and class, to the second."""
    (day,) = of("2026-11-23,08:00:00,08:10:30,08:20:00,A,1,,\n2026-11-23,08:01:00,08:20:00,08:25:00,A,1,yes,\n")
    assert [(one.service, one.standing.value, one.minutes) for one in figures.waits(day.queue)] == [
        ("A", "WALK_IN", 10.5),
        ("A", "PRIORITY", 19.0),
    ]
    assert isinstance(day.rows[-1].event, DayClosed)


def test_a_call_without_a_finish_is_an_absence() -> None:
    """Marked a minute later, or when the counter calls the next one before that."""
    (day,) = of("2026-11-23,08:00:00,08:01:00,,A,1,,\n2026-11-23,08:00:30,08:01:40,08:05:00,A,1,,\n")
    marked = [row.at - day.midnight for row in day.rows if isinstance(row.event, NoShowMarked)]
    assert marked == [8 * 3600 + 100]
    assert [ticket.state for ticket in day.queue.tickets.values()] == [TicketState.NO_SHOW, TicketState.FINISHED]


def test_a_counter_that_called_on_had_finished() -> None:
    """Rows of one counter may overlap by careless pressing: the earlier one ends at the next call."""
    (day,) = of("2026-11-23,08:00:00,08:01:00,08:09:00,A,1,,\n2026-11-23,08:00:30,08:05:00,08:10:00,A,1,,\n")
    finished = [row.at - day.midnight - 8 * 3600 for row in day.rows if isinstance(row.event, TicketFinished)]
    assert finished == [300, 600]


def test_whoever_was_never_called_is_carried_out() -> None:
    """An arrival without a call waits until the day ends."""
    (day,) = of("2026-11-23,08:00:00,,,A,,,\n2026-11-23,08:00:30,08:05:00,08:10:00,A,1,,\n")
    assert [ticket.state for ticket in day.queue.tickets.values()] == [TicketState.CARRIED_OUT, TicketState.FINISHED]


def test_days_are_told_apart_and_rise() -> None:
    """Each date is a business day of its own, in the order of the calendar."""
    rows = "2026-11-24,08:00:00,08:05:00,08:10:00,A,1,,\n2026-11-23,08:00:00,08:05:00,08:10:00,A,1,,\n"
    assert [day.day.isoformat() for day in of(rows)] == ["2026-11-23", "2026-11-24"]


def test_services_by_name_get_letters() -> None:
    """Without an office.toml the office is what the log shows: services, who serves them, and their mean minutes."""
    entries, _ = read(HEAD + "2026-11-23,08:00:00,08:01:00,08:13:00,Visa,4,,\n2026-11-23,08:00:00,,,Cash,,,\n")
    plan = plan_of(entries)
    assert [(one.letter, one.name["id"], one.minutes) for one in plan.services] == [
        ("A", "Cash", 10),
        ("B", "Visa", 12),
    ]
    assert [(one.number, one.serves) for one in plan.counters] == [(4, ("B",))]
    played, refused = days("log", plan, entries)
    assert refused == []
    assert {row.event.service for row in played[0].rows if isinstance(row.event, TicketIssued)} == {"A", "B"}
    assert sum(isinstance(row.event, TicketCalled) for row in played[0].rows) == 1


def test_a_row_that_does_not_fit_the_office_is_refused_with_its_line() -> None:
    """Unknown service, unknown counter, a counter that does not serve it: each says what to do."""
    entries, _ = read(
        HEAD
        + "2026-11-23,08:00:00,08:01:00,08:02:00,Z,1,,\n"
        + "2026-11-23,08:00:00,08:01:00,08:02:00,A,9,,\n"
        + "2026-11-23,08:00:00,08:01:00,08:02:00,izin tinggal,1,,\n"
        + "2026-11-23,08:00:00,08:01:00,08:02:00,A,1,,\n"
    )
    played, refused = days("log", four_services().plan, entries)
    assert len(played[0].queue.tickets) == 1
    assert refused == [
        Refused(2, "no service 'Z'; office.toml has A, F, H, K: write one of them or its name"),
        Refused(3, "no counter 9; add it to office.toml"),
        Refused(4, "counter 1 does not serve K; add it to its serves in office.toml"),
    ]


def test_a_call_of_a_log_has_no_reason() -> None:
    """Called by name here, but nobody went out of order: an estimate must not take each for an extra one."""
    (day,) = of("2026-11-23,08:00:00,08:01:00,08:09:00,A,1,,\n")
    assert [row.event.why for row in day.rows if isinstance(row.event, TicketCalled)] == [None]
    assert figures.rules([day]).total() == 0
