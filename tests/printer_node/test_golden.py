"""Every kind of slip, byte by byte and dot by dot, as it was when somebody last looked at it."""

from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from tests.printer_node import golden
from tests.printer_node.golden import FOLDER, difference, explain, listing, picture, stray_dots
from tests.printer_node.variants import PROFILES, Variant, variants

ALL = {variant.name: variant for variant in variants()}
READ_BACK = [f"{width}-2-{name}" for width in PROFILES for name in ("normal", "offline", "page", "logo")]


@pytest.mark.parametrize("variant", ALL.values(), ids=ALL.keys())
def test_the_bytes_are_those_kept(variant: Variant) -> None:
    """No printer gets another byte unless somebody wanted it."""
    kept, made = (FOLDER / f"{variant.name}.txt").read_text(), listing(variant.paper)
    assert kept == made, f"\n{difference(variant.name, kept, made)}\n{golden.REDRAW}"


@pytest.mark.parametrize("variant", ALL.values(), ids=ALL.keys())
def test_the_picture_is_the_one_kept(variant: Variant) -> None:
    """No dot stands elsewhere; what does is drawn into out/golden/."""
    with Image.open(FOLDER / f"{variant.name}.png") as kept:
        made = picture(variant.paper, variant.printing.width_mm)
        stray = stray_dots(kept, made) if kept.size == made.size else golden.STRAY_DOTS + 1
        if stray > golden.STRAY_DOTS:
            pytest.fail(f"{stray} dots differ, see {explain(variant.name, kept, made)}; {golden.REDRAW}")


def test_nothing_is_kept_that_is_no_variant() -> None:
    """A slip that is not made any more leaves no picture behind."""
    assert {path.stem for path in FOLDER.iterdir()} == set(ALL)


@pytest.mark.parametrize("name", READ_BACK)
def test_a_reader_reads_the_code_on_the_picture(name: str) -> None:
    """What a scanner at the counter sees is the ticket's identity, drawn by the printer or sent as a picture."""
    variant = ALL[name]
    check = f"{'-' if 'page' in name else ' '}{variant.slip.check}" if variant.slip.check else ""
    (read,) = zxingcpp.read_barcodes(picture(variant.paper, variant.printing.width_mm).convert("L"))
    assert read.text == f"{variant.form.qr_url}{variant.slip.ticket}{check}"


def test_a_changed_byte_is_told_in_words() -> None:
    """The difference names the operation, not a position."""
    kept = listing(ALL["80-2-normal"].paper)
    told = difference("slip", kept, kept.replace('"Paspor baru"', '"Paspor lama"'))
    assert '-text      "Paspor baru"' in told
    assert '+text      "Paspor lama"' in told


def test_a_moved_word_strays_and_a_softer_edge_does_not() -> None:
    """What has moved by three dots is found; one row of dots more on an edge is the renderer's business."""
    kept, softer, moved = (Image.new("1", (200, 100), 1) for _ in range(3))
    for image, box in ((kept, (20, 20, 60, 60)), (softer, (20, 20, 61, 60)), (moved, (23, 20, 63, 60))):
        ImageDraw.Draw(image).rectangle(box, fill=0)
    assert stray_dots(kept, softer) == 0
    assert stray_dots(kept, moved) > golden.STRAY_DOTS


def test_a_failure_draws_before_after_and_difference(tmp_path: Path) -> None:
    """Three panels side by side; in the third, what has gone is red and what has come is blue."""
    before, after = Image.new("1", (40, 20), 1), Image.new("1", (40, 20), 1)
    before.putpixel((5, 5), 0)
    after.putpixel((30, 10), 0)
    with Image.open(explain("x", before, after, tmp_path)) as drawn:
        assert drawn.size == (160, 20)
        assert (drawn.getpixel((125, 5)), drawn.getpixel((150, 10))) == ((255, 0, 0), (0, 0, 255))
