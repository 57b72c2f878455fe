"""The printer's settings: what ships can be used, what cannot be is refused with the way out."""

import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from firmware.node.settings import EXIT_SETTINGS, SettingsError, load
from printer_node.settings import PrinterSettings, Settings
from printer_node.virtual import Settings as VirtualSettings

BOX = '[box]\nname = "printer-1"\n'


def load_text(folder: Path, text: str) -> Settings:
    """Load settings from this text."""
    path = folder / "printer.toml"
    path.write_text(text)
    return load(path, Settings)


def test_the_shipped_file_says_the_defaults() -> None:
    """The manual and the code agree: every value in printer.toml is the default."""
    with (files("printer_node") / "printer.toml").open() as file:
        loaded = load(Path(file.name), Settings)
    assert loaded.printer == PrinterSettings()


def test_the_shipped_virtual_file_can_be_used() -> None:
    """The virtual printer's own manual loads too."""
    with (files("printer_node") / "virtual.toml").open() as file:
        assert load(Path(file.name), VirtualSettings).virtual.width_mm == 80


@pytest.mark.parametrize(("lines", "columns"), [("", 48), ("width_mm = 58", 32), ("columns = 42", 42)])
def test_the_roll_decides_the_columns(tmp_path: Path, lines: str, columns: int) -> None:
    """80 mm print 48 columns and 58 mm 32, unless the printer is said to differ."""
    assert load_text(tmp_path, f"{BOX}[printer]\n{lines}\n").printer.roll.columns == columns


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("width_mm = 76", "80 or 58"),
        ('kind = "lpt"', "kind"),
        ('kind = "tcp"\naddress = "printer:port"', "host:port"),
        ('address = "192.168.1.50"', "device path"),
        ('adress = "/dev/usb/lp0"', "did you mean 'address'"),
        ("columns = 10", "columns"),
        ('proof = "hope"', "proof"),
        ("status_seconds = 0", "status_seconds"),
    ],
)
def test_what_cannot_be_is_refused_with_the_way_out(tmp_path: Path, lines: str, says: str) -> None:
    """The complaint names the key or what is expected of it."""
    with pytest.raises(SettingsError, match=says):
        load_text(tmp_path, f"{BOX}[printer]\n{lines}\n")


def test_a_door_is_opened_only_where_it_is_named(tmp_path: Path) -> None:
    """Without the table there is no door; a path that depends on where the box was started is refused."""
    assert load_text(tmp_path, BOX).neighbours.door is None
    named = load_text(tmp_path, f'{BOX}[neighbours]\ndoor = "/run/antrian/printer/door.sock"\n')
    assert named.neighbours.door == "/run/antrian/printer/door.sock"
    with pytest.raises(SettingsError, match="not a whole path"):
        load_text(tmp_path, f'{BOX}[neighbours]\ndoor = "printer.sock"\n')


def test_a_profile_too_narrow_ends_with_status_78(tmp_path: Path) -> None:
    """The box does not start half: it says which columns to set and exits so that systemd leaves it alone."""
    path = tmp_path / "printer.toml"
    path.write_text(f'[box]\nname = "printer-1"\nstate = "{tmp_path}"\n[printer]\nprofile = "TM-T88V"\n')
    ended = subprocess.run(
        [sys.executable, "-m", "printer_node", "--settings", str(path)],
        capture_output=True,
        text=True,
        timeout=30,
        env=os.environ,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert ended.returncode == EXIT_SETTINGS
    assert "set columns = 42" in ended.stderr
