"""The whole gallery, as `make gallery` makes it."""

import filecmp
import time
from pathlib import Path

import pytest

from firmware.gallery.__main__ import render
from firmware.gallery.page import links


@pytest.mark.long
def test_the_gallery_is_whole_and_the_same_each_time(tmp_path: Path) -> None:
    """Every link leads to a file, no file lies there for nothing, and a minute is enough."""
    began = time.monotonic()
    render(tmp_path / "one")
    assert time.monotonic() - began < 60
    render(tmp_path / "other")
    files = {str(path.relative_to(tmp_path / "one")) for path in (tmp_path / "one").rglob("*") if path.is_file()}
    linked = set(links((tmp_path / "one" / "index.html").read_text(encoding="utf-8")))
    assert linked == files - {"index.html"}
    _, changed, missing = filecmp.cmpfiles(tmp_path / "one", tmp_path / "other", files, shallow=False)
    assert (changed, missing) == ([], [])
