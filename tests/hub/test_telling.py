"""What the hub tells: whole pictures, and effects that carry the id of their event."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from firmware.hub.office_rules import NoShowTable
from firmware.hub.settings import CounterTable, KioskTable, OfficeSettings, OfficeTable, ServiceTable
from firmware.hub.telling import Teller, Telling
from firmware.messages import topics
from firmware.messages.codec import LIMIT, encode
from firmware.messages.commands import (
    CallNext,
    CallTicket,
    MarkNoShow,
    OpenCounter,
    OpenDay,
    Park,
    PrintOutcome,
    Recall,
    ReportPrint,
    Requeue,
)
from firmware.messages.names import effect_id, offline_slip_id
from firmware.messages.notices import Announcement, AnnouncementKind, Board, CallState, CounterState, Mark, Office, Slip
from tests.hub.bench import DAY, Bench, adopt, key, moment, press, take


def teller(bench: Bench) -> Teller:
    """The teller of this bench."""
    return Teller(bench.office, bench.journal.id, bench.journal.epoch)


def slips(tellings: list[Telling]) -> list[Slip]:
    """The slips among what is told."""
    return [telling.notice for telling in tellings if isinstance(telling.notice, Slip)]


def announcements(tellings: list[Telling]) -> list[Announcement]:
    """The announcements among what is told."""
    return [telling.notice for telling in tellings if isinstance(telling.notice, Announcement)]


def call(bench: Bench, n: int, saw: str | None = None, seconds: float = 0.0) -> list[Telling]:
    """Counter 1 opens and calls next; what is told of it."""
    bench.send(OpenCounter(key=key(1, "counter-1"), counter=1), node="counter-1")
    step = bench.send(CallNext(key=key(n, "counter-1"), counter=1, saw=saw), node="counter-1", seconds=seconds)
    return teller(bench).effects(bench.desk.queue, [row.event for row in step.events], moment(seconds))


def test_a_ticket_makes_one_slip_for_the_kiosks_printer(bench: Bench) -> None:
    """With the number, who is ahead, and the id of the event that caused it."""
    bench.send(take(1))
    step = bench.send(take(2))
    (telling,) = teller(bench).effects(bench.desk.queue, [row.event for row in step.events], moment())
    slip = telling.notice
    assert isinstance(slip, Slip)
    assert (telling.topic, telling.leaf) == (topics.SLIP, "printer-1")
    assert (slip.number, slip.ahead, slip.press) == ("A002", 1, press(2))
    assert slip.id == f"{bench.journal.id}-{step.events[0].position}"
    assert slip.issued_at.utcoffset() == timedelta(hours=7)


def test_a_slip_told_again_is_the_same_effect_and_older(bench: Bench) -> None:
    """The printer box knows it by its id and judges its age."""
    bench.send(take(1))
    (first,) = slips(teller(bench).outstanding_slips(bench.desk.queue, moment(0), "printer-1"))
    (again,) = slips(teller(bench).outstanding_slips(bench.desk.queue, moment(30), "printer-1"))
    assert (again.id, again.press, again.issued_at) == (first.id, first.press, first.issued_at)
    assert again.age - first.age == 30.0


def test_a_printed_slip_is_not_told_again(bench: Bench) -> None:
    """A final outcome closes the matter; a passing failure does not."""
    step = bench.send(take(1))
    (slip,) = slips(teller(bench).effects(bench.desk.queue, [row.event for row in step.events], moment()))
    report = ReportPrint(
        key=key(1, "printer-1"), press=press(1), slip=slip.id, outcome=PrintOutcome.FAILED, is_final=False
    )
    bench.send(report, node="printer-1")
    assert len(slips(teller(bench).outstanding_slips(bench.desk.queue, moment(), "printer-1"))) == 1
    report = ReportPrint(key=key(2, "printer-1"), press=press(1), slip=slip.id, outcome=PrintOutcome.PRINTED)
    bench.send(report, node="printer-1")
    assert slips(teller(bench).outstanding_slips(bench.desk.queue, moment(), "printer-1")) == []


def test_an_adopted_ticket_has_the_slip_that_the_kiosk_made(bench: Bench) -> None:
    """The same id, so that the printer box knows it, and marked as given offline."""
    step = bench.send(adopt(1, 700, age=30.0))
    (slip,) = slips(teller(bench).effects(bench.desk.queue, [row.event for row in step.events], moment()))
    assert (slip.id, slip.number, slip.mark) == (offline_slip_id(press(1), "A700"), "A700", Mark.OFFLINE)
    assert slip.age == 30.0


def test_a_ticket_with_two_labels_has_the_slip_of_the_one_on_paper(bench: Bench) -> None:
    """Until a printer has told it is the kiosk's, then whichever the printer names."""
    step = bench.send(take(1), adopt(2, 700, of=1))
    own, hubs = offline_slip_id(press(1), "A700"), effect_id(bench.journal.id, step.events[0].position)
    (slip,) = slips(teller(bench).outstanding_slips(bench.desk.queue, moment(), "printer-1"))
    assert (slip.id, slip.number, slip.mark) == (own, "A700", Mark.OFFLINE)
    waits = {"outcome": PrintOutcome.FAILED, "is_final": False, "number": "A001"}
    report = ReportPrint(key=key(1, "printer-1"), press=press(1), slip=hubs, **waits)  # type: ignore[arg-type]
    bench.send(report, node="printer-1")
    (slip,) = slips(teller(bench).outstanding_slips(bench.desk.queue, moment(), "printer-1"))
    assert (slip.id, slip.number, slip.mark) == (hubs, "A001", Mark.NONE)


