"""A year on a technician's screen, and every way in which two sources may disagree."""

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from firmware.hub import calendar_check
from firmware.hub.calendar_page import Others, differences, page
from firmware.hub.holiday_files import read_holidays
from firmware.hub.holiday_year import Basis, Holiday, HolidayYear, Ramadan
from firmware.queueing.hours import Hours, SpecialDay

NEW_YEAR = Holiday(date=date(2028, 1, 1), name="Tahun Baru")
EID = Holiday(date=date(2028, 2, 27), name="Idulfitri", basis=Basis.EXPECTED)
LEAVE = Holiday(date=date(2028, 2, 28), name="Cuti bersama Idulfitri")
MONTH = Ramadan(first=date(2028, 1, 28), last=date(2028, 2, 26), basis=Basis.EXPECTED)
YEAR = HolidayYear(year=2028, source="decree 1/2027", national=(NEW_YEAR, EID), joint_leave=(LEAVE,), ramadan=(MONTH,))
SAME = Others(
    version="0.109",
    national={date(2028, 1, 1): "Tahun Baru Masehi", date(2028, 2, 27): "Hari Raya Idul Fitri (perkiraan)"},
    joint_leave={date(2028, 2, 28): "Cuti Bersama"},
)
HOURS = Hours(
    week=((), (), (), (), (), ((480, 720),), ()),
    special={
        date(2028, 1, 1): SpecialDay(((480, 600), (660, 720)), "Layanan darurat"),
        date(2028, 5, 6): SpecialDay((), "Hari jadi"),
        date(2027, 5, 6): SpecialDay((), "Hari jadi"),
    },
    closed=YEAR.days(with_joint_leave=True),
)


@pytest.mark.parametrize("year", [2026, 2027])
def test_the_shipped_files_agree_with_the_holidays_package(tmp_path: Path, year: int) -> None:
    """Days off and joint leave, day by day; whoever sees this fail looks into the decree."""
    (shipped,) = (one for one in read_holidays(tmp_path) if one.year == year)
    others = calendar_check.package_of(year)
    assert others is not None
    assert differences(shipped, others) == []


def test_a_year_shows_what_is_decreed_and_what_is_expected() -> None:
    """Days off, Ramadan, special days of this year only, and a holiday on which the office opens."""
    assert page(2028, YEAR, HOURS, SAME).splitlines() == [
        "2028: decree 1/2027",
        "national holidays: 2",
        "  Sat 2028-01-01  Tahun Baru",
        "  Sun 2028-02-27  Idulfitri  (expected; not announced yet)",
        "joint leave: 1",
        "  Mon 2028-02-28  Cuti bersama Idulfitri",
        "Ramadan: Fri 2028-01-28 to Sat 2028-02-26  (expected; not announced yet)",
        "special days: 2",
        "  Sat 2028-01-01  08.00-10.00, 11.00-12.00  Layanan darurat",
        "  Sat 2028-05-06  closed  Hari jadi",
        "  Sat 2028-01-01  is open although it is a holiday: Tahun Baru",
        "differences to the holidays package 0.109: none",
    ]


def test_every_kind_of_difference_is_named() -> None:
    """A day that one of them does not have, and one that they take for different things."""
    others = replace(SAME, national={date(2028, 1, 1): "x", date(2028, 2, 28): "y", date(2028, 3, 1): "Nyepi"})
    assert differences(YEAR, others) == [
        "Sun 2028-02-27  only in the file: Idulfitri (national)",
        "Mon 2028-02-28  Cuti bersama Idulfitri: joint leave in the file, national in the package",
        "Wed 2028-03-01  only in the package: Nyepi (national)",
        "Sat 2028-02-26  the last of Ramadan, but the day after is no holiday in the package 0.109",
    ]


def test_a_date_that_only_one_of_them_takes_for_certain_is_named() -> None:
    """It has been announced, or was marked too early."""
    certain = replace(SAME, national={**SAME.national, date(2028, 2, 27): "Hari Raya Idul Fitri"})
    assert differences(YEAR, certain) == ["Sun 2028-02-27  Idulfitri: expected in the file, certain in the package"]
    early = replace(YEAR, national=(NEW_YEAR, replace(EID, basis=Basis.DECREED)))
    assert differences(early, SAME) == ["Sun 2028-02-27  Idulfitri: decreed in the file, estimated in the package"]


def test_a_year_that_nobody_has_written_down_says_what_to_write() -> None:
    """With what the package expects, as a beginning."""
    said = page(2028, None, None, SAME)
    assert "no holidays of 2028 are known; write holidays-2028.toml" in said
    assert "differences to the holidays package 0.109: 3" in said
    assert "only in the package: Hari Raya Idul Fitri (perkiraan) (national)" in said
    assert "the day opens on every day" in said


def test_without_the_package_nothing_is_compared() -> None:
    """And it says how to get it."""
    assert "not compared" in page(2028, YEAR, HOURS, None)


def test_the_status_says_whether_there_is_something_to_look_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """0 for agreement, 1 for a difference or an unknown year, 78 for a wrong file."""
    office = str(tmp_path / "office.toml")
    assert calendar_check.main(["2026", "--office", office]) == 0
    assert "these are the holidays that ship" in capsys.readouterr().out
    (tmp_path / "holidays-2026.toml").write_text("year = 2026\nsource = 'x'\nnational = []\n")
    assert calendar_check.main(["2026", "--office", office]) == 1
    assert calendar_check.main(["2099", "--office", office]) == 1
    (tmp_path / "holidays-2026.toml").write_text("year = 2026\n")
    assert calendar_check.main(["2026", "--office", office]) == 78
    assert "holidays-2026.toml" in capsys.readouterr().err
