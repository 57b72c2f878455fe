"""The door: bytes from outside become a command, a malformed one that can be answered, or garbage.

Never an exception.
"""

import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.messages import codec
from firmware.messages.answers import Accepted, Reason, Refused
from firmware.messages.codec import LIMIT, Garbage, Malformed, decode, decode_command, encode, fingerprint
from firmware.messages.commands import AnyCommand, CallNext, Command, ReportPrint, TakeTicket
from firmware.messages.names import make_key, make_press
from firmware.messages.notices import Board, Call, CallState, Health, Presence
from firmware.messages.topics import HUB_NOTICES

KEY = "kiosk-1-9f2c66d01b7e4a35-12-407"
PRESS = "kiosk-1-9f2c66d01b7e4a35-12-p311"
TAKE = {"command": "TakeTicket", "key": KEY, "press": PRESS, "age": 0.0, "service": "A", "priority": False}
JOURNAL = "9f2c66d01b7e4a35"
TICKET = "2026-11-23-A017"

SAID: dict[str, dict[str, Any]] = {
    "TakeTicket": {"press": PRESS, "service": "A"},
    "AdoptTicket": {"press": PRESS, "service": "A", "number": 700},
    "ClaimNumbers": {"low": 700, "high": 799},
    "CheckIn": {"press": PRESS, "appointment": "JB-20261123-4"},
    "CallNext": {"counter": 3, "saw": None},
    "CallTicket": {"counter": 3, "saw": TICKET, "ticket": "2026-11-23-A1003"},
    "Recall": {"counter": 3, "saw": TICKET},
    "MarkNoShow": {"counter": 3, "saw": TICKET},
    "Requeue": {"counter": 3, "saw": None, "ticket": TICKET},
    "Transfer": {"counter": 3, "saw": TICKET, "service": "F"},
    "Park": {"counter": 3, "saw": TICKET},
    "StartServing": {"counter": 3, "saw": TICKET},
    "Finish": {"counter": 3, "saw": TICKET},
    "OpenCounter": {"counter": 3},
    "CloseCounter": {"counter": 3},
    "PlanCounter": {"counter": 3, "absences": [[0, 480], [720, 780]]},
    "Withdraw": {"ticket": TICKET},
    "ReportPrint": {"press": PRESS, "slip": "9f2c66d01b7e4a35-12", "outcome": "FAILED", "cause": "PAPER_OUT"},
    "RateService": {"counter": 3, "element": 9, "score": 4},
    "RequestHelp": {},
    "CancelHelp": {},
    "AnswerHelp": {"counter": 3, "kiosk": "kiosk-1"},
    "OpenDay": {"day": "2026-11-23"},
    "CloseDay": {"day": "2026-11-23"},
}


def said(word: str, **fields: Any) -> bytes:
    """Return a command as a box sends it."""
    return json.dumps({"command": word, "key": KEY, **SAID[word], **fields}).encode()


@pytest.mark.parametrize("kind", AnyCommand.__args__)  # type: ignore[attr-defined]
def test_every_command_of_the_contract_is_understood(kind: Any) -> None:
    """What a technician's script writes by hand is read, and written back as the same value."""
    command = decode_command("kiosk-1", said(kind.__name__))
    assert type(command) is kind
    assert decode_command("kiosk-1", encode(command)) == command


def test_the_example_of_the_contract_is_understood() -> None:
    """Byte for byte as other clients may send it."""
    command = decode_command("kiosk-1", json.dumps(TAKE).encode())
    assert command == TakeTicket(key=KEY, press=PRESS, service="A")


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(b'{"command":"RequestHelp","key":"' + KEY.encode() + b'"}' + b" " * LIMIT, id="large"),
        pytest.param(b"\xff\xfe\x00", id="not UTF-8"),
        pytest.param(json.dumps(TAKE).encode().replace(b'"A"', b'"\xff"'), id="not UTF-8 inside"),
        pytest.param(b"number please", id="not JSON"),
        pytest.param(b"", id="empty"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"[" * 8000, id="deep"),
        pytest.param(b'{"a":' * 1000, id="deep objects"),
        pytest.param(json.dumps({**TAKE, "command": "TakeMoney"}).encode(), id="unknown command"),
        pytest.param(json.dumps({**TAKE, "command": 7}).encode(), id="command of a wrong type"),
        pytest.param(json.dumps({**TAKE, "key": 407}).encode(), id="key of a wrong type"),
        pytest.param(json.dumps({**TAKE, "key": "407"}).encode(), id="key of a wrong shape"),
        pytest.param(json.dumps({**TAKE, "key": KEY + "\n"}).encode(), id="key with a line end"),
        pytest.param(json.dumps({k: v for k, v in TAKE.items() if k != "key"}).encode(), id="no key"),
        pytest.param(json.dumps({**TAKE, "key": KEY.replace("kiosk-1", "kiosk-2")}).encode(), id="key of another box"),
        pytest.param(json.dumps({**TAKE, "press": PRESS.replace("kiosk-1", "kiosk-2")}).encode(), id="foreign press"),
    ],
)
def test_what_cannot_be_answered_is_garbage(payload: bytes) -> None:
    """Too large, not UTF-8, not JSON, an unknown command, wrong types, no key of this box: dropped and counted."""
    assert isinstance(decode_command("kiosk-1", payload), Garbage)


