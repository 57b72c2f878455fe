"""A day's scores, from the closing of the day to a technician's question."""

from datetime import date, timedelta

import msgspec

from firmware.hub.asking import answer_request
from firmware.hub.journal import Entry, Journal, Known, Stamped
from firmware.hub.nodes import Nodes
from firmware.messages.commands import CallNext, CloseDay, OpenCounter, OpenDay
from firmware.messages.requests import JournalPage, ReadScores
from firmware.queueing.events import DayOpened
from firmware.queueing.evolve import evolve
from tests.hub.bench import DAY, Bench, key, moment, take
from tests.hub.test_waits import believed, said

NEXT = DAY + timedelta(days=1)
OPENED = DayOpened(day=NEXT)


def work(bench: Bench, n: int, day: date, *, is_told: bool) -> None:
    """One visitor of the open day, told or not, called after half an hour; then the day closes."""
    began = (day - DAY).days * 86_400.0
    if is_told:
        bench.waits.hear(said(began))
    now = believed(began)
    bench.desk.order("kiosk-1", take(n), now)
    bench.desk.order("counter-1", OpenCounter(key=key(2 * n, "counter-1"), counter=1), moment(began))
    bench.desk.order("counter-1", CallNext(key=key(2 * n + 1, "counter-1"), counter=1, saw=None), moment(began + 1_800))
    bench.desk.order("hub", CloseDay(key=key(10 + n, "hub"), day=day), moment(began + 2_000))


def ask(journal: Journal, before: int | None = None) -> JournalPage:
    """What a technician is answered."""
    page = answer_request(ReadScores(before=before), journal, Nodes(), {}, 0.0)
    assert isinstance(page, JournalPage)
    return page


def test_a_closed_day_is_scored_of_those_who_were_told(bench: Bench) -> None:
    """Told 1,300 s in the middle, called after 1,800: 500 off, too short, within the range to 35 minutes."""
    work(bench, 1, DAY, is_told=True)
    (row,) = ask(bench.journal).rows
    assert row.day == DAY
    assert b'"count":1,"mae":500,"bias":-500,"over_10":0,"covered":1' in bytes(row.event)


def test_days_are_read_backwards_and_those_without_scores_left_out(bench: Bench) -> None:
    """One page holds one day; asked before the first there is none."""
    work(bench, 1, DAY, is_told=True)
    bench.desk.order("hub", OpenDay(key=key(20, "hub"), day=NEXT), moment(86_000))
    work(bench, 2, NEXT, is_told=False)
    (row,) = ask(bench.journal).rows
    assert row.day == DAY
    assert ask(bench.journal, before=row.position).rows == ()


def test_a_day_is_scored_also_where_the_next_one_begins_far_away(bench: Bench) -> None:
    """A journal that was put together again goes on beyond all positions that any box had heard of."""
    work(bench, 1, DAY, is_told=True)
    far = evolve(msgspec.structs.replace(bench.desk.queue, position=10_000), OPENED, moment(86_000).office)
    opened = Stamped(far.position, moment(86_000).office, OPENED)
    bench.journal.graft(2, [Entry(key(20, "hub"), far.position, Known(b"", b""), NEXT, (opened,))], {}, moment(86_000))
    (row,) = ask(bench.journal).rows
    assert row.day == DAY


def test_a_new_office_has_no_scores(bench: Bench) -> None:
    """Nothing is no error."""
    assert ask(bench.journal).rows == ()
