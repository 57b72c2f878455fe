"""The real hub on the real broker: what it tells, what it survives, and what it does with bad input."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from firmware.demo.broker import Broker
from firmware.demo.supervisor import environment
from firmware.messages import topics
from firmware.messages.answers import Accepted, Reason, Refused
from firmware.messages.codec import decode, decode_response, encode
from firmware.messages.commands import CallNext, OpenCounter, TakeTicket
from firmware.messages.names import Role
from firmware.messages.notices import Beat, Board, CounterState, Office, Presence, PresenceState, Problem, Slip
from firmware.messages.requests import AnyRequest, JournalPage, NodePage, ReadJournal, ReadNodes
from firmware.node.box import Answered, Box
from firmware.node.link import Connected, Received
from tests.hub.bench import always_open
from tests.hub.running import RunningHub, ask, wait_for


@pytest.fixture
def hub(tmp_path: Path, broker: Broker) -> Iterator[RunningHub]:
    """A hub of the shipped office, always open."""
    hub = RunningHub(tmp_path, broker, always_open(tmp_path)).start()
    yield hub
    hub.service.stop()


@pytest.fixture
def kiosk(hub: RunningHub) -> Iterator[Box]:
    """A kiosk that hears the board."""
    box = hub.box("kiosk-1", Role.KIOSK, [topics.BOARD.name()])
    yield box
    box.close()


def take(box: Box, service: str = "A") -> TakeTicket:
    """A wish for a ticket, with the box's own names."""
    return TakeTicket(key=box.names.key(), press=box.names.press(), service=service)


class Technician:
    """Asks the hub over request/response."""

    def __init__(self, hub: RunningHub) -> None:
        """Connect as technician-1."""
        self.link, self.inbox = hub.link("technician-1", topics.RESPONSE.name("technician-1"))

    def ask(self, request: AnyRequest) -> Any:
        """Return the hub's response."""
        back = topics.RESPONSE.name("technician-1")
        self.link.publish(topics.REQUEST.name("hub"), encode(request), qos=1, response_topic=back, correlation=b"1")
        received = self.inbox.get(timeout=5)
        assert isinstance(received, Received)
        assert received.correlation == b"1"
        return decode_response(received.payload)


@pytest.fixture
def technician(hub: RunningHub) -> Iterator[Technician]:
    """A technician at work while the hub runs."""
    technician = Technician(hub)
    yield technician
    technician.link.close()


def test_a_new_box_hears_the_office_the_board_and_the_beat(kiosk: Box) -> None:
    """All a box needs to begin, from retained topics and from the beat."""
    heard: set[type] = set()
    wait_for(kiosk, lambda notice: heard.add(type(notice)) or {Office, Board, Beat} <= heard)


def test_a_command_is_answered_and_the_board_told(kiosk: Box) -> None:
    """One number, one more waiting."""
    kiosk.send(take(kiosk))
    seen: dict[type, Any] = {}

    def told(happening: Any) -> bool:
        seen[type(happening)] = happening
        return Answered in seen and Board in seen and seen[Board].lines[0].waiting == 1

    wait_for(kiosk, told)
    assert seen[Answered].answer.number == "A001"


def test_a_killed_hub_comes_back_with_everything(hub: RunningHub, kiosk: Box) -> None:
    """The same day, the next number, a higher epoch."""
    first = ask(kiosk, take(kiosk))
    start = hub.service.kill()
    hub.service.await_ready(10, after_start=start)
    second = ask(kiosk, take(kiosk))
    assert (first.number, second.number) == ("A001", "A002")
    assert second.epoch == first.epoch + 1
    assert second.journal == first.journal


def test_a_killed_broker_is_told_everything_again(broker: Broker, kiosk: Box) -> None:
    """It has forgotten the board; the hub publishes it anew."""
    ask(kiosk, take(kiosk))
    broker.restart()
    wait_for(kiosk, lambda happening: isinstance(happening, Connected))
    board = wait_for(kiosk, lambda happening: isinstance(happening, Board))
    assert board.lines[0].waiting == 1


def test_a_printer_box_that_comes_late_is_told_its_slips(hub: RunningHub, kiosk: Box) -> None:
    """A slip without an outcome is not lost with a box that was away."""
    answer = ask(kiosk, take(kiosk))
    printer = hub.box("printer-1", Role.PRINTER, [topics.SLIP.name("printer-1")])
    slip = wait_for(printer, lambda happening: isinstance(happening, Slip))
    assert slip.ticket == answer.ticket
    printer.close()


