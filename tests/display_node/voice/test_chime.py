"""The chime, by its spectrum and its envelope."""

import numpy as np
import pytest

from display_node.voice.chime import chime, help_chime, opening_chime
from display_node.voice.loudness import CLIP_LUFS, loudness
from display_node.voice.sound import RATE


def strongest(part: np.ndarray) -> float:
    """The loudest frequency, to a hertz."""
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part)), RATE))
    return float(np.argmax(spectrum))


def test_it_is_a_falling_major_third_of_eight_tenths_of_a_second() -> None:
    """The first tone stands to the second as five to four."""
    samples = np.asarray(chime(), dtype=float)
    assert len(samples) == round(0.8 * RATE)
    first, second = strongest(samples[: round(0.28 * RATE)]), strongest(samples[round(0.45 * RATE) :])
    assert abs(first / second - 5 / 4) < 0.01
    assert abs(first - 659) < 5


def test_it_is_as_loud_as_the_voice() -> None:
    """Nobody turns the volume down because of the chime and then misses the name."""
    heard = loudness(chime())
    assert heard is not None
    assert abs(heard - CLIP_LUFS) < 0.5


def test_it_begins_and_ends_softly_and_never_clips() -> None:
    """No click at either end, and no sample at full scale."""
    samples = np.asarray(chime(), dtype=float)
    assert samples[0] == samples[-1] == 0
    assert np.abs(samples).max() < 10 ** (-1 / 20) * 32_768
    assert np.abs(np.diff(samples)).max() < 0.25 * 32_768


def test_the_chime_for_help_rises_and_is_soft() -> None:
    """A fourth up, as a question; eight units under the voice, with a slower attack, so that it is no call."""
    samples = np.asarray(help_chime(), dtype=float)
    first, second = strongest(samples[: round(0.28 * RATE)]), strongest(samples[round(0.45 * RATE) :])
    assert abs(second / first - 4 / 3) < 0.02
    assert abs((loudness(help_chime()) or 0.0) - (CLIP_LUFS - 8)) < 0.5
    assert np.abs(np.diff(samples)).max() < np.abs(np.diff(np.asarray(chime(), dtype=float))).max() / 2


def test_the_test_at_opening_is_one_short_tone_and_the_softest() -> None:
    """Who opens the office hears it; nobody takes it for a call."""
    samples = np.asarray(opening_chime(), dtype=float)
    assert len(samples) == round(0.4 * RATE)
    assert strongest(samples[: len(samples) // 2]) == pytest.approx(strongest(samples[len(samples) // 2 :]), abs=10)
    assert abs((loudness(opening_chime()) or 0.0) - (CLIP_LUFS - 12)) < 0.5
