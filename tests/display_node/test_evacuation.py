"""An evacuation outlives the process."""

from pathlib import Path

import pytest

from display_node.evacuation import Evacuation
from firmware.node.files import StateError


def test_an_evacuation_is_kept_over_a_restart(tmp_path: Path) -> None:
    """Until all is clear, however often it is told."""
    assert not Evacuation(tmp_path).is_on
    Evacuation(tmp_path).begin()
    again = Evacuation(tmp_path)
    assert again.is_on
    again.begin()
    again.end()
    again.end()
    assert not again.is_on
    assert not Evacuation(tmp_path).is_on


def test_a_folder_that_refuses_stops_no_evacuation(tmp_path: Path) -> None:
    """People leave all the same; what a restart would do is told."""
    evacuation = Evacuation(tmp_path / "missing")
    with pytest.raises(StateError, match="restart would forget"):
        evacuation.begin()
    assert evacuation.is_on
    with pytest.raises(StateError, match="restart would begin"):
        evacuation.end()
    assert not evacuation.is_on
