"""What `antrian` does on the Pi where it is typed, without the broker: a new office, a box's trust, a kiosk's numbers.

The hub is started as a program of its own: the technician's code knows the broker's words and nothing of the hub.
"""

import logging
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from msgspec import DecodeError, Struct

from firmware.node.clock import SystemClock
from firmware.node.files import StateError
from firmware.node.lock import lock
from firmware.node.outbox import Outbox
from firmware.node.own_numbers import NOTE, OwnNumbers, pack, unpack
from firmware.node.settings import BoxSettings, load
from firmware.node.trust import Trust
from firmware.technician.faults import NotDone

HUB_USER: Final = "antrian-hub"
GROUP: Final = "antrian"
HUB_STATE: Final = Path("/var/lib/antrian/hub")


class _HubFile(Struct, frozen=True):
    """What a technician's code must know of the hub's settings; the hub itself checks the rest."""

    box: BoxSettings


def make_office(settings: Path) -> int:
    """Make the blank journal of a new office, as the user that the hub runs as; return the hub's exit status.

    The hub refuses when a journal is there already. Raises NotDone where the state folder cannot be made, and
    SettingsError for settings without a `[box]`.
    """
    return _run_hub(settings, "--new-office")


def recover_office(settings: Path, without: Sequence[str]) -> int:
    """Make the journal that the hub has lost, of what its boxes remember; return the hub's exit status.

    The hub must not be running; it says what it found, and refuses where a good journal is. Raises as `make_office`.
    """
    return _run_hub(settings, "--recover", *(word for node in without for word in ("--without", node)))


def _run_hub(settings: Path, *words: str) -> int:
    environment = dict(os.environ)
    state = Path(load(settings, _HubFile).box.state or environment.setdefault("STATE_DIRECTORY", str(HUB_STATE)))
    user = HUB_USER if os.geteuid() == 0 and _is_known(HUB_USER) else None
    try:
        state.mkdir(parents=True, exist_ok=True)
        if user:
            shutil.chown(state, user, GROUP)
    except OSError as error:
        raise NotDone(f"cannot make {state}: {error.strerror}; try it with sudo") from error
    argv = [sys.executable, "-P", "-m", "firmware.hub", "--settings", str(settings), *words]
    as_hub: dict[str, Any] = {"user": user, "group": GROUP, "extra_groups": ()} if user else {}
    return subprocess.run(argv, env=environment, check=False, **as_hub).returncode  # noqa: S603 - our own


def confirm_journal(state: Path, journal: str) -> str | None:
    """Make the box whose state folder this is believe this journal; return the one it believed before.

    Raises NotDone for a folder that is no box's state and for what is no journal id, StateError for the disk.
    """
    _check_state(state)
    trust = Trust(state)
    before = trust.journal
    try:
        trust.confirm(journal)
    except ValueError as error:
        raise NotDone(str(error)) from error
    return before


def set_numbers(state: Path, low: int, high: int) -> OwnNumbers | None:
    """Let the kiosk whose state folder this is give `low` to `high` while the hub is silent; return what it had before.

    Raises NotDone for what is no range, for a folder that is no box's state and for a box that runs: it would write
    its own counters over these. Raises StateError for the disk.
    """
    _check_state(state)
    if low > high:
        raise NotDone(f"{low} to {high} is no range; the lower number first")
    with _stopped(state), closing(_outbox(state)) as outbox:
        note = outbox.note(NOTE)
        outbox.write(NOTE, pack(OwnNumbers(low=low, high=high)))
    try:
        return None if note is None else unpack(note)
    except DecodeError:
        return None


@contextmanager
def _stopped(state: Path) -> Iterator[None]:
    try:
        held = lock(state)
    except StateError as error:
        raise NotDone(f"{error}; stop the box first: sudo systemctl stop antrian-button") from error
    with held:
        yield


def _outbox(state: Path) -> Outbox:
    # The kept commands are for the box to read, and carry its name; here they would only be complained of.
    logging.disable(logging.ERROR)
    try:
        return Outbox(state / "outbox.sqlite3", "technician", SystemClock())
    finally:
        logging.disable(logging.NOTSET)


def _check_state(state: Path) -> None:
    if not (state / "identity.json").exists():
        raise NotDone(f"{state} is no box's state folder (it has no identity.json); on a Pi see: ls /var/lib/antrian")


def _is_known(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True
