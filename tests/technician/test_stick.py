"""A stick is anybody's: nothing on it is followed, believed or read without an end."""

import os
from pathlib import Path

import pytest

from firmware.technician.faults import NotDone
from firmware.technician.stick import Stick


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    """In a folder of ours, so that the rest of the stick stays as it is."""
    stick = Stick(tmp_path)
    assert stick.read("kiosk-1.csr") is None
    assert stick.write("kiosk-1.csr", b"please") == tmp_path / "antrian" / "kiosk-1.csr"
    assert stick.read("kiosk-1.csr") == b"please"
    assert [path.name for path in stick.requests()] == ["kiosk-1.csr"]
    stick.remove("kiosk-1.csr", "kiosk-1.crt")
    assert stick.requests() == []


def test_a_stick_that_is_not_mounted_is_told(tmp_path: Path) -> None:
    """A folder that is made instead would look as if all went well."""
    with pytest.raises(NotDone, match="is the stick in and mounted"):
        Stick(tmp_path / "usb")


def test_what_a_desktop_leaves_behind_is_no_request(tmp_path: Path) -> None:
    """A Mac writes a shadow of every file."""
    stick = Stick(tmp_path)
    stick.write("._kiosk-1.csr", b"\0")
    assert stick.requests() == []


def test_a_link_on_the_stick_leads_nowhere(tmp_path: Path) -> None:
    """Root reads no other file through it and writes none."""
    secret, stick = tmp_path / "secret", tmp_path / "usb"
    secret.write_bytes(b"secret")
    (stick / "antrian").mkdir(parents=True)
    for name in ("kiosk-1.crt", "kiosk-1.csr.new", "kiosk-1.csr"):
        (stick / "antrian" / name).symlink_to(secret)
    with pytest.raises(NotDone):
        Stick(stick).read("kiosk-1.crt")
    Stick(stick).write("kiosk-1.csr", b"please")
    assert secret.read_bytes() == b"secret"
    assert Stick(stick).read("kiosk-1.csr") == b"please"


def test_the_folder_itself_is_no_link(tmp_path: Path) -> None:
    """Else everything would be written somewhere else."""
    (tmp_path / "antrian").symlink_to("/")
    with pytest.raises(NotDone, match="is a link; delete it"):
        Stick(tmp_path)


def test_a_file_without_an_end_is_not_read_to_its_end(tmp_path: Path) -> None:
    """A huge one is refused, and a pipe that nobody fills keeps nobody waiting."""
    stick = Stick(tmp_path)
    stick.write("kiosk-1.crt", bytes(2_000_000))
    with pytest.raises(NotDone, match="too large to be of ours"):
        stick.read("kiosk-1.crt")
    os.mkfifo(tmp_path / "antrian" / "hub.crt")
    assert stick.read("hub.crt") == b""
