"""Published: when everybody knows that nobody will be at a counter today, and when the day is over. Minutes of the day.

The breaks of the office hold for every counter, and what was said for today comes on top. Only a counter's own
absence of every day, such as a staggered lunch, stands in for a break that it overlaps or adjoins.
"""

from collections.abc import Iterable, Sequence

from firmware.messages.commands import Absence
from firmware.queueing.hours import DayHours
from firmware.queueing.plan import CounterPlan


def absences_of(plan: CounterPlan, said: Sequence[Absence], hours: DayHours | None) -> tuple[Absence, ...]:
    """Return when nobody will be at a counter: `said` are its absences of today, the plan's own among them or not."""
    own = [one for one in plan.absences if any(begin <= one[0] and one[1] <= end for begin, end in said)]
    breaks = () if hours is None else tuple(one for one in hours.breaks if not _touches(one, own))
    return tuple(sorted({*said, *breaks}))


def is_until_closing(absence: Absence, hours: DayHours | None) -> bool:
    """Say whether nobody comes back from an absence that day."""
    return absence[1] >= (24 * 60 if hours is None else hours.closes)


def _touches(one: Absence, others: Iterable[Absence]) -> bool:
    return any(begin <= one[1] and one[0] <= end for begin, end in others)
