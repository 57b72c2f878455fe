"""What the display tells its voice, as it lies in the voice's inbox until the voice's thread has time for it.

An office, a sentence for everybody and a technician's test lie there as they are; these are the words for all the rest.
"""

from msgspec import Struct

from firmware.messages.notices import Announcement
from firmware.messages.requests import Sentence


class Announced(Struct, frozen=True):
    """A call is to be said that was `age` seconds old at `at`, a time of the boot clock."""

    announcement: Announcement
    age: float
    at: float


class Standing(Struct, frozen=True):
    """These tickets are still called, by the board of this position."""

    tickets: frozenset[str]
    position: int


class Day(Struct, frozen=True):
    """A board says whether the day is open."""

    is_open: bool


class Help(Struct, frozen=True):
    """A visitor asks for an officer."""


class Withdrawn(Struct, frozen=True):
    """This sentence is not true any more."""

    sentence: Sentence


class Wake(Struct, frozen=True):
    """There is something to notice that lies in no inbox: the voice is to end."""
