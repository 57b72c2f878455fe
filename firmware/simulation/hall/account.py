"""The account: days as a page of text for a terminal. Waits first, since they are what visitors feel."""

from collections.abc import Iterable, Iterator, Sequence
from math import ceil
from typing import Final

from firmware.messages.why import Rule, Standing
from firmware.queueing.discipline import STANDINGS
from firmware.queueing.model import TicketState
from firmware.queueing.plan import OfficePlan
from firmware.simulation.hall import figures
from firmware.simulation.hall.figures import Summary, Wait
from firmware.simulation.hall.workday import Workday

WIDTH: Final = 78
_STANDINGS: Final = {Standing.PRIORITY: "priority", Standing.BOOKED: "booked", Standing.WALK_IN: "walk-in"}
_RULES: Final = {
    Rule.CREDIT: "highest credit",
    Rule.CAP: "cap reached",
    Rule.CLASS: "class",
    Rule.TURN: "turn",
    Rule.FIRST_COME: "first come",
    Rule.COME_BACK: "come back",
    Rule.NAMED: "named",
}
_BARS: Final = " ▁▂▃▄▅▆▇█"
_BUSY_WIDTH: Final = 36


def account(day: Workday) -> Iterator[str]:
    """Yield the lines of one day."""
    yield from _page(f"{day.day:%A %d %B %Y}", [day])


def total(days: Sequence[Workday]) -> Iterator[str]:
    """Yield the lines of many days together: counts of all of them, and the waits of everybody."""
    yield from _page(f"{len(days)} days together", days)


def _page(title: str, days: Sequence[Workday]) -> Iterator[str]:
    office = days[0].scenario.name
    tickets = sum(len(day.queue.tickets) for day in days)
    yield "━" * WIDTH
    yield f"{title}  ·  {office}".ljust(WIDTH - 14) + f"{tickets:>6} ticket{'' if tickets == 1 else 's'}"
    yield "━" * WIDTH
    yield from _waits(days)
    yield ""
    yield from _hall(days)
    yield ""
    yield from _rest(days)
    yield ""
    yield from _counters(days)
    yield ""


def _waits(days: Sequence[Workday]) -> Iterator[str]:
    found = [wait for day in days for wait in figures.waits(day.queue)]
    yield f"{'wait for the first call, minutes':<36}{'called':>7}{'mean':>8}{'P50':>8}{'P90':>8}{'longest':>11}"
    yield _wait_line("everybody", found)
    yield from _classes("  ", found)
    for letter, name in _services(days):
        of_it = [wait for wait in found if wait.service == letter]
        if of_it:
            yield _wait_line(letter if name == letter else f"{letter}  {name}", of_it)
            yield from _classes("     ", of_it)


def _classes(indent: str, found: Sequence[Wait]) -> Iterator[str]:
    for standing in STANDINGS:
        of_it = [wait for wait in found if wait.standing is standing]
        if of_it:
            yield _wait_line(f"{indent}{_STANDINGS[standing]}", of_it)


def _wait_line(label: str, found: Iterable[Wait]) -> str:
    one: Summary = figures.summary(wait.minutes for wait in found)
    return f"{label:<36.36}{one.count:>7}{one.mean:>8.1f}{one.p50:>8.1f}{one.p90:>8.1f}{one.longest:>11.1f}"


def _services(days: Sequence[Workday]) -> list[tuple[str, str]]:
    return [(one.letter, next(iter(one.name.values()), "")) for one in _plan(days).services]


def _plan(days: Sequence[Workday]) -> OfficePlan:
    return days[0].scenario.plan


def _hall(days: Sequence[Workday]) -> Iterator[str]:
    """How full the hall was: a bar for each half hour."""
    halves = figures.waiting_each_half_hour(days)
    if not halves:
        return
    most = max(waiting for _, waiting in halves)
    bars = "".join(f" {_BARS[ceil(round(waiting / most * (len(_BARS) - 1), 1))]}" for _, waiting in halves)
    at = next(minute for minute, waiting in halves if waiting == most)
    yield f"{'waiting in the hall':<20}{_clock(halves[0][0])}{bars}  {_clock(halves[-1][0] + 30)}"
    yield f"{'':<20}most: {most:.0f} people, {_clock(at)} to {_clock(at + 30)}"


def _rest(days: Sequence[Workday]) -> Iterator[str]:
    happened = figures.happened(days)
    gone = sum(one.state is TicketState.NO_SHOW for day in days for one in day.queue.tickets.values())
    away = sum(day.turned_away for day in days)
    missed = happened["NoShowMarked"]
    yield f"{'calls missed':<20}{missed}, {figures.came_back(days)} came back, {gone} never helped"
    sent_on = f"sent on {happened['TicketTransferred']}, to a next stage {happened['StageFinished']}"
    yield f"{'set aside':<20}{happened['TicketParked']}, {sent_on}, left {happened['TicketWithdrawn']}"
    yield f"{'carried out':<20}{happened['TicketCarriedOut']}, turned away {away}"
    calls = ", ".join(f"{_RULES[rule]} {count}" for rule, count in figures.rules(days).most_common())
    yield f"{'why called':<20}{calls or 'not told by the log'}"
    yield from _told(days)


def _told(days: Sequence[Workday]) -> Iterator[str]:
    """How true the slips were, where they bore an estimate."""
    scores = figures.scores(days)
    count = sum(score.count for score in scores)
    if count:
        mae = sum(score.mae * score.count for score in scores) / count / 60
        bias = sum(score.bias * score.count for score in scores) / count / 60
        covered = sum(score.covered for score in scores) / count
        how_true = f"wrong by {mae:.1f} min on average, bias {bias:+.1f}, called within it {covered:.0%}"
        yield f"{'told on the slip':<20}{count} people, {how_true}"


def _counters(days: Sequence[Workday]) -> Iterator[str]:
    yield f"{'counter':<20}{'calls':>6}{'open':>9}  busy"
    for number, work in figures.work(days).items():
        share = work.busy / work.open if work.open else 0.0
        bar = ("█" * round(share * _BUSY_WIDTH)).ljust(_BUSY_WIDTH)
        serves = "".join(next((one.serves for one in _plan(days).counters if one.number == number), ()))
        yield f"{number:>3}  {serves:<15}{work.calls:>6}{work.open / 3600:>7.1f} h  {bar}{share:>4.0%}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}.{minute % 60:02d}"
