"""Arithmetic on samples."""

import math
from array import array

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from display_node.voice import sound
from display_node.voice.sound import FULL_SCALE, RATE, Samples

SAMPLES = st.lists(st.integers(-FULL_SCALE, FULL_SCALE - 1), max_size=400).map(lambda values: array("h", values))


def sine(frequency: float, seconds: float, size: float = 0.5, rate: int = RATE) -> Samples:
    """A tone of `size` of full scale."""
    count = round(seconds * rate)
    return array("h", (round(size * 32_767 * math.sin(2 * math.pi * frequency * n / rate)) for n in range(count)))


def strongest(samples: Samples) -> float:
    """The frequency that is loudest."""
    spectrum = np.abs(np.fft.rfft(np.asarray(samples) * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * RATE / len(samples))


def test_silence_lasts_as_long_as_asked() -> None:
    """180 ms are 3,969 samples of nothing."""
    assert sound.silence(180) == array("h", [0] * 3969)


def test_trimming_takes_the_silence_at_both_ends_only() -> None:
    """The pause inside a word stays; 10 ms before and after it stay too."""
    word = sound.join([sine(400, 0.2), sound.silence(100), sine(400, 0.2)])
    trimmed = sound.trim(sound.join([sound.silence(300), word, sound.silence(500)]))
    assert 0 <= len(trimmed) - len(word) <= 2 * RATE // 100


def test_trimming_silence_leaves_nothing() -> None:
    """Noise under the hearing threshold counts as silence."""
    assert sound.trim(array("h", [3, -3] * 5000)) == array("h")


@given(SAMPLES)
def test_trimming_never_takes_what_can_be_heard(samples: Samples) -> None:
    """Every loud sample survives, whatever the sound is."""
    loud = [sample for sample in samples if abs(sample) >= 0.003 * FULL_SCALE]
    assert [sample for sample in sound.trim(samples) if abs(sample) >= 0.003 * FULL_SCALE] == loud


@given(SAMPLES, st.floats(0, 40))
def test_scaling_never_leaves_the_range(samples: Samples, factor: float) -> None:
    """However much louder, nothing wraps around, nothing changes sign, and louder stays louder."""
    scaled = sound.scale(samples, factor)
    assert all(abs(out) <= 0.96 * FULL_SCALE for out in scaled) or factor == 1.0
    assert all(out * sample >= 0 for out, sample in zip(scaled, samples, strict=True))
    ordered = sorted(zip(samples, scaled, strict=True))
    assert [out for _, out in ordered] == sorted(scaled)


def test_scaling_below_the_knee_is_exact() -> None:
    """What fits is only multiplied."""
    assert sound.scale(array("h", [100, -2000, 9000]), 2.0) == array("h", [200, -4000, 18_000])


def test_fading_starts_and_ends_at_nothing_and_leaves_the_middle() -> None:
    """Both edges begin at zero; outside 5 ms nothing changes."""
    tone = array("h", [10_000] * 2000)
    faded = sound.fade(tone)
    assert faded[0] == faded[-1] == 0
    assert faded[111:-111] == tone[111:-111]


def test_what_was_scaled_stays_a_decibel_under_full_scale() -> None:
    """However loud: the highest sample leaves room for the peaks between samples."""
    assert 20 * math.log10(max(map(abs, sound.scale(sine(440, 0.2), 20.0))) / 32_768) < -1


def test_dither_is_not_nothing_and_yet_nobody_hears_it() -> None:
    """Not one hundredth of a second of zeros; 93 dB under full scale, and no tone or direct current in it."""
    noise = np.asarray(sound.dither(1000), dtype=float)
    assert set(noise) == {-1.0, 0.0, 1.0}
    assert np.abs(noise[: len(noise) // 220 * 220].reshape(-1, 220)).max(axis=1).min() == 1
    assert 20 * math.log10(np.sqrt((noise**2).mean()) / 32_768) == pytest.approx(-93.3, abs=0.2)
    spectrum = np.abs(np.fft.rfft(noise)) ** 2
    assert abs(noise.mean()) < 0.02
    assert spectrum.max() < 20 * spectrum.mean()


def test_two_channels_become_their_mean() -> None:
    """A stereo recording is heard from one loudspeaker."""
    assert sound.mono(array("h", [100, 300, -50, -150]), 2) == array("h", [200, -100])


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 48_000])
def test_resampling_keeps_length_and_pitch(rate: int) -> None:
    """A recording of any usual rate lasts as long as before and has the same tone at the same size."""
    heard = sound.resample(sine(1000, 0.3, rate=rate), rate)
    assert abs(sound.seconds(heard) - 0.3) < 0.001
    assert abs(strongest(heard) - 1000) < 4
    middle = np.asarray(heard[1000:-1000], dtype=float)
    assert abs(np.sqrt((middle**2).mean()) / 32_767 - 0.5 / math.sqrt(2)) < 0.01


def test_resampling_keeps_out_what_would_fold_back() -> None:
    """A tone above what our rate can carry disappears instead of becoming another tone."""
    heard = np.asarray(sound.resample(sine(15_000, 0.2, rate=48_000), 48_000)[500:-500], dtype=float)
    assert np.sqrt((heard**2).mean()) < 0.01 * 32_767
