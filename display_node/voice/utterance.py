"""What is said as one buffer: the script's chime, pauses and clips laid end to end."""

from display_node.voice import sound
from display_node.voice.chime import chime
from display_node.voice.phrase import GAPS, Chime, Clip, Gaps, Pause, Sentence, script
from display_node.voice.sound import Samples


def assemble(
    sentences: tuple[Sentence, ...], clips: dict[Clip, Samples], lead_seconds: float = 0.0, gaps: Gaps = GAPS
) -> Samples:
    """Return a call after a lead, without the languages whose clips are not all there.

    Half a sentence is worse than none; when no language is left, there is still the chime.
    """
    whole = tuple(each for each in sentences if all(clip in clips for clip in each.clips))
    parts = [sound.dither(1000 * lead_seconds)]
    for part in script(whole, gaps):
        match part:
            case Chime():
                parts.append(chime())
            case Pause(milliseconds):
                parts.append(sound.silence(milliseconds))
            case Clip():
                parts.append(clips[part])
    return sound.join(parts)


def alone(tone: Samples, lead_seconds: float = 0.0) -> Samples:
    """Return a chime without words, after a lead."""
    return sound.join([sound.dither(1000 * lead_seconds), tone])
