"""Runs an office on this machine and plays a morning in it: `python -m firmware.demo [--keep] [--out FOLDER]`.

Exit status 0 only if no number is out twice, every press has its paper and the number on it was called; 1 when
something was lost or broke; 130 after Ctrl-C in the middle of it. Whatever happens, no process is left behind.
"""

import argparse
import contextlib
import signal
import sys
import time
from pathlib import Path
from typing import Final

from firmware.demo import keys, leavings
from firmware.demo.account import Summary, is_good, summarize
from firmware.demo.broker import BrokerError
from firmware.demo.camera import CameraError
from firmware.demo.finger import FingerError
from firmware.demo.morning import Morning, MorningError
from firmware.demo.office import DemoOffice
from firmware.demo.printer import PrinterError
from firmware.demo.supervisor import ServiceError
from firmware.demo.words import in_words

OUT: Final = Path("out/demo")
INTERRUPTED: Final = 130
TERMINATED: Final = 143
FAILURES: Final = (
    BrokerError,
    CameraError,
    FingerError,
    MorningError,
    PrinterError,
    ServiceError,
    leavings.LeavingsError,
)


def main() -> int:
    """Play the morning; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m firmware.demo", description="A morning in an office of real boxes."
    )
    parser.add_argument("--out", type=Path, default=OUT, metavar="FOLDER", help="where pictures, sounds and logs go")
    parser.add_argument("--keep", action="store_true", help="leave the office running afterwards, with keys as fingers")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    try:
        return 0 if is_good(play(arguments.out, is_kept=arguments.keep)) else 1
    except FAILURES as error:
        print(f"The morning broke off: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


def play(folder: Path, *, is_kept: bool) -> Summary:
    """Play a morning, leave its results in the folder, tell them, and return the account."""
    began = time.monotonic()

    def say(line: str) -> None:
        print(f"{time.monotonic() - began:5.1f} s  {line}", flush=True)

    office = DemoOffice(leavings.clear(folder))
    say("starting a broker, a hub, two kiosks, two printers, three counters and two displays")
    with office:
        say("the doors are open")
        morning = Morning(office, say)
        morning.play()
        evidence = leavings.gather(office, tuple(morning.windows))
        summary = summarize(evidence)
        leavings.leave_summary(folder, summary)
        leavings.leave_boards(folder, morning.pictures)
        leavings.leave_calls(folder, office)
        print(f"\n{in_words(summary)}\n", flush=True)
        if is_kept:
            # Ending a kept office is no failure: the exit status goes on telling of the morning.
            with contextlib.suppress(KeyboardInterrupt, SystemExit):
                keys.press_by_hand(office, lambda line: print(line, flush=True))
    leavings.leave_slips(folder, office)
    say(f"slips, boards, calls and summary.json are in {folder}")
    return summary


if __name__ == "__main__":
    sys.exit(main())
