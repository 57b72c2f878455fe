"""The sentences of each language, as data: one TOML file per language, named by its two letters."""

import tomllib
from importlib import resources
from typing import Final

import msgspec

from display_node.voice.phrase import Phrases

_FOLDER: Final = resources.files(__name__)


def load(language: str) -> Phrases | None:
    """Return the phrases of a language, or None where no file speaks it."""
    file = _FOLDER / f"{language}.toml"
    if not file.is_file():
        return None
    return msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), Phrases)