def test_a_printer_box_that_says_online_again_is_told_its_slips_again(hub: RunningHub, kiosk: Box) -> None:
    """Also when nobody said OFFLINE for it in between: a broker that dies takes the last wills with it."""
    link, inbox = hub.link("printer-1", topics.SLIP.name("printer-1"))
    online = Presence(node="printer-1", role=Role.PRINTER, version="1", state=PresenceState.ONLINE, start=1)
    slips = []
    link.publish(topics.PRESENCE.name("printer-1"), encode(online), qos=1, is_retained=True)
    ask(kiosk, take(kiosk))
    slips.append(inbox.get(timeout=5))
    link.publish(topics.PRESENCE.name("printer-1"), encode(online), qos=1, is_retained=True)
    slips.append(inbox.get(timeout=5))
    link.close()
    decoded = [decode(Slip, slip.payload) for slip in slips if isinstance(slip, Received)]
    assert len({slip.id for slip in decoded if isinstance(slip, Slip)}) == 1
    assert len(decoded) == 2


def test_a_counter_hears_what_it_is_doing(hub: RunningHub, kiosk: Box) -> None:
    """Open, then with somebody there, on its own retained topic."""
    answer = ask(kiosk, take(kiosk))
    counter = hub.box("counter-1", Role.COUNTER, [topics.COUNTER.name(1)])
    ask(counter, OpenCounter(key=counter.names.key(), counter=1))
    counter.send(CallNext(key=counter.names.key(), counter=1, saw=None))
    state = wait_for(counter, lambda h: isinstance(h, CounterState) and h.ticket is not None)
    assert state.ticket.ticket == answer.ticket
    counter.close()


def test_a_late_call_is_too_old_and_one_for_somebody_else_has_moved_on(hub: RunningHub, kiosk: Box) -> None:
    """Both are final, and nobody is called."""
    ticket = ask(kiosk, take(kiosk)).ticket
    counter = hub.box("counter-1", Role.COUNTER, [topics.COUNTER.name(1)])
    ask(counter, OpenCounter(key=counter.names.key(), counter=1))
    late = ask(counter, CallNext(key=counter.names.key(), counter=1, saw=None, age=5.1))
    moved = ask(counter, CallNext(key=counter.names.key(), counter=1, saw=ticket))
    assert (late.reason, moved.reason) == (Reason.TOO_OLD, Reason.COUNTER_MOVED_ON)
    assert len(counter.outbox) == 0
    counter.close()


def test_the_journal_can_be_read_page_by_page(kiosk: Box, technician: Technician) -> None:
    """Every event once, in order, each page within one message."""
    for _ in range(40):
        ask(kiosk, take(kiosk))
    rows: list[Any] = []
    while True:
        page = technician.ask(ReadJournal(after=rows[-1].position if rows else 0, limit=500))
        assert isinstance(page, JournalPage)
        rows += page.rows
        if rows[-1].position == page.end:
            break
    assert [row.position for row in rows] == list(range(1, 42))
    assert [msgspec.json.decode(row.event)["event"] for row in rows] == ["DayOpened"] + ["TicketIssued"] * 40


def test_the_hub_knows_every_box(hub: RunningHub, kiosk: Box, technician: Technician) -> None:
    """Presence and health, and OFFLINE when a box says farewell."""
    ask(kiosk, take(kiosk))
    page = technician.ask(ReadNodes())
    assert isinstance(page, NodePage)
    (status,) = [node for node in page.nodes if node.node == "kiosk-1"]
    assert status.presence.state is PresenceState.ONLINE
    printer = hub.box("printer-1", Role.PRINTER)
    printer.close()
    observer = hub.box("technician-1", Role.TECHNICIAN, [topics.PRESENCE.pattern])
    wait_for(observer, lambda h: isinstance(h, Received) and b"OFFLINE" in h.payload and b"printer-1" in h.payload)
    observer.close()


# -- bad input, row by row ---------------------------------------------------------------------------------------------

KEY = "kiosk-1-9f2c66d01b7e4a35-1-1"
NONSENSE = {
    "too large": b'{"command":"TakeTicket","key":"' + KEY.encode() + b'","press":"' + b"x" * 9_000 + b'"}',
    "not UTF-8": b'{"command":"\xff\xfe"}',
    "not JSON": b"Nomor antrian A017",
    "unknown command": b'{"command":"DropTables","key":"' + KEY.encode() + b'"}',
    "wrong types": b'{"command":17,"key":["' + KEY.encode() + b'"]}',
    "no key": b'{"command":"TakeTicket","service":"A"}',
}


def say(box: Box, payload: bytes) -> None:
    """Publish raw bytes where the box publishes its commands."""
    assert box.link.publish(topics.COMMAND.name(box.name), payload, qos=1)


