"""What stands in the settings file of each box of the demo's office, and which finger does what there.

The boxes are the shipped ones and read these files like any other; only what a test bench must differ in differs:
mock pins, a printer on TCP, no screen, a loudspeaker that is a file, and short times for fingers, so that a morning
fits into half a minute. `CallNext` has no hold beside it: a button with a hold knows a tap only when it is released,
and the wall would wait for the finger.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from firmware.demo.finger import Button
from firmware.messages.names import Role

SERVICES: Final = ("A", "F", "H", "K", "L", "S", "W")
KIOSKS: Final = {"kiosk-1": "printer-1", "kiosk-2": "printer-2"}
COUNTERS: Final = {"counter-1": 1, "counter-2": 2, "counter-3": 3}
ZONES: Final = {"display-1": "hall", "display-2": "lounge"}
# As in office.toml: every counter calls in the hall, the third also in the lounge.
_HEARD_IN: Final = {1: ("display-1",), 2: ("display-1",), 3: ("display-1", "display-2")}
TECHNICIAN: Final = "technician-1"

# A hall sees calls; in the lounge people look longer, so it also tells each of them how long it will be.
_PANES: Final[Mapping[str, tuple[Mapping[str, object], ...]]] = {
    "display-1": ({"layout": "calls"},),
    "display-2": ({"layout": "calls", "share": 2.0, "has_tiles": False}, {"layout": "hall"}),
}

# As shipped a ticket button is locked for 3 s, one that called for 1.5 s, and a hold begins after 1 s; this morning
# goes faster than a real one. Its officers never tap twice: they wait for the lamp, which is steady for 0.3 s anyway.
LOCKOUT_SECONDS: Final = 1.5
CALL_LOCKOUT_SECONDS: Final = 0.3
HOLD_SECONDS: Final = 0.25
# Its visitors step up to the other buttons of a kiosk faster than any hand.
TOGETHER_SECONDS: Final = 0.0

NEXT, RECALL, NO_SHOW, FINISH, FIFTH = 17, 18, 22, 23, 24
HELP, _HELP_LAMP = 26, 21
_TICKET_PINS: Final = (4, 17, 18, 22, 23, 24, 25)
_LAMPS: Final = (5, 6, 12, 13, 16, 19, 20)
_TRANSFERS_TO: Final = {1: "L", 2: "K", 3: "W"}

Table = Mapping[str, object]


def nodes() -> list[tuple[str, Role]]:
    """Return every box that the broker knows, with its role."""
    return [
        ("hub", Role.HUB),
        *((name, Role.KIOSK) for name in KIOSKS),
        *((name, Role.PRINTER) for name in KIOSKS.values()),
        *((name, Role.COUNTER) for name in COUNTERS),
        *((name, Role.DISPLAY) for name in ZONES),
        (TECHNICIAN, Role.TECHNICIAN),
    ]


def everywhere() -> tuple[str, ...]:
    """Return all boxes but the hub and the technician's."""
    return (*KIOSKS, *KIOSKS.values(), *COUNTERS, *ZONES)


def buttons(box: str) -> dict[int, Button]:
    """Return the buttons of a kiosk or a counter, by pin."""
    counter = COUNTERS.get(box)
    made = _kiosk_buttons() if counter is None else _counter_buttons(counter)
    return {button.pin: button for button in made}


def displays_of(counter: int) -> tuple[str, ...]:
    """Return the displays that show and say the calls of this counter."""
    return _HEARD_IN[counter]


def ticket_pin(service: str) -> int:
    """Return the pin of a kiosk's button for this service."""
    return _TICKET_PINS[SERVICES.index(service)]


def button_settings(box: str, table: Table, control: Path, door: Path | None = None) -> dict[str, object]:
    """Return the file of a kiosk or a counter; `table` is its [box], `control` the socket of its pins.

    `door` is the socket of the printer box on the same Pi.
    """
    settings: dict[str, object] = {} if box not in COUNTERS else {"counter": COUNTERS[box]}
    if door is not None:
        settings["neighbours"] = {"printer": str(door)}
    panel = {
        "pins": "mock",
        "control": str(control),
        "lockout_seconds": LOCKOUT_SECONDS,
        "call_lockout_seconds": CALL_LOCKOUT_SECONDS,
        "hold_seconds": HOLD_SECONDS,
        "together_seconds": TOGETHER_SECONDS,
    }
    return {**settings, "box": table, "panel": panel, "button": [_entry(button) for button in buttons(box).values()]}


def printer_settings(table: Table, address: str, door: Path | None = None) -> dict[str, object]:
    """Return the file of a printer box whose printer listens at `address`; `door` is its own for the kiosk."""
    neighbours = {} if door is None else {"neighbours": {"door": str(door)}}
    return {"box": table, "printer": {"kind": "tcp", "address": address}, **neighbours}


def display_settings(box: str, table: Table, sentences: Path) -> dict[str, object]:
    """Return the file of a display box that speaks into the folder `sentences`."""
    return {
        "zone": ZONES[box],
        "box": table,
        "screen": {"driver": "dummy", "width": 1920, "height": 1080},
        "pane": list(_PANES[box]),
        "voice": {"loudspeaker": "wav", "folder": str(sentences)},
    }


def _kiosk_buttons() -> list[Button]:
    return [
        Button(pin=pin, lamp=lamp, tap="TakeTicket", service=service)
        for service, pin, lamp in zip(SERVICES, _TICKET_PINS, _LAMPS, strict=True)
    ] + [Button(pin=HELP, lamp=_HELP_LAMP, tap="RequestHelp", hold="CancelHelp")]


def _counter_buttons(counter: int) -> list[Button]:
    rows = (
        (NEXT, "CallNext", None),
        (RECALL, "Recall", "OpenCounter"),
        (NO_SHOW, "MarkNoShow", None),
        (FINISH, "Finish", "CloseCounter"),
        (FIFTH, "Transfer", "Park"),
    )
    return [
        Button(
            pin=pin,
            lamp=lamp,
            tap=tap,
            hold=hold,
            service=_TRANSFERS_TO[counter] if tap == "Transfer" else None,
            counter=counter,
        )
        for (pin, tap, hold), lamp in zip(rows, _LAMPS, strict=False)
    ]


def _entry(button: Button) -> dict[str, object]:
    tap = {"command": button.tap} if button.service is None else {"command": button.tap, "service": button.service}
    hold = {} if button.hold is None else {"hold": {"command": button.hold}}
    return {"pin": button.pin, "lamp": button.lamp, "press": tap, **hold}
