"""The business day turns by a clock that may be believed, and never back."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from firmware.hub.business_day import Turn, is_anybody_here, todo, turn
from firmware.hub.office_time import Moment
from firmware.queueing.events import DayOpened, JournalRebuilt
from firmware.queueing.evolve import fold
from firmware.queueing.hours import Hours, day_hours
from firmware.queueing.model import Counter, Queue, empty
from firmware.queueing.plan import CounterPlan, OfficePlan, ServicePlan

MONDAY = date(2026, 11, 23)
TUESDAY = MONDAY + timedelta(days=1)


def test_a_new_morning_opens_its_day() -> None:
    """Nothing was open."""
    assert turn(open_day=None, last_day=None, today=MONDAY) == Turn(open=MONDAY)


def test_a_day_left_open_overnight_is_closed_first() -> None:
    """Whoever still waited is carried out before the next day begins."""
    expected = Turn(close=MONDAY, open=TUESDAY)
    assert turn(open_day=MONDAY, last_day=MONDAY, today=TUESDAY) == expected


def test_a_day_that_an_officer_closed_stays_closed() -> None:
    """It does not open again the next second."""
    assert turn(open_day=None, last_day=MONDAY, today=MONDAY) == Turn()


def test_an_untrusted_clock_turns_nothing() -> None:
    """1970 opens no office, and neither does 2099: without a date nothing happens."""
    assert turn(open_day=MONDAY, last_day=MONDAY, today=None) == Turn()


def test_a_clock_that_only_a_battery_kept_opens_no_day_far_ahead() -> None:
    """It may have woken up in 2099; a technician or the network knows better."""
    far = MONDAY + timedelta(days=32)
    assert turn(open_day=None, last_day=MONDAY, today=far, is_certain=False) == Turn()
    assert turn(open_day=None, last_day=MONDAY, today=far, is_certain=True) == Turn(open=far)
    assert turn(open_day=None, last_day=MONDAY, today=TUESDAY, is_certain=False) == Turn(open=TUESDAY)


@given(st.dates(), st.none() | st.dates())
def test_the_day_never_goes_back(last: date, today: date | None) -> None:
    """Whatever the calendar says, only a later day opens."""
    todo = turn(open_day=None, last_day=last, today=today)
    assert todo.open is None or todo.open > last


DAY_OFF = MONDAY + timedelta(days=6)
HOURS = Hours(
    week=(*(((450, 720), (780, 960)),) * 5, (), ()),
    closed={date(2026, 12, 25): "Natal"},
    close_by=1_080,
)
PLAN = OfficePlan(
    services=(ServicePlan(letter="A", name={"id": "A"}, minutes=10),),
    counters=(CounterPlan(number=1, serves=("A",)),),
    hours=HOURS,
)


def at(day: date, minute: int) -> Moment:
    """This minute of a day, on all clocks."""
    midnight = day.toordinal() * 86_400.0
    wall = datetime.combine(day, time(), UTC) + timedelta(minutes=minute)
    return Moment(midnight + minute * 60.0, 0.0, "boot", wall, day, midnight)


def queue_of(
    last_day: date | None = None, *, is_open: bool = False, opened: int = 420, waiting: int = 0, plan: OfficePlan = PLAN
) -> Queue:
    """A queue between two days, or with the last one open since minute `opened` and so many waiting."""
    queue = empty(plan, last_day=last_day)
    if last_day is None or not is_open:
        return queue
    lines = {"A": tuple(f"A{n}" for n in range(waiting))}
    return replace(queue, day=last_day, opened_at=at(last_day, opened).office, lines=lines)


def does(queue: Queue, now: Moment, *, is_certain: bool = True, is_steady: bool = True) -> Turn:
    """What the hub does."""
    return todo(queue, replace(now, is_steady=is_steady), is_certain=is_certain)


@pytest.mark.parametrize(
    ("minute", "opens"), [(0, False), (419, False), (420, True), (450, True), (959, True), (960, False), (1_200, False)]
)
def test_a_working_day_opens_shortly_before_the_office(minute: int, *, opens: bool) -> None:
    """At seven for half past seven, also by a hub that starts late; not once the office has closed."""
    assert does(queue_of(MONDAY - timedelta(days=3)), at(MONDAY, minute)) == Turn(open=MONDAY if opens else None)


def test_a_day_that_was_put_together_again_late_closes_all_the_same() -> None:
    """Nobody knows when it was opened: the moment of the recovery is not it."""
    after_hours = at(MONDAY, 968)
    queue = fold(queue_of(), [(DayOpened(day=MONDAY), after_hours.office)])
    assert does(queue, after_hours) == Turn()
    queue = fold(queue, [(JournalRebuilt(last={"A": 12}), after_hours.office)])
    assert does(queue, after_hours) == Turn(close=MONDAY)


@pytest.mark.parametrize("day", [DAY_OFF, DAY_OFF - timedelta(days=1), date(2026, 12, 25)])
def test_a_day_off_does_not_open(day: date) -> None:
    """Weekends and holidays, at no minute."""
    for minute in range(0, 1_440, 15):
        assert does(queue_of(MONDAY), at(day, minute)) == Turn()


@pytest.mark.parametrize(
    ("minute", "waiting", "closes"),
    [(720, 0, False), (959, 0, False), (960, 0, True), (960, 3, False), (1_079, 3, False), (1_080, 3, True)],
)
def test_a_day_closes_when_the_last_visitor_has_gone(minute: int, waiting: int, *, closes: bool) -> None:
    """After closing time, and at close_by with whoever is left; never in the break."""
    queue = queue_of(MONDAY, is_open=True, waiting=waiting)
    assert does(queue, at(MONDAY, minute)) == Turn(close=MONDAY if closes else None)


@pytest.mark.parametrize(
    "counter",
    [Counter(number=1, ticket="A1"), Counter(number=1, parked=("A1",))],
    ids=["called or helped", "set aside"],
)
def test_who_is_at_a_counter_or_set_aside_is_still_there(counter: Counter) -> None:
    """The day waits for them as for those in line."""
    queue = replace(queue_of(MONDAY, is_open=True), counters={1: counter})
    assert is_anybody_here(queue)
    assert does(queue, at(MONDAY, 960)) == Turn()
    assert does(queue, at(MONDAY, 1_080)) == Turn(close=MONDAY)


def test_a_day_that_has_closed_does_not_open_again_and_none_opens_backwards() -> None:
    """Neither the same morning, by hand or not, nor by a clock that has gone back."""
    for minute in range(0, 1_440, 15):
        assert does(queue_of(MONDAY), at(MONDAY, minute)) == Turn()
        assert does(queue_of(TUESDAY), at(MONDAY, minute)) == Turn()
        assert does(queue_of(TUESDAY, is_open=True), at(MONDAY, minute)) == Turn()


def test_a_day_left_open_overnight_is_closed_at_once_and_the_next_one_opens_in_its_time() -> None:
    """A hub that was off at closing time; on Saturday nothing opens."""
    left = queue_of(MONDAY, is_open=True, waiting=2)
    assert does(left, at(TUESDAY, 5)) == Turn(close=MONDAY)
    assert does(left, at(TUESDAY, 430)) == Turn(close=MONDAY, open=TUESDAY)
    assert does(left, at(DAY_OFF, 600)) == Turn(close=MONDAY)


def test_a_day_opened_by_hand_on_a_day_off_stays_open_until_close_by() -> None:
    """Also one that was opened in the evening: that one until the next day."""
    sunday = queue_of(DAY_OFF, is_open=True, opened=480)
    assert does(sunday, at(DAY_OFF, 1_079)) == Turn()
    assert does(sunday, at(DAY_OFF, 1_080)) == Turn(close=DAY_OFF)
    for minute in (1_000, 1_100):
        late = queue_of(MONDAY, is_open=True, opened=minute)
        assert does(late, at(MONDAY, minute + 1)) == Turn()
    assert does(queue_of(MONDAY, is_open=True, opened=1_100), at(TUESDAY, 1)) == Turn(close=MONDAY)


def test_by_a_clock_that_is_not_believed_or_has_just_stepped_nothing_turns() -> None:
    """Whoever waits keeps the day, and an officer's key works."""
    for queue in (queue_of(MONDAY), queue_of(MONDAY, is_open=True)):
        for minute in (430, 960, 1_200):
            unknown = replace(at(TUESDAY, minute), today=None, midnight=None)
            assert does(queue, unknown) == Turn()
            assert does(queue, at(TUESDAY, minute), is_steady=False) == Turn()


