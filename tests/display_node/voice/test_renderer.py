"""The real pyttsx3 and espeak-ng, and what happens when they fail."""

import subprocess
import sys
import threading
import time
from array import array
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from display_node.voice import sound
from display_node.voice.renderer import Renderer, check
from display_node.voice.settings import Speaker
from display_node.voice.sound import Samples
from display_node.voice.wav import ClipError, read_wav

INDONESIAN = Speaker(voice="id+f2")


@pytest.fixture
def renderer(tmp_path: Path) -> Iterator[Renderer]:
    """A renderer whose process ends with the test."""
    made = Renderer(tmp_path)
    yield made
    made.rest()


def likeness(one: Samples, other: Samples) -> float:
    """How far two recordings are the same sound, 0 to 1, wherever in them it begins."""
    a, b = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    size = len(a) + len(b)
    crossed = np.fft.irfft(np.fft.rfft(a, size) * np.conj(np.fft.rfft(b, size)), size)
    return float(np.abs(crossed).max() / np.sqrt((a**2).sum() * (b**2).sum()))


def spoken_by_espeak(voice: str, text: str, path: Path) -> Samples:
    """The same words by the command of Debian's espeak-ng."""
    subprocess.run(["espeak-ng", "-v", voice, "-s", "150", "-w", str(path), text], check=True)
    return read_wav(path)


def test_indonesian_is_spoken_by_the_indonesian_voice(renderer: Renderer, tmp_path: Path) -> None:
    """Compared by its sound with espeak-ng's own command: the Indonesian voice said it, and not the English one."""
    heard = renderer.render("sembilan", INDONESIAN)
    assert likeness(heard, spoken_by_espeak("id+f2", "sembilan", tmp_path / "id.wav")) > 0.9
    assert likeness(heard, spoken_by_espeak("en+f2", "sembilan", tmp_path / "en.wav")) < 0.6


def test_many_clips_by_one_process_are_each_their_own(renderer: Renderer) -> None:
    """Whatever was asked before, a clip holds its own words and its own voice."""
    words = [("satu,", INDONESIAN), ("two,", Speaker(voice="en+f2")), ("silakan menuju ke loket,", INDONESIAN)]
    lengths = [sound.seconds(sound.trim(renderer.render(text, speaker))) for text, speaker in words * 8]
    satu, two, silakan = lengths[:3]
    assert two < 0.9 * satu < satu < 0.6 * silakan
    for n, length in enumerate(lengths):
        assert length == pytest.approx(lengths[n % 3], rel=0.05)


@pytest.mark.parametrize("voice", ["xx", "id+nobody", "indonesian"])
def test_an_unknown_voice_is_refused(renderer: Renderer, voice: str) -> None:
    """espeak-ng would speak on with another voice; the error names the voice and where to look."""
    renderer.render("satu,", Speaker(voice="en"))
    with pytest.raises(ClipError, match=r"--voices") as error:
        renderer.render("satu,", Speaker(voice=voice))
    assert repr(voice) in str(error.value)


def test_words_without_a_sound_are_refused(renderer: Renderer) -> None:
    """A silent clip is an error, never a pause in a call."""
    with pytest.raises(ClipError, match="silent"):
        renderer.render(",", INDONESIAN)


def test_a_missing_synthesizer_is_named_each_time(tmp_path: Path) -> None:
    """Without espeak-ng every clip fails with the same sentence, which says what to install."""
    missing = "import sys; sys.modules['pyttsx3'] = None; from display_node.voice.synthesizer import main; main()"
    renderer = Renderer(tmp_path, [sys.executable, "-c", missing])
    for _ in range(2):
        with pytest.raises(ClipError, match="is Debian's espeak-ng installed"):
            renderer.render("satu,", INDONESIAN)
    renderer.rest()


def test_a_synthesizer_that_hangs_is_killed_in_time(tmp_path: Path) -> None:
    """A hang costs the deadline and no more, and the next clip starts another process."""
    hanging = Renderer(tmp_path, [sys.executable, "-c", "import sys; sys.stdin.read()"], deadline_seconds=0.3)
    for _ in range(2):
        began = time.monotonic()
        with pytest.raises(ClipError, match="no answer within"):
            hanging.render("satu,", INDONESIAN)
        assert time.monotonic() - began < 2.0


