"""The settings files that ship are the manual: what stands there is what a box does without it.

Only `[box]` holds lines that each box must change.
"""

import re
import tomllib
import typing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from button_node.settings import Settings as ButtonSettings
from display_node.settings import DisplaySettings
from firmware.hub.settings import HubSettings, OfficeSettings
from firmware.node.settings import BoxSettings
from firmware.technician.settings import TechnicianSettings
from printer_node.settings import Settings as PrinterSettings
from printer_node.virtual import Settings as VirtualFile

ROOT = Path(__file__).parents[1]
MANUALS: dict[str, Any] = {
    "button_node/button.toml": ButtonSettings,
    "display_node/display.toml": DisplaySettings,
    "firmware/hub/hub.toml": HubSettings,
    "firmware/hub/office.toml": OfficeSettings,
    "firmware/technician/technician.toml": TechnicianSettings,
    "printer_node/printer.toml": PrinterSettings,
    "printer_node/virtual.toml": VirtualFile,
}
TABLE = re.compile(r"#? ?\[\[?([\w.]+)\]?\]")
KEY = re.compile(r"(# )?(\w+) = (.+)")


def table_of(kind: Any, name: str) -> Any:
    """The struct of a table in a settings struct; None for lists and tables in tables, whose entries are examples."""
    hint = typing.get_type_hints(kind).get(name)
    return hint if isinstance(hint, type) and issubclass(hint, msgspec.Struct) else None


def plain(default: Any) -> Any:
    """A default as TOML would give it."""
    return msgspec.json.decode(msgspec.json.encode(default))


def told(path: str) -> list[tuple[str, Any, Any]]:
    """Each key that a manual explains, with what it says there and the default in the code."""
    rows, table = [], MANUALS[path]
    for line in (ROOT / path).read_text(encoding="utf-8").split("# ----")[0].splitlines():
        if match := TABLE.match(line):
            table = table_of(MANUALS[path], match[1])
        elif (match := KEY.match(line)) and table is not None:
            is_commented, key, text = match.groups()
            fields = {field.name: field for field in msgspec.structs.fields(table)}
            assert key in fields, f"{path}: nobody knows {key!r}"
            default = fields[key].default
            is_example = default in (None, msgspec.NODEFAULT) or (table is BoxSettings and not is_commented)
            if not is_example:
                rows.append((key, tomllib.loads(f"{key} = {text}")[key], plain(default)))
    return rows


@pytest.mark.parametrize("path", MANUALS)
def test_a_manual_tells_the_defaults(path: str) -> None:
    """A technician who leaves a line out gets what it says."""
    assert [row for row in told(path) if row[1] != row[2]] == []


def test_the_manuals_tell_something() -> None:
    """The comparison finds keys in every file that has any to explain."""
    found = {path: len(told(path)) for path in MANUALS}
    assert found["firmware/hub/office.toml"] >= 15
    assert found["button_node/button.toml"] >= 8
    assert found["printer_node/printer.toml"] >= 4
    assert found["display_node/display.toml"] >= 5
