"""A kiosk with a hub that answers, and at times does not."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from firmware.messages.answers import Accepted
from firmware.messages.commands import AdoptTicket
from firmware.node.disk import DISK, Disk
from firmware.node.outbox import Outbox
from tests.hub.bench import key, press, take
from tests.power.works import (
    IS_NOT_PROMISED,
    IS_PROMISED,
    JOURNAL_ID,
    DamagedError,
    State,
    StoppedClock,
    check,
)


class OutboxWork:
    """A kiosk: presses kept, answered, and some exchanged for a number of its own."""

    name = "outbox"
    _file = "outbox.sqlite3"
    blank: State = ((), None, ())

    def __init__(self, rounds: int) -> None:
        self._rounds = rounds

    def do(self, disk: Disk, folder: Path) -> Iterator[bool]:
        """Keep three presses a round; settle one, give one a number of the kiosk's own, let one wait for a round."""
        for life in range(2):
            with closing(Outbox(folder / self._file, "kiosk-1", StoppedClock(), disk=disk)) as outbox:
                yield IS_PROMISED
                for n in range(life * self._rounds, (life + 1) * self._rounds):
                    for k in range(3):
                        outbox.add(take(3 * n + k))
                        yield IS_PROMISED
                    outbox.settle(_accepted(key(3 * n)))
                    yield IS_NOT_PROMISED
                    outbox.exchange(key(3 * n + 1), _adopt(n), "numbers", b"%d" % n)
                    yield IS_PROMISED
                    outbox.settle(_accepted(key(3 * n + 2)))
                    yield IS_NOT_PROMISED
                    outbox.settle(_accepted(key(10_000 + n - 1)))
                    yield IS_NOT_PROMISED

    def read(self, folder: Path, disk: Disk = DISK) -> State:
        """Return what is asked, the note, and what was answered."""
        with closing(Outbox(folder / self._file, "kiosk-1", StoppedClock(), disk=disk)) as outbox:
            check(outbox._database)
            presses = [getattr(command, "press", None) for command in outbox.pending]
            if outbox.unreadable or len(presses) != len(set(presses)):
                raise DamagedError(f"two plans for one press, or unreadable: {presses} {outbox.unreadable}")
            return (
                outbox.pending,
                outbox.note("numbers"),
                tuple((kept.command, kept.answer) for kept in outbox.kept(0, 10**6)),
            )


def _accepted(name: str) -> Accepted:
    return Accepted(key=name, journal=JOURNAL_ID, epoch=1, position=1)


def _adopt(n: int) -> AdoptTicket:
    return AdoptTicket(key=key(10_000 + n), press=press(3 * n + 1), service="A", number=700 + n)
