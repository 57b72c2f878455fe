"""Starts a display: `python -m display_node --settings FILE`."""

from pathlib import Path

from display_node.display import Display
from display_node.doorway import Doorway
from display_node.settings import DisplaySettings
from display_node.voice.voice import Voice
from display_node.wall.fonts import find
from display_node.wall.screen import Screen
from display_node.wall.time_of_day import TimeOfDay
from firmware.messages import topics
from firmware.messages.names import Role
from firmware.node.box import Box
from firmware.node.program import on_stop, run


def main(settings: DisplaySettings) -> None:
    """Show and speak until somebody asks to stop."""
    screen = Screen(settings.screen, find())
    counters = [topics.COUNTER.name(pane.counter) for pane in settings.pane if pane.counter is not None]
    heard = (topics.BOARD.name(), topics.ANNOUNCEMENT.name(settings.zone), *counters)
    box = Box(settings.box, Role.DISPLAY, heard)
    on_stop(box.stop)
    time_of_day = TimeOfDay(box)
    voice = Voice(settings.voice, box.state, box.post, box.clock, time_of_day.now)
    door = settings.neighbours.door
    doorway = Doorway(Path(door) if door else None, box.post)
    display = Display(settings, box, screen, voice, time_of_day, doorway)
    try:
        display.show()
        display.start()
        voice.start()
        box.start()
        while box.is_running:
            display.step()
    finally:
        display.close()
        doorway.close()
        voice.close()
        screen.close()
        box.close()


if __name__ == "__main__":
    run(DisplaySettings, main, prog="display_node", description="The wall and the voice of an office.")
