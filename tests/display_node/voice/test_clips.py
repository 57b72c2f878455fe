"""Clips: recorded, cached, rendered, or missing without harm."""

import sys
import wave
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest

from display_node.voice import sound
from display_node.voice.clips import ClipMade, Clips, slug
from display_node.voice.loudness import CLIP_LUFS, loudness
from display_node.voice.phrase import Clip
from display_node.voice.renderer import Renderer
from display_node.voice.settings import Speaker, VoiceSettings

SATU, DUA = Clip("id", "satu,"), Clip("id", "dua,")
HANGING = [sys.executable, "-c", "import sys; sys.stdin.read()"]
REFUSING = [sys.executable, "-c", 'import sys\nfor _ in sys.stdin: print(\'{"error": "no voice"}\', flush=True)']

Open = Callable[..., tuple[Clips, "SimpleQueue[ClipMade]"]]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Opens clips on one cache, as one start of the box after another would; all are closed at the end."""
    every: list[Clips] = []

    def make(
        settings: VoiceSettings | None = None, command: list[str] | None = None, retry_seconds: float = 60.0
    ) -> tuple[Clips, "SimpleQueue[ClipMade]"]:
        cache = tmp_path / "cache"
        cache.mkdir(exist_ok=True)
        made: SimpleQueue[ClipMade] = SimpleQueue()
        renderer = Renderer(cache, command, deadline_seconds=1.0) if command else Renderer(cache)
        clips = Clips(cache, settings or VoiceSettings(), renderer, made.put, retry_seconds)
        clips.start()
        every.append(clips)
        return clips, made

    yield make
    for clips in every:
        clips.close()


def record(path: Path, size: int = 3000, seconds: float = 0.5) -> Path:
    """A recorded human clip: a tone with silence around it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    tone = array("h", [size, size, -size, -size] * round(seconds * sound.RATE / 4))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sound.RATE)
        file.writeframes(sound.join([sound.silence(400), tone, sound.silence(700)]).tobytes())
    return path


def test_a_clip_is_trimmed_levelled_and_ready(opened: Open) -> None:
    """Nothing but the words is left, at the loudness that all clips have."""
    clips, _ = opened()
    samples = clips.get([SATU], 10.0)[SATU]
    assert loudness(samples) == pytest.approx(CLIP_LUFS, abs=1.0)
    assert 0.2 < sound.seconds(samples) < 1.0
    assert max(abs(sample) for sample in samples[:20]) < 500


def test_a_rendered_clip_is_kept_over_a_restart(opened: Open) -> None:
    """The second start has the same samples from its cache, even where espeak-ng is gone."""
    first = opened()[0].get([SATU], 10.0)
    assert opened(command=REFUSING)[0].get([SATU], 10.0) == first


def test_another_voice_or_pace_is_rendered_anew(opened: Open) -> None:
    """The cache is named by content: a changed setting never plays the old clip."""
    before = opened()[0].get([SATU], 10.0)[SATU]
    slower = opened(VoiceSettings(speakers={"id": Speaker(voice="id+f2", rate=100)}))[0].get([SATU], 10.0)[SATU]
    assert len(slower) > 1.2 * len(before)


def test_a_spoilt_file_in_the_cache_is_made_again(opened: Open, tmp_path: Path) -> None:
    """An empty or broken file, as a power cut in another system left it, is never played."""
    before = opened()[0].get([SATU], 10.0)[SATU]
    for spoilt in (b"", b"RIFF", bytes(4000)):
        (cached,) = (path for path in (tmp_path / "cache").glob("*.wav") if path.name != "rendering.wav")
        cached.write_bytes(spoilt)
        after = opened()[0].get([SATU], 10.0)[SATU]
        assert sound.seconds(after) == pytest.approx(sound.seconds(before), rel=0.1)


def test_what_failed_is_not_cached(opened: Open, tmp_path: Path) -> None:
    """A failed clip leaves no file, and is told with what to check."""
    clips, made = opened(command=REFUSING)
    assert clips.get([SATU], 10.0) == {}
    told = made.get(timeout=5)
    assert told.clip == SATU
    assert told.error is not None
    assert "no voice" in told.error
    assert list((tmp_path / "cache").glob("*.wav")) == []


