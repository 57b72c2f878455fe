"""One trouble for each language, however many of its clips cannot be had."""

from display_node.voice.clip_trouble import clip_trouble
from display_node.voice.phrase import Clip


def test_nothing_failed_is_no_trouble() -> None:
    """Nor is what failed in another language."""
    assert clip_trouble({}, "id") is None
    assert clip_trouble({Clip("en", "five,"): "came out silent"}, "id") is None


def test_one_clip_is_named() -> None:
    """With what is wrong with it."""
    assert clip_trouble({Clip("id", "lima,"): "came out silent"}, "id") == "id: 'lima': came out silent"


def test_many_clips_are_the_first_and_a_count() -> None:
    """The clips of other languages are not counted."""
    failed = {Clip("id", "lima,"): "came out silent", Clip("en", "five,"): "no voice"}
    failed |= {Clip("id", f"{n}."): "came out silent" for n in range(45)}
    assert clip_trouble(failed, "id") == "id: 'lima' and 45 more clips: came out silent"
