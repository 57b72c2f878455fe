"""Starts the hub: `python -m firmware.hub --settings FILE`; `--new-office` makes the blank journal of a new office."""

import sys

from firmware.hub.hub import Hub
from firmware.hub.journal import JournalError, create
from firmware.hub.settings import HubSettings, load_office
from firmware.node.program import on_stop, run
from firmware.node.settings import SettingsError, state_folder
from firmware.node.watchdog import Watchdog
from firmware.node.world import this_machine


def serve(settings: HubSettings) -> None:
    """Serve the office until SIGTERM."""
    office = load_office(settings.office)
    try:
        hub = Hub(settings, office, this_machine(settings.box), Watchdog())
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


if __name__ == "__main__":
    is_new = "--new-office" in sys.argv
    sys.argv = [word for word in sys.argv if word != "--new-office"]
    run(HubSettings, new_office if is_new else serve, prog="antrian-hub", description=__doc__ or "")