def test_a_failed_clip_is_tried_again_by_itself(opened: Open, tmp_path: Path) -> None:
    """Once the synthesizer works, the clip becomes ready without anybody asking."""
    flag = tmp_path / "works"
    script = tmp_path / "synthesizer.py"
    script.write_text(
        f"import os, sys\nfrom display_node.voice.synthesizer import main\nif os.path.exists({str(flag)!r}): main()\n"
        'for _ in sys.stdin: print(\'{"error": "no voice"}\', flush=True)\n'
    )
    command = [sys.executable, "-c", f"exec(open({str(script)!r}).read())"]
    clips, made = opened(command=command, retry_seconds=0.1)
    clips.want([SATU])
    assert made.get(timeout=5).error is not None
    flag.touch()
    while (told := made.get(timeout=10)).error is not None:
        pass
    assert told == ClipMade(SATU, None)
    assert SATU in clips.get([SATU], 0.0)


def test_a_call_waits_no_longer_than_its_patience(opened: Open) -> None:
    """While the synthesizer hangs, a call gets what is there when its patience ends."""
    clips, _ = opened(command=HANGING)
    assert clips.get([SATU, DUA], 0.1) == {}


def test_a_waiting_call_goes_before_the_background(opened: Open) -> None:
    """With eighty clips to be made, the two that a call needs are made next."""
    clips, made = opened()
    clips.want(Clip("id", f"kata nomor {n},") for n in range(80))
    assert set(clips.get([SATU, DUA], 10.0)) == {SATU, DUA}
    order = [made.get(timeout=5).clip for _ in range(made.qsize())]
    assert max(order.index(SATU), order.index(DUA)) < 60


def test_a_recorded_human_clip_goes_first(opened: Open, tmp_path: Path) -> None:
    """Where the folder has the words, a person says them; the rest is still synthesized."""
    record(tmp_path / "human" / "id" / "satu.wav", seconds=0.9)
    heard = opened(VoiceSettings(clips=str(tmp_path / "human")))[0].get([SATU, DUA], 10.0)
    assert sound.seconds(heard[SATU]) == pytest.approx(0.92, abs=0.02)
    assert loudness(heard[SATU]) == pytest.approx(CLIP_LUFS, abs=1.0)
    assert sound.seconds(heard[DUA]) < 0.8


def test_a_new_recording_replaces_the_old_one(opened: Open, tmp_path: Path) -> None:
    """A clip recorded again under the same name is the one that is heard after a restart."""
    path = record(tmp_path / "human" / "id" / "satu.wav", seconds=0.5)
    settings = VoiceSettings(clips=str(tmp_path / "human"))
    opened(settings)[0].get([SATU], 10.0)
    record(path, seconds=0.9)
    assert sound.seconds(opened(settings)[0].get([SATU], 10.0)[SATU]) == pytest.approx(0.92, abs=0.02)


def test_a_recording_that_cannot_be_used_is_told(opened: Open, tmp_path: Path) -> None:
    """A silent recording is named with its words, not played as a hole in the sentence."""
    record(tmp_path / "human" / "id" / "satu.wav", size=0)
    clips, made = opened(VoiceSettings(clips=str(tmp_path / "human")))
    assert clips.get([SATU], 10.0) == {}
    assert "silent" in (made.get(timeout=5).error or "")


def test_a_language_without_a_voice_is_told(opened: Open) -> None:
    """The error names the settings table to fill."""
    clips, made = opened()
    assert clips.get([Clip("zz", "one,")], 10.0) == {}
    assert "[voice.speakers]" in (made.get(timeout=5).error or "")


def test_file_names_of_recordings() -> None:
    """Lower case, words joined by hyphens, no punctuation."""
    assert slug("Nomor antrian,") == "nomor-antrian"
    assert slug("silakan menuju ke loket,") == "silakan-menuju-ke-loket"
    assert slug("twenty-one.") == "twenty-one"
