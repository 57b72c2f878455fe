"""Bytes to values at the door, values to bytes on the way out. JSON in UTF-8, at most 8 KiB.

Nothing that comes from outside can raise here: `decode_command` gives a command, or `Malformed` where a key is known
and the sender can be answered, or `Garbage` where nobody can be.
"""

import hashlib
import re
from typing import Annotated, Final, TypeVar

import msgspec
from msgspec import Meta, Struct

from firmware.messages.answers import AnyAnswer, Reason, Refused
from firmware.messages.commands import AnyCommand, Command
from firmware.messages.figures import Patience, Whole
from firmware.messages.names import JournalId, Key, node_of
from firmware.messages.requests import AnyRequest, AnyResponse
from firmware.messages.text import cleaned

LIMIT: Final = 8 * 1024

_TIMING: Final = ("age", "is_age_exact")

T = TypeVar("T")


class Malformed(Struct, frozen=True):
    """A known command with a key and a wrong field: refused as BAD_COMMAND, for ever."""

    key: str
    detail: str


class Garbage(Struct, frozen=True):
    """Nothing that can be answered: dropped and counted."""

    detail: str


class _Envelope(Struct, frozen=True):
    key: Key
    command: str


class _Refusal(Struct, frozen=True, tag_field="answer", tag="Refused"):
    """As `Refused`, with any word for a reason."""

    key: Key | None
    reason: Annotated[str, Meta(min_length=1, max_length=40)]
    journal: JournalId
    epoch: Whole
    position: Whole
    detail: str = ""
    retry_after: Patience | None = None


_ENCODER: Final = msgspec.json.Encoder()
_COMMAND: Final = msgspec.json.Decoder(AnyCommand)
_ENVELOPE: Final = msgspec.json.Decoder(_Envelope)
_DECODERS: Final[dict[object, msgspec.json.Decoder[object]]] = {}
COMMANDS: Final[dict[str, type[Command]]] = {cls.__name__: cls for cls in AnyCommand.__args__}

# What msgspec says before it goes on with what was said, and its end: the place, in fields of ours.
_ECHOING: Final = (
    re.compile(r"Object contains unknown field(?: `[a-z_]{1,40}`(?= - at |\Z))?"),
    re.compile(r"Invalid (?:(?:enum )?value|isoformat string)"),
    re.compile(r"Expected `str` matching regex"),
)
_WHERE: Final = re.compile(r" - at `\$(?:\.[a-z_]{1,40}|\[(?:[0-9]{1,4}|\.\.\.)\])*`\Z")

_UNREADABLE: Final = (msgspec.DecodeError, RecursionError, UnicodeError, ValueError, OverflowError)


def fits(message: Struct) -> bool:
    """Say whether one of our own messages is at most 8 KiB."""
    return len(_ENCODER.encode(message)) <= LIMIT


def encode(message: Struct) -> bytes:
    """Return the bytes of one of our own messages.

    Raises ValueError over 8 KiB: one of our own messages must never come near it.
    """
    payload = _ENCODER.encode(message)
    if len(payload) > LIMIT:
        raise ValueError(f"{type(message).__name__} is {len(payload)} bytes; at most {LIMIT} cross the broker")
    return payload


def decode(kind: type[T], payload: bytes) -> T | Garbage:
    """Return the value of `kind` that the payload holds, or Garbage that says what is wrong with it."""
    if len(payload) > LIMIT:
        return Garbage(f"{len(payload)} bytes; at most {LIMIT} cross the broker")
    try:
        # What a value keeps as it came (msgspec.Raw) is not read as text yet, and may be none.
        payload.decode()
        return _decoder(kind).decode(payload)  # type: ignore[return-value]
    except _UNREADABLE as error:
        return Garbage(_short(error))


def decode_answer(payload: bytes) -> AnyAnswer | Garbage:
    """Return the hub's answer. A no for a reason that only a newer hub knows is a no all the same.

    It is final, unless the hub says when to try again.
    """
    answer: AnyAnswer | Garbage = decode(AnyAnswer, payload)  # type: ignore[arg-type]
    if not isinstance(answer, Garbage):
        return answer
    refusal = decode(_Refusal, payload)
    return _known(refusal) if isinstance(refusal, _Refusal) else answer


def _known(refusal: _Refusal) -> Refused:
    return Refused(
        key=refusal.key,
        reason=Reason.NOT_SUPPORTED if refusal.retry_after is None else Reason.NOT_YET,
        journal=refusal.journal,
        epoch=refusal.epoch,
        position=refusal.position,
        detail=f"{refusal.reason}: {refusal.detail}",
        retry_after=refusal.retry_after,
    )


def decode_request(payload: bytes) -> AnyRequest | Garbage:
    """Return a technician's request."""
    return decode(AnyRequest, payload)  # type: ignore[arg-type]


def decode_response(payload: bytes) -> AnyResponse | Garbage:
    """Return a box's response to a request."""
    return decode(AnyResponse, payload)  # type: ignore[arg-type]


def decode_command(node: str, payload: bytes) -> AnyCommand | Malformed | Garbage:
    """Return the command that `node` sent. A key made by another node is Garbage: it is forged or misrouted."""
    command = decode(AnyCommand, payload)  # type: ignore[arg-type]
    if isinstance(command, Command):
        made_by = {node_of(command.key), node_of(getattr(command, "press", command.key))}
        if type(command).__name__ == "ReportPrint":
            made_by = {node_of(command.key)}
        return command if made_by == {node} else Garbage(f"{node} sent a key or press that it did not make")
    return _explain(node, payload, command.detail)


def fingerprint(command: Command) -> bytes:
    """Return a digest of the body of a command: all but its age, which changes on every send.

    What has its default is left out, so that a command kept over an upgrade that adds a field is still the same one.
    """
    body = {
        field.name: getattr(command, field.name)
        for field in msgspec.structs.fields(command)
        if _is_said(command, field)
    }
    return hashlib.sha256(_ENCODER.encode([type(command).__name__, body])).digest()


def _is_said(command: Command, field: msgspec.structs.FieldInfo) -> bool:
    return field.name not in _TIMING and getattr(command, field.name) != field.default


def _explain(node: str, payload: bytes, detail: str) -> Malformed | Garbage:
    if len(payload) > LIMIT:
        return Garbage(detail)
    try:
        # A field that the envelope skips is not read as text, and what is not UTF-8 is never answered.
        payload.decode()
        envelope = _ENVELOPE.decode(payload)
    except _UNREADABLE:
        return Garbage(detail)
    if envelope.command not in COMMANDS or node_of(envelope.key) != node:
        return Garbage(detail)
    return Malformed(envelope.key, detail)


def _decoder(kind: object) -> msgspec.json.Decoder[object]:
    if kind not in _DECODERS:
        _DECODERS[kind] = msgspec.json.Decoder(kind)
    return _DECODERS[kind]


def _short(error: Exception) -> str:
    """What is wrong, without a word of what was said: it may name a person, and goes into the log and the journal."""
    said = str(error)
    where = _WHERE.search(said)
    told = next((found[0] for echo in _ECHOING if (found := echo.match(said))), None)
    if told is not None:
        said = told + (where[0] if where else "")
    return (cleaned(said) or type(error).__name__)[:200]
