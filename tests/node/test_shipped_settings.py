"""The settings that ship with the boxes, and what the pages say about them."""

from importlib.resources import files
from pathlib import Path

import pytest

SHIPPED = {
    "printer_node/printer.toml": "printer-1",
    "display_node/display.toml": "display-1",
    "firmware/hub/hub.toml": "hub",
}
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("path", "name"), SHIPPED.items())
def test_every_box_has_a_password_of_its_own(path: str, name: str) -> None:
    """Two boxes may share a Pi, and the broker knows each by its own name and password."""
    folder, _, file = path.rpartition("/")
    text = files(folder.replace("/", ".")).joinpath(file).read_text()
    assert f'name = "{name}"' in text
    assert f'password_file = "/etc/antrian/{name}.password"' in text


@pytest.mark.parametrize("folder", ["broker_config", "systemd"])
def test_the_pages_name_the_same_file(folder: str) -> None:
    """A technician who follows them puts a password where the box looks for it."""
    text = (ROOT / folder / "README.md").read_text()
    assert "`/etc/antrian/<name>.password`" in text
    assert "/etc/antrian/password" not in text
