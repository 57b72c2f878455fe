"""Fingers on mock pins, and a hub that says what a test tells it to."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import pytest
from msgspec import Struct

from firmware.demo.broker import Broker
from firmware.demo.supervisor import Service, python
from firmware.demo.toml import to_toml
from firmware.messages import topics
from firmware.messages.answers import Accepted, Reason, Refused
from firmware.messages.codec import decode, decode_command, encode
from firmware.messages.commands import AnyCommand, Command
from firmware.messages.notices import (
    Beat,
    Board,
    ClockState,
    CounterState,
    CounterTicket,
    Health,
    HelpCall,
    Office,
    Presence,
    Problem,
)
from firmware.node.link import Connected, Link, Received

JOURNAL = "00000000000000aa"
DAY = date(2026, 11, 23)


class Fingers:
    """The other end of a box's control socket."""

    def __init__(self, path: Path) -> None:
        """Connect; the box is ready, so its socket is there."""
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(15)
        self._socket.connect(str(path))
        self._lines = self._socket.makefile("rb")

    def ask(self, **request: object) -> dict[str, Any]:
        """Send one request and return its one answer."""
        self.say(json.dumps(request).encode())
        return self.hear()

    def say(self, line: bytes) -> None:
        """Send one line and do not wait."""
        self._socket.sendall(line + b"\n")

    def hear(self) -> dict[str, Any]:
        """Return the next answer."""
        answer: dict[str, Any] = json.loads(self._lines.readline())
        return answer

    def press(self, pin: int, seconds: float = 0.06) -> float:
        """Press a button and let it go; returns when it closed."""
        at: float = self.ask(press=pin, seconds=seconds)["at"]
        return at

    def sees(self, lamp: int, state: str, seconds: float = 5.0) -> bool:
        """Say whether the lamp came to say so."""
        return bool(self.ask(await_lamp=lamp, state=state, seconds=seconds)["is_reached"])

    def close(self) -> None:
        """Let go."""
        self._lines.close()
        self._socket.close()


class Hub:
    """Speaks as the hub does, from a test's mouth. It beats until it is told to fall silent."""

    def __init__(self, broker: Broker) -> None:
        self.day: date | None = DAY
        self.at = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
        self.clock = ClockState.TRUSTED
        self._position = 0
        self._inbox: SimpleQueue[object] = SimpleQueue()
        self._commands: SimpleQueue[AnyCommand] = SimpleQueue()
        self._told: SimpleQueue[Health | Presence] = SimpleQueue()
        self._ready = threading.Event()
        self._is_silent = threading.Event()
        self._is_closed = threading.Event()
        self._link = Link(
            broker.box_settings("hub"),
            self._inbox,
            subscriptions=[(topics.COMMAND.pattern, 1), (topics.HEALTH.pattern, 0), (topics.PRESENCE.pattern, 1)],
        )
        self._threads = [threading.Thread(target=self._listen), threading.Thread(target=self._beat)]
        self._link.start()
        for thread in self._threads:
            thread.start()
        assert self._ready.wait(10)

    def next_command(self, seconds: float = 5.0) -> AnyCommand:
        """Return the next command of any box; fail when none comes."""
        try:
            return self._commands.get(timeout=seconds)
        except Empty:
            pytest.fail(f"no command within {seconds} s")

    def next_new_command(self, *known: Command) -> AnyCommand:
        """Return the next command with another key than these, passing over what is sent again."""
        while True:
            command = self.next_command()
            if command.key not in {one.key for one in known}:
                return command

    def await_told(self, is_it: Callable[[Health | Presence], bool], seconds: float = 5.0) -> Health | Presence:
        """Return the next word of a box about itself that is so."""
        while True:
            try:
                told = self._told.get(timeout=seconds)
            except Empty:
                pytest.fail(f"no box told that within {seconds} s")
            if is_it(told):
                return told

    def await_trouble(self, problem: Problem, *, wrong: bool = True) -> Health:
        """Return the next health that has the problem, or no longer has it."""
        told = self.await_told(
            lambda told: isinstance(told, Health) and wrong == any(one.problem == problem for one in told.troubles)
        )
        assert isinstance(told, Health)
        return told

    def accept(self, command: Command) -> None:
        """Answer yes."""
        self._answer(command, Accepted(key=command.key, journal=JOURNAL, epoch=1, position=self._next()))

    def refuse(self, command: Command, reason: Reason, retry_after: float | None = None, *, detail: str = "") -> None:
        """Answer no; the two reasons that may be tried again say when, in seconds."""
        refused = Refused(
            key=command.key,
            reason=reason,
            journal=JOURNAL,
            epoch=1,
            position=self._next(),
            detail=detail,
            retry_after=retry_after,
        )
        self._answer(command, refused)

    def tell_counter(
        self, ticket: CounterTicket | None = None, *parked: CounterTicket, number: int = 1, is_open: bool = True
    ) -> None:
        """Tell what a counter is doing."""
        state = CounterState(
            journal=JOURNAL,
            epoch=1,
            position=self._next(),
            counter=number,
            is_open=is_open,
            ticket=ticket,
            is_serving=False,
            waiting=3,
            parked=parked,
        )
        self._say(topics.COUNTER.name(number), state, is_retained=True)

    def tell_board(self, *help_calls: HelpCall) -> None:
        """Tell the wall who asks for help."""
        board = Board(
            journal=JOURNAL,
            epoch=1,
            position=self._next(),
            day=self.day,
            calls=(),
            lines=(),
            help=help_calls,
        )
        self._say(topics.BOARD.name(), board, is_retained=True)

    def tell_office(self, timezone: str) -> None:
        """Tell where the office is."""
        office = Office(
            journal=JOURNAL,
            epoch=1,
            position=self._next(),
            name="Kantor Imigrasi",
            timezone=timezone,
            languages=("id",),
            word="antrian",
            services=(),
            counters=(),
        )
        self._say(topics.OFFICE.name(), office, is_retained=True)

    def fall_silent(self) -> None:
        """Beat no more."""
        self._is_silent.set()

    def speak(self) -> None:
        """Beat again."""
        self._is_silent.clear()

    def close(self) -> None:
        """Leave the broker."""
        self._is_closed.set()
        self._inbox.put(None)
        for thread in self._threads:
            thread.join()
        self._link.close()

    def _answer(self, command: Command, answer: Struct) -> None:
        self._say(topics.ANSWER.name(command.key.rsplit("-", 3)[0]), answer)

    def _say(self, topic: str, message: Struct, *, is_retained: bool = False) -> None:
        assert self._link.publish(topic, encode(message), qos=1, is_retained=is_retained)

    def _next(self) -> int:
        self._position += 1
        return self._position

    def _listen(self) -> None:
        while (happening := self._inbox.get()) is not None:
            match happening:
                case Connected():
                    self._ready.set()
                case Received(topic=topic, payload=payload):
                    self._hear(topic, payload)

    def _hear(self, name: str, payload: bytes) -> None:
        parsed = topics.parse(name)
        assert parsed is not None
        topic, node = parsed
        assert node is not None
        if topic is topics.COMMAND:
            command = decode_command(node, payload)
            assert isinstance(command, Command)
            self._commands.put(command)
        else:
            told = decode(Health if topic is topics.HEALTH else Presence, payload)
            assert isinstance(told, Health | Presence)
            self._told.put(told)

    def _beat(self) -> None:
        self._ready.wait()
        while not self._is_closed.wait(0.2):
            if not self._is_silent.is_set():
                beat = Beat(
                    journal=JOURNAL,
                    epoch=1,
                    position=self._position,
                    day=self.day,
                    office_time=1.0,
                    at=self.at,
                    clock=self.clock,
                )
                self._link.publish(topics.BEAT.name(), encode(beat), qos=0)


