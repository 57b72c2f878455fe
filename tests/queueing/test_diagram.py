"""What README.md shows of the lifecycle is what lifecycle.py says."""

import tomllib
from pathlib import Path

import pytest

import firmware.hub
import firmware.queueing
from firmware.queueing.diagram import redrawn

README = Path(firmware.queueing.__path__[0]) / "README.md"


def test_the_readme_shows_the_lifecycle_as_it_is() -> None:
    """The diagram and the table are drawn from the one table that `decide` asks."""
    text = README.read_text(encoding="utf-8")
    assert text == redrawn(text), "run: python tests/queueing/redraw_readme.py"


def test_a_readme_without_the_marks_is_not_touched() -> None:
    """Where to draw must be said."""
    with pytest.raises(ValueError, match="marks"):
        redrawn("# The rules of the queue\n")


def test_the_ten_lines_tell_the_figures_of_the_shipped_office() -> None:
    """Whoever changes what ships changes what officers are told of it."""
    shipped = tomllib.loads((Path(firmware.hub.__path__[0]) / "office.toml").read_text(encoding="utf-8"))
    order, no_show = shipped["order"], shipped["no_show"]
    assert order["rates"] == {"priority": 4, "booked": 2, "walk_in": 1}
    chapter = README.read_text(encoding="utf-8").split("## Who is next", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in chapter.splitlines() if line[:1].isdigit()]
    assert len(lines) == 20, "ten in each language"
    for told, own in ((lines[:10], ("three times", "one other")), (lines[10:], ("tiga kali", "satu orang lain"))):
        assert f" {order['booked_late_minutes']} " in told[3]
        assert f" {order['priority_cap_minutes']} " in told[4]
        assert f" {no_show['gap_seconds']} " in told[5]
        assert f" {no_show['come_back_minutes']} " in told[6]
        assert (own[0] in told[5], own[1] in told[6]) == (no_show["calls"] == 3, no_show["behind"] == 1)
    assert (order["discipline"], no_show["limit"]) == ("accumulating", 2)
