"""One process per state folder."""

from pathlib import Path

import pytest

from firmware.node.files import StateError
from firmware.node.lock import lock


def test_a_folder_in_use_is_refused_with_the_process_that_has_it(tmp_path: Path) -> None:
    """Two hubs on one journal would give one number twice."""
    with lock(tmp_path), pytest.raises(StateError, match=r"process \d+ works in"):
        lock(tmp_path)


def test_a_folder_is_free_when_its_process_has_ended(tmp_path: Path) -> None:
    """However it ended: the kernel lets go."""
    lock(tmp_path).close()
    lock(tmp_path).close()
