"""The settings of the demo's boxes are settings that the shipped boxes take."""

from pathlib import Path

import pytest

from button_node.settings import Settings as ButtonBoxSettings
from display_node.settings import DisplaySettings
from firmware.demo import boxes
from firmware.demo.toml import to_toml
from firmware.hub.settings import OfficeSettings, load_office
from firmware.node.settings import load
from printer_node.settings import Settings as PrinterBoxSettings

OFFICE = Path(boxes.__file__).with_name("office.toml")
BOX = {"name": "box-1", "state": "/nowhere"}


@pytest.fixture
def office() -> OfficeSettings:
    """The demo's office as the hub reads it."""
    return load_office(str(OFFICE))


@pytest.mark.parametrize("box", [*boxes.KIOSKS, *boxes.COUNTERS])
def test_a_button_box_takes_its_file(box: str, tmp_path: Path) -> None:
    """Every button that the fingers know is in the file, on its pin, with its lamp."""
    path = tmp_path / "box.toml"
    path.write_text(to_toml(boxes.button_settings(box, BOX, tmp_path / "pins.sock")))
    read = load(path, ButtonBoxSettings)
    assert {(button.pin, button.lamp) for button in read.button} == {
        (button.pin, button.lamp) for button in boxes.buttons(box).values()
    }
    assert read.counter == boxes.COUNTERS.get(box)


def test_the_button_for_the_next_person_has_no_hold() -> None:
    """It acts on the leading edge, so the wall does not wait for the finger to leave."""
    assert all(boxes.buttons(box)[boxes.NEXT].hold is None for box in boxes.COUNTERS)


def test_a_printer_box_and_a_display_take_their_files(tmp_path: Path) -> None:
    """Neither refuses a key or a value."""
    printer, display = tmp_path / "printer.toml", tmp_path / "display.toml"
    printer.write_text(to_toml(boxes.printer_settings(BOX, "127.0.0.1:9100")))
    display.write_text(to_toml(boxes.display_settings("display-1", BOX, tmp_path)))
    assert load(printer, PrinterBoxSettings).printer.address == "127.0.0.1:9100"
    assert load(display, DisplaySettings).voice.loudspeaker == "wav"


def test_the_office_has_the_services_and_kiosks_that_the_fingers_press(office: OfficeSettings) -> None:
    """Each kiosk has a button for each service, and its printer stands beside it."""
    assert tuple(service.letter for service in office.service) == boxes.SERVICES
    assert {kiosk.name: kiosk.printer for kiosk in office.kiosk} == boxes.KIOSKS


def test_every_service_is_served_somewhere(office: OfficeSettings) -> None:
    """Nobody is left at the end of the morning."""
    assert {letter for counter in office.counter for letter in counter.serves} == set(boxes.SERVICES)


def test_officers_look_at_the_walls_of_their_own_zones(office: OfficeSettings) -> None:
    """The displays that a counter's officer waits for are those of the zones in office.toml."""
    for counter in office.counter:
        assert {boxes.ZONES[display] for display in boxes.displays_of(counter.number)} == set(counter.zones)
        assert counter.box is not None
        assert boxes.COUNTERS[counter.box] == counter.number
