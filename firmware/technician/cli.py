"""What is typed. Each command connects, asks, prints, and ends with a status that a script can read.

0 all is well, 1 something is wrong or was refused, 2 mistyped, 69 nobody there to ask, 78 bad settings.
"""

import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import msgspec
import typer
from rich.text import Text

from firmware.messages import topics
from firmware.messages.codec import decode
from firmware.messages.names import CounterNumber, TicketNumber
from firmware.messages.notices import Office
from firmware.messages.requests import JournalRow, Say, TakeScreenshot
from firmware.node.settings import load
from firmware.node.version import VERSION
from firmware.node.zone import zone_of
from firmware.technician.cli_broker import broker_app
from firmware.technician.cli_ca import ca_app
from firmware.technician.cli_calendar import calendar
from firmware.technician.cli_change import away, check_in, day_app, hub_app, offline_numbers, paper_roll, trust
from firmware.technician.cli_doctor import doctor
from firmware.technician.cli_enroll import enroll
from firmware.technician.cli_hall import announce, check_slip
from firmware.technician.cli_revoke import renew, revoke
from firmware.technician.cli_voice import voice_app
from firmware.technician.displays import only_display
from firmware.technician.ending import plain_ending
from firmware.technician.faults import NotDone, OfficeDead
from firmware.technician.journal_lines import line_of
from firmware.technician.office_line import HUB_SILENT, OfficeLine
from firmware.technician.pages import journal_text, nodes_page, status_page, story_text
from firmware.technician.report import BoxRow, box_row, report_of
from firmware.technician.scores import ScoredDay, days_of, scores_page
from firmware.technician.settings import SETTINGS, TechnicianSettings
from firmware.technician.story import story_of
from firmware.technician.terminal import Terminal

WHICH: Final = "Which display; not needed while there is only one."
SAY_SECONDS: Final = 90.0
"""How long a test may wait for the calls before it: five in two languages."""
HEARD: Final = (topics.BEAT, topics.OFFICE, topics.BOARD, topics.COUNTER, topics.PRESENCE)

