"""An estimator's process as a test wants it: `python played_estimator.py WORD`.

`answers` says of each question when it was asked, and when this process began; `learns` first says that it learns;
`dies` ends with the first question, `hangs` never answers one, `deaf` reads nothing at all, `babbles` says what nobody
can read.
"""

import os
import sys
import time
from datetime import date

import msgspec

from firmware.hub.waits import Ask, Estimated, Task


def say(line: bytes) -> None:
    """One line to the hub."""
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


def main(word: str) -> None:
    """Play until stdin ends."""
    if word == "deaf":
        time.sleep(600)
    msgspec.json.decode(sys.stdin.buffer.readline(), type=Task)
    for _ in range(3 if word == "learns" else 0):
        say(b"")
    for line in sys.stdin.buffer:
        ask = msgspec.json.decode(line, type=Ask)
        if word == "dies":
            sys.exit(1)
        if word == "hangs":
            time.sleep(600)
        if word == "babbles":
            say(b"hello")
        # Its own pid, so that a test can tell one life from the next.
        say(msgspec.json.encode(Estimated(day=date.min, at=ask.now, seconds=os.getpid())))


if __name__ == "__main__":
    main(sys.argv[1])
