"""A call as one buffer."""

from array import array

from display_node.voice.chime import chime
from display_node.voice.phrase import Clip, Gaps, Pause, Sentence
from display_node.voice.sound import RATE, dither, join, silence
from display_node.voice.utterance import alone, assemble

SATU, DUA, ONE = Clip("id", "satu."), Clip("id", "dua,"), Clip("en", "one.")
CLIPS = {clip: array("h", [value] * 2205) for clip, value in ((SATU, 1), (DUA, 2), (ONE, 3))}
INDONESIAN = Sentence("id", (DUA, Pause(180), SATU))
ENGLISH = Sentence("en", (ONE,))


def test_parts_stand_end_to_end_with_their_pauses() -> None:
    """Lead, chime, 300 ms, first language, 700 ms, second language, to the sample."""
    whole = assemble((INDONESIAN, ENGLISH), CLIPS, 0.5)
    parts = [dither(500), chime(), silence(300), CLIPS[DUA], silence(180), CLIPS[SATU], silence(700), CLIPS[ONE]]
    assert whole == join(parts)


def test_a_language_that_misses_a_clip_is_left_out() -> None:
    """Half a sentence is worse than none; the other language is said."""
    assert assemble((INDONESIAN, ENGLISH), {SATU: CLIPS[SATU], ONE: CLIPS[ONE]}) == assemble((ENGLISH,), CLIPS)


def test_without_any_clip_there_is_still_the_chime() -> None:
    """People look up at the wall."""
    assert assemble((INDONESIAN,), {}) == chime()
    assert len(chime()) == round(0.8 * RATE)


def test_the_gaps_of_the_settings_are_in_the_buffer() -> None:
    """Air after the chime and the gap between two languages, to the sample."""
    whole = assemble((INDONESIAN, ENGLISH), CLIPS, gaps=Gaps(air=100, between_languages=1200))
    parts = [chime(), silence(100), CLIPS[DUA], silence(180), CLIPS[SATU], silence(1200), CLIPS[ONE]]
    assert whole == join(parts)


def test_a_chime_alone_has_its_lead() -> None:
    """Help and the test at opening have no words, and must not lose their beginning either."""
    assert alone(chime(), 0.5) == join([dither(500), chime()])
