"""What is heard in a recording, told from its samples."""

from array import array

import pytest

from display_node.voice.sound import RATE, Samples, dither, join, silence
from tests.bench.disk_card import PERIOD, handed_at
from tests.bench.sounding import peak_db, silences, sounds


def tone(milliseconds: int, size: int = 8000) -> Samples:
    """A sound."""
    return array("h", [size, size, -size, -size] * round(RATE * milliseconds / 4000))


def test_sounds_and_silences_are_told_to_the_millisecond() -> None:
    """Digital silence and the noise that keeps a link awake are both silence."""
    heard = sounds(join([silence(200), tone(300), dither(180), tone(100), silence(350), tone(400), dither(500)]))
    assert [1000 * each.start / RATE for each in heard] == pytest.approx([200, 680, 1130], abs=1)
    assert [1000 * each for each in silences(heard)] == pytest.approx([180, 350], abs=1)


def test_a_short_silence_belongs_to_the_word() -> None:
    """The closed lips of a p are no pause; nothing heard is nothing."""
    assert len(sounds(join([tone(200), silence(90), tone(200)]))) == 1
    assert sounds(dither(300)) == []


def test_the_peak_is_told_in_db_of_full_scale() -> None:
    """Half of it is 6 dB less."""
    assert peak_db(tone(10, 16_384)) == pytest.approx(-6.02, abs=0.01)


def test_a_sample_was_handed_over_before_the_file_grew_by_its_piece() -> None:
    """Two pieces are written when a third comes: the first was handed over two periods before, the second one."""
    sizes, times, period = [0, 4 * PERIOD, 8 * PERIOD], [0.0, 1.0, 2.0], PERIOD / RATE
    assert handed_at(sizes, times, 0) == pytest.approx(1.0 - 2 * period)
    assert handed_at(sizes, times, PERIOD) == pytest.approx(1.0 - period)
    assert handed_at(sizes, times, 2 * PERIOD + 441) == pytest.approx(2.0 - 2 * period + 0.02)
