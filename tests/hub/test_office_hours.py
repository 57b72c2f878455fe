"""`[hours]` of office.toml: what is written there, and what the rules make of it."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from firmware.hub.office_hours import HoursTable
from firmware.hub.settings import OfficeSettings, load_office
from firmware.node.settings import SettingsError
from firmware.queueing.hours import DayHours, closed_because, day_hours
from tests.hub.bench import SHIPPED, always_open

MANUAL = SHIPPED.read_text(encoding="utf-8")
FIRST, LAST = MANUAL.index("[[hours.special]]") - 2, MANUAL.index("# Numbers the hub gives")
# The manual with the special day that it explains taken out of the comment.
OPEN = MANUAL[:FIRST] + re.sub(r"^# ?", "", MANUAL[FIRST:LAST], flags=re.MULTILINE) + MANUAL[LAST:]
# And without any hours.
CLOSED = MANUAL[: MANUAL.index("[hours]")] + MANUAL[LAST:]


def office_of(folder: Path, text: str) -> OfficeSettings:
    """The office of this text."""
    path = folder / "office.toml"
    path.write_text(text, encoding="utf-8")
    return load_office(str(path))


def minutes_a_week(week: Any) -> int:
    """How long the office is open in a week."""
    return sum(end - begin for day in week for begin, end in day)


def test_the_shipped_office_has_hours_and_no_special_day() -> None:
    """So that the estimate knows the break, and no day opens at midnight; one without the table has none."""
    plan = load_office(str(SHIPPED)).plan()
    assert plan.hours is not None
    assert not plan.hours.special


def test_an_office_without_hours_goes_by_the_calendar(tmp_path: Path) -> None:
    """Until somebody has written down when it is open."""
    assert load_office(str(always_open(tmp_path))).plan().hours is None


def test_the_manuals_hours_are_those_of_the_decree(tmp_path: Path) -> None:
    """37.5 hours a week, 32.5 in Ramadan, a break of an hour and on Fridays of ninety minutes (Perpres 21/2023)."""
    hours = office_of(tmp_path, OPEN).plan().hours
    assert hours is not None
    assert hours.ramadan_week is not None
    assert minutes_a_week(hours.week) == 37.5 * 60
    assert minutes_a_week(hours.ramadan_week) == 32.5 * 60
    assert day_hours(hours, date(2026, 11, 23)) == DayHours(450, 960, ((720, 780),))
    assert day_hours(hours, date(2026, 11, 27)) == DayHours(450, 990, ((690, 780),))
    assert day_hours(hours, date(2026, 2, 20)) == DayHours(480, 930, ((690, 750),))
    assert day_hours(hours, date(2026, 11, 28)) == DayHours(480, 720)
    assert closed_because(hours, date(2026, 12, 24)) == "Cuti bersama Kelahiran Yesus Kristus"
    assert hours.years >= {2026, 2027}


def test_the_manual_tells_the_defaults_of_hours(tmp_path: Path) -> None:
    """What stands there is what holds without the line."""
    written = office_of(tmp_path, OPEN).hours
    assert written is not None
    defaults = HoursTable(monday=written.monday)
    for name in ("open_before_minutes", "last_ticket_before_minutes", "close_by", "open_on_joint_leave"):
        assert getattr(written, name) == getattr(defaults, name), name
    assert {field.name for field in structs.fields(HoursTable)} - {"saturday", "sunday"} <= set(
        re.findall(r"\w+", MANUAL[:LAST])
    )


def test_an_office_may_open_on_joint_leave(tmp_path: Path) -> None:
    """National holidays stay closed."""
    text = OPEN.replace("open_on_joint_leave = false", "open_on_joint_leave = true")
    hours = office_of(tmp_path, text).plan().hours
    assert hours is not None
    assert day_hours(hours, date(2026, 12, 24)) is not None
    assert day_hours(hours, date(2026, 12, 25)) is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('[["07:30", "12:00"], ["13:00", "16:00"]]', '[["7:30", "12:00"]]', "[hours] monday: '7:30' is no time of day"),
        ('[["07:30", "12:00"], ["13:00", "16:00"]]', '[["13:00", "16:00"], ["07:30", "12:00"]]', "times must rise"),
        ('close_by = "18:00"', 'close_by = "16:00"', "16.00 is before the office closes at 16.30"),
        ('close_by = "18:00"', 'close_by = "24:00"', "'24:00' is no time of day"),
        ("monday =", "mondag =", "did you mean 'monday'?"),
        ("date = 2026-11-28", 'date = 2026-11-28\nreason = "x"\n[[hours.special]]\ndate = 2026-11-28', "there twice"),
        ("date = 2026-11-28", 'date = "28 Nov"', "Invalid RFC3339"),
    ],
)
def test_hours_that_cannot_be_are_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    """Each fault has its sentence."""
    assert old in OPEN
    with pytest.raises(SettingsError, match=re.escape(said)):
        office_of(tmp_path, OPEN.replace(old, new, 1))


def test_a_week_that_never_opens_is_refused(tmp_path: Path) -> None:
    """Its hub would never open a day."""
    with pytest.raises(SettingsError, match=r"\[hours\] opens on no day"):
        office_of(tmp_path, f"{CLOSED}\n[hours]\nclose_by = '18:00'\n")


def test_holidays_have_files_of_their_own(tmp_path: Path) -> None:
    """A table of them in office.toml would be overruled in silence."""
    with pytest.raises(SettingsError, match=r"holidays-YEAR\.toml"):
        office_of(tmp_path, f"{MANUAL}\n[[holidays]]\nyear = 2026\nsource = 'me'\nnational = []\n")
