"""Settings files are written so that the boxes' own reader reads the same."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.demo.toml import to_toml

PLAIN = st.one_of(
    st.integers(-(2**53), 2**53),
    st.booleans(),
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x7f")),
)


def test_tables_and_arrays_of_tables_are_read_back() -> None:
    """What a box's settings are made of survives the way through a file."""
    tables = {
        "counter": 1,
        "box": {"name": "counter-1", "port": 1883},
        "button": [{"pin": 17, "press": {"command": "Transfer", "service": "A"}}, {"pin": 18, "seconds": 0.05}],
    }
    assert tomllib.loads(to_toml(tables)) == tables


@settings(deadline=None)
@given(st.dictionaries(st.from_regex(r"\A[a-z]{1,8}\Z"), st.one_of(PLAIN, st.lists(PLAIN, min_size=1)), max_size=5))
def test_whatever_stands_in_a_table_is_read_back(table: dict[str, object]) -> None:
    """Quotes, newlines and letters of any script are no trap."""
    assert tomllib.loads(to_toml({"box": table})) == {"box": table}


def test_what_toml_cannot_say_is_refused() -> None:
    """TOML has no null; a setting that is not set is left out."""
    with pytest.raises(TypeError, match="NoneType"):
        to_toml({"box": {"state": None}})
