"""Clips that cannot be had, as one trouble for each language.

What is wrong with one clip is mostly wrong with all of them, and a hundred lines would hide everything else that health
has to say.
"""

from collections.abc import Mapping

from display_node.voice.phrase import Clip


def clip_trouble(failed: Mapping[Clip, str], language: str) -> str | None:
    """Return what is wrong with the first clip of the language and how many more failed; None where none did."""
    clips = [clip for clip in failed if clip.language == language]
    if not clips:
        return None
    more = f" and {len(clips) - 1} more clips" if len(clips) > 1 else ""
    return f"{language}: {clips[0].text.rstrip('.,')!r}{more}: {failed[clips[0]]}"
