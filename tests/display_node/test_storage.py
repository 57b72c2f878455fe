"""What the disk refuses is in health until the same thing succeeds."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from display_node.storage import Storage
from firmware.demo.broker import Broker
from firmware.messages.names import Role
from firmware.node.box import Box
from firmware.node.files import StateError


@pytest.fixture
def box(broker: Broker, tmp_path: Path) -> Iterator[Box]:
    """A display's box."""
    box = Box(broker.box_settings("display-1", tmp_path / "display-1"), Role.DISPLAY)
    yield box
    box.close()


def refusing(words: str) -> Callable[[], None]:
    """Something that the disk refuses with these words."""

    def act() -> None:
        raise StateError(words)

    return act


def test_each_part_is_told_until_it_is_well(box: Box) -> None:
    """Only its latest trouble, and another part's stays."""
    storage = Storage(box)
    storage.attempt("door", refusing("no folder"))
    storage.attempt("evacuation", refusing("read-only"))
    storage.attempt("door", refusing("in use"))
    assert details(box) == ["read-only", "in use"]
    storage.attempt("door", lambda: None)
    storage.attempt("door", lambda: None)
    assert details(box) == ["read-only"]
    storage.attempt("evacuation", lambda: None)
    assert details(box) == []


def details(box: Box) -> list[str]:
    """What the box says is wrong, the latest last."""
    return [trouble.detail for trouble in box._health().troubles]