def test_a_clock_kept_by_a_battery_turns_days_but_not_far_ahead() -> None:
    """Holdover is good for a morning, not for 2099."""
    assert does(queue_of(MONDAY), at(TUESDAY, 430), is_certain=False) == Turn(open=TUESDAY)
    assert does(queue_of(MONDAY, is_open=True), at(MONDAY, 960), is_certain=False) == Turn(close=MONDAY)
    far = MONDAY + timedelta(days=35)
    assert does(queue_of(MONDAY, is_open=True), at(far, 430), is_certain=False) == Turn()
    assert does(queue_of(MONDAY), at(far, 430)) == Turn(open=far)


def test_an_office_without_hours_keeps_the_calendars_day() -> None:
    """It opens at midnight and is closed by the next day, as far as a date is believed; steps do not matter to it."""
    plan = replace(PLAN, hours=None)
    assert does(queue_of(MONDAY, plan=plan), at(TUESDAY, 0), is_steady=False) == Turn(open=TUESDAY)
    assert does(queue_of(MONDAY, is_open=True, plan=plan), at(MONDAY, 1_439)) == Turn()
    assert does(queue_of(MONDAY, is_open=True, plan=plan), at(DAY_OFF, 0)) == Turn(close=MONDAY, open=DAY_OFF)


@given(
    looks=st.lists(st.tuples(st.integers(-3, 40), st.integers(0, 1_439), st.booleans(), st.booleans()), max_size=60),
    is_busy=st.booleans(),
)
def test_whatever_the_clock_does_days_only_rise(looks: list[tuple[int, int, bool, bool]], *, is_busy: bool) -> None:
    """A clock that jumps to and fro opens each day at most once, and only working days."""
    queue, opened = queue_of(), []
    for offset, minute, is_certain, is_steady in looks:
        now = at(MONDAY + timedelta(days=offset), minute)
        turned = does(queue, now, is_certain=is_certain, is_steady=is_steady)
        if turned.close is not None:
            assert turned.close == queue.day
            queue = queue_of(queue.last_day)
        if turned.open is not None:
            assert queue.day is None
            opened.append(turned.open)
            queue = queue_of(turned.open, is_open=True, opened=minute, waiting=int(is_busy))
    assert opened == sorted(set(opened))
    assert all(day_hours(HOURS, day) is not None for day in opened)
