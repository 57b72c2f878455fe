"""What README.md says of the rules' refusals is what the rules can say."""

import re
from pathlib import Path

import firmware.queueing

FOLDER = Path(firmware.queueing.__path__[0])


def test_the_readme_explains_every_reason_of_the_rules() -> None:
    """Whoever reads a reason in a log finds the row that says what to do, and no row that cannot come."""
    said = {reason for file in FOLDER.glob("*.py") for reason in re.findall(r"Reason\.([A-Z_]+)", file.read_text())}
    table = (FOLDER / "README.md").read_text(encoding="utf-8").split("## When it says no", 1)[1].split("\n## ", 1)[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert {reason for row in rows for reason in re.findall(r"`([A-Z_]+)`", row)} == said
