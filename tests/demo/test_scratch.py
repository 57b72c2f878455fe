"""The demo's folder in memory does not pile up."""

import shutil
from pathlib import Path

from firmware.demo.scratch import make_scratch


def test_what_a_killed_demo_left_is_removed_and_a_running_one_is_left_alone() -> None:
    """By the number of its process, which is in the name."""
    running = make_scratch()
    dead = running.with_name("antrian-demo-999999999-left")
    dead.mkdir()
    another = make_scratch()
    assert (running.exists(), dead.exists(), another.exists()) == (True, False, True)
    for folder in (running, another):
        shutil.rmtree(folder)


def test_the_path_is_short_enough_for_a_socket() -> None:
    """A Unix socket's path holds 107 bytes."""
    folder = make_scratch()
    assert len(str(folder / "virtual-printer-1.sock")) < 107
    shutil.rmtree(folder)
    assert not Path(folder).exists()
