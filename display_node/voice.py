"""Says each call aloud, one after another, and never lets a broken loudspeaker stop the wall.

All work happens in the voice's own thread; every method only puts a word into its inbox and returns at once. What went
wrong or well is posted back to the box's loop as `VoiceReport` and `Spoken`.
"""

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from display_node.voice_settings import VoiceSettings
from firmware.messages.notices import Announcement, AnnouncementKind, Office
from firmware.node.clock import Clock


class VoiceReport(Struct, frozen=True, kw_only=True):
    """Something is wrong with the voice, or well again: the same `detail` comes back with `is_wrong` false."""

    detail: str
    is_wrong: bool


class Spoken(Struct, frozen=True, kw_only=True):
    """A sentence has ended, at `at` seconds of the boot clock. `ids` are the announcements that it stood for."""

    ids: tuple[str, ...]
    number: str
    counter: int
    kind: AnnouncementKind
    at: float


class Voice:
    """The voice of one zone. `post` takes a `VoiceReport` or `Spoken`, from the voice's thread."""

    def __init__(
        self, settings: VoiceSettings, state_folder: Path, post: Callable[[object], None], clock: Clock
    ) -> None:
        """Remember what was said before this start."""

    def start(self) -> None:
        """Begin to work."""

    def prepare(self, office: Office) -> None:
        """Render what this office will say, in the background; also whenever the office changes."""

    def announce(self, announcement: Announcement, age: float) -> None:
        """Say a call when its turn comes. `age` is the seconds since it was called, at this moment."""

    def standing(self, tickets: frozenset[str], position: int) -> None:
        """Hear which tickets are still called, according to the board of this position."""

    def test(self, number: str, counter: int) -> None:
        """Say a call that nobody made, after those that wait."""

    def close(self) -> None:
        """Stop, at once."""
