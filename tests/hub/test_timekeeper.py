"""What the rules learn of the calendar, and when they learn nothing."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from firmware.hub.timekeeper import Timekeeper
from firmware.messages.notices import ClockState
from tests.hub.bench import DAY, moment


class StandingClock:
    """A clock that is set by hand."""

    boot_id = "boot"

    def __init__(self, wall: datetime, state: ClockState) -> None:
        self._wall, self._state = wall, state
        self._boot = 50.0

    def pass_(self, seconds: float, step: float = 0.0, state: ClockState | None = None) -> None:
        """Let time go by, with a step of the wall clock at its end."""
        self._boot += seconds
        self._wall += timedelta(seconds=seconds + step)
        self._state = state or self._state

    def boot(self) -> float:
        """Seconds since the machine started."""
        return self._boot

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


def looked(clock: StandingClock, time: Timekeeper, seconds: float, step: float = 0.0) -> bool:
    """Whether the clock is steady, looked at after some seconds and a step."""
    clock.pass_(seconds, step)
    return time.now().is_steady


def started(state: ClockState = ClockState.TRUSTED) -> tuple[StandingClock, Timekeeper]:
    """A clock that was looked at once."""
    clock = StandingClock(datetime(2026, 11, 23, 3, 0, tzinfo=UTC), state)
    time = Timekeeper(clock, ZoneInfo("Asia/Jakarta"), moment())
    time.now()
    return clock, time


def test_a_step_mid_day_changes_no_wait_and_is_not_believed_for_an_hour() -> None:
    """Office time goes on by the boot clock; the day turns by neither reading until the new one has lasted."""
    clock, time = started()
    before = time.now().office
    assert not looked(clock, time, 10.0, step=7 * 3600.0)
    assert time.now().office == before + 10.0
    assert time.now().minute is None
    assert time.now().today == date(2026, 11, 23)
    assert not looked(clock, time, 3_599.0)
    assert looked(clock, time, 1.0)
    assert time.now().minute == 18 * 60


def test_a_step_leaves_every_midnight_where_it_was_until_it_has_lasted() -> None:
    """The slots of appointments hang on it; also of the next day, and of a clock that is believed no more."""
    clock, time = started()
    day = date(2026, 11, 23)
    before = time.now().midnight_of(day)
    assert before == time.now().office - 10 * 3_600
    clock.pass_(60.0, step=2 * 3_600.0)
    assert time.now().midnight_of(day) == before
    assert time.now().midnight_of(date(2026, 11, 24)) == before + 86_400.0
    clock.pass_(1.0, state=ClockState.UNTRUSTED)
    assert time.now().midnight_of(day) == before
    clock.pass_(1.0, state=ClockState.TRUSTED)
    assert time.now().midnight_of(day) == before - 2 * 3_600.0


def test_a_clock_that_was_never_believed_knows_no_midnight() -> None:
    """Nor does one that was set before the journal's last word."""
    assert keeper(datetime(2026, 11, 23, 2, 0, tzinfo=UTC), ClockState.UNTRUSTED).now().midnight_of(DAY) is None


def test_a_clock_that_steps_again_begins_its_hour_again() -> None:
    """One that jumps to and fro is never believed."""
    clock, time = started()
    assert not any(looked(clock, time, 2_000.0, step=step) for step in (7_200.0, 7_200.0, -3_600.0, 7_200.0))
    assert looked(clock, time, 3_600.0)


def test_a_step_that_is_taken_back_is_forgotten_at_once() -> None:
    """The clock is again what it was before."""
    clock, time = started()
    assert not looked(clock, time, 1.0, step=86_400.0)
    assert looked(clock, time, 1.0, step=-86_400.0)


def test_a_clock_that_drifts_is_steady() -> None:
    """Half a minute at each look is followed, as network time corrects it."""
    clock, time = started()
    assert all(looked(clock, time, 600.0, step=step) for step in (30.0, 30.0, 30.0, -45.0))


def test_a_clock_that_is_first_believed_may_step() -> None:
    """The network sets it after a start: the day is to open then, and not an hour later."""
    for state in (ClockState.UNTRUSTED, ClockState.HOLDOVER):
        clock, time = started(state)
        clock.pass_(5.0, step=20 * 86_400.0, state=ClockState.TRUSTED)
        assert time.now().is_steady
