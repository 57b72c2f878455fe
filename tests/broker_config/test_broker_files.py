"""The broker's files, as they are made for the hub of an office."""

from pathlib import Path

from firmware.messages.names import Role
from firmware.node.broker_files import write_broker_files

HUB = ("hub", Role.HUB)
KIOSK = ("kiosk-1", Role.KIOSK)


def test_a_box_that_is_gone_has_no_right_of_its_own(tmp_path: Path) -> None:
    """What is not named is not in the access list."""
    write_broker_files(tmp_path, [HUB, KIOSK])
    files = write_broker_files(tmp_path, [HUB])
    assert "kiosk-1" not in files.access.read_text()


def test_the_access_list_is_not_for_everybody_on_the_hub(tmp_path: Path) -> None:
    """Mosquitto reads it by its group."""
    assert write_broker_files(tmp_path, [HUB]).access.stat().st_mode & 0o007 == 0


def test_all_files_are_named_in_the_folder_that_was_said(tmp_path: Path) -> None:
    """No path of an office is left in the settings of a broker elsewhere."""
    files = write_broker_files(tmp_path, [HUB])
    text = files.settings.read_text()
    assert "/etc/" not in text
    for path in (files.access, files.authority, files.certificate, files.key, files.revoked):
        assert str(path) in text
