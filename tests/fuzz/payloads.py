"""Payloads that nobody should send: one real message, broken in one place, or bytes that are no message at all.

Everything comes from one `random.Random`, so a seed brings the same payloads again. A value is put into a message as
raw JSON where Python has no such value: NaN, 1e999, half a surrogate pair, a key that stands there twice.
"""

import random
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
from msgspec import Raw

Table = dict[str, Any]

HUGE: Final = Raw(b"1" + b"0" * 400)
DEEP: Final = 100_000

_TOKENS: Final = tuple(
    Raw(token)
    for token in (
        b"NaN",
        b"Infinity",
        b"-Infinity",
        b"1e999",
        b"-1e999",
        b"1e308",
        b"-0.0",
        b"5e-324",
        b"01",
        b"+1",
        b".5",
        b"0x10",
        b"",
        b"nul",
        b"'x'",
        b"undefined",
        b'"\\ud800"',
        b'"\\udfff\\ud800"',
        b'"\xff\xfe"',
        b'"\xed\xa0\x80"',
        b'"\\u0000"',
        b'"a\x00b"',
        b'"\\x"',
        b'"',
        b"/* */ 1",
    )
)
_NUMBERS: Final[tuple[Any, ...]] = (
    HUGE,
    Raw(b"-" + bytes(HUGE)),
    0,
    -1,
    1,
    99,
    9_999,
    2**31,
    -(2**31),
    2**40,
    2**53 + 1,
    2**62,
    Raw(str(2**63 - 1).encode()),
    Raw(str(2**63).encode()),
    Raw(str(2**64).encode()),
    Raw(str(-(2**63) - 1).encode()),
    Raw(b"1" + b"0" * 30),
    -0.0,
    0.5,
    1e15,
    1e300,
    -1e300,
    1e18,
)
_TEXTS: Final = (
    "",
    " ",
    "A",
    "a" * 300,
    "\u202e0",
    "A\u202e017",
    "\x1b[2J\x1b[31m",
    "x\nERROR forged: line",
    "x\rhub: all is well",
    "\u2028\u2029\x85",
    "\x00",
    "\x9b31m",
    "=1+1",
    "../../../etc/passwd",
    "/dev/zero",
    "%s%n%d",
    "{0.__class__}",
    "\U0001f600" * 20,
    "e\u0301" * 40,
    "0" * 40,
    "kiosk-1",
    "hub",
    "+",
    "#",
    "antrian/#",
    "NaN",
    "null",
    "Mars/Phobos",
    "UTC",
    "2026-11-23-A001",
    "2026-13-45-A001",
    "0001-01-01-A001",
    "9999-12-31-Z9999",
    "A001",
    "A0000",
    "Z9999",
    "PRINTED",
    "CALLED",
    "id",
    "zz",
)
_DATES: Final = (
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "2026-11-23",
    "1970-01-01",
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59.999999Z",
    "9999-12-31T23:59:59-12:00",
    "2026-11-23T02:00:00",
    "2026-11-23T02:00:00+23:59",
    "2026-11-23T24:00:00Z",
)
_OTHERS: Final[tuple[Any, ...]] = (None, True, False, [], {}, [[]], [None], {"a": 1}, [1, 2], "", 0)
_UNKNOWN: Final = ("extra", "__class__", "key ", "Key", "", "\u202e", "x\n", "a" * 500, "age\x00")
_NONSENSE: Final = (
    b"",
    b" ",
    b"{}",
    b"[]",
    b"null",
    b"true",
    b"0",
    b'""',
    b"{",
    b'{"',
    b'{"command"',
    b"\xef\xbb\xbf{}",
    b"\x00" * 64,
    b"\xff" * 64,
    b"\x1b]0;owned\x07\n\n",
    b'{"command":"TakeTicket"}',
    b'{"command":{}}',
    b"[" * 8_000,
    b"[" * DEEP,
    b'{"a":' * 1_300,
    b'{"a":' * DEEP,
    b"{}" + b" " * 8_190,
    b'"' + b"x" * 8_190 + b'"',
    b"9" * 8_192,
    b"9" * 5_000,
    b"-" * 100,
)

_FIELD: Final = re.compile(rb'"[a-z_]+"(?=:)')

Path = tuple[str | int, ...]


