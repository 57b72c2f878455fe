"""One step of the hub: the same key brings the same answer, and nothing is promised that is not on disk."""

from datetime import date

import msgspec
import pytest

from firmware.hub.desk import Arrival
from firmware.hub.telling import Teller
from firmware.messages.answers import Accepted, Reason, Refused
from firmware.messages.codec import decode_answer, encode
from firmware.messages.commands import AnyCommand, CallNext, ClaimNumbers, CloseDay, OpenCounter, OpenDay, TakeTicket
from firmware.messages.names import make_key
from firmware.queueing.model import Queue
from tests.hub.bench import DAY, Bench, adopt, answers, key, moment, press, take


def no_more_pages(bench: Bench) -> None:
    """Let SQLite refuse to grow the file: the disk is full."""
    pages = bench.journal._database.execute("PRAGMA page_count").fetchone()[0]
    bench.journal._database.execute(f"PRAGMA max_page_count = {pages}")


def space_again(bench: Bench) -> None:
    """Let the file grow again."""
    bench.journal._database.execute("PRAGMA max_page_count = 1000000")


def fill(bench: Bench, first: int) -> int:
    """Take tickets until the disk is full; the number of the one that was refused."""
    n = first
    while isinstance(answers(bench.send(take(n)))[0], Accepted):
        n += 1
    return n


def test_a_ticket_is_given_and_answered(bench: Bench) -> None:
    """The first of the day is 001."""
    (answer,) = answers(bench.send(take(1)))
    assert isinstance(answer, Accepted)
    assert (answer.number, answer.ticket) == ("A001", "2026-11-23-A001")


def test_the_same_key_brings_the_same_bytes_for_ever(bench: Bench) -> None:
    """Also after a restart, in another epoch; and no second ticket."""
    first = bench.send(take(1)).replies
    bench.restart()
    again = bench.send(take(1), seconds=100)
    assert again.replies == first
    assert again.events == ()


def test_the_same_key_twice_in_one_batch_is_one_command(bench: Bench) -> None:
    """A box that resends while the hub is busy gets one ticket."""
    step = bench.send(take(1), take(1))
    assert step.replies[0] == step.replies[1]
    assert len(step.events) == 1


def test_age_is_not_part_of_the_body_of_a_repeated_key(bench: Bench) -> None:
    """It changes on every send."""
    first = bench.send(take(1)).replies
    older = TakeTicket(key=key(1), press=press(1), service="A", age=25.0)
    assert bench.send(older).replies == first


def test_a_known_key_with_another_body_is_refused_without_effect(bench: Bench) -> None:
    """KEY_REUSED, an alarm, and the first answer stands."""
    first = bench.send(take(1)).replies
    step = bench.send(take(1, "F"))
    (answer,) = answers(step)
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.KEY_REUSED
    assert step.key_reusers == ("kiosk-1",)
    assert bench.send(take(1)).replies == first


def test_a_known_key_with_an_unreadable_body_is_reused_too(bench: Bench) -> None:
    """It is another body, so the old answer is not for it."""
    bench.send(take(1))
    step = bench.raw(encode(take(1)).replace(b'"service":"A"', b'"service":"A","priority":"yes"'))
    (answer,) = answers(step)
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.KEY_REUSED
    assert step.key_reusers == ("kiosk-1",)


def test_a_bad_command_under_a_known_bad_key_is_the_same_no(bench: Bench) -> None:
    """What could not be read has no body to compare: whatever comes under its key is refused for ever."""
    bad = encode(take(1)).replace(b'"service":"A"', b'"service":"A","priority":"yes"')
    first = bench.raw(bad).replies
    step = bench.raw(bad.replace(b"yes", b"no"))
    assert (step.replies, step.events, step.key_reusers) == (first, (), ())


@pytest.mark.parametrize("other", [b'"service":"F"', b'"service":"A","priority":"yes"'], ids=["readable", "not"])
def test_a_reused_key_is_refused_over_a_restart_and_on_the_next_day(bench: Bench, other: bytes) -> None:
    """Keys are for ever: the journal of all days knows them."""
    first = bench.send(take(1)).replies
    bench.desk.order("hub", CloseDay(key=key(2, "hub"), day=DAY), moment(10))
    bench.desk.order("hub", OpenDay(key=key(3, "hub"), day=date(2026, 11, 24)), moment(20))
    bench.restart()
    step = bench.raw(encode(take(1)).replace(b'"service":"A"', other), seconds=30)
    (answer,) = answers(step)
    assert isinstance(answer, Refused)
    assert (answer.reason, step.events, step.key_reusers) == (Reason.KEY_REUSED, (), ("kiosk-1",))
    assert bench.send(take(1), seconds=40).replies == first


def test_a_key_is_reused_within_one_step_too(bench: Bench) -> None:
    """Before anything is on disk the first body already stands."""
    step = bench.send(take(1), take(1, "F"))
    first, second = answers(step)
    assert isinstance(first, Accepted)
    assert isinstance(second, Refused)
    assert (second.reason, len(step.events)) == (Reason.KEY_REUSED, 1)


