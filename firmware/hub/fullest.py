"""The fullest pictures that an office may ever be told, made up before it opens. Pure.

What fits into one message in the morning must fit at noon, when every counter calls and every line has an estimate: an
office that is too large is refused at the start with a sentence, and not by a hub that ends in the rush. What a board
leaves out where there is no room (`fitting`) is not counted.
"""

from datetime import date, datetime, timedelta, timezone
from typing import Any, Final

from firmware.hub.telling import PARKED_SHOWN
from firmware.messages.commands import ABSENCES
from firmware.messages.notices import (
    Board,
    Call,
    CallState,
    CounterState,
    CounterTicket,
    Estimate,
    Line,
    Notice,
)
from firmware.messages.why import Standing
from firmware.queueing.plan import LARGEST_NUMBER, OfficePlan

POSITION: Final = 99_999_999
WAITING: Final = 9_999
MINUTES: Final = 999
RECALLS: Final = 99

_DAY: Final = date(2026, 12, 31)
_AT: Final = datetime(2026, 12, 31, 23, 59, 59, tzinfo=timezone(timedelta(hours=7)))


def fullest(plan: OfficePlan, journal: str) -> tuple[Notice, ...]:
    """Return the board and the counter with the most to say; `journal` is the id of the journal."""
    told: dict[str, Any] = {"journal": journal, "epoch": POSITION, "position": POSITION}
    numbers = [counter.number for counter in plan.counters]
    letter = plan.services[0].letter
    number = f"{letter}{LARGEST_NUMBER}"
    calls = tuple(_call(number, counter) for counter in numbers)
    estimate = Estimate(low=MINUTES, high=MINUTES)
    lines = tuple(Line(service=one.letter, waiting=WAITING, estimate=estimate) for one in plan.services)
    ticket = CounterTicket(
        ticket=f"{_DAY}-{number}",
        number=number,
        service=letter,
        standing=Standing.PRIORITY,
        stage=(9, 9),
        waited=WAITING,
        check="7K2QMX",
    )
    kiosks = [kiosk.name for kiosk in plan.kiosks]
    counter = CounterState(
        **told,
        counter=max(numbers),
        is_open=True,
        ticket=ticket,
        is_serving=True,
        waiting=WAITING,
        parked=(ticket,) * PARKED_SHOWN,
        overdue=WAITING,
        missed=ticket,
        absences=((1_439, 1_440),) * ABSENCES,
        help=tuple(kiosks),
    )
    board = Board(
        **told,
        day=_DAY,
        calls=calls,
        lines=lines,
        open_counters=tuple(numbers),
    )
    return board, counter


def _call(number: str, counter: int) -> Call:
    return Call(
        call=POSITION,
        ticket=f"{_DAY}-{number}",
        number=number,
        counter=counter,
        state=CallState.SERVING,
        at=_AT,
        recalls=RECALLS,
    )