@pytest.mark.parametrize(
    "fields",
    [
        {"service": "a"},
        {"service": "AB"},
        {"service": "A\n"},
        {"service": None},
        {"age": -1},
        {"age": 1e9},
        {"age": "soon"},
        {"priority": "yes"},
        {"press": "p311"},
        {"language": "id"},
    ],
)
def test_a_known_command_with_a_wrong_field_can_be_answered(fields: dict[str, Any]) -> None:
    """The key is known, so the box is told BAD_COMMAND; a field nobody knows is wrong too."""
    malformed = decode_command("kiosk-1", said("TakeTicket", **fields))
    assert isinstance(malformed, Malformed)
    assert malformed.key == KEY
    assert malformed.detail


@pytest.mark.parametrize("age", [b"NaN", b"Infinity", b"1e999", b"-0.1"])
def test_an_age_that_is_no_duration_is_never_taken(age: bytes) -> None:
    """Nothing can be compared with such a number."""
    payload = json.dumps(TAKE).encode().replace(b'"age": 0.0', b'"age": ' + age)
    assert age in payload
    assert isinstance(decode_command("kiosk-1", payload), Malformed | Garbage)


@pytest.mark.parametrize("counter", [0, 100, -1, 1.5, "1", True])
def test_a_counter_that_cannot_be_is_refused(counter: Any) -> None:
    """Counters are 1 to 99."""
    command = decode_command("kiosk-1", said("CallNext", counter=counter))
    assert isinstance(command, Malformed)


def test_a_printer_reports_on_the_press_of_a_kiosk() -> None:
    """The only command about a press that another box made."""
    payload = said("ReportPrint", key=KEY.replace("kiosk-1", "printer-1"))
    assert isinstance(decode_command("printer-1", payload), ReportPrint)


def test_a_name_of_a_node_is_not_mistaken_for_a_longer_one() -> None:
    """The box kiosk sends nothing in the name of kiosk-1."""
    assert isinstance(decode_command("kiosk", said("RequestHelp")), Garbage)


@given(st.binary(max_size=LIMIT + 10))
def test_no_bytes_make_the_door_raise(payload: bytes) -> None:
    """Whatever arrives on any topic is a value."""
    assert isinstance(decode_command("kiosk-1", payload), Garbage | Malformed)
    for read in (codec.decode_answer, codec.decode_request, codec.decode_response):
        assert isinstance(read(payload), Garbage)
    for kind in (*HUB_NOTICES.values(), Presence, Health):
        assert isinstance(decode(kind, payload), Garbage)


