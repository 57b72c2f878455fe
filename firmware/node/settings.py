"""TOML in, frozen values out, or a sentence that says what to change.

Settings are parsed once at the door and trusted inside. A key that nobody knows is refused with the nearest known
name, because a misspelt `lock_seconds` that is silently ignored is found by visitors. Exit status 78 is EX_CONFIG of
sysexits.h; the units do not restart on it.
"""

import difflib
import os
import re
import tomllib
import typing
from pathlib import Path
from typing import Final, TypeVar

import msgspec
from msgspec import Struct

from firmware.messages.names import NodeName
from firmware.messages.text import cleaned, complaint, strings_in
from firmware.node.clock import ClockSetting
from firmware.node.files import StateError

EXIT_SETTINGS: Final = 78

_COMPLAINT: Final = 1_000

S = TypeVar("S", bound=Struct)


class SettingsError(Exception):
    """The settings cannot be used; the text names the file, the key and what to do."""


class BoxSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `[box]` table that every box has.

    `state` is the folder for what must survive (default: systemd's $STATE_DIRECTORY). `tls` is the folder of the box's
    certificate and key (firmware/node/tls.py).
    """

    name: NodeName
    broker: str = "hub.local"
    port: typing.Annotated[int, msgspec.Meta(ge=1, le=65_535)] = 8883
    tls: str = "/etc/antrian/tls"
    state: str | None = None
    clock: ClockSetting = "system"


def load(path: Path, kind: type[S]) -> S:
    """Return the settings in the file as a value of `kind`.

    Raises SettingsError for a missing file, broken TOML, text that nobody can see, an unknown key, a wrong type, or
    whatever the struct's own `__post_init__` refuses with a ValueError.
    """
    data = _read(path)
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{path}: {cleaned(explain(str(error), kind))[:_COMPLAINT]}") from error


def _read(path: Path) -> dict[str, object]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        unseen = next(((place, said) for place, text in strings_in(data) if (said := complaint(text))), None)
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror}; does the file exist and may this user read it?") from error
    except RecursionError as error:
        raise SettingsError(f"{path}: not TOML that anybody has typed: it is nested too deeply") from error
    except (ValueError, OverflowError) as error:  # tomllib lets through what Python says of odd numbers and dates
        raise SettingsError(f"{path}: not TOML: {cleaned(str(error))[:_COMPLAINT]}") from error
    if unseen is not None:
        place, said = unseen
        raise SettingsError(f"{path}: {f'[{place}]: ' if place else ''}{said}")
    return data


def state_folder(settings: BoxSettings) -> Path:
    """Return the folder for what must survive, made if missing: the setting, else systemd's $STATE_DIRECTORY.

    Raises SettingsError when neither is given, StateError when it cannot be made.
    """
    name = settings.state or os.environ.get("STATE_DIRECTORY")
    if not name:
        raise SettingsError("no state folder: set `state` in [box], or start the box by its systemd unit")
    folder = Path(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StateError(f"cannot make {folder}: {error.strerror}") from error
    return folder


def explain(message: str, kind: type[Struct]) -> str:
    """Return msgspec's complaint in the words of a TOML file, with the nearest known name of an unknown key."""
    place = re.search(r" - at `\$\.?([^`]*)`", message)
    text = re.sub(r" - at `[^`]*`", "", message).replace("Object", "the table").replace("`", "'")
    where = f"[{place[1]}]: " if place and place[1] else ""
    unknown = re.search(r"unknown field '([^']+)'", text)
    if unknown is None:
        return where + text
    near = difflib.get_close_matches(unknown[1], sorted(_names(kind)), n=1)
    hint = f"did you mean '{near[0]}'?" if near else "delete it"
    return f"{where}unknown key '{unknown[1]}'; {hint}"


def _names(kind: object, seen: set[object] | None = None) -> set[str]:
    """All keys that a settings struct and the structs inside it know."""
    seen = set() if seen is None else seen
    if isinstance(kind, type) and issubclass(kind, Struct):
        if kind in seen:
            return set()
        seen.add(kind)
        names = set(kind.__struct_encode_fields__)
        for hint in typing.get_type_hints(kind).values():
            names |= _names(hint, seen)
        return names
    return {name for part in typing.get_args(kind) for name in _names(part, seen)}
