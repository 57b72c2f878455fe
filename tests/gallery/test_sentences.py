"""Every sentence that the voice can say is in the gallery."""

from pathlib import Path

from display_node.voice.sound import silence
from firmware.gallery.sentences import spoken
from firmware.gallery.sounds import keep, wave
from firmware.messages import requests
from firmware.messages.notices import AnnouncementKind

TITLES = {each.title for each in spoken()}


def test_every_kind_is_said_in_each_language_and_in_both() -> None:
    """Calls, and what everybody is told."""
    assert len(TITLES) == len(spoken())
    assert {title.rsplit(", ", 1)[1] for title in TITLES} == {
        "Indonesian",
        "English",
        "Indonesian then English",
        "English then Indonesian",
    }
    together = [title for title in TITLES if title.endswith("Indonesian then English")]
    assert len(together) == len(AnnouncementKind) + len(requests.Sentence)


def test_digits_are_said_both_ways() -> None:
    """One by one, and as a number."""
    texts = {each.title: each.text for each in spoken()}
    assert "nol, satu, tujuh" in texts["Call, Indonesian"]
    assert "tujuh belas" in texts["Call, natural digits, Indonesian"]


def test_a_sound_is_kept_with_its_length(tmp_path: Path) -> None:
    """The file lies in the folder, and the page knows how long it is."""
    sound = keep(silence(500), "voice/nothing.wav", tmp_path)
    assert (tmp_path / sound.path).read_bytes().startswith(b"RIFF")
    assert sound.seconds == 0.5


def test_silence_has_a_picture_too() -> None:
    """A thin line, so that nobody takes it for a file that is missing."""
    assert wave(silence(100)).count("M") == 160
    assert wave(silence(0)).startswith("<svg")