@pytest.mark.parametrize(
    "payload",
    [encode(take(1)), encode(take(2)), encode(take(1)).replace(b'"A"', b'"A","priority":"yes"')],
    ids=["known", "unknown", "wrong field"],
)
def test_a_foreign_key_is_nonsense_and_never_answered(bench: Bench, payload: bytes) -> None:
    """The answer to a key belongs to who made it; who uses another's learns nothing and takes nothing from it."""
    first = bench.send(take(1)).replies
    step = bench.raw(payload, node="kiosk-2")
    assert (step.replies, step.events) == ((), ())
    assert [node for node, _ in step.unreadable] == ["kiosk-2"]
    assert bench.send(take(1)).replies == first


def test_a_day_that_closes_and_opens_in_the_same_step_hurts_nobody(bench: Bench) -> None:
    """Tickets of the day before are not told any more, and the hub lives."""
    tomorrow = date(2026, 11, 24)
    arrivals = [
        Arrival("kiosk-1", encode(take(1))),
        Arrival("technician-1", encode(CloseDay(key=key(1, "technician-1"), day=DAY))),
        Arrival("technician-1", encode(OpenDay(key=key(2, "technician-1"), day=tomorrow))),
    ]
    step = bench.desk.step(arrivals, moment())
    teller = Teller(bench.office, bench.journal.id, bench.journal.epoch)
    assert bench.desk.queue.day == tomorrow
    assert teller.effects(bench.desk.queue, [row.event for row in step.events], moment()) == []


def test_nonsense_beside_a_refusing_disk_is_counted_once(bench: Bench) -> None:
    """What came through the door is read once, whatever becomes of the transaction."""
    no_more_pages(bench)
    n = fill(bench, 1)
    step = bench.desk.step([Arrival("kiosk-2", b"{}"), Arrival("kiosk-1", encode(take(n)))], moment())
    assert [node for node, _ in step.unreadable] == ["kiosk-2"]


def test_a_wrong_field_is_refused_for_ever(bench: Bench) -> None:
    """BAD_COMMAND, also after a restart, because the key is known by then."""
    bad = encode(take(1)).replace(b'"service":"A"', b'"service":"A","priority":"yes"')
    (answer,) = answers(bench.raw(bad))
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.BAD_COMMAND
    bench.restart()
    assert answers(bench.raw(encode(take(1)))) == [answer]


def test_a_malformed_command_counts_as_nonsense_once_a_key(bench: Bench) -> None:
    """Each fresh key is written for ever, so who makes them up is shut out; asking again with one costs nothing."""
    bad = encode(take(1)).replace(b'"service":"A"', b'"service":"A","priority":"yes"')
    assert [node for node, _ in bench.raw(bad).unreadable] == ["kiosk-1"]
    assert bench.raw(bad).unreadable == ()
    assert len(bench.raw(bad).replies) == 1


def test_garbage_is_dropped_and_told(bench: Bench) -> None:
    """Nobody can be answered."""
    step = bench.raw(b"\xff\x00 nonsense")
    assert step.replies == ()
    assert [node for node, _ in step.unreadable] == ["kiosk-1"]


def test_too_fast_is_said_without_a_key(bench: Bench) -> None:
    """Nothing was read, so the box keeps its commands and tries them all again."""
    answer = decode_answer(bench.desk.too_fast("kiosk-1", 0.5).answer)
    assert isinstance(answer, Refused)
    assert (answer.key, answer.reason, answer.retry_after) == (None, Reason.TOO_FAST, 0.5)


def test_a_full_disk_refuses_before_anything_is_promised(bench: Bench) -> None:
    """STORAGE; the number that was not given is given to the same press once there is space."""
    no_more_pages(bench)
    n = fill(bench, 1)
    before = bench.desk.queue
    (answer,) = answers(bench.send(take(n)))
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.STORAGE
    assert bench.desk.queue == before
    space_again(bench)
    (answer,) = answers(bench.send(take(n)))
    assert isinstance(answer, Accepted)
    assert answer.number == f"A{n:03d}"


def test_a_full_disk_still_answers_what_it_knows(bench: Bench) -> None:
    """A repeated key needs no space."""
    first = bench.send(take(1)).replies
    no_more_pages(bench)
    n = fill(bench, 2)
    step = bench.send(take(1), take(n))
    assert step.replies[0] == first[0]
    assert step.is_storage_refused


def test_a_restart_finds_the_same_queue(bench: Bench) -> None:
    """What was folded step by step is what the journal says."""
    bench.send(*(take(n, "AFHKL"[n % 5]) for n in range(1, 40)))
    bench.send(OpenCounter(key=key(1, "counter-1"), counter=1), node="counter-1")
    bench.send(CallNext(key=key(2, "counter-1"), counter=1, saw=None), node="counter-1", seconds=5)
    before: Queue = bench.desk.queue
    bench.restart()
    assert bench.desk.queue == before


def test_commands_of_one_batch_see_each_other(bench: Bench) -> None:
    """Ten presses that waited together get ten numbers in one transaction."""
    step = bench.send(*(take(n) for n in range(1, 11)))
    numbers = [answer.number for answer in answers(step) if isinstance(answer, Accepted)]
    assert numbers == [f"A{n:03d}" for n in range(1, 11)]


