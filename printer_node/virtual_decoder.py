"""ESC/POS bytes to operations, one at a time, however the network has cut them up.

The virtual printer knows a paper only by the bytes it received; nothing else of this project may tell it what was
meant. Commands by Epson's ESC/POS Command Reference: the lengths of those with fixed parameters stand in a table,
those with a length inside (GS ( x, GS v 0) are measured. A command that is not known is an operation of its own, so
that it can be logged and never passes for text.
"""

from typing import Final

from msgspec import Struct

_DLE, _ESC, _GS, _SPACE = 0x10, 0x1B, 0x1D, 0x20
_COMMAND, _CUT_HEAD, _BLOCK_HEAD, _RASTER_HEAD = 2, 3, 5, 8

_FIXED: Final[dict[bytes, int]] = {
    **{b"\x1b" + name: 0 for name in (b"@", b"2")},
    **{
        b"\x1b" + name: 1
        for name in (b"!", b" ", b"-", b"3", b"A", b"E", b"G", b"J", b"M", b"R", b"a", b"d", b"t", b"{")
    },
    **{b"\x1b" + name: 2 for name in (b"$", b"\\", b"B", b"c")},
    b"\x1bp": 3,
    **{b"\x1d" + name: 1 for name in (b"!", b"B", b"H", b"a", b"b", b"f", b"h", b"r", b"w", b"|")},
    **{b"\x1d" + name: 2 for name in (b"L", b"P", b"W")},
    b"\x10\x04": 1,
    b"\x10\x05": 1,
}

_CUT_WITH_FEED: Final = (65, 66, 97, 98, 103, 104)


class Op(Struct, frozen=True):
    """One operation. `name` is the command ("ESC a", "GS V"), "text", or a control ("LF"); `data` its parameters."""

    name: str
    data: bytes = b""


class Decoder:
    """Takes bytes, gives the operations that are complete, keeps the rest for later."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[Op]:
        """Return the operations that these bytes complete."""
        self._rest += data
        ops: list[Op] = []
        while self._rest:
            length = _length(self._rest)
            if length is None:
                break
            ops.append(_op(self._rest[:length]))
            self._rest = self._rest[length:]
        return ops


def _length(data: bytes) -> int | None:
    """How many bytes the first operation has, or None while it is incomplete."""
    if data[0] not in (_DLE, _ESC, _GS):
        return _text_length(data)
    if len(data) < _COMMAND:
        return None
    length = 2 + _FIXED[data[:2]] if data[:2] in _FIXED else _measured(data)
    return length if length is not None and len(data) >= length else None


def _text_length(data: bytes) -> int:
    if data[0] < _SPACE:
        return 1
    return next((index for index, byte in enumerate(data) if byte < _SPACE), len(data))


def _measured(data: bytes) -> int | None:
    match data[:2]:
        case b"\x1d(":
            return _BLOCK_HEAD + int.from_bytes(data[3:5], "little") if len(data) >= _BLOCK_HEAD else None
        case b"\x1dv":
            if len(data) < _RASTER_HEAD:
                return None
            return _RASTER_HEAD + int.from_bytes(data[4:6], "little") * int.from_bytes(data[6:8], "little")
        case b"\x1dV":
            if len(data) < _CUT_HEAD:
                return None
            return 4 if data[2] in _CUT_WITH_FEED else 3
        case _:
            return 2


_CONTROLS: Final = {0x0A: "LF", 0x0D: "CR", 0x09: "HT", 0x0C: "FF", 0x18: "CAN"}
_PREFIXES: Final = {_DLE: "DLE", _ESC: "ESC", _GS: "GS"}


def _op(data: bytes) -> Op:
    first = data[0]
    if first >= _SPACE:
        return Op("text", data)
    if first not in _PREFIXES:
        return Op(_CONTROLS.get(first, "unknown"), data)
    if data[:2] not in _FIXED and data[:2] not in (b"\x1d(", b"\x1dv", b"\x1dV"):
        return Op("unknown", data)
    if first == _DLE:
        return Op({4: "DLE EOT", 5: "DLE ENQ"}[data[1]], data[2:])
    name = f"{_PREFIXES[first]} {chr(data[1]) if data[1] != _SPACE else 'SP'}"
    return Op(f"{name} {chr(data[2])}", data[3:]) if data[:2] == b"\x1d(" else Op(name, data[2:])
