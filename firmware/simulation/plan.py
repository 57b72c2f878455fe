"""The simulated office: two kiosks with a printer each on one Pi, three counters, a hub with the broker.

It uses the whole discipline: stages, a quota, caps, absences, places for those set aside, a counter that strictly
prefers a service, and a rule of calling that the seed draws, mostly the one that is shipped. A day lasts a minute and
a half, so what its settings write as minutes are seconds.
"""

import random
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from button_node.settings import Settings as ButtonSettings
from firmware.hub.door import Limits
from firmware.hub.settings import EstimateTable, HubSettings, OfficeSettings
from firmware.node.settings import BoxSettings
from firmware.queueing.discipline import Discipline
from firmware.queueing.plan import OfficePlan

KIOSKS: Final = {"kiosk-1": "printer-1", "kiosk-2": "printer-2"}
COUNTERS: Final = {"counter-1": 1, "counter-2": 2, "counter-3": 3}
TAKE: Final = {17: ("A", False), 22: ("F", False), 23: ("K", False), 24: ("A", True)}
NEXT, RECALL, NO_SHOW, FINISH, PARK, OPEN, REQUEUE, TRANSFER = 5, 6, 12, 13, 16, 19, 20, 21
TRANSFER_TO: Final = "K"
RULES: Final = (*(Discipline.ACCUMULATING,) * 4, Discipline.STRICT, Discipline.FIRST_COME, Discipline.TURNS)

_OFFICE: Final[dict[str, Any]] = {
    "office": {"name": "Kantor Imigrasi", "languages": ["id"]},
    "service": [
        {"letter": "A", "name": {"id": "Layanan A"}, "then": "F"},
        {"letter": "F", "name": {"id": "Layanan F"}},
        {"letter": "K", "name": {"id": "Layanan K"}, "quota": 8},
    ],
    "counter": [
        {"number": 1, "serves": ["A", "F"], "box": "counter-1"},
        {"number": 2, "serves": ["F", "K"], "box": "counter-2"},
        {"number": 3, "serves": ["A", "K"], "box": "counter-3", "preference": "strict"},
    ],
    "order": {"priority_cap_minutes": 12},
    "no_show": {"calls": 2, "gap_seconds": 2, "come_back_minutes": 20},
    "park": {"limit": 2, "reminder_minutes": 5},
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
    REQUEUE: "Requeue",
}


class HastyOffice(OfficeSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An office in which everybody waits seconds where others wait minutes."""

    def plan(self) -> OfficePlan:
        """Return what the rules need of it."""
        usual = OfficeSettings.plan(self)
        cap = usual.order.priority_cap
        return replace(
            usual,
            order=replace(usual.order, priority_cap=None if cap is None else cap // 60),
            no_show=replace(usual.no_show, come_back=usual.no_show.come_back // 60),
            park=replace(usual.park, reminder=usual.park.reminder // 60),
        )


def office(seed: int) -> HastyOffice:
    """Return the office of a seed."""
    return _office(random.Random(f"{seed} rule").choice(RULES))


@cache
def _office(rule: Discipline) -> HastyOffice:
    table = {**_OFFICE, "order": {**_OFFICE["order"], "discipline": rule}}
    return msgspec.convert(table, HastyOffice)


def box_settings(name: str, state: Path) -> BoxSettings:
    """Return the `[box]` of a program whose state is in a folder."""
    return BoxSettings(name=name, broker="simulated", state=str(state))


def hub_settings(state: Path) -> HubSettings:
    """Return the hub's settings; its door lets everything in, the load is the simulator's."""
    return HubSettings(
        box=box_settings("hub", state),
        office="simulated",
        door=Limits(rate=1_000, burst=10_000, tickets_a_minute=10_000),
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
        buttons.append({"pin": TRANSFER, "press": {"command": "Transfer", "service": TRANSFER_TO}})
    table = {
        "box": {"name": name, "broker": "simulated", "state": str(state)},
        "button": buttons,
        **({"counter": COUNTERS[name]} if name in COUNTERS else {"neighbours": {"printer": f"/simulated/{name}.sock"}}),
    }
    return msgspec.convert(table, ButtonSettings)
