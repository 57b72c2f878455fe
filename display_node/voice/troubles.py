"""What is wrong with the voice, as the box's health should tell it.

A concern ("loudspeaker", "clips en") has at most one trouble at a time, several concerns may share one, and only what
has changed is posted.
"""

from collections.abc import Callable

from msgspec import Struct


class VoiceReport(Struct, frozen=True, kw_only=True):
    """Something is wrong with the voice, or well again: the same `detail` comes back with `is_wrong` false."""

    detail: str
    is_wrong: bool


class VoiceTroubles:
    """The troubles of one voice; `post` takes a `VoiceReport`."""

    def __init__(self, post: Callable[[object], None]) -> None:
        self._post = post
        self._wrong: dict[str, str] = {}

    def __contains__(self, concern: str) -> bool:
        return concern in self._wrong

    @property
    def details(self) -> tuple[str, ...]:
        """What is wrong at this moment, each once."""
        return tuple(dict.fromkeys(self._wrong.values()))

    def report(self, concern: str, detail: str | None) -> None:
        """Post what has changed: a detail that concerns share is well when none of them has it. None: nothing wrong."""
        before = set(self._wrong.values())
        self._wrong.pop(concern, None)
        if detail is not None:
            self._wrong[concern] = detail
        after = set(self._wrong.values())
        for gone in before - after:
            self._post(VoiceReport(detail=gone, is_wrong=False))
        for new in after - before:
            self._post(VoiceReport(detail=new, is_wrong=True))
