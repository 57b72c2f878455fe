"""A year's holidays, as `holidays-YEAR.toml` has them: the joint decree of the three ministers, and Ramadan.

What a decree leaves to the sighting of the moon is marked `expected` until the minister of religion has announced it.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from itertools import chain

from msgspec import Struct


class Basis(StrEnum):
    """How certain a date is."""

    DECREED = "decreed"
    EXPECTED = "expected"


class Holiday(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A day off, by its name in the decree."""

    date: date
    name: str
    basis: Basis = Basis.DECREED


class Ramadan(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The month of fasting, both days included."""

    first: date
    last: date
    basis: Basis = Basis.DECREED


class HolidayYear(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`holidays-YEAR.toml`. `source` says which decree this is and where it was read."""

    year: int
    source: str
    national: tuple[Holiday, ...]
    joint_leave: tuple[Holiday, ...] = ()
    ramadan: tuple[Ramadan, ...] = ()

    def __post_init__(self) -> None:
        """Raise ValueError for a day of another year, one that is there twice, and a Ramadan that ends before it."""
        days = [one.date for one in chain(self.national, self.joint_leave)]
        for day in days:
            if day.year != self.year:
                raise ValueError(f"{day} is no day of {self.year}; is it in the right file?")
            if days.count(day) > 1:
                raise ValueError(f"{day} is there twice; each day may stand once")
        for month in self.ramadan:
            if month.last < month.first:
                raise ValueError(f"Ramadan from {month.first} to {month.last} ends before it begins")

    def days(self, *, with_joint_leave: bool) -> Mapping[date, str]:
        """Return the days off with their names."""
        return {one.date: one.name for one in chain(self.national, self.joint_leave if with_joint_leave else ())}

    def expected(self) -> list[date]:
        """Return the days that are not decreed yet."""
        return [one.date for one in chain(self.national, self.joint_leave) if one.basis is Basis.EXPECTED]
