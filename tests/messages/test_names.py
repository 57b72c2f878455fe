"""Names that cross the broker: how they are made, and what they tell."""

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.messages.names import (
    EffectId,
    Key,
    NodeName,
    Press,
    TicketId,
    TicketNumber,
    effect_id,
    make_key,
    make_press,
    node_of,
    offline_slip_id,
    ticket_id,
    ticket_number,
)

NODES = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,5}){0,2}", fullmatch=True)
STORES = st.from_regex(r"[0-9a-f]{16}", fullmatch=True)
COUNTS = st.integers(0, 999_999_999)


@given(NODES, STORES, COUNTS, COUNTS)
def test_a_key_and_a_press_tell_who_made_them(node: str, store: str, start: int, n: int) -> None:
    """And have the shape that the door asks for."""
    key, press = make_key(node, store, start, n), make_press(node, store, start, n)
    assert node_of(key) == node_of(press) == node
    assert msgspec.convert(key, Key) == key
    assert msgspec.convert(press, Press) == press
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(press, Key)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(key, Press)


@given(st.text(max_size=80))
def test_no_text_makes_the_reading_of_a_name_raise(text: str) -> None:
    """What is neither a key nor a press was made by nobody."""
    assert node_of(text) is None or text.startswith(str(node_of(text)))


@pytest.mark.parametrize(("figure", "number"), [(1, "A001"), (17, "A017"), (699, "A699"), (1000, "A1000")])
def test_a_number_has_at_least_three_digits(figure: int, number: str) -> None:
    """What a person reads and hears."""
    assert ticket_number("A", figure) == number
    assert msgspec.convert(number, TicketNumber) == number
    assert msgspec.convert(ticket_id(date(2026, 11, 23), number), TicketId) == f"2026-11-23-{number}"


def test_an_effect_is_named_by_its_place_in_its_journal() -> None:
    """So that a box remembers what it did, across restarts of the hub."""
    assert msgspec.convert(effect_id("9f2c66d01b7e4a35", 12), EffectId) == "9f2c66d01b7e4a35-12"


def test_a_slip_of_a_kiosks_own_number_has_an_id_of_its_own() -> None:
    """The same for whoever makes it, and another for the same figure of another service or of the next day."""
    monday, tuesday = (make_press("kiosk-1", "9f2c66d01b7e4a35", 12, n) for n in (1, 2))
    made = {offline_slip_id(monday, "A701"), offline_slip_id(tuesday, "F701"), offline_slip_id(monday, "A702")}
    assert len(made) == 3
    assert offline_slip_id(monday, "A701") in made
    assert all(msgspec.convert(name, EffectId) == name for name in made)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (NodeName, "Kiosk-1"),
        (NodeName, "kiosk_1"),
        (NodeName, "kiosk-"),
        (NodeName, "kiosk-1\n"),
        (NodeName, "kiosk/1"),
        (NodeName, "+"),
        (NodeName, "a" * 33),
        (Key, "kiosk-1-9F2C66D01B7E4A35-12-407"),
        (Key, "kiosk-1-9f2c66d01b7e4a35-12-407\n"),
        (TicketId, "2026-11-23-A17"),
        (TicketId, "2026-11-23-A017\n"),
        (TicketNumber, "017"),
        (EffectId, "9f2c66d01b7e4a35"),
    ],
)
def test_a_name_of_a_wrong_shape_is_refused(kind: Any, name: str) -> None:
    """Among them what would be a wildcard or a level of a topic."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(name, kind)
