"""The door for a button box on the same Pi, and what the wall does with what comes through it."""

import socket
import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue

import pytest

from display_node.doorway import Doorway
from firmware.messages import topics
from firmware.messages.codec import encode
from firmware.messages.notices import Slip
from firmware.node.files import StateError
from firmware.node.neighbour import Neighbour, NeighbourThere, Overheard

MakeSlip = Callable[..., Slip]


def can_come_in(path: Path) -> bool:
    """Somebody listens there."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as caller:
        try:
            caller.connect(str(path))
        except OSError:
            return False
        return True


def test_a_door_is_open_between_open_and_close(tmp_path: Path) -> None:
    """It may be opened twice, closed twice, and opened again."""
    path = tmp_path / "door"
    doorway = Doorway(path, lambda _heard: None)
    assert not can_come_in(path)
    for _ in range(2):
        doorway.open()
        doorway.open()
        assert can_come_in(path)
        doorway.close()
        doorway.close()
        assert not can_come_in(path)


def test_without_a_path_there_is_no_door() -> None:
    """The default: nothing to open."""
    doorway = Doorway(None, lambda _heard: None)
    doorway.open()
    doorway.close()


def test_a_door_that_cannot_be_says_why(tmp_path: Path) -> None:
    """And may be tried again."""
    doorway = Doorway(tmp_path / "nowhere" / "door", lambda _heard: None)
    with pytest.raises(StateError, match="there is no folder"):
        doorway.open()
    (tmp_path / "nowhere").mkdir()
    doorway.open()
    doorway.close()


def test_a_neighbours_slip_comes_in(tmp_path: Path, offline_slip: MakeSlip) -> None:
    """As it would have come over the broker."""
    heard: SimpleQueue[object] = SimpleQueue()
    is_there = threading.Event()
    doorway = Doorway(tmp_path / "door", heard.put)
    doorway.open()
    kiosk = Neighbour(tmp_path / "door", lambda said: is_there.set() if isinstance(said, NeighbourThere) else None)
    kiosk.start()
    assert is_there.wait(5)
    topic, payload = topics.SLIP.name("display-1"), encode(offline_slip("A701"))
    assert kiosk.publish(topic, payload)
    assert isinstance(heard.get(timeout=5), NeighbourThere)
    assert heard.get(timeout=5) == Overheard(topic, payload)
    kiosk.close()
    doorway.close()
