"""Starts the hub: `python -m firmware.hub --settings FILE`.

`--new-office` makes the blank journal of a new office; `--recover [--without NODE ...]` makes a lost one of what the
boxes remember.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence

from firmware.hub.backup import Backups, set_aside
from firmware.hub.estimator import WorkerEstimator
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
        hub = Hub(settings, office, world, Watchdog(), backups, WorkerEstimator)
    except JournalError as error:
        raise SettingsError(str(error)) from error
    on_stop(hub.stop)
    hub.run()


def make_office(settings: HubSettings) -> None:
    """Make a blank journal and say its id."""
    load_office(settings.office)
    path = state_folder(settings.box) / "journal.sqlite3"
    try:
        set_aside(path)
        journal = create(path)
    except (JournalError, OSError) as error:
        raise SettingsError(str(error)) from error
    sys.stdout.write(f"a new office: journal {journal}\n")


def add_options(parser: ArgumentParser) -> None:
    """Add what only a hub understands."""
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--new-office", action="store_true", help="make the blank journal of a new office")
    instead.add_argument("--recover", action="store_true", help="make a lost journal of what the boxes remember")
    parser.add_argument(
        "--without", action="append", default=[], metavar="NODE", help="a box that cannot answer --recover any more"
    )


def main(settings: HubSettings, *, new_office: bool, recover: bool, without: Sequence[str]) -> None:
    """Serve the office, or make its journal."""
    if new_office:
        make_office(settings)
    elif recover:
        recover_office(settings, this_machine(settings.box), without)
    else:
        serve(settings)


if __name__ == "__main__":
    run(HubSettings, main, prog="antrian-hub", description=__doc__ or "", add=add_options)