@pytest.mark.parametrize("payload", NONSENSE.values(), ids=NONSENSE.keys())
def test_nonsense_is_dropped_and_the_next_good_command_served(kiosk: Box, payload: bytes) -> None:
    """Nobody is answered, nothing is lost, nothing stops."""
    say(kiosk, payload)
    assert ask(kiosk, take(kiosk)).number == "A001"


def test_a_box_that_talks_nonsense_is_quarantined_and_named(
    hub: RunningHub, kiosk: Box, technician: Technician
) -> None:
    """Twenty in a minute; the other boxes go on, and the technician sees which one it is."""
    for _ in range(20):
        say(kiosk, b"{}")
    other = hub.box("kiosk-2", Role.KIOSK)
    assert isinstance(ask(other, take(other)), Accepted)
    page = technician.ask(ReadNodes())
    (status,) = [node for node in page.nodes if node.node == "kiosk-1"]
    assert (status.is_quarantined, status.dropped, status.fault) == (True, 20, "talks nonsense")
    kiosk.send(take(kiosk))
    while kiosk.step(0.5) is not None:
        pass
    assert len(kiosk.outbox) == 1
    other.close()


def test_a_wrong_field_is_refused_and_leaves_the_outbox(kiosk: Box, hub: RunningHub) -> None:
    """BAD_COMMAND is final: the box that asked is told."""
    link, inbox = hub.link("kiosk-2", topics.ANSWER.name("kiosk-2"))
    bad = b'{"command":"TakeTicket","key":"kiosk-2-9f2c66d01b7e4a35-1-1","press":"nobody","service":"A"}'
    link.publish(topics.COMMAND.name("kiosk-2"), bad, qos=1)
    received = inbox.get(timeout=5)
    assert isinstance(received, Received)
    assert b'"reason":"BAD_COMMAND"' in received.payload
    link.close()
    assert isinstance(ask(kiosk, take(kiosk)), Accepted)


def test_a_reused_key_is_refused_and_an_alarm(kiosk: Box, technician: Technician) -> None:
    """The first ticket stands, the technician is told which box did it."""
    first = take(kiosk)
    ask(kiosk, first)
    # A box may send twice while it connects: the second answer to the first body is no answer to the other one.
    wait_for(kiosk, lambda happening: isinstance(happening, Beat))
    wait_for(kiosk, lambda happening: isinstance(happening, Beat))
    other = msgspec.structs.replace(first, service="F")
    answer = ask(kiosk, other)
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.KEY_REUSED
    wait_for(kiosk, lambda happening: isinstance(happening, Beat))
    wait_for(kiosk, lambda happening: isinstance(happening, Beat))
    (status,) = [node for node in technician.ask(ReadNodes()).nodes if node.node == "hub"]
    assert (Problem.KEY_REUSED, "kiosk-1") in {(t.problem, t.detail) for t in status.health.troubles}


def test_a_flooding_box_hears_too_fast_and_loses_nothing(tmp_path: Path, broker: Broker) -> None:
    """Its outbox keeps what was not taken and sends it later."""
    hub = RunningHub(tmp_path, broker, always_open(tmp_path), rate=20, burst=5).start()
    kiosk = hub.box("kiosk-1", Role.KIOSK)
    commands = [take(kiosk) for _ in range(20)]
    for command in commands:
        kiosk.send(command)
    answers: dict[str, Any] = {}

    def all_answered(happening: Any) -> bool:
        if isinstance(happening, Answered):
            answers[happening.command.key] = happening.answer
        return len(answers) == len(commands)

    wait_for(kiosk, all_answered, 20)
    assert {answer.number for answer in answers.values()} == {f"A{n:03d}" for n in range(1, 21)}
    kiosk.close()
    hub.service.stop()


def test_settings_that_cannot_work_stop_the_hub_with_status_78(tmp_path: Path, broker: Broker) -> None:
    """It says the file, the key and the nearest known name, and nothing starts half."""
    hub = RunningHub(tmp_path, broker, always_open(tmp_path))
    settings = tmp_path / "hub.toml"
    settings.write_text(settings.read_text().replace("office", "offise", 1))
    ended = subprocess.run(hub.argv, capture_output=True, text=True, env=environment(), check=False, timeout=20)
    assert ended.returncode == 78
    assert "hub.toml" in ended.stderr
    assert "did you mean 'office'?" in ended.stderr


def test_a_hub_without_a_journal_does_not_begin_from_one(tmp_path: Path, broker: Broker) -> None:
    """A lost disk is told to a person, not papered over."""
    hub = RunningHub(tmp_path, broker, always_open(tmp_path))
    (tmp_path / "state" / "hub" / "journal.sqlite3").unlink()
    ended = subprocess.run(hub.argv, capture_output=True, text=True, env=environment(), check=False, timeout=20)
    assert ended.returncode == 78
    assert "new-office" in ended.stderr
