"""The office as the printer box knows it, over a restart."""

from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from firmware.messages.notices import Office
from printer_node.office import KnownOffice
from printer_node.slip import Style

OFFICE = Office(
    journal="0123456789abcdef",
    epoch=1,
    position=1,
    name="Kantor Imigrasi Lampung Tengah",
    timezone="Asia/Jakarta",
    languages=("id", "en"),
    word="antrian",
    services=(),
    counters=(),
)


def test_the_office_is_remembered_over_a_restart(tmp_path: Path) -> None:
    """A box that was killed writes the office's hour on its slips before it has heard the office again."""
    KnownOffice(tmp_path).hear(replace(OFFICE, timezone="Asia/Makassar", word="antrean"))
    assert KnownOffice(tmp_path).style == Style(zone=ZoneInfo("Asia/Makassar"), word="antrean")


def test_the_disk_is_left_alone_while_nothing_changes(tmp_path: Path) -> None:
    """The hub says the office on every connection; only a change that shows on a slip is written."""
    office = KnownOffice(tmp_path)
    office.hear(OFFICE)
    (tmp_path / "office.json").unlink()
    office.hear(replace(OFFICE, position=99))
    assert not (tmp_path / "office.json").exists()


def test_a_damaged_memory_or_an_unknown_zone_does_not_stop_the_box(tmp_path: Path) -> None:
    """Times then stand as the hub sends them."""
    (tmp_path / "office.json").write_bytes(b"{half")
    office = KnownOffice(tmp_path)
    assert office.style == Style()
    office.hear(replace(OFFICE, timezone="Asia/Nowhere"))
    assert office.style.zone is None
