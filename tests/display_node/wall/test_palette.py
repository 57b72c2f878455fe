"""Colours, and how well they are told apart."""

from msgspec.structs import replace

from display_node.wall.palette import ENOUGH, PAIRS, PLAIN, contrast, faded, from_hex, luminance, mix, pale_pairs

BLACK, WHITE = (0, 0, 0), (255, 255, 255)


def test_contrast_is_measured_as_wcag_says() -> None:
    """Black on white is 21:1, whichever of the two is the ink."""
    assert round(contrast(BLACK, WHITE), 1) == round(contrast(WHITE, BLACK), 1) == 21.0
    assert contrast(WHITE, WHITE) == 1.0


def test_the_shipped_colours_can_be_read() -> None:
    """Every pair has 7:1, also while a panel is on its way from rest to glow."""
    assert pale_pairs(PLAIN) == []
    for share in range(25):
        ground = mix(PLAIN.accent, PLAIN.glow, share / 24)
        assert min(contrast(PLAIN.ground, ground), contrast(PLAIN.brown, ground)) >= ENOUGH


def test_a_pale_pair_is_named() -> None:
    """With ink, ground and ratio, so that a message can say which colour to change."""
    pale = pale_pairs(replace(PLAIN, soft=(0x70, 0x80, 0x90)))
    assert [(ink, ground) for ink, ground, _ratio in pale] == [("soft", "ground"), ("soft", "panel")]
    assert all(ratio < ENOUGH for _ink, _ground, ratio in pale)
    assert {pair[:2] for pair in pale_pairs(replace(PLAIN, ink=PLAIN.ground))} <= set(PAIRS)


def test_a_faded_colour_gives_that_share_of_its_light() -> None:
    """By luminance, which is what an eye measures; the hue stays."""
    dim = faded(PLAIN.accent, 0.5)
    assert abs(luminance(dim) / luminance(PLAIN.accent) - 0.5) < 0.02
    assert dim[0] > dim[1] > dim[2]
    assert faded(PLAIN.accent, 1.0) == PLAIN.accent


def test_a_colour_is_written_as_in_the_web() -> None:
    """Upper or lower case."""
    assert from_hex("#0B1b33") == (0x0B, 0x1B, 0x33)