class ButtonBox:
    """The real process of a button box, under a supervisor that plays systemd."""

    def __init__(self, broker: Broker, folder: Path, name: str, **tables: object) -> None:
        """Write its settings; `tables` are what stands beside `[box]` and the mock pins."""
        self.state = folder / name
        path = folder / f"{name}.toml"
        panel = {"pins": "mock", **tables.pop("panel", {})}  # type: ignore[dict-item]
        tables = {**tables, "box": broker.box_table(name, self.state), "panel": panel}
        path.write_text(to_toml(tables), encoding="utf-8")
        self.service = Service(name, python("button_node", "--settings", str(path)), folder=folder)
        self._opened: list[Fingers] = []

    def start(self) -> Fingers:
        """Start it and return fingers on its pins."""
        self.service.start()
        return self.fingers()

    def fingers(self) -> Fingers:
        """Return another hand."""
        self._opened.append(Fingers(self.state / "pins.sock"))
        return self._opened[-1]

    def stop(self) -> None:
        """End it."""
        for fingers in self._opened:
            fingers.close()
        self.service.stop()


@pytest.fixture
def start_hub(broker: Broker) -> Iterator[Callable[[], Hub]]:
    """Let a hub speak that falls silent when the test ends; the broker must run."""
    hubs: list[Hub] = []

    def make() -> Hub:
        hubs.append(Hub(broker))
        return hubs[-1]

    yield make
    for one in hubs:
        one.close()


@pytest.fixture
def hub(start_hub: Callable[[], Hub]) -> Hub:
    """A hub in an open business day."""
    return start_hub()


@pytest.fixture
def start_box(broker: Broker, tmp_path: Path) -> Iterator[Callable[..., ButtonBox]]:
    """Make a box that is stopped when the test ends."""
    boxes: list[ButtonBox] = []

    def make(name: str, **tables: object) -> ButtonBox:
        boxes.append(ButtonBox(broker, tmp_path, name, **tables))
        return boxes[-1]

    yield make
    for box in boxes:
        box.stop()
