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

An MBROLA voice ("mb-id1") speaks 16,000 samples a second, or what its database says, and pyttsx3 writes 22,050 into
every file: too fast and too high. The command `espeak-ng` asks libespeak-ng for the true rate, so it renders these.
"""

import os
import subprocess
import sys
from typing import IO, Any, Final

import msgspec
from msgspec import Struct

NICE: Final = 10
MBROLA: Final = "mb-"
MBROLA_SECONDS: Final = 8.0
"""Less than the asker's deadline, so that no process is left behind."""


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
    engine, missing = _engine()
    for line in sys.stdin.buffer:
        job = msgspec.json.decode(line, type=Job)
        if is_mbrola(job.voice):
            _answer(answers, render_mbrola(job))
        else:
            _answer(answers, Result(error=missing) if missing else render(engine, job))


def is_mbrola(voice: str) -> bool:
    """Say whether a voice is one of MBROLA's: "mb-id1", or "mb/mb-id1" as espeak-ng lists the file."""
    return voice.rpartition("/")[2].startswith(MBROLA)


def render_mbrola(job: Job) -> Result:
    """Write one file by the command `espeak-ng`, which writes none with a voice that it cannot load."""
    voice = job.voice.rpartition("/")[2]
    argv = ["espeak-ng", "-v", voice, "-s", str(job.rate), "-w", job.path, "--", job.text]
    try:
        ended = subprocess.run(  # noqa: S603 - a voice's pattern is judged by the settings, the rest is ours
            argv, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, timeout=MBROLA_SECONDS
        )
    except subprocess.TimeoutExpired:
        return Result(error=f"{voice}: no clip within {MBROLA_SECONDS:g} s; is mbrola whole?")
    except OSError as error:
        return Result(error=f"the command espeak-ng cannot be started ({error}); is Debian's espeak-ng installed?")
    if ended.returncode == 0:
        return Result(voice=job.voice.lower())
    last = ended.stderr.decode(errors="replace").strip().rpartition("\n")[2]
    database = voice.removeprefix(MBROLA)
    return Result(
        error=f"{last or 'espeak-ng failed'}; are Debian's mbrola and mbrola-{database} (non-free) installed?"
    )


def _engine() -> tuple[Any, str | None]:
    """Return pyttsx3's engine, or what is missing."""
    try:
        import pyttsx3  # noqa: PLC0415 (without libespeak-ng this very line raises, and the asker must be told)

        return pyttsx3.init(driverName="espeak"), None
    except (ImportError, OSError, RuntimeError) as error:
        return None, f"pyttsx3 finds no espeak-ng ({error}); is Debian's espeak-ng installed?"


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
