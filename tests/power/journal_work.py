"""A morning at the hub's desk."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from msgspec.structs import replace

from firmware.hub.desk import Arrival, Desk, restore
from firmware.hub.journal import Journal, create
from firmware.hub.settings import load_office
from firmware.messages.answers import Accepted
from firmware.messages.codec import decode_answer, encode
from firmware.messages.commands import (
    AdoptTicket,
    AnyCommand,
    CallNext,
    Finish,
    OpenCounter,
    OpenDay,
    StartServing,
    TakeTicket,
)
from firmware.node.disk import DISK, Disk
from firmware.queueing.model import Queue, empty
from tests.hub.bench import DAY, SHIPPED, key, moment, press, take
from tests.power.works import IS_PROMISED, DamagedError, State, check


class JournalWork:
    """A morning at the hub's desk, with a restart of the hub in its middle."""

    name = "journal"
    blank: State = None
    _file = "journal.sqlite3"

    def __init__(self, rounds: int) -> None:
        self._rounds = rounds
        self._office = replace(load_office(str(SHIPPED)), hours=None)
        self.promised: dict[str, bytes] = {}
        self.asked: list[tuple[str, AnyCommand]] = []

    def do(self, disk: Disk, folder: Path) -> Iterator[bool]:
        """Make the journal, open the day, then give numbers and call people; every reply is a promise."""
        create(folder / self._file, disk)
        yield IS_PROMISED
        for life in range(2):
            with closing(Journal(folder / self._file, disk)) as journal:
                journal.begin_epoch(moment())
                yield IS_PROMISED
                desk = self._desk(journal)
                desk.order("hub", OpenDay(key=key(1, "hub"), day=DAY), moment())
                yield IS_PROMISED
                for n in range(life * self._rounds, (life + 1) * self._rounds):
                    for node, commands in _round(n, desk):
                        self._send(desk, node, *commands)
                        yield IS_PROMISED

    def read(self, folder: Path, disk: Disk = DISK) -> State:
        """Return the number of starts, every answered key with its answer, and every event; None for no journal."""
        if not (folder / self._file).exists():
            return None
        with closing(Journal(folder / self._file, disk)) as journal:
            check(journal._database)
            queue = self._fold(journal)
            if queue.position != journal.position:
                raise DamagedError(f"the queue stands at {queue.position}, the journal at {journal.position}")
            starts = journal._database.execute("SELECT count(*) FROM epoch").fetchone()[0]
            answers = dict(journal._database.execute("SELECT key, answer FROM command"))
            return starts, answers, journal.rows(0, 10**6)

    def ask_again(self, folder: Path) -> None:
        """Start the hub and let every box ask all of its commands once more, as boxes do that heard no answer.

        Raises DamagedError where a key that has an answer is given another, or two presses get one number.
        """
        with closing(Journal(folder / self._file)) as journal:
            journal.begin_epoch(moment())
            desk = self._desk(journal)
            numbers: dict[str, str] = {}
            for node, command in self.asked:
                known = journal.known(command.key)
                (reply,) = desk.step([Arrival(node, encode(command))], moment()).replies
                if known is not None and known.answer != reply.answer:
                    raise DamagedError(f"{command.key} was answered {known.answer!r}, is answered {reply.answer!r}")
                answer = decode_answer(reply.answer)
                if not isinstance(answer, Accepted) or not isinstance(command, TakeTicket) or answer.number is None:
                    continue
                if numbers.setdefault(answer.number, command.press) != command.press:
                    raise DamagedError(f"{answer.number} was given to {command.press} too")

    def _send(self, desk: Desk, node: str, *commands: AnyCommand) -> None:
        self.asked.extend((node, command) for command in commands)
        step = desk.step([Arrival(node, encode(command)) for command in commands], moment())
        for command, reply in zip(commands, step.replies, strict=True):
            assert self.promised.setdefault(command.key, reply.answer) == reply.answer

    def _desk(self, journal: Journal) -> Desk:
        return Desk(journal, self._fold(journal))

    def _fold(self, journal: Journal) -> Queue:
        return restore(journal, empty(self._office.plan()))


class NewOfficeWork(JournalWork):
    """A technician who types new-office, and types it again where no journal is there."""

    name = "new office"
    blank: State = (0, {}, ())

    def __init__(self) -> None:
        super().__init__(rounds=0)

    def do(self, disk: Disk, folder: Path) -> Iterator[bool]:
        """Make the journal."""
        create(folder / self._file, disk)
        yield IS_PROMISED

    def read(self, folder: Path, disk: Disk = DISK) -> State:
        """Return what the journal holds that is there in the end."""
        if not (folder / self._file).exists():
            create(folder / self._file, disk)
        return super().read(folder, disk)


def _round(n: int, desk: Desk) -> Iterator[tuple[str, tuple[AnyCommand, ...]]]:
    """Ten minutes of an office: alone and together, accepted and refused, new and asked again, with and without hub."""
    base = 100 * n
    yield "kiosk-1", (take(base + 1),)
    yield "kiosk-1", (take(base + 2), take(base + 3, "B"), take(base + 1))
    yield "kiosk-1", (AdoptTicket(key=key(base + 4), press=press(base + 4), service="A", number=700 + n),)
    yield "kiosk-1", (AdoptTicket(key=key(base + 5), press=press(base + 2), service="A", number=750 + n),)
    yield "kiosk-1", (TakeTicket(key=key(base + 6), press=press(base + 6), service="Z"),)
    yield "counter-1", (OpenCounter(key=key(base, "counter-1"), counter=1),)
    saw = desk.queue.counters[1].ticket
    yield "counter-1", (CallNext(key=key(base + 1, "counter-1"), counter=1, saw=saw),)
    saw = desk.queue.counters[1].ticket
    yield "counter-1", (StartServing(key=key(base + 2, "counter-1"), counter=1, saw=saw),)
    yield "counter-1", (CallNext(key=key(base + 3, "counter-1"), counter=1, saw="2026-11-23-A999"),)
    if n % 2:
        yield "counter-1", (Finish(key=key(base + 4, "counter-1"), counter=1, saw=saw),)
