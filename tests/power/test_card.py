"""The card keeps what was synced, and of the rest as much as it likes."""

import random
from collections.abc import Iterable

from tests.power.card import Card, Does, Operation

OLD, NEW = b"o" * 2048, b"n" * 2048


def card(*operations: Operation, old: bytes = OLD) -> Card:
    """A card with one durable file, after some requests."""
    made = Card(512, {"file": old})
    for operation in operations:
        made.do(operation)
    return made


def write(content: bytes, offset: int = 0, name: str = "file") -> Operation:
    """Write into the file."""
    return Operation(Does.WRITE, name, offset, content)


def found(made: Card, seeds: Iterable[int] = range(300)) -> list[dict[str, bytes]]:
    """What many cuts leave."""
    return [made.survivor(random.Random(seed)) for seed in seeds]


SYNC, SYNC_FOLDER = Operation(Does.SYNC, "file"), Operation(Does.SYNC_FOLDER)


def test_what_was_synced_is_there_after_every_cut() -> None:
    """No choice is left to chance."""
    assert all(left == {"file": NEW} for left in found(card(write(NEW), SYNC)))


def test_each_sector_that_was_not_synced_is_new_or_old_or_torn_by_itself() -> None:
    """Kept, dropped, and its first half only; all of these in one file, in any order."""
    left = [files["file"] for files in found(card(write(NEW)))]
    sectors = {one[n : n + 512] for one in left for n in range(0, 2048, 512)}
    assert sectors == {b"n" * 512, b"o" * 512, b"n" * 256 + b"o" * 256}
    assert any(one[:512] == b"o" * 512 and one[512:1024] == b"n" * 512 for one in left)


def test_a_part_of_a_sector_leaves_its_neighbours_alone() -> None:
    """Bytes that nobody wrote are as they were, whatever becomes of those that were written."""
    for files in found(card(write(b"nn", offset=700))):
        assert files["file"][:700] == OLD[:700]
        assert files["file"][702:] == OLD[702:]


def test_an_earlier_write_may_be_what_is_left() -> None:
    """A sector written twice may be found as it was in between."""
    left = {files["file"][:1] for files in found(card(write(b"1" * 512), write(b"2" * 512)))}
    assert left == {b"o", b"1", b"2"}


def test_a_file_that_grew_may_hold_old_rubbish_where_nothing_was_written() -> None:
    """The length came through and the content did not."""
    left = [files["file"][2048:] for files in found(card(write(NEW, offset=2048)))]
    assert {b"", NEW} < set(left)
    assert any(b"\xa5" in one for one in left)


def test_a_truncated_file_may_have_its_end_again() -> None:
    """A shorter length is as little durable as a longer one; after a sync it is."""
    cut_off = Operation(Does.TRUNCATE, "file", 100)
    assert {len(files["file"]) for files in found(card(cut_off))} == {100, 2048}
    assert {len(files["file"]) for files in found(card(cut_off, SYNC))} == {100}
    assert {files["file"][100:] for files in found(card(cut_off, write(b"\0", 299), SYNC))} == {bytes(200)}


def test_a_name_is_durable_when_its_folder_was_synced() -> None:
    """A sync of the file says nothing about its name; a deleted file may come back as it was."""
    made = (Operation(Does.CREATE, "other"), write(NEW, name="other"), Operation(Does.SYNC, "other"))
    assert {"other" in files for files in found(card(*made))} == {True, False}
    assert {files.get("other") for files in found(card(*made, SYNC_FOLDER))} == {NEW}
    deleted = (*made, SYNC_FOLDER, Operation(Does.DELETE, "other"))
    assert {files.get("other") for files in found(card(*deleted))} == {NEW, None}
    assert {files.get("other") for files in found(card(*deleted, SYNC_FOLDER))} == {None}


def test_a_rename_is_durable_when_its_folder_was_synced() -> None:
    """Without that the file may have its old name, its new one, both or none; what was there may still be."""
    other = (Operation(Does.CREATE, "other"), write(NEW, name="other"), Operation(Does.SYNC, "other"), SYNC_FOLDER)
    renamed = (*other, Operation(Does.RENAME, "other", to="file"))
    left = found(card(*renamed))
    assert {files["file"] for files in left} == {OLD, NEW}
    assert {files.get("other") for files in left} == {NEW, None}
    assert all(files == {"file": NEW} for files in found(card(*renamed, SYNC_FOLDER)))


def test_a_ruinous_card_spoils_the_rest_of_a_sector_and_nothing_that_was_synced() -> None:
    """Two bytes were written: their whole sector may be rubbish, all others are as they were."""
    made = Card(512, {"file": OLD}, is_ruinous=True)
    made.do(write(b"nn", offset=700))
    left = [files["file"] for files in found(made)]
    assert any(one[512:700] != OLD[512:700] for one in left)
    assert all(one[:512] + one[1024:] == OLD[:512] + OLD[1024:] for one in left)
