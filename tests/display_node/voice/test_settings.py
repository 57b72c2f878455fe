"""The `[voice]` table."""

import tomllib
from datetime import time
from importlib import resources
from pathlib import Path

import msgspec
import pytest

from display_node.voice.settings import QuietHours, Speaker, VoiceSettings, volume_at
from firmware.node.settings import SettingsError, load


def test_an_empty_table_speaks_indonesian_and_english() -> None:
    """Every key has a default that suits an office."""
    settings = VoiceSettings()
    assert settings.is_enabled
    assert [(speaker.voice, speaker.rate) for speaker in map(settings.speaker, ("id", "en")) if speaker] == [
        ("id+f2", 150),
        ("en+f2", 150),
    ]
    assert settings.speaker("zh") is None


def test_a_chosen_speaker_replaces_one_default_only() -> None:
    """Naming an Indonesian voice leaves the English one as it is."""
    settings = VoiceSettings(speakers={"id": Speaker(voice="id", rate=120)})
    assert settings.speaker("id") == Speaker(voice="id", rate=120)
    assert settings.speaker("en") == Speaker(voice="en+f2")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("volumes = 0.5", "did you mean 'volume'"),
        ("volume = 1.5", "<= 1.0"),
        ('loudspeaker = "bluetooth"', "bluetooth"),
        ('quiet_hours = [{start = "25:00", end = "13:00", volume = 0.2}]', "quiet_hours"),
        ('clips = "/etc/antrian/clips"', "unknown key 'clips'"),
        ("gaps = {digit = -1}", ">= 0"),
        ("gaps = {digits = 100}", "gaps"),
        ("repeat_seconds = 61", "<= 60"),
        ('says = ["CALL", "SONG"]', "says"),
        ("speakers.id = {voice = 'id; rm -rf'}", "speakers"),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str, complaint: str, tmp_path: Path) -> None:
    """A wrong key or value ends the start with a sentence that names it."""
    file = tmp_path / "voice.toml"
    file.write_text(text)
    with pytest.raises(SettingsError, match=complaint):
        load(file, VoiceSettings)


def test_quiet_hours_change_the_volume_of_their_time_only() -> None:
    """During the noon prayer it is softer; the end does not belong to it; hours may span midnight."""
    settings = VoiceSettings(
        volume=0.9,
        quiet_hours=(
            QuietHours(start="11:55", end="12:30", volume=0.2),
            QuietHours(start="22:00", end="06:00", volume=0.0),
        ),
    )
    at = {text: volume_at(settings, time.fromisoformat(text)) for text in ("11:54", "11:55", "12:29", "12:30")}
    assert at == {"11:54": 0.9, "11:55": 0.2, "12:29": 0.2, "12:30": 0.9}
    assert volume_at(settings, time(23)) == volume_at(settings, time(5, 59)) == 0.0
    assert volume_at(settings, time(6)) == 0.9


def test_the_file_that_ships_says_the_defaults() -> None:
    """`display.toml` is the manual: what it writes under [voice] is what a box without it does."""
    file = resources.files("display_node") / "display.toml"
    written = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8"))["voice"], VoiceSettings)
    assert msgspec.structs.replace(written, speakers={}) == VoiceSettings()
    assert written.speakers == {language: VoiceSettings().speaker(language) for language in ("id", "en")}


def test_the_manual_tells_the_gaps() -> None:
    """Each of them, with the length it has where the table is left out."""
    told = tomllib.loads((resources.files("display_node") / "display.toml").read_text(encoding="utf-8"))
    assert told["voice"]["gaps"] == msgspec.to_builtins(VoiceSettings().gaps)
