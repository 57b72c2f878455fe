"""What the rules learn of the calendar, and when they learn nothing."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from firmware.hub.timekeeper import Timekeeper
from firmware.messages.notices import ClockState
from tests.hub.bench import moment


class StandingClock:
    """A clock that is set by hand."""

    boot_id = "boot"

    def __init__(self, wall: datetime, state: ClockState) -> None:
        self._wall, self._state = wall, state

    def boot(self) -> float:
        """Seconds since the machine started."""
        return 50.0

    def wall(self) -> datetime:
        """What it shows."""
        return self._wall

    def state(self) -> ClockState:
        """How far it may be believed."""
        return self._state


def keeper(wall: datetime, state: ClockState = ClockState.TRUSTED) -> Timekeeper:
    """A timekeeper in Jakarta that goes on from the test's moment, 1000 s of office time."""
    return Timekeeper(StandingClock(wall, state), ZoneInfo("Asia/Jakarta"), moment())


def test_midnight_is_the_offices_and_on_the_scale_of_office_time() -> None:
    """Nine in the morning in Jakarta is two in UTC, and nine hours after midnight."""
    now = keeper(datetime(2026, 11, 23, 2, 0, tzinfo=UTC)).now()
    assert now.today == date(2026, 11, 23)
    assert now.midnight == now.office - 9 * 3600


def test_the_date_is_the_offices_while_utc_is_still_yesterday() -> None:
    """A quarter past midnight in Jakarta."""
    now = keeper(datetime(2026, 11, 23, 17, 15, tzinfo=UTC)).now()
    assert now.today == date(2026, 11, 24)
    assert now.midnight == now.office - 900.0


def test_a_clock_that_is_not_believed_has_no_calendar() -> None:
    """By its own word, or because it shows a time before what is journaled."""
    for now in (
        keeper(datetime(2026, 11, 23, 2, 0, tzinfo=UTC), ClockState.UNTRUSTED).now(),
        keeper(datetime(2026, 11, 22, 2, 0, tzinfo=UTC)).now(),
    ):
        assert (now.today, now.midnight) == (None, None)
