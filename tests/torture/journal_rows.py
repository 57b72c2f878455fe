"""What the office says happened, as a technician asks it: `python -m tests.torture.journal_rows SETTINGS`.

A process of its own, because the hub may be in another network namespace. Prints the journal's events, a line of JSON
each, the oldest first.
"""

import sys
from pathlib import Path

from firmware.node.settings import load
from firmware.technician.office_line import OfficeLine
from firmware.technician.settings import TechnicianSettings


def main(path: Path) -> None:
    """Print every event."""
    with OfficeLine(load(path, TechnicianSettings)) as line:
        for row in line.journal(after=0):
            sys.stdout.buffer.write(bytes(row.event) + b"\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