class Breaker:
    """Breaks messages, as chance has it."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def payload(self, message: Mapping[str, Any]) -> bytes:
        """Return a message as bytes: whole, broken in one or two places, or bytes that are none."""
        way = self.chance.random()
        if way < 0.20:
            return msgspec.json.encode(message)
        if way < 0.72:
            return msgspec.json.encode(self.mutated(message))
        if way < 0.77:
            return msgspec.json.encode(self.mutated(self.mutated(message)))
        return self.chance.choice(self._WAYS)(self, msgspec.json.encode(message))

    def mutated(self, message: Mapping[str, Any]) -> Table:
        """Return a message with one field removed, of another type, absurd, or one field more."""
        path = self._path(message)
        if not path or self.chance.random() < 0.04:
            return {**message, self.chance.choice(_UNKNOWN): self.chance.choice((*_OTHERS, *_NUMBERS, *_TEXTS))}
        changed: Table = _put(message, path, self._value)
        return changed

    def _path(self, message: Mapping[str, Any]) -> Path:
        """Choose a field, at any depth."""
        path: list[str | int] = []
        value: Any = message
        while True:
            if isinstance(value, dict) and value:
                path.append(self.chance.choice(list(value)))
            elif isinstance(value, list | tuple) and value:
                path.append(self.chance.randrange(len(value)))
            else:
                return tuple(path)
            value = value[path[-1]]
            if self.chance.random() < 0.3:
                return tuple(path)

    def _value(self, before: Any) -> Any:
        """Return what to say instead; REMOVED for nothing at all."""
        chance = self.chance.random()
        if chance < 0.08:
            return REMOVED
        if chance < 0.45:
            return self._absurd(before)
        if chance < 0.50:
            return self._deep_or_long()
        return self.chance.choice(self.chance.choice((_TOKENS, _NUMBERS, _TEXTS, _DATES, _OTHERS)))

    def _absurd(self, before: Any) -> Any:
        """Return something of the same type."""
        if isinstance(before, bool):
            return not before
        if isinstance(before, int | float):
            return self.chance.choice((*_NUMBERS, before + 1, before - 1, -before))
        if isinstance(before, str):
            return self._text(before)
        if isinstance(before, list | tuple) and before:
            return self.chance.choice((before[1:], [*before, *before], [before[0]] * self.chance.choice((2, 20, 300))))
        return self.chance.choice(_OTHERS)

    def _text(self, before: str) -> str:
        if before[:4].isdigit() and self.chance.random() < 0.6:
            return self.chance.choice(_DATES)
        way = self.chance.randrange(5)
        if way == 0 and before:
            at = self.chance.randrange(len(before))
            return before[:at] + self.chance.choice("\x00\n\x1b\u202e\u200b0Za-é") + before[at + 1 :]
        return (self.chance.choice(_TEXTS), before + "\n", before * 2, before[:-1], before.swapcase())[way]

    def _deep_or_long(self) -> Any:
        depth = self.chance.choice((10, 500, 2_000, 4_000))
        return self.chance.choice(
            (Raw(b"[" * depth + b"]" * depth), Raw(b'{"a":' * 900 + b"1" + b"}" * 900), "x" * 8_300)
        )

    # -- bytes -------------------------------------------------------------------------------------------------------

    def _noise(self, _whole: bytes) -> bytes:
        return self.chance.randbytes(self.chance.choice((1, 3, 40, 300, 3_000, 9_000)))

    def _nonsense(self, _whole: bytes) -> bytes:
        return self.chance.choice(_NONSENSE)

    def _torn(self, whole: bytes) -> bytes:
        return whole[: self.chance.randrange(len(whole) + 1)]

    def _flipped(self, whole: bytes) -> bytes:
        flipped = bytearray(whole)
        for _ in range(self.chance.choice((1, 1, 1, 5))):
            flipped[self.chance.randrange(len(flipped))] = self.chance.randrange(256)
        return bytes(flipped)

    def _spliced(self, whole: bytes) -> bytes:
        at = self.chance.randrange(len(whole) + 1)
        return whole[:at] + self._noise(whole)[:40] + whole[at:]

    def _twice(self, whole: bytes) -> bytes:
        """One key stands there twice, first or last with the other value."""
        name = self.chance.choice(_FIELD.findall(whole) or [b'"key"'])
        other = name + b":" + msgspec.json.encode(self.chance.choice((*_OTHERS, *_TEXTS[:6])))
        return b"{" + other + b"," + whole[1:] if self.chance.random() < 0.5 else whole[:-1] + b"," + other + b"}"

    def _padded(self, whole: bytes) -> bytes:
        return whole + b" " * self.chance.choice((1, 8_192 - len(whole) % 8_192, 8_193, 70_000))

    def _in_a_list(self, whole: bytes) -> bytes:
        return b"[" + whole + b"]"

    def _two(self, whole: bytes) -> bytes:
        return whole + whole

    _WAYS: Final[tuple[Callable[["Breaker", bytes], bytes], ...]] = (
        _noise,
        _nonsense,
        _torn,
        _flipped,
        _flipped,
        _spliced,
        _twice,
        _twice,
        _padded,
        _in_a_list,
        _two,
    )


REMOVED: Final = object()


def _put(value: Any, path: Path, change: Callable[[Any], Any]) -> Any:
    """Return the value with another one at the end of the path; nothing is changed in place."""
    if not path:
        return change(value)
    name, *rest = path
    inner = _put(value[name], tuple(rest), change)
    if isinstance(value, dict):
        if inner is REMOVED:
            return {key: one for key, one in value.items() if key != name}
        return {**value, name: inner}
    items = list(value)
    if inner is REMOVED:
        del items[int(name)]
    else:
        items[int(name)] = inner
    return items


def table_of(message: Any) -> Table:
    """Return one of our own messages as a table."""
    table: Table = msgspec.json.decode(msgspec.json.encode(message))
    return table
