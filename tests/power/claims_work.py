"""A printer box with one slip after another."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from firmware.messages.notices import Slip
from firmware.node.disk import DISK, Disk
from printer_node.arbiter import Claim, ClaimState
from printer_node.claims import Claims
from tests.hub.bench import press
from tests.power.works import IS_PROMISED, JOURNAL_ID, DamagedError, State, StoppedClock, check


class ClaimsWork:
    """A printer box: each slip claimed, sent and done, some of them given up."""

    name = "claims"
    _file = "claims.sqlite3"
    blank: State = ()

    def __init__(self, slips: int) -> None:
        self._slips = slips

    def do(self, disk: Disk, folder: Path) -> Iterator[bool]:
        """Take each slip through its states; the printer hears of it only after SENDING was kept."""
        for life in range(2):
            with closing(Claims(folder / self._file, StoppedClock(), disk)) as claims:
                yield IS_PROMISED
                for n in range(life * self._slips, (life + 1) * self._slips):
                    last = ClaimState.EXPIRED if n % 5 == 4 else ClaimState.DONE
                    for state in (ClaimState.CLAIMED, ClaimState.SENDING, last):
                        slip = _slip(n)
                        claims.keep(
                            Claim(press=slip.press, slip=slip.id, state=state, is_marked=n % 3 == 0), slip, 900.0
                        )
                        yield IS_PROMISED

    def read(self, folder: Path, disk: Disk = DISK) -> State:
        """Return every claim, and what would be printed on."""
        with closing(Claims(folder / self._file, StoppedClock(), disk)) as claims:
            check(claims._database)
            presses = [row[0] for row in claims._execute("SELECT press FROM claim ORDER BY n")]
            found = tuple(claims.find(press) for press in presses)
            unfinished = [slip.id for slip, _ in claims.unfinished()]
            if unfinished != [c.slip for c in found if c and c.state in (ClaimState.CLAIMED, ClaimState.SENDING)]:
                raise DamagedError(f"{unfinished} are unfinished, the claims say otherwise")
            return found


def _slip(n: int) -> Slip:
    return Slip(
        journal=JOURNAL_ID,
        epoch=1,
        position=n + 1,
        id=f"{JOURNAL_ID}-{n + 1}",
        press=press(n),
        ticket=f"2026-11-23-A{n + 1:03}",
        number=f"A{n + 1:03}",
        service="A",
        service_name={"id": "Paspor baru", "en": "New passport"},
        office_name="Kantor Imigrasi Lampung Tengah",
        languages=("id", "en"),
        issued_at=datetime(2026, 11, 23, 2, 14, tzinfo=UTC),
        ahead=7,
        age=0.0,
    )
