"""What is typed to change something: the business day, what was done by hand, a new journal, whom a box believes."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from firmware.messages import topics
from firmware.messages.names import AppointmentCode
from firmware.messages.personal import may_name
from firmware.messages.text import cleaned
from firmware.node.settings import load
from firmware.technician.absences import absences_of, said_of, with_more
from firmware.technician.checking_in import check_in_at_the_door
from firmware.technician.day import close_day, open_day
from firmware.technician.ending import plain_ending
from firmware.technician.faults import NotDone
from firmware.technician.office_line import OfficeLine
from firmware.technician.paper_roll import ByHand, enter, wanted
from firmware.technician.paper_roll import said_of as said_of_paper
from firmware.technician.planning import plan_absences, planned
from firmware.technician.settings import TechnicianSettings
from firmware.technician.technician_box import TechnicianBox
from firmware.technician.this_machine import confirm_journal, make_office, recover_office, set_numbers

day_app = typer.Typer(help="Open and close the business day by hand.", no_args_is_help=True)
hub_app = typer.Typer(help="On the hub Pi itself.", no_args_is_help=True)

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


@day_app.command("open")
def day_open(
    context: typer.Context, day: Annotated[datetime, typer.Argument(metavar="DATE", formats=["%Y-%m-%d"])]
) -> None:
    """Open the business day of this date; numbers start again."""
    with plain_ending(), _box(context) as box:
        position = open_day(box, day.date()).position
        print(f"business day {day.date()} is open (position {position})")


@day_app.command("close")
def day_close(
    context: typer.Context,
    day: Annotated[datetime | None, typer.Argument(metavar="[DATE]", formats=["%Y-%m-%d"])] = None,
    yes: Yes = False,
) -> None:
    """Close the business day that is open; whoever still waits is carried out and reported."""
    with plain_ending(), _box(context) as box:
        is_open = box.beat().day
        closing = day.date() if day else is_open
        if closing is None:
            raise NotDone("no business day is open")
        if not yes:
            typer.confirm(f"close {closing}? {_waiting(box)}", abort=True, err=True)
        position = close_day(box, closing).position
        print(f"business day {closing} is closed (position {position})")


def paper_roll(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="The figure on the paper, like 905.")],
    service: Annotated[str, typer.Argument(help="The letter of the service.")],
    counter: Annotated[int | None, typer.Option(help="Has helped the person; left out: the person waits.")] = None,
    at: Annotated[str | None, typer.Option(metavar="10.42", help="When today, by the office's clock.")] = None,
    priority: Annotated[bool, typer.Option("--priority", help="The person goes first.")] = False,
) -> None:
    """Enter a number from the paper roll in the drawer, which was given while the system was down."""
    with plain_ending():
        try:
            fields = {"number": number, "service": service, "counter": counter, "at": at, "priority": priority}
            typed = msgspec.convert(fields, ByHand)
        except msgspec.ValidationError:
            raise typer.BadParameter('a number from 1 to 9999, a letter like "A", a counter from 1 to 99') from None
        with _box(context) as box:
            command = wanted(box, typed)
            print(said_of_paper(command, enter(box, command)))


def check_in(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help="The code of the appointment.")],
    priority: Annotated[bool, typer.Option("--priority", help="The person goes first.")] = False,
) -> None:
    """Check in somebody who has booked, and say the number: write it down for them, nothing is printed."""
    with plain_ending():
        try:
            code = msgspec.convert(cleaned(code), AppointmentCode)
        except msgspec.ValidationError:
            raise typer.BadParameter(_no_code(code)) from None
        with _box(context) as box:
            accepted = check_in_at_the_door(box, code, is_priority=priority)
        print(f"{accepted.number}: {code} has checked in (position {accepted.position})")


def _no_code(code: str) -> str:
    if found := may_name(code):
        return f"that may be {found}, which is written nowhere; type the code of the appointment"
    return "that is no code; it is up to 32 letters, digits and hyphens"


def away(
    context: typer.Context,
    counter: Annotated[int, typer.Argument(min=1, max=99, help="Which counter.")],
    times: Annotated[list[str] | None, typer.Argument(metavar="[12:15-12:45 14:00- …]")] = None,
    none: Annotated[bool, typer.Option("--none", help="Clear it: only the breaks of the office hold.")] = False,
) -> None:
    """Say when today nobody will be at a counter, beside what was said. Without times: show what was said."""
    with plain_ending():
        try:
            absences = absences_of(times or ())
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
        if absences and none:
            raise typer.BadParameter("either times or --none")
        if not none:
            with OfficeLine(load(context.obj, TechnicianSettings), (topics.COUNTER,)) as line:
                standing = planned(counter, line.messages())
            try:
                absences = with_more(standing, absences)
            except ValueError as error:
                raise NotDone(f"{error}; clear them first: antrian away {counter} --none") from None
        if times or none:
            with _box(context) as box:
                plan_absences(box, counter, absences)
        print(f"counter {counter}, nobody there today: {said_of(absences)}")


@hub_app.command("new-office")
def hub_new_office(
    settings: Annotated[Path, typer.Option(metavar="FILE", help="The hub's settings.")] = Path("/etc/antrian/hub.toml"),
    yes: Yes = False,
) -> None:
    """Make the blank journal of a new office. Until then a hub without a journal issues nothing."""
    with plain_ending():
        if not yes:
            typer.confirm("a new journal, for an office that never had one?", abort=True, err=True)
        raise typer.Exit(make_office(settings))


@hub_app.command("recover")
def hub_recover(
    settings: Annotated[Path, typer.Option(metavar="FILE", help="The hub's settings.")] = Path("/etc/antrian/hub.toml"),
    without: Annotated[
        list[str] | None, typer.Option(metavar="NODE", help="A box that cannot answer any more; may be repeated.")
    ] = None,
) -> None:
    """Put the day of a hub that has lost its disk together again, of what the boxes remember."""
    with plain_ending():
        raise typer.Exit(recover_office(settings, without or ()))


def trust(
    state: Annotated[Path, typer.Argument(metavar="STATE_FOLDER", help="Of the box, as /var/lib/antrian/printer.")],
    journal_id: Annotated[str, typer.Argument(metavar="JOURNAL", help="The new id, as `antrian status` shows it.")],
    yes: Yes = False,
) -> None:
    """On a box itself: believe the office's new journal instead of the old one. Restart the box afterwards."""
    with plain_ending():
        if not yes:
            typer.confirm(f"let the box of {state} obey only the hub with journal {journal_id}?", abort=True, err=True)
        before = confirm_journal(state, journal_id)
        print(f"{state}: was {before or 'none'}, is {journal_id} now; restart the box now")


def offline_numbers(
    state: Annotated[Path, typer.Argument(metavar="STATE_FOLDER", help="Of the kiosk, as /var/lib/antrian/button.")],
    low: Annotated[int, typer.Option("--from", min=1, max=9_999, help="Higher than on any paper of today.")],
    high: Annotated[int, typer.Option("--to", min=1, max=9_999, help="The end of its range in office.toml.")],
    yes: Yes = False,
) -> None:
    """On a kiosk itself whose card is new: set from where its own numbers go on today. Stop the box before."""
    with plain_ending():
        if not yes:
            typer.confirm(f"is no paper of today from {low} to {high}, of any service?", abort=True, err=True)
        before = set_numbers(state, low, high)
        had = f"{before.low} to {before.high}, last {before.last}" if before else "none"
        print(f"{state}: had {had}; gives {low} to {high} now while the hub is silent; start the box now")


def _box(context: typer.Context) -> TechnicianBox:
    return TechnicianBox(load(context.obj, TechnicianSettings))


def _waiting(box: TechnicianBox) -> str:
    waiting = box.waiting()
    return f"{waiting} still wait and are carried out" if waiting else "nobody waits"
