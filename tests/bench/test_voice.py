"""The bench of the voice, played short: one call, heard from the samples that reached the card."""

import pytest

from tests.bench.voice import is_met, measured


@pytest.mark.long
def test_a_call_sounds_in_time_and_as_its_script_is_written() -> None:
    """First sound, chime to speech, each silence, loudness and peaks: all within the limits beside them."""
    voice = measured(calls=((2, "F"),))
    assert is_met(voice), voice
    assert voice["calls"] == 1
