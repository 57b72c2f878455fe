"""The printer box: `python -m printer_node --settings FILE`. Wires the broker, the door, the spool and the printer."""

import threading
from pathlib import Path

from firmware.messages import topics
from firmware.messages.names import Role
from firmware.node.box import Box
from firmware.node.neighbour import NeighbourDoor
from firmware.node.program import on_stop, run
from firmware.node.settings import SettingsError
from printer_node.claims import Claims
from printer_node.logo import Logo
from printer_node.loop import Loop, no_neighbours
from printer_node.office import KnownOffice
from printer_node.paper import check_profile, encode_paper
from printer_node.printer import Printer
from printer_node.settings import PrinterSettings, Settings
from printer_node.slip import lay_out
from printer_node.spool import Spool
from printer_node.transport import open_transport


def main(settings: Settings) -> None:
    """Run the box until it is asked to stop."""
    printing = settings.printer
    try:
        check_profile(printing.profile, printing.roll)
    except ValueError as error:
        raise SettingsError(f"[printer]: {error}") from error
    box = Box(settings.box, Role.PRINTER, [topics.SLIP.name(settings.box.name)])
    place = settings.neighbours.door
    door = None if place is None else NeighbourDoor(Path(place), box.post)
    office = KnownOffice(box.state, box.disk)
    claims = Claims(box.state / "claims.sqlite3", box.clock, box.disk)
    logo = Logo(settings.slip.logo, printing.roll, box.post)
    logo.raster()
    printer = make_printer(printing)
    spool = Spool(
        claims,
        printer,
        box.clock,
        lambda slip, is_marked: encode_paper(
            lay_out(slip, printing.roll, office.style, settings.slip, logo=logo.raster(), is_marked=is_marked),
            printing.profile,
        ),
        box.post,
        idle_seconds=printing.idle_seconds,
        unwell_seconds=printing.unwell_seconds,
    )
    worker = threading.Thread(target=spool.run, name="spool")
    loop = Loop(box, spool, office, no_neighbours if door is None else door.publish)
    on_stop(box.stop)
    worker.start()
    try:
        box.start()
        if door is not None:
            door.start()
        while box.is_running:
            loop.step()
    finally:
        if door is not None:
            door.close()
        spool.stop()
        worker.join()
        printer.close()
        claims.close()
        box.close()


def make_printer(settings: PrinterSettings) -> Printer:
    """Return the printer that the settings describe; it is opened when it is first asked."""
    return Printer(
        lambda: open_transport(settings.kind, settings.address, settings.baud),
        status_seconds=settings.status_seconds,
        print_seconds=settings.print_seconds,
        proof=settings.proof,
    )


if __name__ == "__main__":
    run(Settings, main, prog="printer_node", description="Prints the slips of one printer.")
