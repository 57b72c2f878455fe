"""A logo becomes dots once, and never costs a slip."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from printer_node.elements import Raster, Roll
from printer_node.logo import Logo, LogoError, LogoSeen, raster_of, read_logo
from tests.printer_node.variants import crest

WIDE, NARROW = Roll(48), Roll(32)


def blackness(raster: Raster) -> float:
    """Return the share of black dots."""
    return sum(byte.bit_count() for byte in raster.data) / (raster.width * raster.height)


@pytest.mark.parametrize("roll", [WIDE, NARROW])
@pytest.mark.parametrize("size", [(600, 600), (2000, 100), (100, 2000), (8, 8)])
def test_a_logo_takes_at_most_its_share_of_the_roll(roll: Roll, size: tuple[int, int]) -> None:
    """Half the width or a fifth of it in height, whichever comes first, in whole bytes."""
    raster = raster_of(Image.new("L", size), roll)
    assert raster.width % 8 == 0
    assert len(raster.data) == raster.width // 8 * raster.height
    assert raster.width <= roll.dots // 2
    assert raster.height <= roll.dots // 5
    assert raster.width >= roll.dots // 2 - 7 or raster.height == roll.dots // 5


@pytest.mark.parametrize(("grey", "share"), [(0, 1.0), (255, 0.0), (128, 0.5), (64, 0.75)])
def test_a_grey_becomes_its_share_of_black_dots(grey: int, share: float) -> None:
    """Error diffusion keeps the mean: half grey is every second dot."""
    assert blackness(raster_of(Image.new("L", (288, 96), grey), WIDE)) == pytest.approx(share, abs=0.02)


def test_what_is_transparent_is_paper() -> None:
    """A logo without a ground prints none."""
    assert blackness(raster_of(Image.new("RGBA", (64, 64), (0, 0, 0, 0)), WIDE)) == 0
    assert blackness(raster_of(Image.new("RGBA", (64, 64), (0, 0, 0, 255)), WIDE)) > 0.9


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A logo on the disk."""
    path = tmp_path / "logo.png"
    crest().save(path)
    return path


def cut_off(path: Path) -> None:
    """Leave the first half of the file."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (Path.unlink, "no such file"),
        (cut_off, "is it a PNG"),
        (lambda path: path.write_bytes(b""), "is it a PNG"),
        (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64)), "is it a PNG"),
        (lambda path: path.write_text("<svg/>"), "is it a PNG"),
        (lambda path: Image.new("1", (3000, 3000)).save(path), "save it smaller"),
    ],
    ids=["missing", "half", "empty", "head only", "another kind", "huge"],
)
def test_a_file_that_cannot_be_a_logo_says_what_to_check(
    path: Path, spoil: Callable[[Path], object], says: str
) -> None:
    """The complaint names the file."""
    spoil(path)
    with pytest.raises(LogoError, match=says) as caught:
        read_logo(path, WIDE)
    assert str(path) in str(caught.value)


def test_a_logo_is_read_once_and_again_when_it_has_changed(path: Path) -> None:
    """Every slip gets the same dots; a new file is on the next slip, without a restart."""
    logo = Logo(str(path), WIDE, lambda _: pytest.fail("nothing is wrong"))
    first = logo.raster()
    assert first is not None
    assert logo.raster() is first
    Image.new("L", (400, 100)).save(path)
    os.utime(path, (1, 1))
    second = logo.raster()
    assert second is not None
    assert second.width == 288


def test_trouble_is_told_once_and_so_is_its_end(path: Path) -> None:
    """The paper comes without the logo while it is broken, and with it as soon as it is whole."""
    told: list[LogoSeen] = []
    whole = path.read_bytes()
    path.unlink()
    logo = Logo(str(path), WIDE, told.append)
    assert [logo.raster() for _ in range(3)] == [None] * 3
    assert [str(path) in seen.wrong for seen in told] == [True]
    path.write_bytes(whole)
    assert logo.raster() is not None
    assert [bool(seen.wrong) for seen in told] == [True, False]


def test_a_box_without_a_logo_looks_for_none() -> None:
    """The default."""
    assert Logo(None, WIDE, lambda _: pytest.fail("nothing to tell")).raster() is None
