"""Either the old content is there or the new, never half."""

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from firmware.node.files import write_atomic


def test_the_content_is_replaced(tmp_path: Path) -> None:
    """And nothing else is left in the folder."""
    path = tmp_path / "state"
    write_atomic(path, b"old")
    write_atomic(path, b"new")
    assert path.read_bytes() == b"new"
    assert [file.name for file in tmp_path.iterdir()] == ["state"]


def test_what_a_dead_writer_left_does_not_matter(tmp_path: Path) -> None:
    """A half-written neighbour of an earlier attempt is overwritten."""
    path = tmp_path / "state"
    (tmp_path / "state.new").write_bytes(b"half of something much longer than the new content")
    write_atomic(path, b"new")
    assert path.read_bytes() == b"new"


def test_a_full_disk_keeps_the_old_content(tmp_path: Path) -> None:
    """The kernel refuses the new bytes with EFBIG, as a full disk would with ENOSPC."""
    path = tmp_path / "state"
    write_atomic(path, b"old")
    code = (
        "import resource, signal, sys; from pathlib import Path; from firmware.node.files import write_atomic;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000));"
        "write_atomic(Path(sys.argv[1]), b'x' * 5000)"
    )
    ended = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=False)
    assert f"[Errno {errno.EFBIG}]" in ended.stderr
    assert path.read_bytes() == b"old"


def test_a_folder_that_is_not_there_is_an_os_error(tmp_path: Path) -> None:
    """The caller says which file it was."""
    with pytest.raises(FileNotFoundError):
        write_atomic(tmp_path / "gone" / "state", b"new")


@pytest.mark.parametrize("name", ["state", "state.new"])
def test_a_planted_link_is_replaced_and_not_followed(name: str, tmp_path: Path) -> None:
    """A box in wrong hands lays links into its folder, and root writes there with `antrian trust`."""
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    (tmp_path / name).symlink_to(victim)
    write_atomic(tmp_path / "state", b"new")
    assert victim.read_bytes() == b"precious"
    assert (tmp_path / "state").read_bytes() == b"new"
    assert not (tmp_path / "state").is_symlink()
