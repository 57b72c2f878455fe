"""The process that turns words into WAV files with pyttsx3: `python -m display_node.voice.synthesizer`.

A process of its own, because espeak-ng hangs and crashes where Python cannot catch it, and whoever waits for it can
then set a deadline and kill it. One JSON line asks for one file, one JSON line answers.

pyttsx3 2.99 is used with care. An unknown voice is told only to its "error" listeners and then spoken by the last
voice, so the voice really used is asked back; an unknown variant ("id+x9") is told to nobody but is missing from that
name. Of several queued files only the last is written, so one is queued per run. `runAndWait` queues the end of its
loop before it speaks, which cancels what has just begun: 4 of 1,200 files came out empty, and it may return before the
file is there. The driver's own loop ends when the file is written: none of 3,000. Its "Audio saved" goes nowhere, and
our answers leave by a copy of standard output. It needs libespeak-ng.so.1 and its data, and neither the command
`espeak-ng` nor `aplay`.
"""

import os
import sys
from typing import IO, Any, Final

import msgspec
from msgspec import Struct

NICE: Final = 10


class Job(Struct, frozen=True, kw_only=True):
    """One file to make."""

    voice: str
    rate: int
    text: str
    path: str


class Result(Struct, frozen=True, kw_only=True):
    """What became of it: the identifier of the voice that spoke ("poz/id+f2"), and what went wrong."""

    voice: str = ""
    error: str | None = None


def main() -> None:
    """Answer jobs until standard input ends."""
    os.nice(NICE)  # the wall goes first
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    try:
        import pyttsx3  # noqa: PLC0415 (without libespeak-ng this very line raises, and the asker must be told)

        engine = pyttsx3.init(driverName="espeak")
    except (ImportError, OSError, RuntimeError) as error:
        for _ in sys.stdin.buffer:
            _answer(answers, Result(error=f"pyttsx3 finds no espeak-ng ({error}); is Debian's espeak-ng installed?"))
        return
    for line in sys.stdin.buffer:
        _answer(answers, render(engine, msgspec.json.decode(line, type=Job)))


def render(engine: Any, job: Job) -> Result:
    """Write one file and tell which voice spoke."""
    errors = list[str]()
    token = engine.connect("error", lambda exception, **_: errors.append(str(exception)))
    engine.setProperty("voice", job.voice)
    engine.setProperty("rate", job.rate)
    engine.save_to_file(job.text, job.path)
    engine.proxy.startLoop(True)
    engine.disconnect(token)
    return Result(voice=engine.getProperty("voice") or "", error="; ".join(errors) or None)


def _answer(answers: IO[bytes], result: Result) -> None:
    answers.write(msgspec.json.encode(result) + b"\n")
    answers.flush()


if __name__ == "__main__":
    main()
