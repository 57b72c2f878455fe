"""What the office says happened, as a technician asks it: `python -m tests.torture.journal_rows SETTINGS AFTER`.

A process of its own, because the hub may be in another network namespace. Prints the journal's events after a position,
a line of JSON each, the oldest first, with their positions.
"""

import sys
from pathlib import Path

from msgspec import json

from firmware.node.settings import load
from firmware.technician.office_line import OfficeLine
from firmware.technician.settings import TechnicianSettings


def main(path: Path, after: int) -> None:
    """Print the events after this position."""
    with OfficeLine(load(path, TechnicianSettings)) as line:
        for row in line.journal(after=after):
            event = {**json.decode(row.event), "position": row.position}
            sys.stdout.buffer.write(json.encode(event) + b"\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
