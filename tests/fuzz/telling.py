"""What a hub tells its boxes, as tables: whole and plausible, and a little different each time."""

import random
from datetime import date, datetime, timedelta
from typing import Any, Final

from firmware.messages import topics
from tests.fuzz.payloads import Table

JOURNAL: Final = "00000000000000aa"
STORE: Final = "9f2c66d01b7e4a35"
DAY: Final = date(2026, 11, 23)
_NAMES: Final = (
    {"id": "Paspor baru", "en": "New passport"},
    {"id": "Penggantian"},
    {"id": "Pengambilan", "en": "Pick"},
)


class Telling:
    """A hub's mouth. `epoch` and `position` are where it stands."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.epoch = 1
        self.position = 1
        self.at = datetime.fromisoformat("2026-11-23T02:00:00+00:00")
        self._slips = 0

    def any(self) -> tuple[str, Table]:
        """Return one of all notices, with its topic."""
        words = (
            self.beat,
            self.office,
            self.board,
            self.board,
            self.counter,
            self.counter,
            self.slip,
            self.announcement,
        )
        return self.chance.choice(words)()

    def beat(self) -> tuple[str, Table]:
        """The sign of life."""
        clock = self.chance.choice(("TRUSTED", "TRUSTED", "HOLDOVER", "UNTRUSTED"))
        said = {"day": self._day(), "office_time": 5_000.0, "at": self.at.isoformat(), "clock": clock}
        return topics.BEAT.name(), {**self._stamp(), **said}

    def office(self) -> tuple[str, Table]:
        """How the office is made."""
        said = {
            "name": "Kantor Imigrasi",
            "timezone": "Asia/Jakarta",
            "languages": ["id", "en"],
            "word": "antrian",
            "services": [
                {"letter": letter, "name": name, "languages": ["id"]}
                for letter, name in zip("AFK", _NAMES, strict=True)
            ],
            "counters": [
                {"number": n, "serves": ["A", "F"], "box": f"counter-{n}", "zones": ["hall"]} for n in range(1, 4)
            ],
            "kiosks": [{"name": "kiosk-1", "printer": "printer-1", "numbers": [700, 799], "place": "pintu masuk"}],
            "come_back_minutes": 30,
        }
        return topics.OFFICE.name(), {**self._stamp(), **said}

    def board(self) -> tuple[str, Table]:
        """What walls show."""
        at = self.at.isoformat()
        said = {
            "day": self._day(),
            "calls": [self._call(n) for n in range(self.chance.choice((0, 1, 3, 8)))],
            "lines": [
                {"service": letter, "waiting": 7, "estimate": self.chance.choice((None, {"low": 20, "high": 35}))}
                for letter in "AFK"
            ],
            "open_counters": [1, 2],
            "kiosks": [
                {
                    "name": "kiosk-1",
                    "paper": self.chance.choice(("OK", "OUT")),
                    "unprinted": [{"number": "A007", "at": at, "is_failed": True}][: self.chance.randrange(2)],
                }
            ],
            "help": [{"call": 5, "kiosk": "kiosk-1", "at": at, "counter": self.chance.choice((None, 2))}],
        }
        return topics.BOARD.name(), {**self._stamp(), **said}

    def counter(self) -> tuple[str, Table]:
        """What a counter does."""
        number = self.chance.choice((1, 1, 1, 2))
        said = {
            "counter": number,
            "is_open": self.chance.random() < 0.8,
            "ticket": self.chance.choice((None, self._person("A017"))),
            "is_serving": self.chance.random() < 0.5,
            "waiting": 4,
            "parked": [self._person("F002")],
            "overdue": self.chance.randrange(2),
            "missed": self.chance.choice((None, self._person("K003"))),
            "absences": [[600, 660]],
            "help": self.chance.choice(([], ["kiosk-1"])),
        }
        return topics.COUNTER.name(number), {**self._stamp(), **said}

    def slip(self) -> tuple[str, Table]:
        """A paper."""
        self._slips += 1
        n = self.chance.choice((self._slips, self._slips, self.chance.randint(1, self._slips)))
        number = f"A{100 + n % 800:03d}"
        said: Table = {
            "id": f"{JOURNAL}-{self.chance.choice((n, n + 1_000_000))}",
            "press": f"kiosk-1-{STORE}-1-p{n}",
            "ticket": f"{DAY}-{number}",
            "number": number,
            "service": "A",
            "service_name": self.chance.choice(_NAMES),
            "office_name": "Kantor Imigrasi",
            "languages": ["id", "en"],
            "issued_at": self.at.isoformat(),
            "ahead": 7,
            "age": self.chance.choice((0.0, 0.2, 119.0, 121.0)),
            "is_priority": self.chance.random() < 0.3,
            "estimate": self.chance.choice((None, {"low": 20, "high": 35}, {"low": 0, "high": 5})),
            "mark": self.chance.choice(("NONE", "NONE", "REPRINT", "OFFLINE")),
            "come_back_minutes": 30,
            "bring": self.chance.choice(({}, {"id": ["KTP asli", "Paspor lama"], "en": ["ID card"]})),
            "check": self.chance.choice(("", "7K2QMX")),
            "slot": self.chance.choice((None, self.at.isoformat())),
        }
        return topics.SLIP.name("printer-1"), {**self._stamp(), **said}

    def announcement(self) -> tuple[str, Table]:
        """A call to be spoken."""
        number = self.chance.choice(("A017", "F002", "K1003"))
        said = {
            "id": f"{JOURNAL}-{self.position}",
            "kind": self.chance.choice(("CALL", "RECALL", "LAST_CALL")),
            "ticket": f"{DAY}-{number}",
            "number": number,
            "counter": self.chance.randint(1, 12),
            "service": "A",
            "office_time": 5_000.0,
            "age_limit": 20.0,
        }
        return topics.ANNOUNCEMENT.name("hall"), {**self._stamp(), **said}

    def answer(self, node: str, keys: list[str]) -> tuple[str, Table]:
        """An answer to a command that waits, or to none."""
        n = self.chance.randrange(1, 99)
        key: str | None = self.chance.choice([*keys, f"{node}-{STORE}-1-{n}"])
        accepted = {"answer": "Accepted", "ticket": f"{DAY}-A017", "number": "A017", "counter": 1}
        reason = self.chance.choice(("NOT_YET", "TOO_FAST", "STORAGE", "DAY_CLOSED", "RANGE_TAKEN", "WORD_OF_TOMORROW"))
        refused = {
            "answer": "Refused",
            "reason": reason,
            "detail": "because",
            "retry_after": self.chance.choice((None, 2.0)),
        }
        key = None if reason == "TOO_FAST" and self.chance.random() < 0.5 else key
        said = accepted if key is not None and self.chance.random() < 0.5 else refused
        return topics.ANSWER.name(node), {**self._stamp(), **said, "key": key}

    def forward(self) -> None:
        """Let something have happened in the office."""
        self.position += 1
        self.at += timedelta(seconds=1)

    def _stamp(self) -> Table:
        self.position += 1
        return {"journal": JOURNAL, "epoch": self.epoch, "position": self.position}

    def _day(self) -> str | None:
        return self.chance.choice((DAY.isoformat(), DAY.isoformat(), DAY.isoformat(), None))

    def _call(self, n: int) -> Table:
        number = f"A{n + 11:03d}"
        return {
            "call": self.position - n,
            "ticket": f"{DAY}-{number}",
            "number": number,
            "counter": n % 3 + 1,
            "state": self.chance.choice(("CALLED", "SERVING", "ENDED")),
            "at": self.at.isoformat(),
            "recalls": self.chance.randrange(3),
            "service": "A",
            "is_priority": self.chance.random() < 0.2,
        }

    def _person(self, number: str) -> Table:
        stage: Any = self.chance.choice((None, [1, 2]))
        said = {"standing": "PRIORITY", "stage": stage, "waited": 12, "check": "7K2QMX"}
        return {"ticket": f"{DAY}-{number}", "number": number, "service": number[0], **said}


REQUESTS: Final[tuple[Table, ...]] = (
    {"request": "TakeScreenshot"},
    {"request": "Say", "number": "A001", "counter": 1},
    {"request": "Announce", "sentence": "MANUAL"},
    {"request": "Announce", "sentence": "EVACUATION"},
    {"request": "Announce", "sentence": "ALL_CLEAR"},
    {"request": "CheckSlip", "text": "2026-11-23-A001 7K2QMX"},
    {"request": "ReadJournal", "after": -20, "limit": 50},
    {"request": "ReadNodes", "after": ""},
    {"request": "ReadKept", "after": -5},
    {"request": "ReadPapers", "after": 3},
    {"request": "ReadTicket", "number": "A001", "after": 0},
    {"request": "ReadScores", "before": 40},
)
