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
from button_node.small_page import AnySmallDisplay
from firmware.messages import topics
from firmware.messages.names import Role
from firmware.messages.notices import Problem
from firmware.node.box import Box
from firmware.node.neighbour import Neighbour
from firmware.node.program import on_stop, run


def main(settings: Settings) -> None:
    """Run the box until it is asked to stop."""
    box = Box(
        settings.box,
        Role.KIOSK if settings.counter is None else Role.COUNTER,
        (topics.BOARD.name(),) if settings.counter is None else (topics.COUNTER.name(settings.counter),),
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
        printer = neighbour(settings.neighbours.printer, "antrian-printer", box, opened)
        display = neighbour(settings.neighbours.display, "antrian-display", box, opened)
        loop = Loop(
            box,
            settings,
            is_down=panel.is_down,
            light=panel.light,
            printer=printer,
            display=display,
            small=small_display(settings, box, opened),
        )
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


def small_display(settings: Settings, box: Box, opened: ExitStack) -> AnySmallDisplay | None:
    """Return the counter's small display, looked for from now on; None where there is none. The buttons need none."""
    if settings.small_display is None:
        return None
    try:
        from button_node.small_display import SmallDisplay  # noqa: PLC0415 - a kiosk needs no Pillow
        from button_node.small_glass import opener_of  # noqa: PLC0415
    except ImportError as error:
        box.report(Problem.SMALL_DISPLAY_FAILED, f"{error}: install the extra 'oled', or delete [small_display]")
        return None
    small = SmallDisplay(opener_of(settings.small_display, box.state), box.post, box.clock.boot)
    opened.callback(small.close)
    small.start()
    return small


def neighbour(door: str | None, user: str, box: Box, opened: ExitStack) -> Neighbour | None:
    """Return the box of `user` behind a door of this Pi, looked for from now on; None where the settings name none."""
    if door is None:
        return None
    found = Neighbour(Path(door), box.post, user)
    opened.callback(found.close)
    found.start()
    return found


if __name__ == "__main__":
    run(Settings, main, prog="button_node", description="The button box: a ticket kiosk or a counter's five buttons.")
