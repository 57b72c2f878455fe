"""A year as a technician checks it: the days off, Ramadan, special days, and where another source says otherwise. Pure.

The other source is the holidays package, which people all over the world keep. Neither is right by itself: a
difference is to be looked up in the decree.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from firmware.hub.holiday_year import Basis, Holiday, HolidayYear, Ramadan
from firmware.queueing.hours import Hours, Spans, clock

# How the package marks a date that follows the moon and was computed.
ESTIMATED: Final = "perkiraan"


class Others(Struct, frozen=True, kw_only=True):
    """What the holidays package has of a year."""

    version: str
    national: Mapping[date, str]
    joint_leave: Mapping[date, str]


def page(year: int, holidays: HolidayYear | None, hours: Hours | None, others: Others | None) -> str:
    """Return the year for a terminal; `differences` stand at its end."""
    lines = [*_days_off(year, holidays), *_special(year, hours)]
    if others is None:
        lines.append("not compared: the holidays package is not installed (pip install 'antrian[technician]')")
    else:
        found = differences(holidays, others)
        lines.append(f"differences to the holidays package {others.version}: {len(found) or 'none'}")
        lines += [f"  {line}" for line in found]
    return "\n".join([*lines, ""])


def differences(holidays: HolidayYear | None, others: Others) -> list[str]:
    """Return where the file and the holidays package disagree, a line a day."""
    ours = {one.date: (one.name, "national") for one in holidays.national} if holidays else {}
    ours |= {one.date: (one.name, "joint leave") for one in holidays.joint_leave} if holidays else {}
    theirs = {day: (name, "joint leave") for day, name in others.joint_leave.items()}
    theirs |= {day: (name, "national") for day, name in others.national.items()}
    lines = []
    for day in sorted(ours.keys() | theirs.keys()):
        mine, their = ours.get(day), theirs.get(day)
        if mine is None and their is not None:
            lines.append(f"{_day(day)}  only in the package: {their[0]} ({their[1]})")
        elif their is None and mine is not None:
            lines.append(f"{_day(day)}  only in the file: {mine[0]} ({mine[1]})")
        elif mine is not None and their is not None and mine[1] != their[1]:
            lines.append(f"{_day(day)}  {mine[0]}: {mine[1]} in the file, {their[1]} in the package")
        elif mine is not None and their is not None and holidays is not None:
            lines += _uncertain(day, mine[0], their[0], is_expected=day in holidays.expected())
    return [*lines, *(_month(month, others) for month in _unended(holidays, others))]


def _uncertain(day: date, name: str, theirs: str, *, is_expected: bool) -> list[str]:
    is_estimated = ESTIMATED in theirs
    if is_expected == is_estimated:
        return []
    ours, package = ("expected", "certain") if is_expected else ("decreed", "estimated")
    return [f"{_day(day)}  {name}: {ours} in the file, {package} in the package"]


def _unended(holidays: HolidayYear | None, others: Others) -> list[Ramadan]:
    """Each Ramadan whose next day is no holiday of the package: Idulfitri."""
    months = holidays.ramadan if holidays else ()
    return [month for month in months if month.last + timedelta(days=1) not in others.national]


def _month(month: Ramadan, others: Others) -> str:
    return f"{_day(month.last)}  the last of Ramadan, but the day after is no holiday in the package {others.version}"


def _days_off(year: int, holidays: HolidayYear | None) -> Iterator[str]:
    if holidays is None:
        yield f"no holidays of {year} are known; write holidays-{year}.toml beside office.toml, as the decree has them"
        return
    yield f"{year}: {holidays.source}"
    yield f"national holidays: {len(holidays.national)}"
    yield from map(_holiday, holidays.national)
    yield f"joint leave: {len(holidays.joint_leave)}"
    yield from map(_holiday, holidays.joint_leave)
    for month in holidays.ramadan:
        yield f"Ramadan: {_day(month.first)} to {_day(month.last)}{_certainty(month.basis)}"


def _special(year: int, hours: Hours | None) -> Iterator[str]:
    if hours is None:
        yield "no opening hours are set: the day opens on every day of the year"
        return
    special = {day: one for day, one in hours.special.items() if day.year == year}
    yield f"special days: {len(special) or 'none'}"
    for day, one in sorted(special.items()):
        yield f"  {_day(day)}  {_spans(one.spans)}  {one.reason}"
    open_anyway = sorted(day for day in hours.closed.keys() & special.keys() if special[day].spans)
    for day in open_anyway:
        yield f"  {_day(day)}  is open although it is a holiday: {hours.closed[day]}"


def _holiday(one: Holiday) -> str:
    return f"  {_day(one.date)}  {one.name}{_certainty(one.basis)}"


def _certainty(basis: Basis) -> str:
    return "  (expected; not announced yet)" if basis is Basis.EXPECTED else ""


def _day(day: date) -> str:
    return f"{day:%a} {day}"


def _spans(spans: Spans) -> str:
    return ", ".join(f"{clock(begin)}-{clock(end)}" for begin, end in spans) or "closed"
