"""The `[voice]` table of a display's settings: what it speaks through, how loud, and in which voice.

Every value has a default that suits an office, so that an empty table speaks. What the keys mean to a technician is
said once, in `display.toml`.
"""

from datetime import time
from typing import Annotated, Final, Literal, get_args

from msgspec import Meta, Struct

from display_node.voice.phrase import GAPS, Digits, Gaps
from firmware.messages.names import Language

Occasion = Literal["CALL", "RECALL", "LAST_CALL", "MANUAL", "CLOSING", "HELP", "SELF_TEST"]
"""What a voice does by itself; the last two are chimes."""

_TIME: Final = r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z"


class Speaker(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who speaks a language: a voice of espeak-ng ("id", "id+f2", "mb-id1") and its pace in words per minute."""

    voice: Annotated[str, Meta(pattern=r"^[A-Za-z0-9/_+-]+\Z", max_length=40)]
    rate: Annotated[int, Meta(ge=80, le=260)] = 150


class QuietHours(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the day, in the office's time, with a volume of its own; `end` may lie after midnight."""

    start: Annotated[str, Meta(pattern=_TIME)]
    end: Annotated[str, Meta(pattern=_TIME)]
    volume: Annotated[float, Meta(ge=0.0, le=1.0)]


# Women's variants: their fundamental near 190 Hz passes a television's small loudspeaker, the 100 Hz of the plain voice
# does not. "en" is espeak-ng's British English.
_SPEAKERS: Final[dict[Language, Speaker]] = {"id": Speaker(voice="id+f2"), "en": Speaker(voice="en+f2")}


class VoiceSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a display speaks.

    `loudspeaker` "mixer" plays aloud, "wav" writes each call as a file into `folder` (default: `calls` in the box's
    state) and takes no time. `pack` is the folder of a voice pack, whose clips go before the synthesizer's.
    `lead_seconds` go first, for a loudspeaker that wakes slowly; `keep_awake` has an inaudible noise played while the
    day is open. `patience_seconds` is how long a call waits for clips that are still being rendered. `says` is what the
    voice says by itself; what a technician asks for is always said. `repeat_seconds` after a call has ended it is said
    once more (0: never), and `evacuation_pause_seconds` after an evacuation's sentence that one.
    """

    is_enabled: bool = True
    loudspeaker: Literal["mixer", "wav"] = "mixer"
    folder: str | None = None
    pack: str | None = None
    volume: Annotated[float, Meta(ge=0.0, le=1.0)] = 1.0
    quiet_hours: tuple[QuietHours, ...] = ()
    lead_seconds: Annotated[float, Meta(ge=0.0, le=3.0)] = 0.3
    patience_seconds: Annotated[float, Meta(ge=0.0, le=30.0)] = 8.0
    keep_awake: bool = True
    digits: Digits = "one_by_one"
    says: tuple[Occasion, ...] = get_args(Occasion)
    repeat_seconds: Annotated[float, Meta(ge=0.0, le=60.0)] = 0.0
    evacuation_pause_seconds: Annotated[float, Meta(ge=1.0, le=60.0)] = 4.0
    gaps: Gaps = GAPS
    speakers: dict[Language, Speaker] = {}

    def speaker(self, language: str) -> Speaker | None:
        """Return who speaks this language, or None where neither the settings nor the defaults name a voice."""
        return self.speakers.get(language) or _SPEAKERS.get(language)


def volume_at(settings: VoiceSettings, now: time) -> float:
    """Return the volume, 0 to 1, at a time of day: of the first quiet hours that hold it, or the usual."""
    for hours in settings.quiet_hours:
        start, end = time.fromisoformat(hours.start), time.fromisoformat(hours.end)
        is_within = start <= now < end if start < end else now >= start or now < end
        if is_within:
            return hours.volume
    return settings.volume
