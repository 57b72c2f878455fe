"""How old an announcement is when it can be spoken, and whether that is too old.

An announcement says when it was called on the hub's own scale, office time, which a box knows from the first beat on. A
display that has just started may hear an announcement before that. It then waits for the beat, which comes each second:
taken for new, a call of long ago would be spoken into the hall.
"""

from collections.abc import Iterable

from msgspec import Struct

from firmware.messages.notices import Announcement


class Aged(Struct, frozen=True):
    """An announcement that is `age` seconds old."""

    announcement: Announcement
    age: float

    @property
    def is_too_old(self) -> bool:
        """Whether the person has long looked up or gone."""
        return self.age > self.announcement.age_limit


def aged(announcements: Iterable[Announcement], office_time: float) -> tuple[Aged, ...]:
    """Return each with its age at that office time; what was called after the last beat is new."""
    return tuple(Aged(each, max(0.0, office_time - each.office_time)) for each in announcements)
