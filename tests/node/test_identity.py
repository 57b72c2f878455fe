"""No box makes the same name twice."""

from pathlib import Path

import pytest

from firmware.messages.names import node_of
from firmware.node.files import StateError
from firmware.node.identity import begin


def test_the_start_rises_and_the_store_stays(tmp_path: Path) -> None:
    """The state folder is the box's memory of its starts."""
    starts = [begin("kiosk-1", tmp_path) for _ in range(3)]
    assert [identity.start for identity in starts] == [1, 2, 3]
    assert len({identity.store for identity in starts}) == 1


def test_a_new_state_folder_makes_another_store(tmp_path: Path) -> None:
    """A new SD card in an old box cannot repeat the old box's keys."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert begin("kiosk-1", tmp_path / "a").store != begin("kiosk-1", tmp_path / "b").store


def test_a_box_that_has_forgotten_what_it_gave_makes_another_store(tmp_path: Path) -> None:
    """Its damaged outbox was moved aside: under the old name the hub would let it give its own numbers once more."""
    known = begin("kiosk-1", tmp_path)
    forgetful = begin("kiosk-1", tmp_path, has_memory=False)
    assert forgetful.store != known.store
    assert begin("kiosk-1", tmp_path).store == forgetful.store


def test_keys_and_presses_never_repeat(tmp_path: Path) -> None:
    """Over three starts of the process, each making keys and presses."""
    made = []
    for _ in range(3):
        identity = begin("kiosk-1", tmp_path)
        made += [identity.key() for _ in range(5)] + [identity.press() for _ in range(5)]
    assert len(set(made)) == 30
    assert {node_of(name) for name in made} == {"kiosk-1"}


@pytest.mark.parametrize("content", [b"", b"{", b'{"store": 1, "start": 2}', b'{"store": "xyz", "start": 2}', b"\xff"])
def test_a_damaged_file_is_named_and_not_guessed(tmp_path: Path, content: bytes) -> None:
    """Going on with a guessed start could repeat a key."""
    (tmp_path / "identity.json").write_bytes(content)
    with pytest.raises(StateError, match=r"identity\.json is damaged"):
        begin("kiosk-1", tmp_path)


def test_a_folder_that_is_not_there_is_a_state_error(tmp_path: Path) -> None:
    """The sentence asks about the disk."""
    with pytest.raises(StateError, match=r"cannot write .*identity\.json"):
        begin("kiosk-1", tmp_path / "gone")