def test_a_call_that_was_by_another_label_is_announced_again(bench: Bench) -> None:
    """As an effect of its own, with the number that the person holds."""
    bench.send(take(1))
    (called,) = announcements(call(bench, 2))
    step = bench.send(adopt(2, 700, of=1))
    (again,) = announcements(teller(bench).effects(bench.desk.queue, [row.event for row in step.events], moment()))
    assert (called.number, again.number) == ("A001", "A700")
    assert (again.ticket, again.kind) == (called.ticket, AnnouncementKind.CALL)
    assert again.id != called.id


def test_a_call_is_announced_and_a_recall_is_another_effect(bench: Bench) -> None:
    """Both for the same ticket, each with its own id."""
    bench.send(take(1))
    (called,) = announcements(call(bench, 2, seconds=5))
    recall = Recall(key=key(3, "counter-1"), counter=1, saw=called.ticket)
    step = bench.send(recall, node="counter-1", seconds=9)
    events = [row.event for row in step.events]
    (recalled,) = announcements(teller(bench).effects(bench.desk.queue, events, moment(9)))
    assert (called.kind, recalled.kind) == (AnnouncementKind.CALL, AnnouncementKind.RECALL)
    assert called.id != recalled.id
    assert (recalled.ticket, recalled.counter) == (called.ticket, 1)
    assert recalled.office_time - called.office_time == 4.0


def test_a_call_that_stands_is_told_again_and_one_that_does_not_is_not(bench: Bench) -> None:
    """A wall that was away hears it with the id it may have done already."""
    bench.send(take(1))
    (called,) = announcements(call(bench, 2))
    assert announcements(teller(bench).standing_calls(bench.desk.queue, moment())) == [called]
    bench.send(MarkNoShow(key=key(3, "counter-1"), counter=1, saw=called.ticket), node="counter-1")
    assert announcements(teller(bench).standing_calls(bench.desk.queue, moment())) == []


def test_an_old_call_is_not_told_again(bench: Bench) -> None:
    """A display that starts must not speak to people who went to the counter long ago."""
    bench.send(take(1))
    (called,) = call(bench, 2)
    (again,) = teller(bench).standing_calls(bench.desk.queue, moment(20))
    assert (called.expiry, again.expiry) == (30.0, 10.0)
    assert teller(bench).standing_calls(bench.desk.queue, moment(30)) == []


def test_a_printer_that_was_away_for_long_is_told_the_newest_slips_first(bench: Bench) -> None:
    """Forty at once, so that neither the broker nor the person who stands there waits for old ones."""
    bench.send(*(take(n) for n in range(1, 61)))
    told = slips(teller(bench).outstanding_slips(bench.desk.queue, moment(), "printer-1"))
    assert [slip.number for slip in told] == [f"A{n:03d}" for n in range(60, 20, -1)]
    assert teller(bench).outstanding_slips(bench.desk.queue, moment(), "printer-2") == []


def test_the_board_shows_the_newest_call_first_and_keeps_some_that_ended(bench: Bench) -> None:
    """Standing ones before ended ones."""
    bench.send(take(1), take(2))
    (first,) = announcements(call(bench, 2))
    call(bench, 3, saw=first.ticket)
    board = teller(bench).board(bench.desk.queue, moment(), {}).notice
    assert isinstance(board, Board)
    assert [(c.number, c.state) for c in board.calls] == [("A002", CallState.CALLED), ("A001", CallState.ENDED)]
    assert {line.service: line.waiting for line in board.lines}["A"] == 0


def test_a_counter_is_told_whom_it_has_and_how_many_it_could_call(bench: Bench) -> None:
    """What its lamps and its small display need."""
    bench.send(take(1), take(2), take(3, "F"), take(4, "K"))
    call(bench, 2)
    state = teller(bench).counter(bench.desk.queue, 1, moment()).notice
    assert isinstance(state, CounterState)
    assert state.is_open
    assert state.ticket is not None
    assert (state.ticket.number, state.waiting) == ("A001", 2)


