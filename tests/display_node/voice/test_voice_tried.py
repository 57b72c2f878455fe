"""What a technician hears of a test of the voice: that the hall heard it, or why it did not."""

from collections.abc import Callable
from pathlib import Path

from display_node.voice.settings import QuietHours, Speaker
from display_node.voice.voice import Tried
from firmware.messages.notices import Office
from tests.display_node.voice.heard import Heard


def tried(heard: Heard, office: Office) -> Tried:
    """What becomes of a test."""
    heard.voice.prepare(office)
    heard.voice.test("A017", 3)
    while not isinstance(told := heard.next(), Tried):
        pass
    return told


def test_a_test_that_was_heard_is_told_when_it_has_been_said(
    start: Callable[..., Heard], spoken_office: Office, tmp_path: Path
) -> None:
    """The file is there when the answer is."""
    assert tried(start(), spoken_office) == Tried(number="A017", counter=3, trouble=None)
    assert (tmp_path / "calls" / "call-001.wav").exists()


def test_a_test_at_volume_nothing_was_not_heard(start: Callable[..., Heard], spoken_office: Office) -> None:
    """It names the settings to look at."""
    heard = start(quiet_hours=(QuietHours(start="11:30", end="12:30", volume=0.0),))
    assert "volume" in (tried(heard, spoken_office).trouble or "")


def test_a_test_tells_what_is_wrong_with_the_loudspeaker(
    start: Callable[..., Heard], spoken_office: Office, tmp_path: Path
) -> None:
    """In the words that health has for it."""
    (tmp_path / "blocked").touch()
    assert "blocked" in (tried(start(folder=str(tmp_path / "blocked")), spoken_office).trouble or "")


def test_a_test_without_one_of_its_languages_was_not_heard_as_it_should_be(
    start: Callable[..., Heard], spoken_office: Office
) -> None:
    """The other language was said, and the technician learns what is missing."""
    trouble = tried(start(speakers={"en": Speaker(voice="xx")}), spoken_office).trouble or ""
    assert trouble.startswith("heard, but not as it should be: en: ")
