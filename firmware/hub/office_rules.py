"""What `office.toml` says about the order of calling, those who do not come, and those set aside.

A person writes minutes and times of day here; the rules count in seconds and in minutes since midnight.
"""

from typing import Annotated

from msgspec import Meta, Struct

from firmware.queueing.discipline import Discipline, NoShowPlan, OrderPlan, ParkPlan, Shares

_Minutes = Annotated[int, Meta(ge=0, le=720)]


class OrderTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[order]`. A cap of 0 minutes is none."""

    discipline: Discipline = Discipline.ACCUMULATING
    rates: Shares = Shares()
    turns: Shares = Shares()
    priority_cap_minutes: _Minutes = 15
    booked_cap_minutes: _Minutes = 0
    booked_late_minutes: _Minutes = 30

    def plan(self) -> OrderPlan:
        """Return what the rules need of it."""
        return OrderPlan(
            discipline=self.discipline,
            rates=self.rates,
            turns=self.turns,
            priority_cap=self.priority_cap_minutes * 60 or None,
            booked_cap=self.booked_cap_minutes * 60 or None,
            booked_late=self.booked_late_minutes * 60,
        )


class NoShowTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[no_show]`. As shipped somebody is called at 0, 20 and 40 seconds before they are absent."""

    calls: Annotated[int, Meta(ge=1, le=10)] = 3
    gap_seconds: Annotated[int, Meta(ge=0, le=600)] = 20
    come_back_minutes: _Minutes = 30
    behind: Annotated[int, Meta(ge=0, le=99)] = 1
    limit: Annotated[int, Meta(ge=1, le=10)] = 2

    def plan(self) -> NoShowPlan:
        """Return what the rules need of it."""
        return NoShowPlan(
            calls=self.calls,
            gap=self.gap_seconds,
            come_back=self.come_back_minutes * 60,
            behind=self.behind,
            limit=self.limit,
        )


class ParkTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[park]`. `limit` is per counter; 0 lets nobody be set aside."""

    limit: Annotated[int, Meta(ge=0, le=99)] = 3
    reminder_minutes: Annotated[int, Meta(ge=1, le=720)] = 10

    def plan(self) -> ParkPlan:
        """Return what the rules need of it."""
        return ParkPlan(limit=self.limit, reminder=self.reminder_minutes * 60)
