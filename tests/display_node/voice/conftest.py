"""Voices that share their clips, as a box does over its restarts."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from display_node.voice.settings import VoiceSettings
from tests.display_node.voice.heard import NOON, Heard


@pytest.fixture(scope="session")
def clip_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Clips that one voice has rendered are read by the next, as after a restart."""
    return tmp_path_factory.mktemp("clips")


@pytest.fixture
def start(tmp_path: Path, clip_cache: Path) -> Iterator[Callable[..., Heard]]:
    """Starts voices on one state folder, which speak into files; all are closed at the end."""
    (tmp_path / "clips").symlink_to(clip_cache)
    every: list[Heard] = []

    def make(now: datetime | None = NOON, **changes: Any) -> Heard:
        every.append(Heard(msgspec.structs.replace(VoiceSettings(loudspeaker="wav"), **changes), tmp_path, now))
        return every[-1]

    yield make
    for heard in every:
        heard.close()