def test_a_late_press_is_refused_as_too_old(bench: Bench) -> None:
    """Nobody waits at a kiosk that long; it has given a number of its own by then."""
    old = TakeTicket(key=key(1), press=press(1), service="A", age=31.0)
    (answer,) = answers(bench.send(old))
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.TOO_OLD


def test_a_mistyped_year_opens_no_day(bench: Bench) -> None:
    """It would shut out every day before it; a clock that is believed knows better."""
    bench.desk.order("hub", CloseDay(key=key(2, "hub"), day=DAY), moment())
    now = msgspec.structs.replace(moment(5), today=DAY)
    step = bench.desk.order("technician-1", OpenDay(key=key(3, "technician-1"), day=date(2062, 11, 24)), now)
    (answer,) = answers(step)
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.DAY_AHEAD


def turn_day(bench: Bench, *, only_close: bool = False) -> None:
    """Close the test's day and open the next."""
    bench.desk.order("hub", CloseDay(key=key(8, "hub"), day=DAY), moment())
    if not only_close:
        bench.desk.order("hub", OpenDay(key=key(9, "hub"), day=date(2026, 11, 24)), moment())


def reason(bench: Bench, command: AnyCommand, node: str = "kiosk-1") -> Reason:
    """Why a command is refused."""
    (answer,) = answers(bench.send(command, node=node))
    assert isinstance(answer, Refused), answer
    return answer.reason


def test_a_number_that_was_given_is_adopted_once(bench: Bench) -> None:
    """The same key brings the same bytes after a restart, and the press its ticket under any other."""
    first = bench.send(adopt(1, 700, age=600.0)).replies
    bench.restart()
    assert bench.send(adopt(1, 700, age=900.0)).replies == first
    (late,) = answers(bench.send(TakeTicket(key=key(2), press=press(1), service="A", age=700.0)))
    assert isinstance(late, Accepted)
    assert (late.number, late.ticket) == ("A700", "2026-11-23-A700")


def test_a_number_without_a_day_is_asked_for_again_with_the_same_key(bench: Bench) -> None:
    """NOT_YET is no answer: it is not journaled, and once a day is open the same command is accepted."""
    turn_day(bench, only_close=True)
    (answer,) = answers(bench.send(adopt(1, 700)))
    assert isinstance(answer, Refused)
    assert (answer.reason, answer.retry_after) == (Reason.NOT_YET, 5.0)
    assert bench.journal.known(key(1)) is None
    bench.desk.order("hub", OpenDay(key=key(9, "hub"), day=date(2026, 11, 24)), moment())
    assert isinstance(answers(bench.send(adopt(1, 700)))[0], Accepted)


def test_a_press_of_another_day_is_told_so_and_never_asked_for_ever(bench: Bench) -> None:
    """Its ticket stands in the journal, which would refuse a second one each time the box asks."""
    bench.send(take(1), adopt(2, 700))
    turn_day(bench)
    assert reason(bench, adopt(3, 701, of=1)) is Reason.DAY_PAST
    assert reason(bench, adopt(4, 700, of=2)) is Reason.DAY_PAST
    assert reason(bench, TakeTicket(key=key(5), press=press(1), service="A")) is Reason.DAY_PAST
    assert isinstance(answers(bench.send(adopt(6, 702)))[0], Accepted)


def test_a_range_stays_with_its_store_over_a_restart(bench: Bench) -> None:
    """The claim is in the journal."""
    claim = ClaimNumbers(key=key(1), low=700, high=799)
    assert isinstance(answers(bench.send(claim))[0], Accepted)
    bench.restart()
    other = ClaimNumbers(key=make_key("kiosk-1", "f" * 16, 1, 1), low=700, high=799)
    assert reason(bench, other) is Reason.RANGE_TAKEN
    assert isinstance(answers(bench.send(msgspec.structs.replace(claim, key=key(2))))[0], Accepted)


def test_two_papers_with_one_number_in_one_step_are_one_ticket(bench: Bench) -> None:
    """Commands that share a transaction see each other; the second paper is refused and the first stands."""
    replies = answers(bench.send(adopt(1, 700), adopt(2, 700)))
    assert [type(answer) for answer in replies] == [Accepted, Refused]
    assert list(bench.desk.queue.tickets) == ["2026-11-23-A700"]


def test_a_call_that_lay_here_unseen_is_as_old_as_that(bench: Bench) -> None:
    """A hub that stood still for twenty seconds calls nobody to an officer who has looked elsewhere; a wish is kept."""
    bench.send(OpenCounter(key=key(1, "counter-1"), counter=1), node="counter-1")
    call = CallNext(key=key(2, "counter-1"), counter=1, saw=None)
    arrivals = [Arrival("kiosk-1", encode(take(1)), 20.0), Arrival("counter-1", encode(call), 20.0)]
    ticket, refused = answers(bench.desk.step(arrivals, moment()))
    assert isinstance(ticket, Accepted)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.TOO_OLD
