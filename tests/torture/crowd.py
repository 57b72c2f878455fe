"""Fingers that press all the time, whatever is broken: visitors at each kiosk, an officer at each counter.

They press whatever lamp lets them, and a box that is dead or frozen only makes them try again. What a finger did stands
in the fingers' own log before the pin moves; what its lamp said afterwards is noted here, and nothing else is believed.
"""

import random
import threading
from collections.abc import Callable
from typing import Final

from msgspec import Struct

from firmware.demo import boxes
from firmware.demo.account import Press
from firmware.demo.finger import Finger, FingerError
from firmware.demo.office import DemoOffice

VISITOR_GAP_SECONDS: Final = (0.15, 0.5)
OFFICER_GAP_SECONDS: Final = (0.2, 0.7)
TAP_SECONDS: Final = 0.03
LAMP_SECONDS: Final = 0.4
_RETRY_SECONDS: Final = 0.2
_ACTS: Final = {boxes.NEXT: 70, boxes.RECALL: 12, boxes.FINISH: 18}
# An officer whose lamps say "offline" seldom tries; if the press is told late, it must call nobody.
_TRIES_OFFLINE: Final = 0.1


class Seen(Struct, frozen=True, kw_only=True):
    """A lamp that let a finger press said "taken" after it."""

    press: Press


class Crowd:
    """Everybody who presses in one office. `start`, then `stop`, which waits until all hands are off the buttons."""

    def __init__(self, office: DemoOffice, seed: int) -> None:
        self.seen: list[Seen] = []
        self.missed = 0
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        people = [(self._visit, box) for box in boxes.KIOSKS] + [(self._serve, box) for box in boxes.COUNTERS]
        self._threads = [
            threading.Thread(target=work, args=(office.finger(box), random.Random(f"{seed}-{box}")), name=f"at-{box}")
            for work, box in people
        ]

    def start(self) -> None:
        """Let them press."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let them go home."""
        self._is_over.set()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def _visit(self, finger: Finger, chance: random.Random) -> None:
        while not self._is_over.wait(chance.uniform(*VISITOR_GAP_SECONDS)):
            self._try(lambda: self._take_ticket(finger, chance))

    def _serve(self, finger: Finger, chance: random.Random) -> None:
        while not self._is_over.wait(chance.uniform(*OFFICER_GAP_SECONDS)):
            self._try(lambda: self._act(finger, chance))

    def _try(self, what: Callable[[], None]) -> None:
        try:
            what()
        except FingerError:
            # The box is dead or frozen: whoever stands there shrugs and tries again.
            self.missed += 1
            self._is_over.wait(_RETRY_SECONDS)

    def _take_ticket(self, finger: Finger, chance: random.Random) -> None:
        lamps = finger.lamps
        tickets = {pin: button for pin, button in finger.buttons.items() if button.service is not None}
        pins = [pin for pin, button in tickets.items() if lamps[str(button.lamp)] in ("READY", "OFFLINE", "NO_PAPER")]
        if not pins:
            return
        pin = chance.choice(pins)
        was_ready = lamps[str(finger.buttons[pin].lamp)] == "READY"
        press = finger.press(pin, TAP_SECONDS)
        if finger.sees_lamp(pin, "SENT", LAMP_SECONDS) and was_ready:
            with self._lock:
                self.seen.append(Seen(press=press))

    def _act(self, finger: Finger, chance: random.Random) -> None:
        pin = chance.choices(list(_ACTS), list(_ACTS.values()))[0]
        lamp = finger.lamp(pin)
        if lamp == "READY" or (lamp == "OFFLINE" and chance.random() < _TRIES_OFFLINE):
            finger.press(pin, TAP_SECONDS)
            finger.sees_lamp(pin, "READY", LAMP_SECONDS)
