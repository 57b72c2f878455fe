"""The technician's command under fire: what it hears and what it is answered, up to the words on the terminal.

An answer that nobody can read ends a command with a sentence; anything else is a traceback in a technician's face.
"""

import io
import random
import re
from collections.abc import Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Final
from zoneinfo import ZoneInfo

from firmware.messages import topics
from firmware.messages.requests import AnyRequest, Done, JournalPage, NodePage, ReadJournal, ReadNodes, TicketPage
from firmware.node.link import Connected, Received, Will
from firmware.node.settings import BoxSettings
from firmware.technician.faults import Fault as Ending
from firmware.technician.journal_lines import line_of
from firmware.technician.office_line import OfficeLine
from firmware.technician.pages import journal_text, nodes_page, status_page, story_text
from firmware.technician.report import box_row, report_of
from firmware.technician.scores import days_of, scores_page
from firmware.technician.settings import Patience, TechnicianSettings
from firmware.technician.snapshot import HUB, Snapshot, hear
from firmware.technician.story import story_of
from firmware.technician.terminal import Terminal
from tests.fuzz.parts import must
from tests.fuzz.payloads import Breaker, Table
from tests.fuzz.telling import DAY, JOURNAL, STORE, Telling

_BACK: Final = topics.RESPONSE.name("technician-1")
_ZONE: Final = ZoneInfo("Asia/Jakarta")
_UNSEEN: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LONGEST_PAGE: Final = 400_000


class _AskedLink:
    """A link whose broker has heard much else before the answer."""

    is_connected = is_alive = True

    def __init__(self, inbox: "SimpleQueue[object]") -> None:
        self.inbox = inbox
        self.waiting: list[Received] = []
        self.answer: tuple[bytes, str | None] = (b'{"response":"Done"}', None)

    def start(self) -> None:
        """Connect at once."""
        self.inbox.put(Connected())

    def close(self, farewell: Will | None = None) -> None:
        """Leave."""

    def listen(self, subscriptions: Sequence[tuple[str, int]], **_: object) -> None:
        """Hear what is wanted."""

    def publish(self, _topic: str, _payload: bytes, *, correlation: bytes | None = None, **_: object) -> bool:
        """Say what waits, then the answer."""
        for message in self.waiting:
            self.inbox.put(message)
        said, content_type = self.answer
        self.inbox.put(Received(topic=_BACK, payload=said, correlation=correlation, content_type=content_type))
        self.waiting = []
        return True


