"""Slips: which report of a printer stands for a press.

Reports come late, twice and out of order, because each printer box sends until it is answered. A final report is not
undone by a passing one, and a paper in a hand is not undone by another printer that says it came too late: after
PRINTED only a further, different PRINTED tells anything new.
"""

from firmware.messages.answers import Reason
from firmware.messages.commands import PrintOutcome, ReportPrint
from firmware.queueing.events import SlipReported
from firmware.queueing.model import Queue
from firmware.queueing.now import Now
from firmware.queueing.refusals import Refusal


def report_print(queue: Queue, command: ReportPrint, now: Now) -> tuple[SlipReported, ...] | Refusal:
    """Return what a printer box tells of a press of this business day; nothing where it is known."""
    if command.press not in queue.presses:
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
    return (report,) if is_news(queue.slips.get(command.press), report) else ()


def is_news(known: SlipReported | None, report: SlipReported) -> bool:
    """Return whether a report says anything that is not known of its press already."""
    if known is None:
        return True
    if known == report or (known.is_final and not report.is_final):
        return False
    return known.outcome is not PrintOutcome.PRINTED or report.outcome is PrintOutcome.PRINTED


def standing_report(known: SlipReported | None, report: SlipReported) -> SlipReported:
    """Return the report that stands after a further one."""
    return report if known is None or is_news(known, report) else known
