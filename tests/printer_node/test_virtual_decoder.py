"""The virtual printer reads bytes as a printer does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer_node.virtual_decoder import Decoder, Op


@pytest.mark.parametrize(
    ("data", "ops"),
    [
        (b"abc\n", [Op("text", b"abc"), Op("LF", b"\n")]),
        (b"\x1b@", [Op("ESC @")]),
        (b"\x1b \x02", [Op("ESC SP", b"\x02")]),
        (b"\x1d!\x77", [Op("GS !", b"\x77")]),
        (b"\x1dV\x00", [Op("GS V", b"\x00")]),
        (b"\x1dV\x42\x00", [Op("GS V", b"\x42\x00")]),
        (b"\x10\x04\x01\x1dr\x01", [Op("DLE EOT", b"\x01"), Op("GS r", b"\x01")]),
        (b"\x1d(k\x03\x001C\x06", [Op("GS ( k", b"\x03\x001C\x06")]),
        (b"\x1dv0\x00\x01\x00\x02\x00\xaa\x55x", [Op("GS v", b"0\x00\x01\x00\x02\x00\xaa\x55"), Op("text", b"x")]),
        (b"\x1bZ", [Op("unknown", b"\x1bZ")]),
    ],
)
def test_the_table_of_commands(data: bytes, ops: list[Op]) -> None:
    """Each command takes exactly its own parameters, and what is unknown never passes for text."""
    assert Decoder().feed(data) == ops


@given(st.binary(max_size=200), st.integers(1, 20))
def test_it_does_not_matter_how_the_network_cuts_the_bytes(data: bytes, size: int) -> None:
    """In pieces of any size the same commands come out, with the same text between them."""
    whole, pieces = Decoder(), Decoder()
    cut = [op for start in range(0, len(data), size) for op in pieces.feed(data[start : start + size])]
    assert _joined(cut) == _joined(whole.feed(data))


def _joined(ops: list[Op]) -> list[Op]:
    """Put neighbouring pieces of text together."""
    joined: list[Op] = []
    for op in ops:
        if joined and op.name == joined[-1].name == "text":
            joined[-1] = Op("text", joined[-1].data + op.data)
        else:
            joined.append(op)
    return joined
