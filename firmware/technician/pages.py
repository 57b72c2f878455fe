"""A report drawn for a terminal. Calm: colour only repeats what the words already say.

Wide enough for an 80-column SSH window; a wider one gets the counters and the services side by side with more room.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from firmware.messages.names import Role
from firmware.messages.notices import PresenceState
from firmware.technician.journal_lines import Line
from firmware.technician.report import BoxRow, CounterRow, Report, ServiceRow, is_paper_low, seconds
from firmware.technician.story import Story, outcome

WELL, WRONG, QUIET, LOUD, TEAL = "green", "bold red", "dim", "bold", "cyan"
NONE: Final = "·"


def status_page(report: Report, zone: ZoneInfo) -> RenderableType:
    """Return one screen: the office, what is wrong, counters and services, the boxes in a line."""
    halves = Table.grid(padding=(0, 3))
    halves.add_row(_counters(report.counters), _services(report.services))
    parts: list[RenderableType] = [_headline(report), _hub_line(report, zone), Rule(style=QUIET)]
    if report.wrong:
        parts += [_wrong(report.wrong), Rule(style=QUIET)]
    parts += [halves, Text(), *_people_lines(report.counters), _boxes_line(report)]
    return Padding(Group(*parts), (0, 1))


def nodes_page(rows: Iterable[BoxRow]) -> RenderableType:
    """Return every box in a table; what is wrong stands in words below its row."""
    table = Table(box=box.SIMPLE_HEAD, header_style=QUIET, pad_edge=False, show_edge=False)
    for name in ("Box", "Role", "Is", "Version"):
        table.add_column(name, no_wrap=True)
    for name in ("Heard", "Outbox", "Paper", "Temp"):
        table.add_column(name, justify="right", no_wrap=True)
    troubles: list[Text] = []
    for row in rows:
        table.add_row(
            Text(row.name, style=WRONG if row.troubles else LOUD),
            row.role,
            Text(_presence(row), style="" if row.presence == PresenceState.ONLINE else QUIET),
            row.version or NONE,
            NONE if row.heard is None else seconds(row.heard),
            NONE if row.outbox is None else str(row.outbox),
            Text(_words(row.paper), style="yellow" if is_paper_low(row.paper) else ""),
            NONE if row.temperature is None else f"{row.temperature:.0f} °C",
        )
        troubles += [Text.assemble(("✗ ", WRONG), (row.name, LOUD), f": {text}") for text in row.troubles]
    end = troubles or [Text("✓ nothing is wrong with any of them", style=WELL)]
    return Padding(Group(table, Text(), *end), (0, 1))


def journal_text(line: Line, day: str | None = None) -> Text:
    """Return one line of the journal; with `day` a heading stands above it."""
    text = Text.assemble((f"\n{day}\n", LOUD) if day else "")
    return text.append_text(
        Text.assemble(
            (f"{line.position:>7}  ", QUIET),
            (f"{line.time}  ", TEAL),
            (f"{line.number:<6}", LOUD),
            f"{line.text:<42} ",
            (line.node, QUIET),
        )
    )


def story_text(story: Story) -> Text:
    """Return a ticket's story: its lines, below each call why it was made, and at the end what was told and came."""
    text = Text(story.ticket, style=LOUD)
    for step in story.steps:
        text.append("\n").append_text(journal_text(step.line))
        for said in filter(None, (step.id, step.en)):
            text.append(f"\n         {said}", style="" if said is step.id else QUIET)
    judged = outcome(story)
    return text if judged is None else text.append(f"\n{judged.id}\n").append(judged.en, style=QUIET)


def _headline(report: Report) -> RenderableType:
    line = Table.grid(expand=True)
    line.add_column()
    line.add_column(justify="right", no_wrap=True)
    verdict = Text("✓ all is well", style=WELL)
    if report.wrong:
        many = len(report.wrong)
        verdict = Text(f"✗ {many} {'thing is' if many == 1 else 'things are'} wrong", style=WRONG)
    line.add_row(Text(report.office or "an office without a name", style=LOUD), verdict)
    return line


def _hub_line(report: Report, zone: ZoneInfo) -> Text:
    hub = report.hub
    at = datetime.fromisoformat(hub.at).astimezone(zone)
    day = f"business day {report.day:%d.%m.%Y} open" if report.day else "no business day open"
    return Text(
        f"{day} · clock {_words(hub.clock)}, {at:%H.%M.%S}\n"
        f"hub {hub.version or ''} alive · epoch {hub.epoch} · position {hub.position} · journal {hub.journal}\n"
        f"broker {report.broker}",
        style=QUIET,
    )


def _wrong(wrong: Iterable[str]) -> Table:
    table = Table.grid(padding=(0, 1))
    for sentence in wrong:
        table.add_row(Text("✗", style=WRONG), Text(sentence))
    return table


def _counters(rows: Iterable[CounterRow]) -> Table:
    table = Table(box=None, header_style=QUIET, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("Counter", justify="right", no_wrap=True)
    table.add_column("Number", no_wrap=True)
    table.add_column("Is", no_wrap=True)
    table.add_column("Since", no_wrap=True)
    table.add_column("Wait", justify="right", no_wrap=True)
    for row in rows:
        quiet = QUIET if row.state in {"closed", "unknown"} else ""
        table.add_row(
            Text(str(row.counter), style=quiet or LOUD),
            Text(_apart(row.number), style=LOUD if row.number else QUIET),
            Text(row.state, style=quiet),
            Text(row.since or NONE, style=TEAL if row.since else QUIET),
            Text(NONE if row.waiting is None else str(row.waiting), style=quiet),
        )
    return table


def _services(rows: Iterable[ServiceRow]) -> Table:
    table = Table(box=None, header_style=QUIET, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("Service", no_wrap=True, overflow="ellipsis")
    table.add_column("Wait", justify="right", no_wrap=True)
    table.add_column("About", no_wrap=True)
    for row in rows:
        table.add_row(
            Text.assemble((f"{row.letter} ", LOUD), row.name),
            Text(NONE if row.waiting is None else str(row.waiting), style="" if row.waiting else QUIET),
            Text(row.estimate or NONE, style=TEAL if row.estimate else QUIET),
        )
    return table


def _people_lines(rows: Iterable[CounterRow]) -> list[Text]:
    """What an officer may have to be asked about, counter by counter."""
    rows = tuple(rows)
    late = [f"{row.counter} ({', '.join(row.parked)})" for row in rows if row.overdue]
    away = [f"{row.counter} {row.away}" for row in rows if row.away]
    lines = [Text(f"parked for long at counter {', '.join(late)}")] if late else []
    return [*lines, Text(f"nobody there today: counter {'; '.join(away)}", style=QUIET)] if away else lines


def _boxes_line(report: Report) -> Text:
    boxes = [row for row in report.boxes if row.role != Role.TECHNICIAN]
    here = [row for row in boxes if row.presence == PresenceState.ONLINE]
    troubled = [row.name for row in report.boxes if row.troubles]
    text = Text(f"{len(here)} of {len(boxes)} boxes are here", style=QUIET)
    return text.append(f" · look at {', '.join(troubled)} with: antrian nodes" if troubled else "")


def _presence(row: BoxRow) -> str:
    return {"ONLINE": "here", "OFFLINE": "gone"}.get(row.presence, row.presence)


def _apart(number: str | None) -> str:
    return f"{number[0]} {number[1:]}" if number else NONE


def _words(constant: str | None) -> str:
    return constant.lower().replace("_", " ") if constant else NONE
