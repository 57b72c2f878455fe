"""How long a lamp needs to answer a finger: `python -m tests.button_node.lamp_speed`.

The whole way inside one box: a contact closes on gpiozero's mock pin, the real Button tells the real loop, the press is
written to disk and synced, and the lamp's own pin is lit. The hub beats and answers nothing, because no lamp waits for
it. A real pin adds the kernel's edge, 3 ms as measured on gpio-sim.
"""

import logging
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median
from typing import Any, Final

from msgspec import Struct

from button_node.action import Action
from button_node.loop import Loop
from button_node.panel import Panel
from button_node.pins import open_pins
from button_node.settings import ButtonSettings, PanelSettings, Settings
from firmware.messages import topics
from firmware.messages.answers import Accepted
from firmware.messages.codec import encode
from firmware.messages.commands import AnyCommand
from firmware.messages.names import Role
from firmware.node.box import Box
from firmware.node.clock import SystemClock
from firmware.node.link import Received
from firmware.node.settings import BoxSettings
from firmware.node.world import World
from tests.button_node.bench import JOURNAL, PlayedLink, beat

LIMIT: Final = 0.050
_PIN, _LAMP = 17, 27
_SECONDS: Final = 5.0
_PANEL: Final = PanelSettings(pins="mock", bounce_seconds=0.01, lockout_seconds=0.0)


class Speed(Struct, frozen=True):
    """Seconds from the edge to the lit lamp, over so many presses."""

    presses: int
    median: float
    slowest: float


class _LateClock(SystemClock):
    """This machine's clock, and as much later as a test says."""

    later = 0.0

    def boot(self) -> float:
        """Return seconds since the machine started, and some."""
        return super().boot() + self.later


class _Eye:
    """Sees the lamp fully lit or not, and when that changed."""

    def __init__(self, panel: Panel) -> None:
        self._panel = panel
        self._changed = threading.Condition()
        self._lit_at: float | None = None

    def light(self, lamp: int, level: float) -> None:
        """Set the lamp, as the loop does, and look."""
        self._panel.light(lamp, level)
        with self._changed:
            if (level == 1.0) != (self._lit_at is not None):
                self._lit_at = time.monotonic() if level == 1.0 else None
                self._changed.notify()

    def await_lit(self) -> float:
        """Return when it was lit. Raises TimeoutError."""
        self._await(is_lit=True)
        assert self._lit_at is not None
        return self._lit_at

    def await_unlit(self) -> None:
        """Wait until it breathes again. Raises TimeoutError."""
        self._await(is_lit=False)

    def _await(self, *, is_lit: bool) -> None:
        with self._changed:
            if not self._changed.wait_for(lambda: (self._lit_at is not None) == is_lit, timeout=_SECONDS):
                raise TimeoutError("the lamp does not answer")


def measure(folder: Path, presses: int) -> Speed:
    """Press so many times on one box whose state is in the folder. Raises TimeoutError."""
    own = BoxSettings(name="kiosk-1", state=str(folder))
    button = ButtonSettings(pin=_PIN, lamp=_LAMP, press=Action(command="TakeTicket", service="A"))
    clock = _LateClock()
    box = Box(own, Role.KIOSK, world=World(clock=clock, connect=PlayedLink))
    panel = Panel(open_pins(_PANEL, folder), (button,), box.post, clock)
    eye = _Eye(panel)
    loop = Loop(box, Settings(box=own, button=(button,), panel=_PANEL), is_down=panel.is_down, light=eye.light)
    box.start()
    finger = _Finger(box, clock, eye, panel.pins.pin(_PIN))
    pressing = threading.Thread(target=finger.press, args=(presses,))
    pressing.start()
    while box.is_running:
        loop.step()
    pressing.join()
    panel.close()
    box.close()
    if len(finger.taken) < presses or finger.kept < presses:
        raise TimeoutError(f"{finger.kept} of {presses} presses were kept, {len(finger.taken)} were answered")
    return Speed(presses, median(finger.taken), max(finger.taken))


class _Finger:
    """Presses and plays the hub, in a thread of its own as the driver's is; the box's loop keeps its disk."""

    def __init__(self, box: Box, clock: _LateClock, eye: _Eye, pin: Any) -> None:
        self._box, self._clock, self._eye, self._pin = box, clock, eye, pin
        self.taken: list[float] = []
        self.kept = 0

    def press(self, times: int) -> None:
        """Press so often, then stop the box."""
        try:
            for _ in range(times):
                self._press()
        except TimeoutError as error:
            logging.getLogger(__name__).warning("%s", error)
        finally:
            self._box.stop()

    def _press(self) -> None:
        self._hear(topics.BEAT.name(), beat())
        self._eye.await_unlit()
        began = time.monotonic()
        self._pin.drive_low()
        self.taken.append(self._eye.await_lit() - began)
        self._pin.drive_high()
        for command in self._sent():
            self._hear(topics.ANSWER.name("kiosk-1"), Accepted(key=command.key, journal=JOURNAL, epoch=1, position=1))
            self.kept += 1
        self._clock.later += 1.0

    def _sent(self) -> list[AnyCommand]:
        assert isinstance(self._box.link, PlayedLink)
        sent, self._box.link.commands = self._box.link.commands, []
        return sent

    def _hear(self, topic: str, message: Struct) -> None:
        self._box.post(Received(topic=topic, payload=encode(message), is_retained=False))


if __name__ == "__main__":
    logging.disable()
    with tempfile.TemporaryDirectory() as folder:
        speed = measure(Path(folder), 40)
    sys.stdout.write(
        f"edge to lamp: median {speed.median * 1000:.1f} ms, slowest {speed.slowest * 1000:.1f} ms "
        f"of {speed.presses} presses; limit {LIMIT * 1000:.0f} ms\n"
    )
