"""Clips: recorded, cached, rendered, or missing without harm."""

import sys
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest

from display_node.voice import sound
from display_node.voice.clips import ClipMade, Clips
from display_node.voice.loudness import CLIP_LUFS, level, loudness
from display_node.voice.pack import Manifest
from display_node.voice.pack_folder import Pack, write_pack
from display_node.voice.phrase import Clip
from display_node.voice.renderer import Renderer
from display_node.voice.settings import Speaker, VoiceSettings
from display_node.voice.wav import wav_bytes

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


def pack(folder: Path, *clips: Clip, seconds: float = 0.9) -> Path:
    """A voice pack whose clips are tones, levelled."""
    tone = sound.fade(level(array("h", [3000, 3000, -3000, -3000] * round(seconds * sound.RATE / 4))))
    manifest = Manifest(name="Uji", languages=("id",), speaker="Uji", licence="none", rate=sound.RATE)
    write_pack(folder, manifest, dict.fromkeys(clips, tone))
    return folder


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
    """An empty, broken or silent file, as a power cut in another system left it, is never played."""
    before = opened()[0].get([SATU], 10.0)[SATU]
    rateless = bytearray(wav_bytes(before))
    rateless[24:28] = bytes(4)
    for spoilt in (b"", b"RIFF", bytes(4000), wav_bytes(sound.silence(400)), bytes(rateless)):
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


def test_a_voice_pack_goes_first(opened: Open, tmp_path: Path) -> None:
    """What the pack has is said as it is, without any synthesizer; other languages are still synthesized."""
    folder = pack(tmp_path / "pack", SATU)
    clips, made = opened(VoiceSettings(pack=str(folder)))
    heard = clips.get([SATU, Clip("en", "two,")], 10.0)
    assert sound.seconds(heard[SATU]) == pytest.approx(0.9, abs=0.01)
    assert loudness(heard[SATU]) == pytest.approx(CLIP_LUFS, abs=1.0)
    assert sound.seconds(heard[Clip("en", "two,")]) < 0.8
    assert [made.get(timeout=5).error for _ in heard] == [None, None]


@pytest.mark.parametrize("spoilt", [b"", b"RIFF", bytes(4000), None])
def test_a_broken_clip_of_a_pack_is_told_and_never_played_nor_cached(
    opened: Open, tmp_path: Path, spoilt: bytes | None
) -> None:
    """The synthesizer says the word instead, the sentence is whole, and the technician hears which file it is."""
    folder = pack(tmp_path / "pack", SATU)
    file = folder / "id" / "satu.wav"
    file.unlink() if spoilt is None else file.write_bytes(spoilt)
    clips, made = opened(VoiceSettings(pack=str(folder)))
    assert 0.2 < sound.seconds(clips.get([SATU], 10.0)[SATU]) < 0.8
    told = made.get(timeout=5)
    assert str(file) in (told.error or "")
    clips.want([SATU])
    assert made.get(timeout=5).error == told.error
    assert len([path for path in (tmp_path / "cache").glob("*.wav") if path.name != "rendering.wav"]) == 1


def test_a_word_that_a_pack_lacks_is_told_once_for_each_word(opened: Open, tmp_path: Path) -> None:
    """The pack speaks Indonesian and not this word: its name, and how to see what is missing."""
    clips, made = opened(VoiceSettings(pack=str(pack(tmp_path / "pack", SATU))))
    assert set(clips.get([SATU, DUA], 10.0)) == {SATU, DUA}
    errors = {told.clip: told.error for told in (made.get(timeout=5) for _ in range(2))}
    assert errors[SATU] is None
    assert "antrian voice check" in (errors[DUA] or "")


def test_a_pack_that_is_not_there_leaves_the_synthesizer(opened: Open, tmp_path: Path) -> None:
    """A wrong path is told, and the hall is called all the same."""
    clips, made = opened(VoiceSettings(pack=str(tmp_path / "nowhere")))
    assert SATU in clips.get([SATU], 10.0)
    assert "nowhere/pack.toml: No such file" in (made.get(timeout=5).error or "")


def test_a_language_without_a_voice_is_told(opened: Open) -> None:
    """The error names the settings table to fill."""
    clips, made = opened()
    assert clips.get([Clip("zz", "one,")], 10.0) == {}
    assert "[voice.speakers]" in (made.get(timeout=5).error or "")


def test_a_mistake_with_one_clip_is_that_clips_error(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong with it, the clips after it are still made, and a pack's fault leaves the synthesizer."""
    monkeypatch.setattr(Pack, "read", _fail)
    clips, made = opened(VoiceSettings(pack=str(pack(tmp_path / "pack", SATU))))
    assert set(clips.get([SATU, DUA], 10.0)) == {SATU, DUA}
    assert "IndexError: a file with a surprise" in (made.get(timeout=5).error or "")
    monkeypatch.setattr(Clips, "_synthesized", _fail)
    clips, made = opened()
    assert clips.get([SATU, DUA], 10.0) == {}
    assert [(made.get(timeout=5).error or "").partition(";")[0] for _ in range(2)] == [
        "IndexError: a file with a surprise"
    ] * 2


def _fail(_owner: object, _clip: Clip) -> None:
    raise IndexError("a file with a surprise")
