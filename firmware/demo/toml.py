"""Tables to the text of a settings file; the standard library reads TOML but does not write it."""

import json
from collections.abc import Mapping, Sequence


def to_toml(tables: Mapping[str, object]) -> str:
    """Return the text of a file with these keys, tables (mappings) and arrays of tables (sequences of mappings)."""
    plain, nested = [], []
    for key, value in tables.items():
        if isinstance(value, Mapping):
            nested.append(f"\n[{key}]\n{_lines(value)}")
        elif _is_array_of_tables(value):
            nested.extend(f"\n[[{key}]]\n{_lines(table)}" for table in value)  # type: ignore[attr-defined]
        else:
            plain.append(f"{key} = {_value(value)}\n")
    return "".join(plain + nested).lstrip("\n")


def _is_array_of_tables(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str) and all(isinstance(one, Mapping) for one in value)


def _lines(table: Mapping[str, object]) -> str:
    return "".join(f"{key} = {_value(value)}\n" for key, value in table.items())


def _value(value: object) -> str:
    match value:
        case Mapping():
            return "{ " + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + " }"
        case str() | bool() | int() | float():
            # JSON's strings, numbers and booleans are TOML's, but for DEL, which no settings hold.
            return json.dumps(value, ensure_ascii=False)
        case Sequence():
            return "[" + ", ".join(_value(inner) for inner in value) + "]"
        case _:
            raise TypeError(f"TOML has no {type(value).__name__}")
