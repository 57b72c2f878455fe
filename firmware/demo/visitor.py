"""The people at one kiosk, one after another.

Each comes at a moment of their own, looks for a lamp that says "press me", presses, sees it say "taken", and waits for
the paper as people do: not for ever. Who gets none steps aside and the next one presses, so that presses go on while
something is broken. A lamp that says "the hub is silent" lets them press too: the kiosk gives them numbers of its own.
"""

import random
import threading
import time
from collections.abc import Callable, Sequence
from typing import Final

from firmware.demo import boxes
from firmware.demo.finger import FingerError
from firmware.demo.office import DemoOffice

GAP_SECONDS: Final = (0.1, 0.3)
PATIENCE_SECONDS: Final = 0.4
LAMP_SECONDS: Final = 15.0
TAP_SECONDS: Final = 0.03
_LOOK_SECONDS: Final = 0.2


class Visitors:
    """Everybody who comes to one kiosk. `hands` is held while a finger is on its buttons."""

    def __init__(self, office: DemoOffice, kiosk: str, wishes: Sequence[str], chance: random.Random) -> None:
        """`wishes` are the letters of the services that they come for, in their order; `chance` draws when."""
        self.kiosk = kiosk
        self.hands = threading.Lock()
        self._office = office
        self._finger = office.finger(kiosk)
        self._wishes = list(wishes)
        self.all = len(wishes)
        self._chance = chance

    @property
    def to_come(self) -> int:
        """How many have not pressed yet."""
        return len(self._wishes)

    def come(self, tell: Callable[[], None], is_over: threading.Event) -> None:
        """Let all of them press; `tell` is called after each. Raises FingerError when no lamp lets anybody press."""
        while self._wishes and not is_over.wait(self._chance.uniform(*GAP_SECONDS)):
            with self.hands:
                papers = self._office.paper_count(self.kiosk)
                self.press_one()
            self._office.sees_papers(self.kiosk, papers + 1, PATIENCE_SECONDS)
            tell()

    def press_one(self) -> None:
        """Let the first one press whose lamp allows it; the caller holds `hands`."""
        wish = self._await_possible()
        pin = boxes.ticket_pin(wish)
        self._finger.press(pin, TAP_SECONDS)
        self._wishes.remove(wish)
        # Only from here on does READY mean that the lock-out is over: before, the box may not have felt the finger.
        if not self._finger.sees_lamp(pin, "SENT", LAMP_SECONDS) and self._finger.lamp(pin) == "REFUSED":
            raise FingerError(f"{self.kiosk}: the press for {wish} was refused; see its log")

    def _await_possible(self) -> str:
        """Wait for a lamp that allows a wish and return the wish. Raises FingerError when no lamp does."""
        deadline = time.monotonic() + LAMP_SECONDS
        while (wish := self._possible()) is None:
            if time.monotonic() > deadline:
                raise FingerError(f"{self.kiosk}: no lamp lets anybody press for {LAMP_SECONDS:g} s; see its log")
            self._finger.sees_lamp(boxes.ticket_pin(self._wishes[0]), "READY", _LOOK_SECONDS)
        return wish

    def _possible(self) -> str | None:
        lamps = self._finger.lamps
        pins = {wish: self._finger.buttons[boxes.ticket_pin(wish)].lamp for wish in self._wishes}
        return next((wish for wish, lamp in pins.items() if lamps[str(lamp)] in ("READY", "OFFLINE", "NO_PAPER")), None)
