"""The calling order as a picture, drawn for README.md by the rules themselves: `order.svg`.

Four people and one counter. What each line shows is `credit`, who is called is what the rules answer, and the words
under it are the reasons that the journal keeps; so the picture cannot tell anything else than the rules do. A test
compares, and `python tests/queueing/redraw_readme.py` draws it anew.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from msgspec import Struct

from firmware.messages.why import Rule, Standing, Why
from firmware.queueing.calling_order import Waiter, credit, waiting_at
from firmware.queueing.events import AnyEvent, CounterOpened, DayOpened, TicketCalled, TicketFinished, TicketIssued
from firmware.queueing.evolve import fold
from firmware.queueing.explaining import chosen
from firmware.queueing.model import Queue, empty
from firmware.queueing.plan import CounterPlan, OfficePlan, ServicePlan

WIDTH, HEIGHT = 960, 590
LEFT, RIGHT, TOP, AXIS = 64, 936, 84, 410
MINUTES, CREDITS = 80, 100
EIGHT: Final = 8 * 60
FREE: Final = (30, 55, 65, 75)
DAY: Final = date(2026, 11, 23)
PLAN: Final = OfficePlan(
    services=(ServicePlan(letter="A", name={"id": "Paspor baru"}, minutes=10),),
    counters=(CounterPlan(number=1, serves=("A",)),),
)
COLOURS: Final = {Standing.PRIORITY: "#b45309", Standing.BOOKED: "#1d4ed8", Standing.WALK_IN: "#0f766e"}
CLASSES: Final = {
    Standing.PRIORITY: ("prioritas", "priority"),
    Standing.BOOKED: ("janji temu", "appointment"),
    Standing.WALK_IN: ("tanpa janji", "walk-in"),
}
TIMES: Final = "\N{MULTIPLICATION SIGN}"
INK, GREY, FAINT = "#1f2937", "#6b7280", "#e5e7eb"
FONT: Final = "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif"


class Person(Struct, frozen=True):
    """Who comes when, in minutes after eight; `label` is where the name of their line stands, in minutes and credit."""

    comes: int
    label: tuple[float, float]
    is_priority: bool = False
    slot: int | None = None


class Call(Struct, frozen=True):
    """One call: when, of whom, why, and whom it passed over."""

    minute: int
    called: Waiter
    number: str
    why: Why
    others: tuple[Waiter, ...]


PEOPLE: Final = (
    Person(0, (2.0, 24.0)),
    Person(8, (29.0, 52.0), slot=20),
    Person(15, (63.0, 36.0)),
    Person(40, (56.0, 14.0), is_priority=True),
)


def order_svg() -> str:
    """Return the picture as SVG."""
    calls = tuple(played())
    parts = [*_frame(), *_cap(), *(line for one in calls for line in _line(one)), *_arrivals()]
    parts += [*(dot for one in calls for dot in _passed_over(one)), *_names(calls)]
    for n, one in enumerate(calls):
        parts += [*_dot(n, one), *_card(n, one)]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{FONT}" role="img"'
    told = "; ".join(f"{_clock(one.minute)} {one.number}: {_reason(one.why)[1]}" for one in calls)
    return "\n".join([f'{head} aria-label="Who is next. {told}">', *parts, "</svg>", ""])


def played() -> Iterator[Call]:
    """Return whom the rules call each time the counter is free."""
    queue = fold(empty(PLAN), ((event, 0.0) for event in (DayOpened(day=DAY), CounterOpened(counter=1), *_issued())))
    for minute in FREE:
        choice = chosen(queue, 1, minute * 60.0)
        if choice is None:
            return
        ticket, why = choice
        waiting = {one.id: one for one in waiting_at(queue, 1)}
        called = waiting.pop(ticket.id)
        there = tuple(one for one in waiting.values() if one.since <= minute * 60)
        yield Call(minute, called, ticket.number, why, there)
        queue = _served(queue, TicketCalled(ticket=ticket.id, counter=1, why=why), minute * 60.0)


def _issued() -> Iterator[AnyEvent]:
    for n, one in enumerate(PEOPLE, start=1):
        yield TicketIssued(
            ticket=f"{DAY}-A{n:03d}",
            number=f"A{n:03d}",
            service="A",
            n=n,
            press=f"kiosk-1-0123456789abcdef-1-p{n}",
            priority=one.is_priority,
            kiosk="kiosk-1",
            since=one.comes * 60.0,
            is_since_exact=True,
            slot=None if one.slot is None else one.slot * 60.0,
        )


def _served(queue: Queue, called: TicketCalled, at: float) -> Queue:
    return fold(queue, ((called, at), (TicketFinished(ticket=called.ticket, counter=1), at)))


def _frame() -> Iterator[str]:
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" rx="12" fill="#ffffff" stroke="{FAINT}"/>'
    yield _text(LEFT, 34, "Siapa berikutnya? Kredit tertinggi dipanggil.", size=19, weight=600)
    yield _text(LEFT, 55, "Who is next? The highest credit is called.", size=13, fill=GREY)
    for value in range(0, CREDITS + 1, 20):
        yield _stroke((0, value), (MINUTES, value), FAINT if value else GREY)
        yield _text(LEFT - 8, _y(value) + 4, str(value), size=11, fill=GREY, anchor="end")
    yield _text(LEFT - 40, TOP - 10, "kredit (menit)", size=11, fill=GREY)
    for minute in range(0, MINUTES + 1, 10):
        yield _text(_x(minute), AXIS + 17, _clock(minute), size=11, fill=GREY, anchor="middle")


def _line(call: Call) -> Iterator[str]:
    one, colour = call.called, COLOURS[call.called.standing]
    begins = one.credit_from / 60
    if one.since < one.credit_from:
        yield _stroke((one.since / 60, 0), (begins, 0), colour, width=3, dash="3 4")
    yield _stroke((begins, 0), (call.minute, _credit(one, call.minute)), colour, width=3)


def _arrivals() -> Iterator[str]:
    for n, one in enumerate(PEOPLE, start=1):
        said = f"A{n:03d}" if one.slot is None else f"A{n:03d}, janji {_clock(one.slot)}"
        yield f'<path d="M{_x(one.comes):.0f} {AXIS + 24} l-5 9 h10 z" fill="{GREY}"/>'
        anchor = "start" if n == 1 else "middle"
        yield _text(_x(one.comes) - (5 if n == 1 else 0), AXIS + 46, said, size=11, fill=INK, anchor=anchor)


def _names(calls: tuple[Call, ...]) -> Iterator[str]:
    for call in calls:
        person, one = PEOPLE[int(call.number[1:]) - 1], call.called
        x, y = _x(person.label[0]), _y(person.label[1])
        name, english = CLASSES[one.standing]
        colour = COLOURS[one.standing]
        yield _text(x, y, f"{call.number} · {name} {TIMES}{one.rate}", size=13, fill=colour, weight=600)
        yield _text(x, y + 14, english, size=11, fill=colour)


def _cap() -> Iterator[str]:
    """Show how long a priority ticket waits at most."""
    cap = PLAN.order.priority_cap or 0
    for one in PEOPLE:
        if one.is_priority:
            begin, end = one.comes, one.comes + cap // 60
            colour = COLOURS[Standing.PRIORITY]
            yield f'<rect x="{_x(begin):.0f}" y="{TOP}" width="{_x(end) - _x(begin):.0f}" height="{AXIS - TOP}"'
            yield f'  fill="{colour}" opacity="0.07"/>'
            yield _stroke((end, 0), (end, CREDITS), colour, dash="5 4")
            yield _text(_x(end) - 6, TOP + 14, f"batas {cap // 60} menit", size=12, fill=colour, anchor="end")
            yield _text(_x(end) - 6, TOP + 28, f"{cap // 60} min cap", size=11, fill=colour, anchor="end")


def _passed_over(call: Call) -> Iterator[str]:
    """Show what the others had; the figure of the lowest stands under its line, those of the others over theirs."""
    heights = sorted((_credit(one, call.minute), one.standing) for one in call.others)
    for n, (height, standing) in enumerate(heights):
        x, y, colour = _x(call.minute), _y(height), COLOURS[standing]
        yield f'<circle cx="{x:.0f}" cy="{y:.0f}" r="4" fill="#ffffff" stroke="{colour}" stroke-width="2"/>'
        dx, dy, anchor = (8, 13, "start") if n == 0 else (-8, -5, "end")
        yield _text(x + dx, y + dy, f"{height:.0f}", size=11, fill=colour, anchor=anchor)


def _dot(n: int, call: Call) -> Iterator[str]:
    x, y = _x(call.minute), _y(_credit(call.called, call.minute))
    yield f'<circle cx="{x:.0f}" cy="{y:.0f}" r="11" fill="{COLOURS[call.called.standing]}"/>'
    yield _text(x, y + 4, str(n + 1), size=12, fill="#ffffff", weight=700, anchor="middle")


def _card(n: int, call: Call) -> Iterator[str]:
    width, gap = (RIGHT - LEFT - 3 * 14) / 4, 14
    x, y, colour = LEFT + n * (width + gap), AXIS + 72, COLOURS[call.called.standing]
    indonesian, english = _reason(call.why)
    yield f'<rect x="{x:.0f}" y="{y}" width="{width:.0f}" height="84" rx="8" fill="{colour}" opacity="0.08"/>'
    yield f'<rect x="{x:.0f}" y="{y}" width="4" height="84" rx="2" fill="{colour}"/>'
    yield _text(x + 16, y + 26, f"{n + 1}. {_clock(call.minute)} → {call.number}", size=15, fill=colour, weight=700)
    yield _text(x + 16, y + 49, indonesian, size=12, fill=INK)
    yield _text(x + 16, y + 68, english, size=11, fill=GREY)


def _reason(why: Why) -> tuple[str, str]:
    other = f"{why.next_number}: {(why.next_credit or 0) // 60}"
    if why.rule is Rule.CAP:
        limit = (PLAN.order.priority_cap or 0) // 60
        return f"batas {limit} menit; {other}", f"{limit} min cap; {other}"
    counted, total = why.credit // why.rate // 60, why.credit // 60
    indonesian, english = (f"{counted} {minute} {TIMES} {why.rate} = {total}" for minute in ("menit", "min"))
    if why.next_number is None:
        return f"{indonesian}; terakhir", f"{english}; the last one"
    return f"{indonesian}; {other}", f"{english}; {other}"


def _credit(one: Waiter, minute: int) -> float:
    return credit(one, minute * 60) / 60


def _x(minute: float) -> float:
    return LEFT + (RIGHT - LEFT) * minute / MINUTES


def _y(value: float) -> float:
    return AXIS - (AXIS - TOP) * value / CREDITS


def _clock(minute: int) -> str:
    hour, rest = divmod(EIGHT + minute, 60)
    return f"{hour:02d}.{rest:02d}"


def _stroke(
    begin: tuple[float, float], end: tuple[float, float], colour: str, *, width: float = 1, dash: str | None = None
) -> str:
    (x1, y1), (x2, y2) = ((_x(minute), _y(value)) for minute, value in (begin, end))
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    ends = f'x1="{x1:.0f}" y1="{y1:.0f}" x2="{x2:.0f}" y2="{y2:.0f}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{width}"{dashed}/>'


def _text(
    x: float, y: float, said: str, *, size: int, fill: str = INK, weight: int = 400, anchor: str = "start"
) -> str:
    where = f'x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}"'
    return f'<text {where} font-size="{size}" font-weight="{weight}" fill="{fill}">{said}</text>'
