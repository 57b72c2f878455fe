"""Print what a pulled plug does to journal, outbox and claims, as they ship and with weaker settings.

`python -m tests.power --cuts 500 --seeds 3`: each work asks at least that much of its card, the plug is pulled after
every request, and each time so many cards are made up of what was not synced. The cards may ruin a sector of which
they write a part; with `--gentle` they do not, which is what SQLite expects of them. Ends with 1 where the shipped
setting lost something.
"""

import argparse
import logging
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.power.card import SECTORS
from tests.power.cutting import WEAKER, WORKS, Finding, Verdict, at_least, cuts
from tests.power.disk import SHIPPED, Setting, in_memory

COLUMNS = ("work", "setting", "requests", "cuts", "whole", "came back", "lost", "mixed", "unusable")
LINE = "{:<9}{:<19}{:>9}{:>8}{:>8}{:>11}{:>7}{:>7}{:>10}"

AS_SHIPPED = "WAL, FULL"
SETTINGS: Mapping[str, Setting] = {AS_SHIPPED: SHIPPED, **WEAKER}


def main() -> int:
    """Print the table; 1 where the shipped setting has lost anything."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cuts", type=int, default=500, help="at how many requests the plug is pulled, at least")
    asked.add_argument("--seeds", type=int, default=3, help="how many cards are made up for each cut and sector size")
    asked.add_argument(
        "--gentle", action="store_true", help="cards that never ruin a sector of which they write a part"
    )
    wanted = asked.parse_args()
    logging.disable()  # damaged rows are counted, not told one by one
    say(*COLUMNS)
    lost = 0
    with tempfile.TemporaryDirectory(prefix="antrian-power-", dir=in_memory()) as folder:
        for name, setting, requests, findings in rows(Path(folder), wanted):
            counts = Counter(finding.verdict for finding in findings)
            back = sum(finding.verdict is Verdict.WHOLE and finding.forgotten > 0 for finding in findings)
            verdicts = [counts[verdict] for verdict in Verdict]
            say(name, setting, requests, len(findings), verdicts[0], back, *verdicts[1:])
            lost += sum(verdicts[1:]) if setting == AS_SHIPPED else 0
    return 1 if lost else 0


def say(*cells: object) -> None:
    """Print one line of the table."""
    print(LINE.format(*cells), flush=True)  # noqa: T201 - the table is what this program is for


def rows(folder: Path, wanted: argparse.Namespace) -> Iterator[tuple[str, str, int, list[Finding]]]:
    """Do every work with every setting; yields work, setting, requests to the card, findings."""
    for kind in WORKS:
        for name, setting in SETTINGS.items():
            work, record = at_least(wanted.cuts, kind, folder / "work", setting)
            found = [
                finding
                for sector in SECTORS
                for finding in cuts(
                    record,
                    work,
                    folder / "cut",
                    sector,
                    range(wanted.seeds),
                    is_ruinous=not wanted.gentle,
                )
            ]
            yield work.name, name, len(record.operations), found


if __name__ == "__main__":
    sys.exit(main())
