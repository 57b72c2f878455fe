"""The hub under fire: every verb in every state of a ticket, a counter and a day, and what no box says.

The promises are those of the queue's own machine: who was there is there, no number is given twice, every command that
can be answered is answered, the same key brings the same answer, and the next visitor gets the next number.
"""

import random
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import msgspec

from firmware.hub.desk import restore
from firmware.hub.hub import Hub
from firmware.hub.journal import Journal, create
from firmware.hub.settings import HubSettings, OfficeSettings
from firmware.messages import topics
from firmware.messages.answers import RETRYABLE, Accepted, Refused
from firmware.messages.codec import Garbage, decode_answer, decode_command, encode, fingerprint
from firmware.messages.commands import AnyCommand, Command, OpenDay, TakeTicket
from firmware.messages.names import Role, make_key, make_press
from firmware.messages.notices import Health, Presence, PresenceState
from firmware.messages.requests import NodePage, ReadNodes
from firmware.node.link import Received
from firmware.node.watchdog import Watchdog
from firmware.queueing.model import empty
from firmware.simulation import plan
from firmware.simulation.evidence import replayed
from firmware.simulation.invariants import everybody_somewhere, no_duplicate_number, one_counter_per_ticket
from firmware.simulation.records import read
from tests.fuzz.parts import DeafLink, Fault, HandClock, QuickDisk, must, world
from tests.fuzz.payloads import Breaker, Table, table_of

STORE: Final = "9f2c66d01b7e4a35"
BOXES: Final = {
    "kiosk-1": Role.KIOSK,
    "kiosk-2": Role.KIOSK,
    "counter-1": Role.COUNTER,
    "counter-2": Role.COUNTER,
    "counter-3": Role.COUNTER,
    "printer-1": Role.PRINTER,
    "display-1": Role.DISPLAY,
    "technician-1": Role.TECHNICIAN,
}
_BACK: Final = topics.RESPONSE.name("technician-1")
_DAY_PAYLOADS: Final = 1_500
_REPEATED: Final = 0.06
_LARGE: Final = 8_192
_REMEMBERED: Final = 5_000

_COUNTER_WORDS: Final = (
    "CallNext",
    "CallTicket",
    "Recall",
    "MarkNoShow",
    "Requeue",
    "Transfer",
    "Park",
    "StartServing",
)
_COUNTER_WORDS_2: Final = ("Finish", "Finish", "CallNext", "CallNext", "OpenCounter", "OpenCounter", "CloseCounter")
_REQUESTS: Final[tuple[Table, ...]] = (
    {"request": "TakeScreenshot"},
    {"request": "Say", "number": "A001", "counter": 1},
    {"request": "Announce", "sentence": "MANUAL"},
    {"request": "CheckSlip", "text": "2026-11-23-A001 7K2QMX"},
    {"request": "ReadJournal", "after": -20, "limit": 50},
    {"request": "ReadNodes", "after": ""},
    {"request": "ReadKept", "after": -5},
    {"request": "ReadPapers", "after": 3},
    {"request": "ReadTicket", "number": "A001", "after": 0},
    {"request": "ReadScores", "before": 40},
    {"request": "ReadScores"},
)


