"""Everybody who can be fired at, by name."""

from typing import Final

from tests.fuzz.boxes import CounterUnderFire, DisplayUnderFire, KioskUnderFire, PrinterUnderFire
from tests.fuzz.doors import NeighbourUnderFire, RequestsUnderFire, SettingsUnderFire
from tests.fuzz.firing import MakeTarget
from tests.fuzz.hub import HubUnderFire
from tests.fuzz.memories import MemoriesUnderFire
from tests.fuzz.technician import TechnicianUnderFire

TARGETS: Final[dict[str, MakeTarget]] = {
    "hub": HubUnderFire,
    "kiosk": KioskUnderFire,
    "counter": CounterUnderFire,
    "printer": PrinterUnderFire,
    "display": DisplayUnderFire,
    "technician": TechnicianUnderFire,
    "memories": MemoriesUnderFire,
    "neighbour": NeighbourUnderFire,
    "settings": SettingsUnderFire,
    "requests": RequestsUnderFire,
}
