"""Tortures an office: `python -m tests.torture [--minutes 10] [--seed N] [--out FOLDER]`.

Exit status 0 only if nothing was lost, doubled or orphaned, nobody was called to two counters, and everything came
back.
"""

import argparse
import secrets
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Final

from tests.torture.torture import Torture
from tests.torture.words import in_words

OUT: Final = Path("out/torture")
_OURS: Final = "presses.jsonl"


def main() -> int:
    """Torture, tell the account, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description="Real processes, real faults.")
    parser.add_argument("--minutes", type=float, default=10.0, help="how long faults go on (default 10)")
    parser.add_argument("--seed", type=int, default=None, help="the same seed brings the same faults")
    parser.add_argument("--out", type=Path, default=OUT, metavar="FOLDER", help="where logs, papers and the account go")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder: Path = arguments.out
    if folder.exists() and not (folder / _OURS).exists():
        parser.error(f"{folder} is not from a torture; take another folder with --out, or move it away")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    began = time.monotonic()
    seed = secrets.randbelow(1_000_000) if arguments.seed is None else arguments.seed

    def say(line: str) -> None:
        _write(f"{time.monotonic() - began:6.1f} s  {line}\n")

    say(f"seed {seed}")
    run, done = Torture(folder, seed, arguments.minutes * 60, say).run()
    words = in_words(run, done)
    (folder / "account.txt").write_text(words + "\n", encoding="utf-8")
    _write(f"\n{words}\n")
    return 0 if done.is_good and not run.stuck and run.settled is not None else 1


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
