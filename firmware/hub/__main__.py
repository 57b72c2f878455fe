"""Starts the hub: `python -m firmware.hub --settings FILE`.

`--new-office` makes the blank journal of a new office; `--recover [--without NODE ...]` makes a lost one of what the
boxes remember.
"""

import sys
from functools import partial
from itertools import pairwise

from firmware.hub.backup import Backups
from firmware.hub.hub import Hub
from firmware.hub.journal import JournalError, create
from firmware.hub.mending import mend
from firmware.hub.recover import recover_office
from firmware.hub.settings import HubSettings, load_office
from firmware.node.program import on_stop, run
from firmware.node.settings import SettingsError, state_folder
from firmware.node.watchdog import Watchdog
from firmware.node.world import this_machine


def serve(settings: HubSettings) -> None:
    """Serve the office until SIGTERM."""
    office, world = load_office(settings.office), this_machine(settings.box)
    try:
        mend(settings, office, world)
        backups = Backups(state_folder(settings.box) / "journal.sqlite3", world.disk)
        hub = Hub(settings, office, world, Watchdog(), backups)
    except JournalError as error:
        raise SettingsError(str(error)) from error
    on_stop(hub.stop)
    hub.run()


def new_office(settings: HubSettings) -> None:
    """Make a blank journal and say its id."""
    load_office(settings.office)
    try:
        journal = create(state_folder(settings.box) / "journal.sqlite3")
    except JournalError as error:
        raise SettingsError(str(error)) from error
    sys.stdout.write(f"a new office: journal {journal}\n")


def recover(without: list[str], settings: HubSettings) -> None:
    """Make the journal that was lost, of what the boxes remember."""
    recover_office(settings, this_machine(settings.box), without)


def _take_out(option: str) -> bool:
    """Say whether an option of our own was typed; what is left is every box's."""
    is_there = option in sys.argv
    sys.argv = [word for word in sys.argv if word != option]
    return is_there


def _take_out_names(option: str) -> list[str]:
    """Return what was typed after each such option."""
    names = [name for word, name in pairwise(sys.argv) if word == option]
    for name in names:
        at = sys.argv.index(option)
        assert sys.argv[at + 1] == name  # noqa: S101 - found just before
        del sys.argv[at : at + 2]
    return names


if __name__ == "__main__":
    is_new, is_lost, left_out = _take_out("--new-office"), _take_out("--recover"), _take_out_names("--without")
    main = new_office if is_new else partial(recover, left_out) if is_lost else serve
    run(HubSettings, main, prog="antrian-hub", description=__doc__ or "")