app = typer.Typer(
    help="Look after an Antrian office: see it, hear it, open it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(day_app, name="day")
app.add_typer(hub_app, name="hub")
app.add_typer(voice_app, name="voice")
app.add_typer(ca_app, name="ca")
app.add_typer(broker_app, name="broker")
app.command()(enroll)
app.command()(revoke)
app.command()(renew)
app.command("paper-roll")(paper_roll)
app.command("offline-numbers")(offline_numbers)
app.command("check-in")(check_in)
app.command(context_settings={"ignore_unknown_options": True})(away)
app.command()(trust)
app.command()(announce)
app.command("check-slip")(check_slip)
app.command()(calendar)
app.command()(doctor)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a script.")]


@app.callback()
def antrian(
    context: typer.Context,
    settings: Annotated[Path, typer.Option(metavar="FILE", help="What this command is at the broker.")] = SETTINGS,
) -> None:
    """Keep where the settings are; each command reads them when it needs them."""
    context.obj = settings


@app.command()
def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Show the whole office on one screen. Status 0: all is well, 1: something is wrong, 69: the office is dead."""
    with plain_ending():
        with _line(context, *HEARD) as line:
            snapshot = line.look()
        report = report_of(snapshot)
        if as_json:
            _print_json(report)
        else:
            Terminal().print(status_page(report, _zone(snapshot.office)))
        raise typer.Exit(0 if report.is_well else 1)


@app.command()
def nodes(context: typer.Context, as_json: AsJson = False) -> None:
    """Show every box: is it there, how does it feel, what is wrong with it."""
    with plain_ending():
        with _line(context) as line:
            rows = [box_row(node) for node in line.nodes()]
        if as_json:
            _print_json(rows)
        else:
            Terminal().print(nodes_page(rows))
        raise typer.Exit(1 if any(row.troubles for row in rows) else 0)


@app.command()
def journal(
    context: typer.Context,
    last: Annotated[int, typer.Option("--last", "-n", min=1, help="How many of the latest events.")] = 20,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on as they happen, until Ctrl-C.")] = False,
) -> None:
    """Show what happened, the oldest first."""
    with plain_ending(), _line(context, topics.BEAT, topics.OFFICE) as line:
        printer = _JournalPrinter(_zone(_office(line)))
        printer.print(line, after=-last)
        while follow:
            # The beat says how far the journal has come, so nothing is asked while nothing happens.
            if line.beat().position > printer.position:
                printer.print(line, after=printer.position)


@app.command()
def why(
    context: typer.Context,
    number: Annotated[str, typer.Argument(help='Any number on the paper, like "A017".')],
    as_json: AsJson = False,
) -> None:
    """Tell a ticket's story, and for each call why it was next: Indonesian first, English second."""
    with plain_ending():
        number = _number(number)
        with _line(context, topics.BEAT, topics.OFFICE) as line:
            zone = _zone(_office(line))
            story = story_of(*line.ticket(number), zone)
        if as_json:
            _print_json(story)
        else:
            Terminal(highlight=False, soft_wrap=True).print(story_text(story))


@app.command()
def score(
    context: typer.Context,
    days: Annotated[int, typer.Option("--days", "-n", min=1, help="How many of the latest days.")] = 7,
    as_json: AsJson = False,
) -> None:
    """Show how true the estimates of the wait were: what people were told against when they were called."""
    with plain_ending():
        with _line(context) as line:
            scored = days_of(line.scores(days))
        if as_json:
            _print_json(scored)
        else:
            Terminal().print(scores_page(scored))


@app.command()
def screenshot(
    context: typer.Context,
    display: Annotated[str | None, typer.Argument(metavar="[DISPLAY]", help=WHICH)] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write it.")] = None,
) -> None:
    """Fetch a PNG of what a wall shows now, to a file or a pipe."""
    with plain_ending():
        if output is None and sys.stdout.isatty():
            raise typer.BadParameter("a PNG is not for a terminal; use --output wall.png, or a pipe")
        with _line(context) as line:
            name = display or only_display(line)
            png = line.ask(name, TakeScreenshot())
        if not isinstance(png, bytes):
            raise NotDone(f"{name} answered without a picture; has it the same version?")
        if output is None:
            sys.stdout.buffer.write(png)
            return
        try:
            output.write_bytes(png)
        except OSError as error:
            raise NotDone(f"cannot write {output}: {error.strerror}") from error
        print(f"{output}: what {name} shows, {len(png):,} bytes")


@app.command()
def say(
    context: typer.Context,
    number: Annotated[str, typer.Argument(help='What to call, like "A017".')],
    counter: Annotated[int, typer.Argument(help="To which counter.")],
    display: Annotated[str | None, typer.Option(metavar="NAME", help=WHICH)] = None,
) -> None:
    """Speak a call as a test of the loudspeaker, after the calls that wait; nothing is called, nothing is journaled.

    It ends when the hall has heard it. Status 1: it was not heard, or not as it should be.
    """
    with plain_ending():
        try:
            msgspec.convert((number, counter), tuple[TicketNumber, CounterNumber])
        except msgspec.ValidationError:
            raise typer.BadParameter('a call is a number like "A017" and a counter from 1 to 99') from None
        with _line(context, topics.PRESENCE) as line:
            name = display or only_display(line)
            if display:
                line.await_presence(name)
            line.ask(name, Say(number=number, counter=counter), SAY_SECONDS)
        print(f"{name} has said {number} to counter {counter}")


@app.command()
def version() -> None:
    """Print the version."""
    print(VERSION)


class _JournalPrinter:
    """Prints rows with a heading for each new business day, and knows how far it has come."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.position = 0
        self._zone = zone
        self._day: date | None = None
        self._console = Terminal(highlight=False, soft_wrap=True)

    def print(self, line: OfficeLine, after: int) -> None:
        """Print everything after a position."""
        for row in line.journal(after):
            self._console.print(self._text(row))
            self.position = row.position

    def _text(self, row: JournalRow) -> Text:
        heading = None if row.day == self._day or row.day is None else f"business day {row.day}"
        self._day = row.day or self._day
        return journal_text(line_of(row, self._zone), heading)


def _number(typed: str) -> str:
    try:
        return msgspec.convert(typed.upper(), TicketNumber)
    except msgspec.ValidationError:
        raise typer.BadParameter(
            f'{typed!r} is no number; it is a letter and three or four digits, like "A017"'
        ) from None


def _settings(context: typer.Context) -> TechnicianSettings:
    return load(Path(context.obj), TechnicianSettings)


def _line(context: typer.Context, *heard: topics.Topic) -> OfficeLine:
    return OfficeLine(_settings(context), heard)


def _office(line: OfficeLine) -> Office | None:
    """Return the office, which the broker keeps, unless a beat comes first: then it has none. Raises OfficeDead."""
    for message in line.messages():
        if message.topic == topics.OFFICE.name() and isinstance(office := decode(Office, message.payload), Office):
            return office
        if message.topic == topics.BEAT.name():
            return None
    raise OfficeDead(HUB_SILENT)


def _zone(office: Office | None) -> ZoneInfo:
    return zone_of(office.timezone if office else "Asia/Jakarta") or ZoneInfo("UTC")


def _print_json(value: list[BoxRow] | list[ScoredDay] | msgspec.Struct) -> None:
    print(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())