@given(st.sampled_from(sorted(SAID)), st.data())
def test_no_damage_to_a_command_makes_the_door_raise(word: str, data: Any) -> None:
    """Bytes that were flipped, lost or doubled on their way are a value too."""
    payload = bytearray(said(word))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(payload) - 1))
        payload[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
        payload = payload or bytearray(b" ")
    command = decode_command("kiosk-1", bytes(payload))
    assert isinstance(command, Garbage | Malformed) or command.key.startswith("kiosk-1-")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@given(st.sampled_from(sorted(SAID)), st.data())
def test_no_value_in_a_field_makes_the_door_raise(word: str, data: Any) -> None:
    """Any JSON in any field is a command, can be answered, or is garbage."""
    field = data.draw(st.sampled_from(["key", "age", "command", *SAID[word]]))
    command = decode_command("kiosk-1", said(word, **({field: data.draw(JSON)} if field != "command" else {})))
    assert isinstance(command, Garbage | Malformed | msgspec.Struct)
    if isinstance(command, Garbage):
        assert field in ("key", "press")


def test_the_age_is_not_part_of_what_was_said() -> None:
    """A resent command is the same command, a moment older."""
    first = TakeTicket(key=KEY, press=PRESS, service="A")
    resent = TakeTicket(key=KEY, press=PRESS, service="A", age=4.2, is_age_exact=False)
    assert fingerprint(first) == fingerprint(resent)


def test_every_other_field_is_part_of_what_was_said() -> None:
    """The same key with another wish is another command."""
    first = CallNext(key=KEY, counter=3, saw=None)
    assert fingerprint(first) != fingerprint(CallNext(key=KEY, counter=3, saw=TICKET))
    assert fingerprint(first) != fingerprint(CallNext(key=KEY, counter=4, saw=None))


@pytest.mark.parametrize("kind", AnyCommand.__args__)  # type: ignore[attr-defined]
def test_what_has_its_default_is_not_sent(kind: Any) -> None:
    """A hub of an earlier version refuses a field that it does not know, also where it says nothing."""
    command = decode_command("kiosk-1", said(kind.__name__))
    assert isinstance(command, Command)
    sent = json.loads(encode(command))
    assert set(sent) == {"command", "key", *SAID[kind.__name__]}
    assert decode_command("kiosk-1", said(kind.__name__, age=2.5, is_age_exact=False)) == msgspec.structs.replace(
        command, age=2.5, is_age_exact=False
    )


@pytest.mark.parametrize(("retry_after", "reason"), [(None, Reason.NOT_SUPPORTED), (2.0, Reason.NOT_YET)])
def test_a_no_for_an_unknown_reason_is_a_no(retry_after: float | None, reason: Reason) -> None:
    """A hub of a later version may have more reasons; a box that asked again for ever would learn nothing."""
    refused = Refused(key=KEY, reason=Reason.TOO_OLD, journal="9f2c66d01b7e4a35", epoch=2, position=7, detail="why")
    payload = encode(msgspec.structs.replace(refused, retry_after=retry_after)).replace(b"TOO_OLD", b"TOO_SHY")
    expected = msgspec.structs.replace(refused, reason=reason, detail="TOO_SHY: why", retry_after=retry_after)
    assert codec.decode_answer(payload) == expected
    assert isinstance(codec.decode_answer(payload.replace(b"Refused", b"Perhaps")), codec.Garbage)


def test_an_answer_is_read_as_it_was_written() -> None:
    """Accepted and Refused are told apart by `answer`."""
    accepted = Accepted(key=KEY, journal=JOURNAL, epoch=2, position=1207, ticket=TICKET, number="A017")
    refused = Refused(key=None, reason=Reason.TOO_FAST, journal=JOURNAL, epoch=2, position=7, retry_after=1.0)
    for answer in (accepted, refused):
        assert codec.decode_answer(encode(answer)) == answer


def test_a_message_of_ours_over_the_limit_is_a_fault() -> None:
    """It would be dropped by every receiver, so it is never sent."""
    call = Call(
        call=1, ticket=TICKET, number="A017", counter=1, state=CallState.ENDED, at=datetime(2026, 11, 23, 8, tzinfo=UTC)
    )
    board = Board(journal=JOURNAL, epoch=1, position=1, day=None, calls=(call,), lines=())
    assert encode(board)
    with pytest.raises(ValueError, match="Board is"):
        encode(msgspec.structs.replace(board, calls=(call,) * 100))


PERSON = "Siti 3201-1567 `$.x` 'hamil' \x1b[2J"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"service": PERSON}, "Expected `str` matching regex - at `$.service`"),
        ({"priority": PERSON}, "Expected `bool`, got `str` - at `$.priority`"),
        ({PERSON: 1}, "Object contains unknown field"),
        ({"nik - at `$.siti": 1}, "Object contains unknown field"),
        ({"ends_visit": 1}, "Object contains unknown field `ends_visit`"),
    ],
)
def test_what_is_wrong_is_told_without_what_was_said(wrong: dict[str, Any], said: str) -> None:
    """It goes into the log, the journal and an answer; a field is a program's, a value may be a person's."""
    key, press = make_key("kiosk-1", "9f2c66d01b7e4a35", 1, 1), make_press("kiosk-1", "9f2c66d01b7e4a35", 1, 1)
    body = {"command": "TakeTicket", "key": key, "press": press, "service": "A", **wrong}
    found = decode_command("kiosk-1", msgspec.json.encode(body))
    assert isinstance(found, Malformed)
    assert (found.detail.removesuffix(" - at `$.siti`"), found.key) == (said, key)


def test_a_strange_command_is_told_without_its_name() -> None:
    """As above, for what cannot be answered."""
    key = make_key("kiosk-1", "9f2c66d01b7e4a35", 1, 1)
    found = decode_command("kiosk-1", msgspec.json.encode({"command": PERSON, "key": key}))
    assert found == Garbage("Invalid value - at `$.command`")