class HubUnderFire:
    """One hub. `fire` says one thing to it, `check` asks for all that must be true."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = random.Random(f"hub {seed}")
        self.looks = random.Random(f"looks {seed}")
        self.breaker = Breaker(self.chance)
        self.folder = folder
        self.clock = HandClock()
        links: list[DeafLink] = []
        office = msgspec.convert(
            {**plan._OFFICE, "office": {**plan._OFFICE["office"], "day": "manual"}}, OfficeSettings
        )
        state = folder / "hub"
        create(state / "journal.sqlite3", QuickDisk())
        settings: HubSettings = plan.hub_settings(state)
        self.hub = Hub(settings, office, world(self.clock, links), Watchdog(""))
        (self.link,) = links
        self.hub.start()
        self._n = 0
        self._shots = 0
        self._answers: dict[str, tuple[bytes, bytes]] = {}
        self._sent: list[tuple[str, Table]] = []
        self._owed: dict[str, tuple[str, bytes]] = {}
        self._tickets: set[str] = set()
        self._open()

    # -- firing ------------------------------------------------------------------------------------------------------

    def fire(self) -> Received:
        """Make the next message, hand it over and return it."""
        message = self._message()
        self.send(message)
        return message

    def send(self, message: Received) -> None:
        """Hand one message over, and note who waits for an answer."""
        parsed = topics.parse(message.topic)
        if parsed is not None and parsed[0] is topics.COMMAND and parsed[1] is not None:
            self._expect(parsed[1], message.payload)
        # Of one sender only so much may wait; what is lost here is the inbox's own test.
        if len(message.payload) > _LARGE:
            self.settle()
        self.hub.inbox.put(message)

    def settle(self) -> None:
        """Let the hub act on everything that waits."""
        # The door is tested elsewhere: whoever is shut out says nothing.
        self.hub._gate.guests.clear()
        self.clock.now += 0.25
        while not self.hub.inbox.empty():
            self.hub.step(0.0)
        self.hub.step(0.0)

    def check(self) -> None:
        """Raise Fault unless everything is as it must be."""
        self._shots += 1
        self._collect()
        must(not self._owed, lambda: f"nobody answered {next(iter(self._owed.items()))!r}")
        queue = self.hub.queue
        if queue.day is not None:
            must(self._tickets <= queue.tickets.keys(), lambda: f"lost: {sorted(self._tickets - queue.tickets.keys())}")
            self._tickets = set(queue.tickets)
        for said in everybody_somewhere(SimpleNamespace(queue=queue)):  # type: ignore[arg-type]
            raise Fault(said)
        self._look_at_the_door()
        self._take_the_next_number()
        if self._shots * 50 % _DAY_PAYLOADS == 0:
            self.turn_day()

    def finish(self) -> None:
        """Judge the journal as a whole, and read it as the next start of the hub does."""
        self.hub._journal.close()
        records = read(self.folder, ())
        evidence: Any = SimpleNamespace(records=records, queue=self.hub.queue)
        for judge in (no_duplicate_number, one_counter_per_ticket):
            for said in judge(evidence):
                raise Fault(said)
        must(sum(1 for _ in replayed(evidence)) == len(records.rows), "the journal is not read to its end")
        with closing(Journal(self.folder / "hub" / "journal.sqlite3", QuickDisk())) as journal:
            again = restore(journal, empty(self.hub.queue.plan))
        must(again == self.hub.queue, "the next start of the hub knows something else")

    def close(self) -> None:
        """Let go of what it has open."""
        self.hub._journal.close()
        self.hub._lock.close()

    # -- what must be true -------------------------------------------------------------------------------------------

    def _expect(self, node: str, payload: bytes) -> None:
        command = decode_command(node, payload)
        if isinstance(command, Garbage):
            return
        mark = fingerprint(command) if isinstance(command, Command) else b""
        self._owed[command.key] = node, mark

    def _collect(self) -> None:
        for said in self.link.take():
            must(len(said.payload) <= 8 * 1024, f"{said.topic} has {len(said.payload)} bytes")
            if not said.topic.startswith("antrian/answer/"):
                continue
            answer = decode_answer(said.payload)
            must(not isinstance(answer, Garbage), f"an answer that nobody can read: {said.payload!r}")
            assert isinstance(answer, Accepted | Refused)
            if answer.key is None:
                raise Fault(f"{said.topic} hears TOO_FAST")
            self._compare(answer, said.payload)

    def _compare(self, answer: Accepted | Refused, payload: bytes) -> None:
        key = str(answer.key)
        _, mark = self._owed.pop(key, ("", b""))
        if isinstance(answer, Refused) and (answer.reason in RETRYABLE or answer.reason == "KEY_REUSED"):
            must(answer.reason != "STORAGE", f"the hub cannot write: {answer.detail}")
            return
        before = self._answers.setdefault(key, (mark, payload))
        must(before[1] == payload, lambda: f"{key} was answered {before[1]!r}, then {payload!r}")

    def _look_at_the_door(self) -> None:
        """A technician asks who is there, and gets an answer."""
        request = encode(ReadNodes(after=self.looks.choice(("", "c", "zz"))))
        self.hub.inbox.put(
            Received(topic=topics.REQUEST.name("hub"), payload=request, response_topic=_BACK, correlation=b"good")
        )
        self.settle()
        said = [one for one in self.link.take() if one.topic == _BACK and one.correlation == b"good"]
        must(len(said) == 1, f"{len(said)} answers to a technician")
        page = msgspec.json.decode(said[0].payload, type=NodePage)
        must(page.nodes or page.is_last, "a page without a box, and more to come: the next ones are never seen")

    def _take_the_next_number(self) -> None:
        """The next good message gets its answer, and a number that nobody has."""
        if self.hub.queue.day is None:
            self._open()
        before = {label for ticket in self.hub.queue.tickets.values() for label in ticket.labels}
        answer = self._ask(TakeTicket(key=self._key("kiosk-1"), press=self._press("kiosk-1"), service="A"), "kiosk-1")
        if isinstance(answer, Refused) and answer.reason in ("NUMBERS_EXHAUSTED", "NO_MORE_TICKETS"):
            self.turn_day()
            return
        must(isinstance(answer, Accepted), lambda: f"no number for the next visitor: {answer}")
        assert isinstance(answer, Accepted)
        must(answer.number not in before, f"{answer.number} is given twice")
        must(answer.ticket in self.hub.queue.tickets, f"{answer.ticket} is nowhere")
        self._tickets.add(str(answer.ticket))

    def turn_day(self) -> None:
        """Let the next business day begin."""
        day = self.hub.queue.day
        if day is not None:
            self._ask_for({"command": "CloseDay", "day": day.isoformat()})
        self.clock.now += 86_400 - self.clock.now % 86_400
        self._answers = dict(list(self._answers.items())[-_REMEMBERED:])
        self._settle_standstill()
        self._open()

    def _settle_standstill(self) -> None:
        """A hub that has stood still takes no call for a while; here only the clock was set."""
        self.settle()
        self.clock.now += 2.5
        self.settle()

    def _open(self) -> None:
        for _ in range(3):
            answer = self._ask(OpenDay(key=self._key("technician-1"), day=self.clock.wall().date()), "technician-1")
            if isinstance(answer, Accepted):
                break
            self.clock.now += 86_400
            self._settle_standstill()
        must(self.hub.queue.day is not None, lambda: f"no day can be opened: {answer}")
        self._tickets = set()

    def _ask_for(self, fields: Table) -> None:
        command: Command = msgspec.convert({**fields, "key": self._key("technician-1")}, AnyCommand)
        must(isinstance(self._ask(command, "technician-1"), Accepted), f"{fields} is refused")

    def _ask(self, command: Command, node: str) -> Accepted | Refused:
        self._collect()
        self.hub.inbox.put(Received(topic=topics.COMMAND.name(node), payload=encode(command)))
        self.settle()
        answers = [decode_answer(said.payload) for said in self.link.take() if said.topic == topics.ANSWER.name(node)]
        found = [one for one in answers if isinstance(one, Accepted | Refused) and one.key == command.key]
        must(len(found) == 1, f"{len(found)} answers to {command}")
        return found[0]

    # -- messages ----------------------------------------------------------------------------------------------------

    def _message(self) -> Received:
        way = self.chance.random()
        if way < _REPEATED and self._sent:
            node, table = self.chance.choice(self._sent)
            if self.chance.random() < 0.5:
                table = {**table, "age": 1.5}
            return self._on(topics.COMMAND.name(node), msgspec.json.encode(table))
        if way < 0.70:
            node, table = self._command()
            if self.chance.random() < 0.4:
                self._sent = [*self._sent[-200:], (node, table)]
                return self._on(topics.COMMAND.name(node), msgspec.json.encode(table))
            return self._on(topics.COMMAND.name(node), self.breaker.payload(table))
        return self._notice(way)

    def _notice(self, way: float) -> Received:
        node = self.chance.choice((*BOXES, *BOXES, "hub", "kiosk-77", "x"))
        if way < 0.78:
            state = self.chance.choice(list(PresenceState))
            role = BOXES.get(node, Role.KIOSK)
            table = table_of(
                Presence(node=node, role=role, version="0.5.0", state=state, start=self.chance.randrange(9))
            )
            return self._on(topics.PRESENCE.name(node), self.breaker.payload(table))
        if way < 0.86:
            return self._on(topics.HEALTH.name(node), self.breaker.payload(self._health(node)))
        if way < 0.95:
            return self._on(topics.REQUEST.name("hub"), self.breaker.payload(self.chance.choice(_REQUESTS)))
        return self._on(topics.RESPONSE.name("hub"), self.breaker.payload(_kept_page(self.chance)))

    def _health(self, node: str) -> Table:
        table = table_of(Health(node=node, role=BOXES.get(node, Role.KIOSK), uptime=12.5, outbox=0, disk_free=10**9))
        return {
            **table,
            "temperature": 48.5,
            "paper": self.chance.choice(("OK", "OUT", "NEAR_END", "UNKNOWN")),
            "troubles": [{"problem": "PAPER_OUT", "detail": "is there paper?"}] * self.chance.choice((0, 1, 3, 40)),
        }

    def _on(self, topic: str, payload: bytes) -> Received:
        if self.chance.random() < 0.04:
            topic = self.chance.choice(_ELSEWHERE).format(self.chance.choice(list(BOXES)))
        is_asked = topic.startswith("antrian/request/") and self.chance.random() < 0.9
        return Received(
            topic=topic,
            payload=payload,
            is_retained=self.chance.random() < 0.1,
            response_topic=_BACK if is_asked else None,
            correlation=self.chance.choice((None, b"", b"1", b"\xff\x00", b"x" * 500, b"kiosk-1/1.1.0", b"/")),
            content_type=self.chance.choice((None, "application/json", "image/png", "x\n\x1b" * 20)),
        )

    def _command(self) -> tuple[str, Table]:
        """A command that might be a good one, by the state that the office is in."""
        counter = self.chance.randint(1, 3)
        word = self.chance.choice(("take", "take", "take", "counter", "counter", "counter", "counter", "other"))
        node, fields = {"take": self._taking, "counter": self._at_counter, "other": self._other}[word](counter)
        if self.chance.random() < 0.05:
            node = self.chance.choice(list(BOXES))
        table = {**fields, "key": self._key(node)}
        if "press" in table and table["command"] != "ReportPrint":
            table["press"] = self._press(node) if self.chance.random() < 0.9 else self._known_press()
        if self.chance.random() < 0.2:
            table["age"] = self.chance.choice((0.0, 0.3, 4.9, 6.0, 400.0, 604_800.0))
        if self.chance.random() < 0.05:
            table["is_age_exact"] = False
        return node, table

    def _taking(self, _counter: int) -> tuple[str, Table]:
        node = self.chance.choice(("kiosk-1", "kiosk-2"))
        service = self.chance.choice("AAFKZ")
        low = 700 if node == "kiosk-1" else 800
        adopted = self.chance.choice((low + self.chance.randrange(100), self.chance.randint(1, 9_999)))
        choices: tuple[Table, ...] = (
            {"command": "TakeTicket", "press": "", "service": service, "priority": self.chance.random() < 0.3},
            {"command": "AdoptTicket", "press": "", "service": service, "number": adopted, "priority": False},
            {"command": "CheckIn", "press": "", "appointment": self.chance.choice(("MP-1", "X", "1" * 32))},
            {"command": "ClaimNumbers", "low": low, "high": low + 99},
        )
        return node, self.chance.choices(choices, (6, 2, 1, 1))[0]

    def _at_counter(self, counter: int) -> tuple[str, Table]:
        node = f"counter-{counter}" if self.chance.random() < 0.9 else "technician-1"
        there = self.hub.queue.counters[counter].ticket
        saw = there if self.chance.random() < 0.8 else self.chance.choice((None, self._ticket()))
        word = self.chance.choice((*_COUNTER_WORDS, *_COUNTER_WORDS_2))
        table: Table = {"command": word, "counter": counter if self.chance.random() < 0.95 else 99}
        if word not in ("OpenCounter", "CloseCounter"):
            table["saw"] = saw
        if word == "CallTicket" or (word == "Requeue" and self.chance.random() < 0.5):
            table["ticket"] = self._ticket()
        if word == "Transfer":
            table["service"] = self.chance.choice("AFKZ")
        if word == "Finish" and self.chance.random() < 0.3:
            table["ends_visit"] = True
        return node, table

    def _other(self, counter: int) -> tuple[str, Table]:
        day = self.hub.queue.day or self.clock.wall().date()
        days = (day, day, day - timedelta(days=1), day + timedelta(days=1), day.replace(year=9999), day.replace(year=1))
        kiosk, officer = self.chance.choice(("kiosk-1", "kiosk-2")), f"counter-{counter}"
        choices: tuple[tuple[str, Table], ...] = (
            (officer, {"command": "PlanCounter", "counter": counter, "absences": [[600, 660], [0, 1_440]]}),
            (officer, {"command": "AnswerHelp", "counter": counter, "kiosk": kiosk}),
            (kiosk, {"command": "RequestHelp"}),
            (kiosk, {"command": "CancelHelp"}),
            (officer, {"command": "Withdraw", "ticket": self._ticket()}),
            ("printer-1", self._report()),
            ("printer-1", self._report()),
            ("kiosk-1", {"command": "RateService", "counter": counter, "element": 3, "score": 4}),
            ("technician-1", {"command": "OpenDay", "day": self.chance.choice(days).isoformat()}),
            (officer, {"command": "CloseDay", "day": self.chance.choice((*days[2:], days[2])).isoformat()}),
            (
                "technician-1",
                {"command": "AdoptTicket", "press": "", "service": "A", "number": 905, "counter": counter},
            ),
        )
        return self.chance.choice(choices)

    def _report(self) -> Table:
        press = self._known_press()
        owner = self.hub.queue.presses.get(press)
        number = None if owner is None else self.hub.queue.tickets[owner].number
        return {
            "command": "ReportPrint",
            "press": press,
            "slip": f"{self.hub._journal.id}-{self.chance.randint(1, max(1, self.hub.queue.position))}",
            "outcome": self.chance.choice(("PRINTED", "SUPERSEDED", "FAILED")),
            "cause": self.chance.choice((None, "PAPER_OUT", "TOO_OLD")),
            "is_final": self.chance.random() < 0.8,
            "is_marked": self.chance.random() < 0.2,
            "number": self.chance.choice((number, None, "A777")),
        }

    def _ticket(self) -> str:
        tickets = list(self.hub.queue.tickets)[-60:]
        return self.chance.choice(tickets) if tickets and self.chance.random() < 0.95 else "2026-11-23-Z999"

    def _known_press(self) -> str:
        presses = list(self.hub.queue.presses)[-60:]
        return self.chance.choice(presses) if presses else make_press("kiosk-1", STORE, 1, 1)

    def _key(self, node: str) -> str:
        self._n += 1
        return make_key(node, STORE, 1, self._n)

    def _press(self, node: str) -> str:
        self._n += 1
        return make_press(node, STORE, 1, self._n)


_ELSEWHERE: Final = (
    "antrian/command",
    "antrian/command/",
    "antrian/command/{}/more",
    "antrian/command/\u202e{}",
    "antrian/command/{}\nforged: line",
    "antrian/health/{}\x1b[2J",
    "antrian/presence/+",
    "antrian/request/{}",
    "antrian/answer/{}",
    "antrian/board",
    "antrian/board/x",
    "antrian/beat",
    "antrian//{}",
    "/antrian/command/{}",
    "$SYS/broker",
    "x" * 60_000,
    "antrian/command/" + "x" * 60_000,
    "",
)


def _kept_page(chance: random.Random) -> Table:
    key = make_key("kiosk-1", STORE, 1, chance.randrange(1, 900))
    row = {
        "n": 1,
        "command": {"command": "TakeTicket", "key": key, "press": key.replace("-1-", "-1-p"), "service": "A"},
        "answer": {"answer": "Accepted", "key": key, "journal": "0" * 16, "epoch": 1, "position": 3},
        "age": 3.5,
        "is_age_exact": True,
    }
    page = {"response": "KeptPage", "rows": [row], "is_last": True, "journal": "0" * 16, "epoch": 1, "position": 9}
    return chance.choice((page, {"response": "Done"}, {"response": "Failed", "detail": "no"}))
