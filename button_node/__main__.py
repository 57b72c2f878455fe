"""Wires a button box: `python -m button_node --settings FILE`."""

import logging
import sys
from contextlib import ExitStack
from pathlib import Path

from button_node.control import Control
from button_node.keypad import Keypad, open_evdev, require_evdev
from button_node.loop import Loop
from button_node.panel import Panel
from button_node.pins import PanelError, open_pins
from button_node.settings import Settings
from firmware.messages import topics
from firmware.messages.names import Role
from firmware.node.box import Box
from firmware.node.neighbour import Neighbour
from firmware.node.program import on_stop, run


def main(settings: Settings) -> None:
    """Run the box until it is asked to stop."""
    is_kiosk = settings.counter is None
    box = Box(
        settings.box,
        Role.KIOSK if is_kiosk else Role.COUNTER,
        () if is_kiosk else (topics.COUNTER.name(settings.counter),),
    )
    on_stop(box.stop)
    try:
        work(box, settings)
    except PanelError as error:
        logging.getLogger("button_node").error("%s", error)  # noqa: TRY400 - the sentence says what to check
        sys.exit(1)


def work(box: Box, settings: Settings) -> None:
    """Open the panel, then the door for mock fingers, then the link, and turn the loop. Raises PanelError."""
    with ExitStack() as opened:
        opened.callback(box.close)
        panel = Panel(open_pins(settings.panel, box.state), settings.button, box.post, box.clock)
        opened.callback(panel.close)
        printer, display = (
            neighbour(door, box, opened) for door in (settings.neighbours.printer, settings.neighbours.display)
        )
        loop = Loop(box, settings, is_down=panel.is_down, light=panel.light, printer=printer, display=display)
        if settings.panel.pins == "mock":
            path = Path(settings.panel.control or box.state / "pins.sock")
            rest = settings.panel.bounce_seconds
            control = Control(path, panel.pins, panel.numbers, loop.shown, box.clock, rest_seconds=rest)
            opened.callback(control.close)
        if settings.keypad is not None:
            require_evdev()
            keys = [button.key for button in settings.button if button.key is not None]
            keypad = Keypad(settings.keypad.device, keys, box.post, box.clock, open_evdev)
            opened.callback(keypad.close)
            keypad.start()
        box.start()
        while box.is_running:
            loop.step()


def neighbour(door: str | None, box: Box, opened: ExitStack) -> Neighbour | None:
    """Return the box behind a door of this Pi, looked for from now on; None where the settings name none."""
    if door is None:
        return None
    found = Neighbour(Path(door), box.post)
    opened.callback(found.close)
    found.start()
    return found


if __name__ == "__main__":
    run(Settings, main, prog="button_node", description="The button box: a ticket kiosk or a counter's five buttons.")
