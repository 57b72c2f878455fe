"""Every kind of slip is in the gallery, on both widths of paper."""

import io
from pathlib import Path

import pytest
from PIL import Image

from firmware.gallery.slips import hang, picture, variants


def test_every_variant_has_a_name_of_its_own() -> None:
    """Names are parts of file names."""
    assert len({variant.name for variant in variants()}) == len(variants())


@pytest.mark.parametrize(("width_mm", "pixels"), [(80, 640), (58, 464)])
def test_a_slip_is_as_wide_as_its_paper(width_mm: int, pixels: int) -> None:
    """And the same each time."""
    png = picture(variants()[0], width_mm)
    assert Image.open(io.BytesIO(png)).width == pixels
    assert picture(variants()[0], width_mm) == png


def test_every_slip_is_hung(tmp_path: Path) -> None:
    """A file for each, where the page looks for it."""
    rooms = hang(tmp_path)
    paths = [picture.path for room in rooms for exhibit in room.exhibits for picture in exhibit.pictures]
    assert len(paths) == 2 * len(variants())
    assert all((tmp_path / path).exists() for path in paths)