class TechnicianUnderFire:
    """One line to an office, and all the pages that are made of what it hears."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = random.Random(f"technician {seed}")
        self.breaker = Breaker(self.chance)
        self.tell = Telling(self.chance)
        self.snapshot = Snapshot(broker="hub.local:8883")
        self._shown = 0
        self._questions: list[tuple[AnyRequest, tuple[bytes, str | None]]] = []
        folder.mkdir(parents=True)
        box = BoxSettings(name="technician-1", state=str(folder))
        settings = TechnicianSettings(box=box, patience=Patience(answer_seconds=2.0))
        links: list[_AskedLink] = []

        def connect(_settings: BoxSettings, inbox: "SimpleQueue[object]", **_: object) -> _AskedLink:
            links.append(_AskedLink(inbox))
            return links[-1]

        self.line = OfficeLine(settings, connect=connect).__enter__()
        (self.link,) = links

    def fire(self) -> object:
        """Let it hear a notice, or be answered."""
        if self.chance.random() < 0.5:
            topic, table = self.chance.choice((self.tell.any, self._presence))()
            heard = Received(
                topic=topic, payload=self.breaker.payload(table), correlation=self.chance.choice((None, b"1"))
            )
            self.snapshot = hear(self.snapshot, heard.topic, heard.payload)
            self.link.waiting.append(heard)
            return heard
        request, table = self.chance.choice(self._ANSWERS)(self)
        said = self.breaker.payload(table), self.chance.choice((None, "application/json", "image/png", "x\n"))
        self._questions.append((request, said))
        return request, said

    def settle(self) -> None:
        """Ask, and be answered so."""
        questions, self._questions = self._questions, []
        for request, self.link.answer in questions:
            self._ask(request)

    def check(self) -> None:
        """The next good question is answered, and the page of the office can be shown."""
        self.link.answer = b'{"response":"Done"}', None
        must(isinstance(self.line.ask("display-1", ReadNodes()), Done), "a good answer is not heard")
        if self.snapshot.beat is not None:
            self._show(status_page(report_of(self.snapshot), _ZONE))

    def finish(self) -> None:
        """Nothing is left."""

    def close(self) -> None:
        """Leave."""
        self.line.close()

    def _ask(self, request: AnyRequest) -> None:
        self._shown += 1
        try:
            answer = self.line.ask(HUB, request)
        except Ending as ending:
            must(not _UNSEEN.search(str(ending)) and len(str(ending)) < 9_000, f"an ending: {ending!r}")
            return
        for page in self._pages(answer):
            self._show(page)

    def _pages(self, answer: object) -> list[Any]:
        match answer:
            case JournalPage(rows=rows):
                return [*(journal_text(line_of(row, _ZONE)) for row in rows), scores_page(days_of(rows))]
            case TicketPage(ticket=str(ticket), rows=rows):
                return [story_text(story_of(ticket, rows, _ZONE))]
            case NodePage(nodes=nodes):
                return [nodes_page(map(box_row, nodes))]
        return []

    def _show(self, page: Any) -> None:
        if self._shown % 8:  # most of a page's work is Rich's own
            return
        file = io.StringIO()
        Terminal(file=file, width=80).print(page)
        shown = file.getvalue()
        must(len(shown) < _LONGEST_PAGE, f"a page of {len(shown)} letters")
        must(not _UNSEEN.search(shown), lambda: f"the terminal is told {_UNSEEN.findall(shown)}: {shown!r}")

    # -- answers -----------------------------------------------------------------------------------------------------

    def _presence(self) -> tuple[str, Table]:
        state = self.chance.choice(("ONLINE", "OFFLINE"))
        said = {"node": "hub", "role": "hub", "version": "0.5.0", "state": state, "start": 3}
        return topics.PRESENCE.name("hub"), said

    def _nodes(self) -> tuple[AnyRequest, Table]:
        health = {
            "node": "kiosk-1",
            "role": "kiosk",
            "uptime": 5.0,
            "outbox": 3,
            "temperature": 81.5,
            "disk_free": 10**6,
        }
        troubles = [{"problem": "BUTTON_STUCK", "detail": "pin 17"}]
        row = {"node": "kiosk-1", "presence": self._presence()[1], "heard": 3.5, "dropped": 2, "is_quarantined": True}
        rows = [{**row, "health": {**health, "troubles": troubles}}, {**row, "health": None, "node": "printer-1"}]
        return ReadNodes(), {"response": "NodePage", "nodes": rows, "is_last": True}

    def _row(self) -> Table:
        event = self.chance.choice(_EVENTS)
        if self.chance.random() < 0.5:
            event = self.breaker.mutated(event)
        key = f"kiosk-1-{STORE}-1-7"
        at = {"day": DAY.isoformat(), "key": key, "at": 5_000.5, "wall": "2026-11-23T02:00:00+00:00"}
        return {"position": 7, "epoch": 1, **at, "event": event}

    def _journal(self) -> tuple[AnyRequest, Table]:
        rows = [self._row() for _ in range(self.chance.choice((1, 2, 5)))]
        return ReadJournal(after=0), {"response": "JournalPage", "rows": rows, "end": 9}

    def _ticket(self) -> tuple[AnyRequest, Table]:
        rows = [self._row() for _ in range(self.chance.choice((1, 2, 5)))]
        page = {"ticket": f"{DAY}-A017", "day": DAY.isoformat(), "rows": rows, "reached": 9, "is_last": True}
        return ReadJournal(after=0), {"response": "TicketPage", **page}

    def _other(self) -> tuple[AnyRequest, Table]:
        slip = {"response": "SlipChecked", "verdict": "GENUINE", "ticket": f"{DAY}-A017", "state": "WAITING"}
        return ReadNodes(), self.chance.choice(
            (slip, {"response": "Done"}, {"response": "Failed", "detail": "no paper"})
        )

    _ANSWERS: Final = (_nodes, _journal, _journal, _ticket, _other)


_WHY: Final = {"rule": "CREDIT", "standing": "WALK_IN", "waited": 700, "credit": 700, "rate": 1, "choices": 3}
_NEXT: Final = {"next_number": "F002", "next_standing": "PRIORITY", "next_credit": 300}
_TOLD: Final = {"low": 20, "high": 35, "p50": 1_300, "p90": 2_000, "method": "ROLLOUT", "raw_p50": 1, "raw_p90": 2}
_TICKET: Final = {"ticket": f"{DAY}-A017"}
_EVENTS: Final[tuple[Table, ...]] = (
    {"event": "DayOpened", "day": DAY.isoformat()},
    {"event": "CounterPlanned", "counter": 1, "absences": [[600, 660]]},
    {"event": "TicketIssued", **_TICKET, "number": "A017", "service": "A", "since": 4_000.0, "told": _TOLD, "n": 17},
    {"event": "TicketCalled", **_TICKET, "counter": 1, "why": {**_WHY, **_NEXT}},
    {
        "event": "TicketCalled",
        **_TICKET,
        "counter": 1,
        "why": {**_WHY, "rule": "CAP", "standing": "BOOKED", "slot": 60},
    },
    {"event": "SlipReported", "press": "x", "outcome": "FAILED", "cause": "PAPER_OUT", "is_final": False},
    {"event": "NumbersClaimed", "kiosk": "kiosk-1", "low": 700, "high": 799},
    {
        "event": "DayScored",
        "day": DAY.isoformat(),
        "scores": [
            {"service": "A", "standing": "WALK_IN", "count": 9, "mae": 200, "bias": -30, "over_10": 1, "covered": 8}
        ],
    },
    {"event": "WordOfTomorrow", "journal": JOURNAL, "x": [1, {"y": None}]},
)
