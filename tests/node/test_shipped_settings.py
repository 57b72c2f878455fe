"""The settings that ship with the boxes."""

import tomllib
from importlib.resources import files

import msgspec
import pytest

from firmware.node.settings import BoxSettings

SHIPPED = {
    "button_node/button.toml": "kiosk-1",
    "printer_node/printer.toml": "printer-1",
    "display_node/display.toml": "display-1",
    "firmware/hub/hub.toml": "hub",
    "firmware/technician/technician.toml": "technician-1",
}


@pytest.mark.parametrize(("path", "name"), SHIPPED.items())
def test_every_box_has_a_name_and_finds_its_certificate_without_a_word(path: str, name: str) -> None:
    """Two boxes may share a Pi: what they prove themselves by lies in one folder, under the name of each."""
    folder, _, file = path.rpartition("/")
    text = files(folder.replace("/", ".")).joinpath(file).read_text()
    box = msgspec.convert(tomllib.loads(text)["box"], BoxSettings)
    assert (box.name, box.port, box.tls) == (name, 8883, "/etc/antrian/tls")
