"""The account: a day as a page for a terminal."""

from firmware.messages.why import Standing
from firmware.queueing.events import AnyEvent, Method, Told
from firmware.simulation.hall.account import WIDTH, account, total
from firmware.simulation.hall.offices import four_services
from firmware.simulation.hall.workday import play

OFFICE = four_services()
DAYS = [play(OFFICE, seed=7, number=number) for number in range(2)]


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


def test_what_slips_told_is_scored_in_the_account() -> None:
    """With an estimate on the slips the day's score is journaled, and the page says how true they were."""
    text = "\n".join(account(play(OFFICE, seed=7, teller=TenMinutes())))
    assert "told on the slip" in text
    assert "told on the slip" not in "\n".join(account(DAYS[0]))


class TenMinutes:
    """Tells everybody the same."""

    def hear(self, event: AnyEvent, at: float) -> None:
        """Learn nothing."""

    def tell(self, service: str, standing: Standing, at: float, midnight: float) -> Told:
        """Say ten minutes, at most half an hour."""
        del service, standing, at, midnight
        return Told(low=10, high=30, p50=600, p90=1800, method=Method.FLUID, raw_p50=600, raw_p90=1800)
