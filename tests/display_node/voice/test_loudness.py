"""Loudness against the figures of the standard."""

import math
from array import array

import pytest

from display_node.voice.loudness import level, loudness
from display_node.voice.sound import RATE, Samples, join, silence


def sine(frequency: float, decibels: float, seconds: float = 2.0) -> Samples:
    """A tone at a level under full scale."""
    size = 32_767 * 10 ** (decibels / 20)
    count = round(seconds * RATE)
    return array("h", (round(size * math.sin(2 * math.pi * frequency * n / RATE)) for n in range(count)))


@pytest.mark.parametrize("decibels", [0.0, -18.0, -23.0, -40.0])
def test_a_997_hz_tone_measures_as_the_standard_says(decibels: float) -> None:
    """ITU-R BS.1770-4: 997 Hz at 0 dB full scale in one channel is -3.01 LKFS."""
    assert loudness(sine(997, decibels)) == pytest.approx(decibels - 3.01, abs=0.05)


def test_a_deep_tone_counts_less_and_a_high_one_more() -> None:
    """The K-weighting: 40 Hz is nearly 5 dB softer to it than 997 Hz, 5 kHz some 3 dB louder."""
    middle = loudness(sine(997, -20.0)) or 0.0
    assert (loudness(sine(40, -20.0)) or 0.0) - middle < -4
    assert 2 < (loudness(sine(5000, -20.0)) or 0.0) - middle < 5


def test_pauses_do_not_make_it_softer() -> None:
    """The gate leaves silence out, so a word counts as loud as it is."""
    tone = sine(997, -20.0, 1.0)
    assert loudness(join([tone, silence(2000), tone])) == pytest.approx(loudness(tone), abs=0.4)


def test_silence_has_no_loudness() -> None:
    """Where nothing is heard there is no figure."""
    assert loudness(silence(500)) is None
    assert loudness(array("h")) is None
    assert level(silence(500)) == silence(500)


@pytest.mark.parametrize("seconds", [0.05, 0.3, 1.0])
def test_levelling_reaches_its_target(seconds: float) -> None:
    """Even a sound shorter than a block ends at the loudness asked for."""
    assert loudness(level(sine(997, -30.0, seconds), -16.0)) == pytest.approx(-16.0, abs=0.3)
