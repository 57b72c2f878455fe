"""What is told of a wait: the latest estimate, and nothing rather than something that may be wrong."""

from datetime import date

import msgspec

from firmware.hub.office_time import Moment
from firmware.hub.telling import Teller
from firmware.hub.waits import AGE_LIMIT, EarlyForecast, Estimated, Forecast, ask_at
from firmware.messages.commands import AdoptTicket, AnyCommand
from firmware.messages.notices import Board, Estimate, Slip
from firmware.messages.why import Standing
from firmware.queueing.events import Method, TicketIssued, Told
from firmware.queueing.now import Booking
from tests.hub.bench import DAY, Bench, key, moment, press, take

TOLD = Told(low=20, high=35, p50=1_300, p90=2_050, method=Method.ROLLOUT, raw_p50=1_200, raw_p90=1_900)


def said(seconds: float = 0.0, day: date | None = DAY, standing: Standing = Standing.WALK_IN) -> Estimated:
    """What an estimator says of service A, so many seconds after nine."""
    forecasts = (Forecast(service="A", standing=standing, told=TOLD),)
    return Estimated(day=day, at=moment(seconds).office, forecasts=forecasts)


def believed(seconds: float = 0.0) -> Moment:
    """A moment whose time of day is believed."""
    return msgspec.structs.replace(moment(seconds), today=DAY, midnight=moment().office - 9 * 3_600)


def issued(bench: Bench, command: AnyCommand | None = None, now: Moment | None = None) -> Told | None:
    """What stands in the journal as told to somebody who takes a ticket now."""
    step = bench.desk.order("kiosk-1", command or take(1), now or believed())
    (event,) = (stamped.event for stamped in step.events)
    assert isinstance(event, TicketIssued)
    return event.told


def test_a_ticket_bears_the_latest_estimate_of_its_class(bench: Bench) -> None:
    """And the journal keeps what the person was told."""
    bench.waits.hear(said())
    assert issued(bench) == TOLD


def test_an_estimate_of_another_class_is_not_told(bench: Bench) -> None:
    """Somebody with priority waits otherwise."""
    bench.waits.hear(said(standing=Standing.PRIORITY))
    assert issued(bench) is None


def test_the_slip_says_what_the_journal_keeps(bench: Bench) -> None:
    """Also when it is told again later, with other estimates ready."""
    bench.waits.hear(said())
    issued(bench)
    bench.waits.hear(Estimated(day=DAY, at=moment(5).office))
    teller = Teller(bench.office, bench.journal.id, bench.journal.epoch)
    (telling,) = teller.outstanding_slips(bench.desk.queue, believed(5), "printer-1")
    assert isinstance(telling.notice, Slip)
    assert telling.notice.estimate == Estimate(low=20, high=35)


def test_who_has_booked_is_told_by_the_slot(bench: Bench) -> None:
    """The estimate of a service and slot, while it may be believed; none of another slot."""
    early = (EarlyForecast(service="A", minute=9 * 60 + 20, told=TOLD),)
    bench.waits.hear(Estimated(day=DAY, at=moment().office, early=early))
    slots = [
        Booking(service=service, slot=moment(20 * 60.0 + later).office)
        for service, later in (("A", 0), ("A", 60), ("F", 0))
    ]
    queue = bench.desk.queue
    assert [bench.waits.early(queue, believed(), one) for one in (*slots, None)] == [TOLD, None, None, None]
    assert bench.waits.early(queue, believed(AGE_LIMIT + 1), slots[0]) is None


def test_the_wall_says_what_the_next_walk_in_would_hear(bench: Bench) -> None:
    """Of services of which nothing is known it claims nothing."""
    bench.waits.hear(said())
    teller = Teller(bench.office, bench.journal.id, bench.journal.epoch)
    board = teller.board(bench.desk.queue, believed(), bench.waits.ready(bench.desk.queue, believed())).notice
    assert isinstance(board, Board)
    assert [line.estimate for line in board.lines[:2]] == [Estimate(low=20, high=35), None]


def test_only_another_range_is_news(bench: Bench) -> None:
    """The wall is not told again what it says already."""
    assert bench.waits.hear(said())
    assert not bench.waits.hear(said(5))
    assert bench.waits.hear(Estimated(day=DAY, at=moment(6).office))


def test_an_old_estimate_is_silence(bench: Bench) -> None:
    """An estimator that stands still must not tell this morning's waits."""
    bench.waits.hear(said())
    assert bench.waits.ready(bench.desk.queue, believed(AGE_LIMIT))
    assert not bench.waits.ready(bench.desk.queue, believed(AGE_LIMIT + 1))
    assert issued(bench, now=believed(AGE_LIMIT + 1)) is None


def test_an_estimate_of_another_day_is_silence(bench: Bench) -> None:
    """Of yesterday, or of no day."""
    for day in (date(2026, 11, 22), None):
        bench.waits.hear(said(day=day))
        assert not bench.waits.ready(bench.desk.queue, believed())


def test_a_clock_that_is_not_believed_is_silence(bench: Bench) -> None:
    """Breaks and closing are times of day; nobody asks and nobody tells."""
    bench.waits.hear(said())
    assert ask_at(moment(), tuple) is None
    assert issued(bench, now=moment()) is None


def test_a_clock_that_has_just_stepped_is_silence(bench: Bench) -> None:
    """Its minute of the day may be hours off, and with it every break and the closing."""
    bench.waits.hear(said())
    stepped = msgspec.structs.replace(believed(), midnight=moment().office - 11 * 3_600, is_steady=False)
    assert ask_at(stepped, tuple) is None
    assert not bench.waits.ready(bench.desk.queue, stepped)
    assert issued(bench, now=stepped) is None


def test_the_question_says_the_minute_of_the_day_and_who_is_still_to_come() -> None:
    """Nine in the morning and ninety seconds, to the second."""
    ask = ask_at(believed(90), lambda: (("A", 600),))
    assert ask is not None
    assert (ask.minute, ask.today, ask.booked) == (541.5, DAY, (("A", 600),))


def test_a_number_of_the_kiosks_own_is_told_nothing(bench: Bench) -> None:
    """Its paper is out already."""
    bench.waits.hear(said())
    step = bench.desk.order("kiosk-1", AdoptTicket(key=key(1), press=press(1), service="A", number=700), believed())
    assert "told" not in msgspec.json.decode(msgspec.json.encode(step.events[0].event))
