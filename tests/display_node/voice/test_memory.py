"""What was said already, over restarts."""

from pathlib import Path

import pytest

from display_node.voice.memory import Memory


def test_what_was_said_is_known_after_a_restart(tmp_path: Path) -> None:
    """The ids come back in their order."""
    Memory(tmp_path).save(("0123456789abcdef-1", "0123456789abcdef-2"))
    assert Memory(tmp_path).load() == ("0123456789abcdef-1", "0123456789abcdef-2")


@pytest.mark.parametrize("content", [None, b"", b"[1, 2]", b"\xff\xfe", b'["a"'])
def test_a_missing_or_spoilt_memory_begins_anew(tmp_path: Path, content: bytes | None) -> None:
    """It costs a call said twice, never a box that does not start."""
    if content is not None:
        (tmp_path / "spoken.json").write_bytes(content)
    assert Memory(tmp_path).load() == ()
    Memory(tmp_path).save(("0123456789abcdef-3",))
    assert Memory(tmp_path).load() == ("0123456789abcdef-3",)
