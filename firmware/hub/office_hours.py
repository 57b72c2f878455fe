"""What `office.toml` says about opening hours: `[hours]`, the week of Ramadan and special days."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from firmware.hub.holiday_year import HolidayYear
from firmware.hub.time_of_day import Spans, WrittenSpans, minute, spans
from firmware.queueing.hours import WEEKDAYS, Hours, SpecialDay, Week, clock

_Minutes = Annotated[int, Meta(ge=0, le=720)]


class WeekTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A week. Each day has its spans of opening, with the breaks between them; none: closed."""

    monday: WrittenSpans = ()
    tuesday: WrittenSpans = ()
    wednesday: WrittenSpans = ()
    thursday: WrittenSpans = ()
    friday: WrittenSpans = ()
    saturday: WrittenSpans = ()
    sunday: WrittenSpans = ()

    def week(self, what: str) -> Week:
        """Return the week. Raises ValueError for times that do not rise, and for a week without an open day."""
        monday, *others = (spans(f"[{what}] {day.lower()}", getattr(self, day.lower())) for day in WEEKDAYS)
        tuesday, wednesday, thursday, friday, saturday, sunday = others
        week = monday, tuesday, wednesday, thursday, friday, saturday, sunday
        if not any(week):
            raise ValueError(f"[{what}] opens on no day; write hours for a day, or leave the table out")
        return week


class SpecialTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[[hours.special]]`. A date with hours of its own; without `open` the office is closed."""

    date: date
    reason: Annotated[str, Meta(min_length=1, max_length=60)]
    open: WrittenSpans = ()


class HoursTable(WeekTable, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[hours]`."""

    open_before_minutes: _Minutes = 30
    last_ticket_before_minutes: _Minutes = 0
    close_by: str = "18:00"
    open_on_joint_leave: bool = False
    ramadan: WeekTable | None = None
    special: tuple[SpecialTable, ...] = ()

    def plan(self, years: Sequence[HolidayYear] = ()) -> Hours:
        """Return what the rules need of it. Raises ValueError for times that cannot be."""
        made = Hours(
            week=self.week("hours"),
            ramadan_week=None if self.ramadan is None else self.ramadan.week("hours.ramadan"),
            ramadan=tuple((month.first, month.last) for year in years for month in year.ramadan),
            special=_special(self.special),
            closed={
                day: name
                for year in years
                for day, name in year.days(with_joint_leave=not self.open_on_joint_leave).items()
            },
            years=frozenset(year.year for year in years),
            open_before=self.open_before_minutes,
            last_ticket_before=self.last_ticket_before_minutes,
            close_by=minute("[hours] close_by", self.close_by),
        )
        _check_close_by(made)
        return made


def _special(tables: Sequence[SpecialTable]) -> Mapping[date, SpecialDay]:
    days: dict[date, SpecialDay] = {}
    for table in tables:
        if table.date in days:
            raise ValueError(f"[[hours.special]] {table.date} is there twice; each day may stand once")
        days[table.date] = SpecialDay(spans(f"[[hours.special]] {table.date}", table.open), table.reason)
    return days


def _check_close_by(hours: Hours) -> None:
    all_days: list[Spans] = [*hours.week, *(hours.ramadan_week or ()), *(one.spans for one in hours.special.values())]
    latest = max(day[-1][1] for day in all_days if day)
    if hours.close_by < latest:
        raise ValueError(
            f"[hours] close_by {clock(hours.close_by)} is before the office closes at {clock(latest)}; "
            "people would be carried out while it is open"
        )
