"""What everybody knows of the day ahead: the breaks of the office, a counter's absences, and when the day is over."""

from msgspec.structs import replace

from firmware.queueing.events import CounterPlanned
from firmware.queueing.hours import DayHours, Hours
from firmware.queueing.plan import CounterPlan
from firmware.waiting.published import absences_of
from tests.waiting.office import Day, a_plan, a_record

MINUTE = 60.0
NOON = ((480, 720), (780, 960))
HOURS = Hours(week=(*((NOON,) * 5), (), ()))
FRIDAY = DayHours(450, 960, ((690, 780),))
LEAVES_AT_THREE = (900, 1440)


def a_day(*serves: str, minute: int, hours: Hours = HOURS) -> Day:
    """An office with hours, at a minute of the day."""
    plan = a_plan(*serves, hours=hours)
    day = Day(plan, a_record(plan))
    day.time = minute * MINUTE
    return day


def a_line(day: Day, count: int) -> None:
    """Each counter has just called somebody, the others wait."""
    tickets = [day.comes() for _ in range(count)]
    for counter in day.plan.counters:
        day.calls(tickets[counter.number - 1], counter.number)


def test_an_early_close_keeps_the_break_of_the_friday() -> None:
    """From 11.30 to 13.00, and from 15.00 on."""
    plan = CounterPlan(number=1, serves=("A",))
    assert absences_of(plan, (LEAVES_AT_THREE,), FRIDAY) == ((690, 780), LEAVES_AT_THREE)


def test_a_lunch_of_its_own_stands_in_for_the_break_that_it_touches() -> None:
    """From 11.00 to 11.30, so that this counter calls at noon; what was said for today comes on top."""
    plan = CounterPlan(number=1, serves=("A",), absences=((660, 690), (840, 855)))
    assert absences_of(plan, (*plan.absences, LEAVES_AT_THREE), FRIDAY) == (*plan.absences, LEAVES_AT_THREE)
    merged = ((600, 690),)
    assert absences_of(plan, merged, FRIDAY) == merged


def test_a_lunch_that_holds_no_more_today_leaves_the_break() -> None:
    """What was said for today has replaced it."""
    plan = CounterPlan(number=1, serves=("A",), absences=((660, 690),))
    assert absences_of(plan, (LEAVES_AT_THREE,), FRIDAY) == ((690, 780), LEAVES_AT_THREE)
    assert absences_of(plan, (), None) == ()


def test_who_says_an_early_close_has_lunch_all_the_same() -> None:
    """11.50, all are called to the end of their ten minutes; then the lunch of an hour comes, said or not."""
    day = a_day("A", "A", minute=710)
    a_line(day, 4)
    before = day.wait()
    assert before == 70 * MINUTE + 10 * MINUTE
    for number in (1, 2):
        day.happens(CounterPlanned(counter=number, absences=(LEAVES_AT_THREE,)))
    assert day.wait() == before


def test_nobody_is_told_of_a_counter_that_has_left_for_the_day() -> None:
    """14.45, six wait, and the only counter leaves at 15.00: it does not come back at midnight, nor at closing time."""
    for end in (1440, 960):
        day = a_day("A", minute=885)
        a_line(day, 7)
        day.happens(CounterPlanned(counter=1, absences=((900, end),)))
        assert day.wait() is None


def test_the_counter_that_stays_does_the_work_of_the_one_that_has_left() -> None:
    """Two counters, six wait; one leaves at 15.00."""
    day = a_day("A", "A", minute=885)
    a_line(day, 8)
    both = day.wait() or 0
    day.happens(CounterPlanned(counter=1, absences=(LEAVES_AT_THREE,)))
    assert day.wait() == both + 20 * MINUTE


def test_who_would_be_carried_out_is_told_nothing() -> None:
    """15.30 with sixty waiting: ten hours of work, and at 18.00 the day is over for everybody."""
    for count, is_told in ((61, False), (8, True)):
        day = a_day("A", minute=930)
        a_line(day, count)
        assert (day.wait() is not None) == is_told


def test_the_flow_too_ends_with_the_day() -> None:
    """The first day of an office, without anything learned."""
    plan = a_plan("A", hours=HOURS)
    day = Day(plan)
    day.time = 930 * MINUTE
    a_line(day, 61)
    assert day.wait() is None


def test_a_day_opened_by_hand_after_closing_time_goes_on() -> None:
    """Its hours bind nobody."""
    day = a_day("A", minute=930, hours=replace(HOURS, week=(((420, 470),), *HOURS.week[1:])))
    a_line(day, 61)
    assert (day.wait() or 0) > 9 * 60 * MINUTE


def test_a_break_is_no_gap_of_a_counter() -> None:
    """It stood open over noon and called at 13.05: five minutes are its own."""
    day = a_day("A", minute=710)
    one, two = day.comes(), day.comes()
    day.calls(one)
    day.finishes(one, after=10 * MINUTE)
    assert day.forecaster.close_day().absences == {1: ((720, 780),)}
    assert two