def test_a_counter_is_reminded_of_whom_it_has_parked_for_too_long(bench: Bench) -> None:
    """Ten minutes as shipped; who has been called back is nobody to be reminded of."""
    bench.send(take(1), take(2))
    (first,) = announcements(call(bench, 2))
    park = Park(key=key(3, "counter-1"), counter=1, saw=first.ticket)
    bench.send(park, node="counter-1")

    def overdue(seconds: float) -> int:
        notice = teller(bench).counter(bench.desk.queue, 1, moment(seconds)).notice
        assert isinstance(notice, CounterState)
        return notice.overdue

    assert (overdue(599.0), overdue(600.0)) == (0, 1)
    back = CallTicket(key=key(4, "counter-1"), counter=1, saw=None, ticket=first.ticket)
    bench.send(back, node="counter-1", seconds=601.0)
    assert overdue(700.0) == 0


def test_a_counter_knows_whom_it_missed_while_that_one_may_come_back(bench: Bench) -> None:
    """The latest, for half an hour as shipped, and nobody whose ticket is closed."""
    bench.send(take(1), take(2))
    (first,) = announcements(call(bench, 2))
    bench.send(MarkNoShow(key=key(3, "counter-1"), counter=1, saw=first.ticket), node="counter-1")

    def missed(seconds: float) -> str | None:
        notice = teller(bench).counter(bench.desk.queue, 1, moment(seconds)).notice
        assert isinstance(notice, CounterState)
        return None if notice.missed is None else notice.missed.number

    assert (missed(0.0), missed(1_800.0), missed(1_801.0)) == ("A001", "A001", None)
    back = Requeue(key=key(4, "counter-1"), counter=1, saw=None, ticket=first.ticket)
    bench.send(back, node="counter-1", seconds=60.0)
    assert missed(61.0) is None


@pytest.mark.parametrize(("table", "minutes"), [({"come_back_minutes": 15}, 15), ({"limit": 1}, 0)])
def test_slip_and_office_say_how_long_somebody_absent_may_come_back(
    bench: Bench, table: dict[str, int], minutes: int
) -> None:
    """As the settings say; nothing where the first absence closes the ticket."""
    bench.office = replace(bench.office, no_show=NoShowTable(**table))
    bench.restart()
    bench.send(take(1))
    (slip,) = slips(teller(bench).outstanding_slips(bench.desk.queue, moment(), "printer-1"))
    office = teller(bench).office(bench.desk.queue).notice
    assert isinstance(office, Office)
    assert (slip.come_back_minutes, office.come_back_minutes) == (minutes, minutes)


def largest_office() -> OfficeSettings:
    """Forty counters and twenty services with long names, each counter serving six."""
    letters = "ABCDEFGHIJKLMNOPQRST"
    name = {"id": "Penggantian paspor hilang/rusak", "en": "Replacement of a lost passport"}
    return OfficeSettings(
        office=OfficeTable(name="Kantor Imigrasi Kelas I Khusus TPI Lampung Tengah Raya"),
        service=tuple(ServiceTable(letter=letter, name=name) for letter in letters),
        counter=tuple(
            CounterTable(number=n, serves=tuple(letters[n % 15 : n % 15 + 6]), box=f"counter-{n}", zones=("hall",))
            for n in range(1, 41)
        ),
        kiosk=(KioskTable(name="kiosk-1", printer="printer-1"),),
    )


def test_the_largest_office_fits_into_a_message(
    make_bench: Callable[..., Bench],
) -> None:
    """A full board and office of 40 counters and 20 services stay under 8 KiB."""
    bench = make_bench()
    bench.office = largest_office()
    bench.restart()
    bench.desk.order("hub", OpenDay(key=key(9, "hub"), day=DAY), moment())
    letters = "ABCDEFGHIJKLMNOPQRST"
    bench.send(*(take(n, letters[n % 20]) for n in range(1, 200)))
    for n in range(1, 41):
        node = f"counter-{n}"
        bench.send(OpenCounter(key=key(1, node), counter=n), node=node)
        bench.send(CallNext(key=key(2, node), counter=n, saw=None), node=node)
    for n in range(1, 13):
        node = f"counter-{n}"
        ticket = bench.desk.queue.counters[n].ticket
        bench.send(CallNext(key=key(3, node), counter=n, saw=ticket), node=node)
    tell = teller(bench)
    board = tell.board(bench.desk.queue, moment(), {}).notice
    assert isinstance(board, Board)
    assert len(board.calls) == 48
    assert len(encode(board)) < LIMIT
    assert len(encode(tell.office(bench.desk.queue).notice)) < LIMIT
