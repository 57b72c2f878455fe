"""What a bystander with good ears and a watch notes down during a simulated day, for the invariants."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from math import inf

from firmware.messages import topics
from firmware.messages.answers import AnyAnswer
from firmware.messages.codec import decode, decode_answer, decode_command
from firmware.messages.commands import AdoptTicket, Command, CounterCommand, TakeTicket
from firmware.messages.notices import Board, ClockState
from firmware.queueing.model import empty
from firmware.simulation.evidence import Claim, Evidence
from firmware.simulation.office import HUB, Office
from firmware.simulation.program import Program, Runner
from firmware.simulation.records import read
from firmware.simulation.runners import ButtonRunner, HubRunner, PrinterRunner

OF_A_FINGER = (TakeTicket, AdoptTicket, CounterCommand)

_COMMAND = topics.COMMAND.name("")
_ANSWER = topics.ANSWER.name("")


class Observer:
    """Listens to one office; `evidence` when everything has settled."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._pressed_at: dict[str, float] = {}
        self._deliveries: dict[str, list[tuple[float, float]]] = defaultdict(list)
        self._answered_at: dict[str, float] = {}
        self._beats: dict[str, list[int]] = defaultdict(list)
        self._lives: dict[str, int] = defaultdict(int)
        self._opened_blind: list[str] = []
        self._presses: set[str] = set()
        self._claimed: set[Claim] = set()
        self._last_day: date | None = None
        office.network.on_said = self._hear_said
        office.network.on_heard = self._hear_heard
        for program in office.programs.values():
            self._watch(program)

    def evidence(self) -> Evidence:
        """Return all that the invariants judge."""
        office = self._office
        hub = office.programs[HUB].runner
        board = office.network.retained(topics.BOARD.name())
        told = decode(Board, board) if board is not None else None
        return Evidence(
            records=read(office.folder, [name for name in office.programs if name != HUB]),
            papers=tuple(office.papers),
            taps=tuple(office.people.taps),
            queue=hub.hub.queue if isinstance(hub, HubRunner) else empty(office.settings.plan()),
            board={line.service: line.waiting for line in told.lines} if isinstance(told, Board) else {},
            pressed_at=self._pressed_at,
            deliveries=self._deliveries,
            answered_at=self._answered_at,
            lost_stores=frozenset(office.lost_stores),
            beats=self._beats,
            opened_blind=tuple(self._opened_blind),
            doomed=tuple(name for name, program in office.programs.items() if program.is_doomed),
            pending=tuple(_pending(office)),
            presses=frozenset(self._presses),
            claimed=frozenset(self._claimed),
        )

    def _watch(self, program: Program) -> None:
        def look(runner: Runner) -> None:
            self._look(program, runner)

        def count(_: bool) -> None:
            self._lives[program.name] += 1

        program.on_turn = look
        program.on_death.append(count)

    def _look(self, program: Program, runner: Runner) -> None:
        if isinstance(runner, HubRunner):
            day = runner.hub.queue.last_day
            if day != self._last_day and program.clock.state() is ClockState.UNTRUSTED:
                self._opened_blind.append(f"{day} opens by a clock that nobody vouches for")
            self._last_day = day
        elif isinstance(runner, ButtonRunner | PrinterRunner) and runner.box.beat is not None:
            beats = self._beats[f"{program.name}, life {self._lives[program.name]}"]
            if not beats or beats[-1] != runner.box.beat.epoch:
                beats.append(runner.box.beat.epoch)

    def _hear_said(self, topic: str, payload: bytes) -> None:
        now = self._office.timeline.now
        if topic.startswith(_COMMAND):
            command = decode_command(topic.removeprefix(_COMMAND), payload)
            if isinstance(command, Command):
                self._pressed_at.setdefault(command.key, now - command.age)
                if command.is_age_exact and isinstance(command, OF_A_FINGER):
                    self._claimed.add(Claim(command.key, round(now - command.age, 2)))
                if isinstance(command, TakeTicket | AdoptTicket):
                    self._presses.add(command.press)
                if command.key not in self._deliveries:
                    self._office.story.tell(topic.removeprefix(_COMMAND), f"asks {command}")
        elif topic.startswith(_ANSWER):
            answer: AnyAnswer | object = decode_answer(payload)
            key = getattr(answer, "key", None)
            if isinstance(key, str) and key not in self._answered_at:
                self._answered_at[key] = now
                self._office.story.tell(HUB, f"answers {answer}")

    def _hear_heard(self, topic: str, payload: bytes) -> None:
        if topic.startswith(_COMMAND):
            command = decode_command(topic.removeprefix(_COMMAND), payload)
            if isinstance(command, Command):
                age = command.age if command.is_age_exact else inf
                self._deliveries[command.key].append((self._office.timeline.now, age))


def _pending(office: Office) -> Iterator[str]:
    for name, program in office.programs.items():
        if isinstance(program.runner, ButtonRunner | PrinterRunner):
            yield from (f"{name} waits for an answer to {command}" for command in program.runner.box.outbox.pending)
        elif program.runner is None:
            yield f"{name} does not run"
