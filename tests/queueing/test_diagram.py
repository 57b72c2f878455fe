"""What README.md shows of the lifecycle is what lifecycle.py says."""

from pathlib import Path

import pytest

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
