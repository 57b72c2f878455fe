"""The account: a day as a page for a terminal."""

from firmware.simulation.hall.account import WIDTH, account, total
from firmware.simulation.hall.offices import four_services
from firmware.simulation.hall.workday import play

DAYS = [play(four_services(), seed=7, number=number) for number in range(2)]


def test_a_day_names_itself_and_counts_its_tickets() -> None:
    """The first line after the rule: the date, the office and how many came."""
    lines = list(account(DAYS[0]))
    assert "Monday 04 January 2027" in lines[1]
    assert lines[1].endswith(f"{len(DAYS[0].queue.tickets)} tickets")


def test_an_account_fits_a_terminal() -> None:
    """No line is wider than the rule."""
    assert max(len(line) for line in (*account(DAYS[0]), *total(DAYS))) <= WIDTH


def test_it_tells_every_class_every_service_and_every_counter() -> None:
    """Waits by class and service, then why people were called, then the counters."""
    text = "\n".join(account(DAYS[0]))
    for words in ("everybody", "priority", "booked", "walk-in", "A  Paspor baru", "highest credit", "carried out"):
        assert words in text
    assert all(f"\n  {number}  " in text for number in range(1, 7))


def test_days_together_add_up() -> None:
    """The total counts everybody's tickets."""
    tickets = sum(len(day.queue.tickets) for day in DAYS)
    lines = list(total(DAYS))
    assert lines[1].startswith("2 days together")
    assert lines[1].endswith(f"{tickets} tickets")