def test_an_abort_ends_a_hang_at_once(tmp_path: Path) -> None:
    """A box that stops does not wait for the deadline, and nothing is rendered after it."""
    hanging = Renderer(tmp_path, [sys.executable, "-c", "import sys; sys.stdin.read()"], deadline_seconds=60)
    stopper = threading.Timer(0.2, hanging.abort)
    stopper.start()
    for _ in range(2):
        with pytest.raises(ClipError):
            hanging.render("satu,", INDONESIAN)
    stopper.join()


def test_a_synthesizer_that_dies_is_an_error(tmp_path: Path) -> None:
    """A crash of espeak-ng ends its own process only."""
    dying = Renderer(tmp_path, [sys.executable, "-c", "import os; os.abort()"])
    with pytest.raises(ClipError, match="synthesizer failed"):
        dying.render("satu,", INDONESIAN)


def test_a_synthesizer_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """The error says that it cannot be started."""
    with pytest.raises(ClipError, match="cannot be started"):
        Renderer(tmp_path, ["/nonexistent/python"]).render("satu,", INDONESIAN)


def test_an_answer_without_a_file_is_an_error(tmp_path: Path) -> None:
    """pyttsx3 returns normally from a path it could not write; the file is what counts."""
    lying = 'import sys; sys.stdin.readline(); print(\'{"voice": "poz/id+f2"}\', flush=True); sys.stdin.read()'
    renderer = Renderer(tmp_path, [sys.executable, "-c", lying])
    with pytest.raises(ClipError, match="not a WAV file"):
        renderer.render("satu,", INDONESIAN)
    renderer.rest()


def test_a_folder_that_cannot_be_written_is_an_error_and_not_a_hang(tmp_path: Path) -> None:
    """pyttsx3 never ends such a run by itself; the deadline does."""
    with pytest.raises(ClipError, match="no answer within"):
        Renderer(tmp_path / "missing", deadline_seconds=1.0).render("satu,", INDONESIAN)


def test_an_unlikely_length_is_refused() -> None:
    """Ten seconds for one digit is not that digit."""
    with pytest.raises(ClipError, match="long"):
        check("satu,", array("h", [8000, -8000] * (5 * sound.RATE)))


FAKE_MBROLA = """#!{python}
import array, sys, wave
_, v, voice, s, rate, w, path, dashes, text = sys.argv
if (v, s, w, dashes) != ("-v", "-s", "-w", "--") or voice != "mb-id1" or rate != "140":
    print("Cannot find MBROLA voice file\\nError: Could not load the specified mbrola voice file.", file=sys.stderr)
    sys.exit(1)
with wave.open(path, "wb") as file:
    file.setnchannels(1)
    file.setsampwidth(2)
    file.setframerate(16_000)
    file.writeframes(array.array("h", [9000, 9000, -9000, -9000] * 2000).tobytes())
"""


@pytest.fixture
def mbrola(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renderer: Renderer) -> Renderer:
    """A renderer where the command espeak-ng is one that has mbrola-id1, and writes half a second at its 16 kHz."""
    command = tmp_path / "bin" / "espeak-ng"
    command.parent.mkdir()
    command.write_text(FAKE_MBROLA.format(python=sys.executable))
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(command.parent), prepend=":")
    return renderer


@pytest.mark.parametrize("voice", ["mb-id1", "mb/mb-id1"])
def test_an_mbrola_voice_speaks_at_its_own_speed(mbrola: Renderer, voice: str) -> None:
    """Half a second at 16 kHz stays half a second, 4 kHz stay 4 kHz; other voices are pyttsx3's beside it."""
    samples = mbrola.render("satu,", Speaker(voice=voice, rate=140))
    assert sound.seconds(samples) == pytest.approx(0.5, abs=0.001)
    spectrum = np.abs(np.fft.rfft(np.asarray(samples, dtype=float)))
    assert np.argmax(spectrum) / sound.seconds(samples) == pytest.approx(4000, abs=5)
    assert sound.seconds(mbrola.render("satu,", INDONESIAN)) > 0.2


def test_an_mbrola_voice_that_is_not_installed_says_what_to_install(mbrola: Renderer) -> None:
    """No other voice speaks instead of it."""
    with pytest.raises(ClipError, match=r"mbrola and mbrola-xy1 \(non-free\) installed"):
        mbrola.render("satu,", Speaker(voice="mb-xy1", rate=140))
