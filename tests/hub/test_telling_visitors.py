"""What walls, slips and signs are told beside the calls: help, languages, checklists, stages, codes, last calls."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from firmware.hub.check_code import check_code
from firmware.hub.counter_tickets import stage_of
from firmware.hub.office_rules import NoShowTable
from firmware.hub.telling import Teller
from firmware.messages.commands import AnswerHelp, CallNext, OpenCounter, OpenDay, Recall, RequestHelp
from firmware.messages.notices import Announcement, AnnouncementKind, Board, CounterState, Office, Paper, Slip
from firmware.messages.why import Standing
from firmware.queueing.plan import CounterPlan, OfficePlan, ServicePlan
from tests.hub.bench import DAY, Bench, key, moment, take

SECRET = bytes(range(32))


@pytest.fixture
def tell(bench: Bench) -> Callable[..., Any]:
    """Return the notice that a method of the teller makes of the bench."""

    def notice(method: str, *arguments: Any) -> Any:
        teller = Teller(bench.office, bench.journal.id, bench.journal.epoch, SECRET)
        return getattr(teller, method)(bench.desk.queue, *arguments).notice

    return notice


def serve(bench: Bench, n: int, seconds: float = 0.0) -> None:
    """Counter 1 opens and calls."""
    bench.send(OpenCounter(key=key(n, "counter-1"), counter=1), node="counter-1", seconds=seconds)
    bench.send(CallNext(key=key(n + 1, "counter-1"), counter=1, saw=None), node="counter-1", seconds=seconds)


def test_a_call_for_help_is_on_every_board_and_counter_until_somebody_goes(bench: Bench, tell: Any) -> None:
    """Closed counters are left in peace, and who answers is told for a minute."""
    bench.send(OpenCounter(key=key(1, "counter-1"), counter=1), node="counter-1")
    bench.send(RequestHelp(key=key(2)))
    board: Board = tell("board", moment(), {})
    assert [(one.kiosk, one.counter) for one in board.help] == [("kiosk-1", None)]
    states: list[CounterState] = [tell("counter", number, moment()) for number in (1, 2)]
    assert [state.help for state in states] == [("kiosk-1",), ()]
    bench.send(AnswerHelp(key=key(3, "counter-1"), counter=1, kiosk="kiosk-1"), node="counter-1", seconds=5)
    assert tell("counter", 1, moment(5)).help == ()
    assert [one.counter for one in tell("board", moment(60), {}).help] == [1]
    assert tell("board", moment(66), {}).help == ()


def test_a_board_tells_which_counters_work_and_what_paper_there_is(bench: Bench, tell: Any) -> None:
    """A wall must not send people to a closed counter, nor promise a slip where there is no paper."""
    bench.send(OpenCounter(key=key(1, "counter-1"), counter=1), node="counter-1")
    board: Board = tell("board", moment(), {}, {"printer-1": Paper.OUT})
    assert board.open_counters == (1,)
    assert {kiosk.name: kiosk.paper for kiosk in board.kiosks}["kiosk-1"] is Paper.OUT


def test_a_call_tells_its_class_and_never_why(bench: Bench, tell: Any) -> None:
    """The service only where it is not that of the letter: a board has no byte to spare."""
    bench.send(replace(take(1), priority=True))
    serve(bench, 1)
    [call] = tell("board", moment(), {}).calls
    assert (call.is_priority, call.service) == (True, None)


def test_a_counter_knows_class_wait_and_code_of_the_person(bench: Bench, tell: Any) -> None:
    """The code is the one on the paper, so the officer can compare."""
    bench.send(take(1))
    serve(bench, 1, seconds=185.0)
    ticket = tell("counter", 1, moment(190)).ticket
    assert (ticket.standing, ticket.waited, ticket.stage) == (Standing.WALK_IN, 3, None)
    assert ticket.check == check_code(SECRET, ticket.ticket)


@pytest.mark.parametrize(
    ("first", "service", "stage"),
    [("A", "A", (1, 3)), ("A", "V", (2, 3)), ("A", "P", (3, 3)), ("A", "F", None), ("F", "F", None), ("Z", "A", None)],
)
def test_a_stage_is_counted_from_the_letter_of_the_number(
    first: str, service: str, stage: tuple[int, int] | None
) -> None:
    """Verification, photo and interview, payment; who was sent elsewhere is at no stage."""
    then = {"A": "V", "V": "P", "P": None, "F": None}
    services = tuple(ServicePlan(letter=letter, name={}, minutes=5, then=then[letter]) for letter in then)
    plan = OfficePlan(services=services, counters=(CounterPlan(number=1, serves=("A",)),))
    assert stage_of(plan, first, service) == stage


def test_the_call_before_an_absence_says_that_it_is_the_last(bench: Bench) -> None:
    """Of three calls the third; where one call is enough no recall is a last one."""
    bench.office = replace(bench.office, no_show=NoShowTable(calls=3))
    bench.restart()
    bench.send(OpenDay(key=key(1, "technician-1"), day=DAY), node="technician-1")
    bench.send(take(1))
    serve(bench, 1)
    saw = bench.desk.queue.counters[1].ticket
    teller = Teller(bench.office, bench.journal.id, bench.journal.epoch)
    kinds = []
    for n in range(3):
        [told, *_] = teller.standing_calls(bench.desk.queue, moment(n * 20.0))
        assert isinstance(told.notice, Announcement)
        kinds.append(told.notice.kind)
        bench.send(Recall(key=key(10 + n, "counter-1"), counter=1, saw=saw), node="counter-1", seconds=(n + 1) * 20.0)
    assert kinds == [AnnouncementKind.CALL, AnnouncementKind.RECALL, AnnouncementKind.LAST_CALL]


def test_a_slip_speaks_the_languages_of_its_service_and_says_what_to_bring(bench: Bench) -> None:
    """Foreigners read English, others need only their own; the office hears the same of each service."""
    changed = {"languages": ("id",), "bring": {"id": ("KTP asli",)}}
    first, *rest = bench.office.service
    bench.office = replace(bench.office, service=(replace(first, **changed), *rest))
    step = bench.send(take(1), take(2, "F"))
    teller = Teller(bench.office, bench.journal.id, bench.journal.epoch, SECRET)
    slips = [told.notice for told in teller.effects(bench.desk.queue, [row.event for row in step.events], moment())]
    one, other = (slip for slip in slips if isinstance(slip, Slip))
    assert (one.languages, one.bring) == (("id",), {"id": ("KTP asli",)})
    assert other.languages == ("id", "en")
    assert one.check == check_code(SECRET, one.ticket)
    office = teller.office(bench.desk.queue).notice
    assert isinstance(office, Office)
    assert [service.languages for service in office.services][:2] == [("id",), ()]
