"""A desk on a journal of its own, at a time that is set by hand, with short words to use it."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from firmware.hub.desk import Arrival, Desk, Step, restore
from firmware.hub.journal import Journal
from firmware.hub.office_time import Moment
from firmware.hub.settings import OfficeSettings
from firmware.hub.waits import Waits
from firmware.messages.codec import decode_answer, encode
from firmware.messages.commands import AdoptTicket, AnyCommand, TakeTicket
from firmware.messages.names import make_key, make_press
from firmware.queueing.model import empty

DAY = date(2026, 11, 23)
STORE = "9f2c66d01b7e4a35"
SHIPPED = Path(__file__).parents[2] / "firmware" / "hub" / "office.toml"


def always_open(folder: Path) -> Path:
    """The shipped office without its hours, in a folder: for a hub that goes by this machine's clock, at any hour."""
    manual = SHIPPED.read_text(encoding="utf-8")
    path = folder / "office.toml"
    hours = slice(manual.index("[hours]"), manual.index("# Numbers the hub gives"))
    path.write_text(manual.replace(manual[hours], ""), encoding="utf-8")
    return path


def moment(seconds: float = 0.0) -> Moment:
    """A moment `seconds` after nine in the morning of the test's day, on every clock."""
    wall = datetime(2026, 11, 23, 2, 0, tzinfo=UTC) + timedelta(seconds=seconds)
    return Moment(office=1_000.0 + seconds, boot=50.0 + seconds, boot_id="boot", wall=wall)


def key(n: int, node: str = "kiosk-1") -> str:
    """The n-th key of a node."""
    return make_key(node, STORE, 1, n)


def press(n: int, node: str = "kiosk-1") -> str:
    """The n-th press of a node."""
    return make_press(node, STORE, 1, n)


def take(n: int, service: str = "A", node: str = "kiosk-1") -> TakeTicket:
    """The n-th wish for a ticket."""
    return TakeTicket(key=key(n, node), press=press(n, node), service=service)


def adopt(n: int, number: int, of: int | None = None, age: float = 0.0) -> AdoptTicket:
    """The n-th command of kiosk-1: a number of its own for its press `of` (the n-th unless told)."""
    return AdoptTicket(key=key(n), press=press(of or n), service="A", number=number, age=age)


class Bench:
    """A desk on a real journal in a folder, with short words to use it."""

    def __init__(self, path: Path, office: OfficeSettings) -> None:
        self.path = path
        self.office = office
        self.waits = Waits()
        self.sit_down()

    def sit_down(self) -> None:
        """Open the journal as a starting hub does."""
        self.journal = Journal(self.path)
        self.journal.begin_epoch(moment())
        self.desk = Desk(self.journal, restore(self.journal, empty(self.office.plan())), self.waits)

    def restart(self) -> None:
        """Forget everything in memory and read the journal again."""
        self.journal.close()
        self.sit_down()

    def send(self, *commands: AnyCommand, node: str = "kiosk-1", seconds: float = 0.0) -> Step:
        """Let one node's commands arrive together."""
        return self.desk.step([Arrival(node, encode(command)) for command in commands], moment(seconds))

    def raw(self, payload: bytes, node: str = "kiosk-1", seconds: float = 0.0) -> Step:
        """Let bytes arrive."""
        return self.desk.step([Arrival(node, payload)], moment(seconds))


def answers(step: Step) -> list[object]:
    """The answers of a step, decoded."""
    return [decode_answer(reply.answer) for reply in step.replies]
