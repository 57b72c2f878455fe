"""Asks the synthesizer's process for one clip at a time, and believes nothing before it has looked.

A clip counts only if the voice that spoke is the one that was asked for, and the file is WAV as expected, of a likely
length, and not silent: each of these has gone wrong quietly in some office. A process that does not answer in time is
killed, and the next clip starts another.
"""

import os
import selectors
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from display_node.voice import sound
from display_node.voice.settings import Speaker
from display_node.voice.sound import Samples
from display_node.voice.synthesizer import Job, Result
from display_node.voice.wav import ClipError, read_wav

DEADLINE_SECONDS: Final = 10.0
_SHORTEST: Final = 0.06
_LONGEST_PER_CHARACTER: Final = 0.4
_COMMAND: Final = (sys.executable, "-P", "-m", "display_node.voice.synthesizer")


class Renderer:
    """Makes clips in `folder`, with one process that is started when needed."""

    def __init__(
        self, folder: Path, command: Sequence[str] = _COMMAND, deadline_seconds: float = DEADLINE_SECONDS
    ) -> None:
        self._path = folder / "rendering.wav"
        self._command = tuple(command)
        self._deadline = deadline_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._is_aborted = False

    def render(self, text: str, speaker: Speaker) -> Samples:
        """Return the words as samples, untrimmed. Raises ClipError."""
        self._path.unlink(missing_ok=True)
        result = self._ask(Job(voice=speaker.voice, rate=speaker.rate, text=text, path=str(self._path)))
        if result.voice and not _is_same(result.voice, speaker.voice):
            raise ClipError(
                f"voice {speaker.voice!r} is not known to espeak-ng, which took {result.voice!r}; write it as in the "
                "column File of `espeak-ng --voices`, a variant after a plus sign"
            )
        if result.error:
            raise ClipError(result.error)
        return check(text, read_wav(self._path))

    def rest(self) -> None:
        """End the process; the next clip starts another."""
        if self._process is None:
            return
        self._process.kill()
        self._process.communicate()
        self._process = None

    def abort(self) -> None:
        """End what is being rendered, for good; the only method for another thread."""
        self._is_aborted = True
        if (process := self._process) is not None:
            process.kill()

    def _ask(self, job: Job) -> Result:
        process = self._start()
        try:
            assert process.stdin is not None  # noqa: S101 (it was opened as a pipe)
            process.stdin.write(msgspec.json.encode(job) + b"\n")
            process.stdin.flush()
            return msgspec.json.decode(self._read_line(process), type=Result)
        except (OSError, EOFError, TimeoutError, msgspec.DecodeError) as error:
            self.rest()
            raise ClipError(f"the synthesizer failed ({error or type(error).__name__}); is espeak-ng whole?") from error

    def _start(self) -> subprocess.Popen[bytes]:
        if self._is_aborted:
            raise ClipError("the box is stopping")
        if self._process is None:
            try:
                self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603
            except OSError as error:
                raise ClipError(f"the synthesizer cannot be started: {error}") from error
        return self._process

    def _read_line(self, process: subprocess.Popen[bytes]) -> bytes:
        assert process.stdout is not None  # noqa: S101 (it was opened as a pipe)
        until, line = time.monotonic() + self._deadline, b""
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while not line.endswith(b"\n"):
                if not selector.select(max(0.0, until - time.monotonic())):
                    raise TimeoutError(f"no answer within {self._deadline:g} s")
                part = os.read(process.stdout.fileno(), 65_536)
                if not part:
                    raise EOFError("its process ended")
                line += part
        return line


def check(text: str, samples: Samples) -> Samples:
    """Return the samples if they can be those words. Raises ClipError for silence and unlikely lengths."""
    heard = sound.seconds(sound.trim(samples))
    if heard < _SHORTEST:
        raise ClipError("came out silent")
    if heard > 1 + _LONGEST_PER_CHARACTER * len(text):
        raise ClipError(f"came out {heard:.1f} s long")
    return samples


def _is_same(identifier: str, voice: str) -> bool:
    return identifier == voice.lower() or identifier.endswith("/" + voice.lower())
