"""One process per state folder."""

import os
from collections.abc import Callable
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


def link(path: Path, victim: Path) -> None:
    """Lay a second name of the victim."""
    path.hardlink_to(victim)


def symbolic_link(path: Path, victim: Path) -> None:
    """Lay a link to the victim."""
    path.symlink_to(victim)


def pipe(path: Path, _victim: Path) -> None:
    """Lay a pipe, at which a writer waits for ever."""
    os.mkfifo(path)


@pytest.mark.parametrize("lay", [link, symbolic_link, pipe])
def test_what_a_box_in_wrong_hands_laid_there_is_not_written(lay: Callable[[Path, Path], None], tmp_path: Path) -> None:
    """Root takes the folder of a kiosk for `antrian offline-numbers`; the sentence says what to look at."""
    (folder := tmp_path / "state").mkdir()
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    lay(folder / "lock", victim)
    with pytest.raises(StateError, match=r"lock is no file but a link"):
        lock(folder)
    assert victim.read_bytes() == b"precious"
