"""Every kind of slip is in the gallery, on both widths of paper."""

import io
from pathlib import Path

import pytest
from PIL import Image

from firmware.gallery.slips import hang, picture, variants
from firmware.messages.notices import Mark

VARIANTS = {variant.name: variant for variant in variants()}


def test_every_variant_has_a_name_of_its_own() -> None:
    """Names are parts of file names."""
    assert len({variant.name for variant in variants()}) == len(variants())


def test_booked_reprinted_offline_and_addressed_slips_are_there() -> None:
    """Each is another paper in somebody's hand."""
    assert VARIANTS["booked"].slip.slot is not None
    again = VARIANTS["offline-reprint"]
    assert (again.slip.mark, again.is_marked) == (Mark.OFFLINE, True)
    assert VARIANTS["address"].form.qr_url.startswith("https://")


@pytest.mark.parametrize("name", ["offline", "offline-reprint"])
def test_an_offline_slip_bears_what_a_kiosk_knows(name: str) -> None:
    """Neither a check code nor a list of what to bring, and nobody ahead."""
    slip = VARIANTS[name].slip
    assert (slip.check, slip.bring, slip.ahead, slip.estimate) == ("", {}, 0, None)


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
