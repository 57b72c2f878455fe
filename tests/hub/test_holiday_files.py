"""The holidays of a year: those that ship, those of the office, and what the holidays package says of them."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from firmware.hub.holiday_files import read_holidays
from firmware.hub.holiday_year import Basis
from firmware.node.settings import SettingsError

NEXT_YEAR = """
year = 2028
source = "decree 1/2027"
national = [{ date = 2028-01-01, name = "Tahun Baru 2028 Masehi" }]
"""


def test_the_shipped_years_follow_each_other(tmp_path: Path) -> None:
    """2026 is decreed throughout; of 2027 what the moon decides is expected."""
    years = read_holidays(tmp_path)
    assert [year.year for year in years][:2] == [2026, 2027]
    assert [(len(year.national), len(year.joint_leave)) for year in years[:2]] == [(17, 8), (18, 8)]
    assert years[0].expected() == []
    assert years[1].expected() == [date(2027, 3, 10), date(2027, 3, 11), date(2027, 5, 17)]
    assert [month.basis for year in years[:2] for month in year.ramadan] == [Basis.DECREED, Basis.EXPECTED]


def test_ramadan_ends_on_the_eve_of_idulfitri(tmp_path: Path) -> None:
    """It has 29 or 30 days, and the day after its last is a holiday."""
    for year in read_holidays(tmp_path):
        for month in year.ramadan:
            assert (month.last - month.first).days + 1 in (29, 30)
            assert "Idulfitri" in year.days(with_joint_leave=False)[month.last + timedelta(days=1)]


def test_the_days_of_a_file_rise(tmp_path: Path) -> None:
    """So that a person can compare it with the decree."""
    for year in read_holidays(tmp_path):
        for days in (year.national, year.joint_leave):
            assert all(one.date < next_.date for one, next_ in pairwise(days))


def test_a_file_beside_office_toml_wins(tmp_path: Path) -> None:
    """Of its own year; and a year that did not ship is added."""
    (tmp_path / "holidays-2028.toml").write_text(NEXT_YEAR)
    (tmp_path / "holidays-2026.toml").write_text(NEXT_YEAR.replace("2028", "2026"))
    years = {year.year: year for year in read_holidays(tmp_path)}
    assert sorted(years) == [2026, 2027, 2028]
    assert len(years[2026].national) == len(years[2028].national) == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("year = 2028", "year = 2029", "2028-01-01 is no day of 2029"),
        ("2028-01-01", "2027-12-31", "2027-12-31 is no day of 2028"),
        ('source = "decree 1/2027"', "", "missing required field 'source'"),
        ("name =", "basis = 'perhaps', name =", "Invalid enum value 'perhaps'"),
        ("[{", "[{ date = 2028-01-01, name = 'x' }, {", "2028-01-01 is there twice"),
        ("national", "ramadan = [{ first = 2028-02-28, last = 2028-01-28 }]\nnational", "ends before it begins"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    """A hub does not open on a holiday because somebody mistyped it."""
    assert old in NEXT_YEAR
    (tmp_path / "holidays-2028.toml").write_text(NEXT_YEAR.replace(old, new, 1))
    with pytest.raises(SettingsError, match=said):
        read_holidays(tmp_path)


def test_a_file_is_named_for_its_year(tmp_path: Path) -> None:
    """A copy of last year's under the new name is last year's."""
    (tmp_path / "holidays-2029.toml").write_text(NEXT_YEAR)
    with pytest.raises(SettingsError, match=r"tells of 2028; name it holidays-2028\.toml"):
        read_holidays(tmp_path)
