"""The simulated office: two kiosks with a printer each on one Pi, three counters, a hub with the broker."""

from pathlib import Path
from typing import Any, Final

import msgspec

from button_node.settings import Settings as ButtonSettings
from firmware.hub.door import Limits
from firmware.hub.settings import EstimateTable, HubSettings, OfficeSettings
from firmware.node.settings import BoxSettings

KIOSKS: Final = {"kiosk-1": "printer-1", "kiosk-2": "printer-2"}
COUNTERS: Final = {"counter-1": 1, "counter-2": 2, "counter-3": 3}
SERVICES: Final = ("A", "F", "K")
TAKE: Final = {17: ("A", False), 22: ("F", False), 23: ("K", False), 24: ("A", True)}
NEXT, RECALL, NO_SHOW, FINISH, PARK, OPEN = 5, 6, 12, 13, 16, 19

_OFFICE: Final[dict[str, Any]] = {
    "office": {"name": "Kantor Imigrasi", "languages": ["id"]},
    "service": [{"letter": letter, "name": {"id": f"Layanan {letter}"}} for letter in SERVICES],
    "counter": [
        {"number": 1, "serves": ["A", "F"], "box": "counter-1"},
        {"number": 2, "serves": ["F", "K"], "box": "counter-2"},
        {"number": 3, "serves": ["A", "K"], "box": "counter-3"},
    ],
    "kiosk": [
        {"name": "kiosk-1", "printer": "printer-1", "numbers": [700, 799]},
        {"name": "kiosk-2", "printer": "printer-2", "numbers": [800, 899]},
    ],
}
_COUNTER_BUTTONS: Final = {
    NEXT: "CallNext",
    RECALL: "Recall",
    NO_SHOW: "MarkNoShow",
    FINISH: "Finish",
    PARK: "Park",
    OPEN: "OpenCounter",
}

OFFICE: Final = msgspec.convert(_OFFICE, OfficeSettings)


def box_settings(name: str, state: Path) -> BoxSettings:
    """Return the `[box]` of a program whose state is in a folder."""
    return BoxSettings(name=name, broker="simulated", state=str(state))


def hub_settings(state: Path) -> HubSettings:
    """Return the hub's settings; its door lets everything in, the load is the simulator's."""
    return HubSettings(
        box=box_settings("hub", state),
        office="simulated",
        door=Limits(rate=1_000, burst=10_000),
        estimate=EstimateTable(method="fluid"),
    )


def button_settings(name: str, state: Path) -> ButtonSettings:
    """Return the settings of a kiosk or of a counter's box."""
    buttons: list[dict[str, Any]] = [
        {"pin": pin, "press": {"command": "TakeTicket", "service": service, "priority": priority}}
        for pin, (service, priority) in TAKE.items()
    ]
    if name in COUNTERS:
        buttons = [{"pin": pin, "press": {"command": word}} for pin, word in _COUNTER_BUTTONS.items()]
    table = {
        "box": {"name": name, "broker": "simulated", "state": str(state)},
        "button": buttons,
        **({"counter": COUNTERS[name]} if name in COUNTERS else {"neighbours": {"printer": f"/simulated/{name}.sock"}}),
    }
    return msgspec.convert(table, ButtonSettings)
