"""Slips: which report of a printer stands for a press.

Reports come late, twice and out of order, because each printer box sends until it is answered, and a press with two
labels has reports of two slips. A paper in a hand outranks everything, a slip that failed for good one that only came
too late for another, and a final report a passing one; of equals the later stands. The label of the slip that owns the
paper is never forgotten, whichever report told it.

The paper of a number that a kiosk gave may be told before the kiosk has told the number: it is kept for then. Asking
for it again could print it twice, by a printer box whose card has been changed meanwhile. Where the press has a ticket,
the paper is word enough for one more label: the kiosk that gave it may have lost its card since.
"""

from typing import Final

from msgspec.structs import replace

from firmware.messages.answers import Reason
from firmware.messages.commands import PrintOutcome, ReportPrint
from firmware.messages.names import node_of, offline_slip_id
from firmware.queueing.adopting import may_give
from firmware.queueing.events import LabelAdded, SlipReported, TicketRecalled, TicketRequeued
from firmware.queueing.labels import called_by, make_good
from firmware.queueing.model import Queue, Ticket
from firmware.queueing.now import Now
from firmware.queueing.refusals import Refusal

Reported = tuple[SlipReported | LabelAdded | TicketRecalled | TicketRequeued, ...]

_RANK: Final = {PrintOutcome.PRINTED: 3, PrintOutcome.FAILED: 2, PrintOutcome.SUPERSEDED: 1}


def report_print(queue: Queue, command: ReportPrint, now: Now) -> Reported | Refusal:
    """Return what a printer box tells of a press of this business day; nothing where it is known."""
    owned = queue.presses.get(command.press)
    if owned is None and not _is_offline(command):
        return Refusal(Reason.UNKNOWN_TICKET, f"no ticket of this business day belongs to press {command.press}")
    report = SlipReported(
        press=command.press,
        slip=command.slip,
        outcome=command.outcome,
        cause=command.cause,
        is_final=command.is_final,
        is_marked=command.is_marked,
        printer=now.node,
        number=command.number,
    )
    known = queue.slips.get(command.press)
    if not is_news(known, report):
        return ()
    if owned is None:
        return (report,)
    ticket = queue.tickets[owned]
    told = _label_on_paper(queue, ticket, command)
    labels, adopted = ticket.labels, ticket.adopted
    if told:
        labels, adopted = (*labels, told[0].number), told[0].number
    held = called_by(labels, adopted, standing_report(known, report))
    return report, *told, *make_good(queue, ticket, held)


def _label_on_paper(queue: Queue, ticket: Ticket, command: ReportPrint) -> tuple[LabelAdded] | tuple[()]:
    """Return the label that a printed paper tells of, where the kiosk that gave it has not told yet, and never may."""
    number = command.number
    is_told = number is None or number in queue.labels or not _is_offline(command)
    if is_told or number is None or queue.day is None or command.outcome is not PrintOutcome.PRINTED:
        return ()
    n = int(number[1:])
    if number[0] != ticket.labels[0][0] or not may_give(queue, n, node_of(command.press) or ""):
        return ()
    return (LabelAdded(ticket=ticket.id, number=number, service=number[0], n=n),)


def is_news(known: SlipReported | None, report: SlipReported) -> bool:
    """Return whether a report says anything that is not known of its press already."""
    return standing_report(known, report) != known


def standing_report(known: SlipReported | None, report: SlipReported) -> SlipReported:
    """Return the report that stands after a further one."""
    if known is None:
        return report
    standing, other = (report, known) if _rank(report) >= _rank(known) else (known, report)
    return standing if standing.number is not None else replace(standing, number=other.number)


def _is_offline(command: ReportPrint) -> bool:
    """Say whether the slip is one that a kiosk has made of a number of its own."""
    return command.number is not None and command.slip == offline_slip_id(command.press, command.number)


def _rank(report: SlipReported) -> int:
    return _RANK[report.outcome] if report.is_final else 0
