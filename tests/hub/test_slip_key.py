"""The secret behind the codes of slips: made once, and never a reason not to open."""

import random
from pathlib import Path

from firmware.hub.slip_key import slip_key
from firmware.node.disk import DISK


def test_it_is_made_once(tmp_path: Path) -> None:
    """A restart of the hub makes no slip of the morning a forged one."""
    first = slip_key(tmp_path, DISK, random.Random(1))
    assert len(first) == 32
    assert slip_key(tmp_path, DISK, random.Random(2)) == first


def test_a_damaged_or_unreadable_one_is_left_alone_and_slips_bear_no_code(tmp_path: Path) -> None:
    """No hub stays closed over a code, and what somebody may still put right is not overwritten."""
    path = tmp_path / "slip.key"
    path.write_bytes(b"half")
    assert slip_key(tmp_path, DISK, random.Random(1)) == b""
    assert path.read_bytes() == b"half"
    path.unlink()
    path.mkdir()
    assert slip_key(tmp_path, DISK, random.Random(1)) == b""
