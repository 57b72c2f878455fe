"""The printer box: `python -m printer_node --settings FILE`. Wires the broker, the spool and the printer."""

import threading

from firmware.messages import topics
from firmware.messages.commands import ReportPrint
from firmware.messages.names import Role
from firmware.messages.notices import Office, Slip
from firmware.node.box import Box
from firmware.node.program import on_stop, run
from firmware.node.settings import SettingsError
from printer_node.claims import Claims
from printer_node.office import KnownOffice
from printer_node.paper import check_profile, encode_paper
from printer_node.printer import Printer
from printer_node.settings import PrinterSettings, Settings
from printer_node.slip import lay_out
from printer_node.spool import Died, Felt, Reported, Spool
from printer_node.status import CHECKS, Status, problems
from printer_node.transport import open_transport


def main(settings: Settings) -> None:
    """Run the box until it is asked to stop."""
    printing = settings.printer
    try:
        check_profile(printing.profile, printing.roll)
    except ValueError as error:
        raise SettingsError(f"[printer]: {error}") from error
    box = Box(settings.box, Role.PRINTER, [topics.SLIP.name(settings.box.name)])
    office = KnownOffice(box.state)
    claims = Claims(box.state / "claims.sqlite3", box.clock)
    printer = make_printer(printing)
    spool = Spool(
        claims,
        printer,
        box.clock,
        lambda slip, is_marked: encode_paper(
            lay_out(slip, printing.roll, office.style, is_marked=is_marked), printing.profile
        ),
        box.post,
        idle_seconds=printing.idle_seconds,
        unwell_seconds=printing.unwell_seconds,
    )
    worker = threading.Thread(target=spool.run, name="spool")
    on_stop(box.stop)
    worker.start()
    try:
        box.start()
        while box.is_running:
            act(box, spool, office, box.step())
    finally:
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


def act(box: Box, spool: Spool, office: KnownOffice, happening: object) -> None:
    """Do what this box does about one happening."""
    match happening:
        case Slip():
            spool.put(happening)
        case Office():
            office.hear(happening)
        case Reported():
            report(box, happening)
        case Felt(status):
            feel(box, status)
        case Died(error):
            raise RuntimeError("the printing thread has died; only a restart of the box helps") from error


def report(box: Box, reported: Reported) -> None:
    """Tell the hub what became of a slip, once while the same word is still on its way."""
    pending = [command for command in box.outbox.pending if isinstance(command, ReportPrint)]
    if reported.is_final and any(
        (command.slip, command.outcome, command.cause) == (reported.slip.id, reported.outcome, reported.cause)
        for command in pending
    ):
        return
    box.send(
        ReportPrint(
            key=box.names.key(),
            press=reported.slip.press,
            slip=reported.slip.id,
            outcome=reported.outcome,
            cause=reported.cause,
            is_final=reported.is_final,
            is_marked=reported.is_marked,
        )
    )


def feel(box: Box, status: Status) -> None:
    """Let the box's health say how the printer is."""
    box.note_paper(status.paper)
    wrong = problems(status)
    for problem, check in CHECKS.items():
        box.report(problem, check, wrong=problem in wrong)


if __name__ == "__main__":
    run(Settings, main, prog="printer_node", description="Prints the slips of one printer.")
