"""A hub whose journal was put together again, and boxes that remember nonsense of the day.

What they tell goes into the journal, so whatever it is, nobody who is in the queue may be lost by it.
"""

from pathlib import Path
from typing import Final

import msgspec

from firmware.hub.desk import Desk
from firmware.hub.journal import Entry, Known, Stamped
from firmware.messages import topics
from firmware.messages.names import make_key, make_press
from firmware.messages.notices import Presence, PresenceState
from firmware.node.link import Received
from firmware.queueing.events import JournalRebuilt
from firmware.queueing.evolve import fold
from tests.fuzz.hub import BOXES, HubUnderFire
from tests.fuzz.parts import Said
from tests.fuzz.payloads import Table

STORE: Final = "00000000000000cc"
MISSING: Final = ("counter-1", "kiosk-1", "printer-1")


class MemoriesUnderFire(HubUnderFire):
    """As the hub, and every second message is what a box remembers."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._asked: list[Said] = []
        self._rows = 0
        self._starts = 100
        super().__init__(folder, seed)

    def fire(self) -> Received:
        """Let a box come, or tell what it remembers where it is asked."""
        if self.chance.random() < 0.3:
            return super().fire()
        message = self._next()
        self.send(message)
        self.settle()
        self._look_for_questions()
        return message

    def settle(self) -> None:
        """As the hub's; the questions to missing boxes are kept."""
        super().settle()
        self._look_for_questions()

    def _look_for_questions(self) -> None:
        ours = {topics.REQUEST.name(node) for node in MISSING}
        self._asked = [*self._asked, *(said for said in self.link.said if said.topic in ours)][-3:]
        self.link.said = [said for said in self.link.said if said.topic not in ours]

    def _next(self) -> Received:
        self._forget()
        if not self._asked or self.chance.random() < 0.1:
            node = self.chance.choice(MISSING)
            self._starts += 1
            told = Presence(
                node=node, role=BOXES[node], version="0.5.0", state=PresenceState.ONLINE, start=self._starts
            )
            return Received(topic=topics.PRESENCE.name(node), payload=msgspec.json.encode(told))
        question = self._asked.pop()
        node = question.topic.rpartition("/")[2]
        page = self._papers() if b"ReadPapers" in question.payload else self._kept(node)
        whole = self.chance.random() < 0.5
        payload = msgspec.json.encode(page) if whole else self.breaker.payload(page)
        return Received(topic=topics.RESPONSE.name("hub"), payload=payload, correlation=question.correlation)

    def _forget(self) -> None:
        """Let the journal be one that was put together without these boxes."""
        desk: Desk = self.hub._desk
        rebuilt, now = self.hub._missing.rebuilt, self.hub._time.now()
        if desk.queue.day is None or (rebuilt is not None and set(rebuilt.missing) == set(MISSING)):
            return
        event = JournalRebuilt(last=dict(desk.queue.last_numbers), missing=MISSING)
        stamped = Stamped(desk.queue.position + 1, now.office, event)
        entry = Entry(self._key("hub"), stamped.position, Known(b"", b""), desk.queue.day, (stamped,))
        desk.go_on([entry], fold(desk.queue, [(event, now.office)]), now)
        self.hub._missing.look()

    # -- what they remember ------------------------------------------------------------------------------------------

    def _kept(self, node: str) -> Table:
        rows = [self._kept_row(node) for _ in range(self.chance.choice((0, 1, 2, 5)))]
        return {**self._page("KeptPage"), "rows": [self._bent(row) for row in rows]}

    def _papers(self) -> Table:
        rows = [self._paper_row() for _ in range(self.chance.choice((0, 1, 2, 5)))]
        return {**self._page("PaperPage"), "rows": [self._bent(row) for row in rows]}

    def _bent(self, row: Table) -> Table:
        return self.breaker.mutated(row) if self.chance.random() < 0.3 else row

    def _page(self, kind: str) -> Table:
        stamp = {"journal": self.hub._journal.id, "epoch": 1, "position": self.hub.queue.position}
        return {"response": kind, "is_last": self.chance.random() < 0.8, **stamp}

    def _kept_row(self, node: str) -> Table:
        self._rows += 1
        command = self._remembered(node)
        command["key"] = key = make_key(node, STORE, 1, self._rows)
        number = self._number()
        answer = {
            "answer": self.chance.choice(("Accepted", "Accepted", "Accepted", "Refused")),
            "key": key,
            "journal": self.hub._journal.id,
            "epoch": 1,
            "position": self.chance.randint(0, self.hub.queue.position + 3),
        }
        said = {"ticket": f"{self.hub.queue.day}-{number}", "number": number, "counter": self.chance.choice((None, 1))}
        answer |= said if answer["answer"] == "Accepted" else {"reason": "NOBODY_WAITING"}
        ages = {"age": self.chance.choice((0.0, 30.0, 5_000.0)), "is_age_exact": self.chance.random() < 0.8}
        return {"n": self._rows, "command": command, "answer": answer, **ages}

    def _remembered(self, node: str) -> Table:
        press = make_press("kiosk-1", STORE, 1, self.chance.randint(1, self._rows))
        if node == "counter-1":
            word = self.chance.choice(("CallNext", "CallTicket", "Finish", "OpenCounter", "MarkNoShow", "Park"))
            table: Table = {"command": word, "counter": self.chance.choice((1, 1, 2))}
            if word != "OpenCounter":
                table["saw"] = self.chance.choice((None, self._ticket()))
            return {**table, "ticket": self._ticket()} if word == "CallTicket" else table
        if node == "printer-1":
            return {**self._report(), "press": self.chance.choice((press, self._known_press()))}
        own = {"command": "AdoptTicket", "press": press, "service": "A", "number": self.chance.randint(700, 799)}
        take = {"command": "TakeTicket", "press": press, "service": self.chance.choice("AFKZ")}
        return self.chance.choice((own, take, take, {"command": "ClaimNumbers", "low": 700, "high": 799}))

    def _paper_row(self) -> Table:
        self._rows += 1
        number = self._number()
        press = self.chance.choice((make_press("kiosk-1", STORE, 1, self._rows), self._known_press()))
        slip = {
            "journal": self.hub._journal.id,
            "epoch": 1,
            "position": self.hub.queue.position,
            "id": f"{self.hub._journal.id}-{self._rows}",
            "press": press,
            "ticket": f"{self.hub.queue.day}-{number}",
            "number": number,
            "service": number[0],
            "service_name": {"id": "Paspor"},
            "office_name": "Kantor",
            "languages": ["id"],
            "issued_at": "2026-11-23T02:00:00Z",
            "ahead": 3,
            "age": 0.0,
            "mark": self.chance.choice(("NONE", "OFFLINE")),
        }
        state = self.chance.choice(("DONE", "SENDING", "CLAIMED", "EXPIRED"))
        ages = {"age": self.chance.choice((0.0, 30.0, 5_000.0)), "is_age_exact": self.chance.random() < 0.8}
        return {"n": self._rows, "slip": slip, "state": state, "is_marked": False, **ages}

    def _number(self) -> str:
        if self.chance.random() < 0.3 and self.hub.queue.tickets:
            return self.hub.queue.tickets[self.chance.choice(list(self.hub.queue.tickets))].number
        return f"{self.chance.choice('AFKZ')}{self.chance.choice((1, 12, 300, 701, 799, 999, 1_004)):03d}"
