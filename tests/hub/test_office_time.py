"""Office time goes on and never back."""

from datetime import UTC, datetime, timedelta

from firmware.hub.office_time import Moment, resume, wall_of
from tests.hub.bench import moment

LAST = Moment(office=500.0, boot=100.0, boot_id="boot", wall=datetime(2026, 11, 23, 2, 0, tzinfo=UTC))


def office_after(boot: float, boot_id: str, wall_gap: float, *, trusted: bool) -> float:
    """Office time after going on from LAST."""
    wall = LAST.wall + timedelta(seconds=wall_gap)
    return boot + resume(LAST, boot=boot, boot_id=boot_id, wall=wall, is_wall_trusted=trusted)


def test_a_restart_of_the_process_goes_on_by_the_boot_clock() -> None:
    """The wall clock may say what it likes."""
    assert office_after(130.0, "boot", 9_999.0, trusted=True) == 530.0


def test_a_power_cut_counts_by_a_trusted_wall_clock() -> None:
    """An hour without power is an hour waited."""
    assert office_after(20.0, "next boot", 3_600.0, trusted=True) == 500.0 + 3_600.0


def test_a_power_cut_counts_only_the_time_up_when_the_wall_clock_is_untrusted() -> None:
    """What is not known is not made up."""
    assert office_after(20.0, "next boot", 86_400.0, trusted=False) == 520.0


def test_a_wall_clock_that_went_back_takes_nothing_away() -> None:
    """Office time never falls."""
    assert office_after(20.0, "next boot", -86_400.0, trusted=True) == 520.0


def test_a_new_office_begins_at_zero() -> None:
    """There is nothing to go on from."""
    assert 70.0 + resume(None, boot=70.0, boot_id="b", wall=LAST.wall, is_wall_trusted=True) == 0.0


def test_a_past_office_time_is_told_in_wall_time_to_the_second() -> None:
    """What people read follows the clock as it stands now."""
    assert wall_of(moment(0).office, moment(60.4)) == moment(0).wall
