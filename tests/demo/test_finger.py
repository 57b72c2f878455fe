"""A finger at the control socket of real mock pins."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from gpiozero import Button as PinButton

from button_node.control import Control, Shown
from button_node.lamp import LampState
from button_node.pins import open_pins
from button_node.settings import PanelSettings
from firmware.demo.evidence import read_presses
from firmware.demo.finger import Button, Finger, FingerError, PressLog
from firmware.node.clock import SystemClock

TICKET = Button(pin=17, lamp=27, tap="TakeTicket", service="A")


class Bench:
    """One button and one lamp behind a control socket, and a finger that reaches them."""

    def __init__(self, folder: Path, sockets: Path) -> None:
        self.log = PressLog(folder / "presses.jsonl")
        self.shown = Shown()
        self.shown.show({27: LampState.READY})
        self.path = sockets / "pins.sock"
        pins = open_pins(PanelSettings(pins="mock"), folder)
        self.button = PinButton(17, pull_up=True, pin_factory=pins)
        self.control = Control(self.path, pins, frozenset({17}), self.shown, SystemClock("trusted"), rest_seconds=0.0)
        self.finger = Finger("kiosk-1", self.path, {17: TICKET}, self.log)

    def close(self) -> None:
        """Take everything down."""
        self.finger.close()
        self.control.close()
        self.button.close()
        self.log.close()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A bench, taken down afterwards. Its socket has a short path, wherever the tests run."""
    with tempfile.TemporaryDirectory(prefix="antrian-") as sockets:
        made = Bench(tmp_path, Path(sockets))
        yield made
        made.close()


def test_a_press_is_written_down_before_the_pin_moves(bench: Bench) -> None:
    """Whatever the office then does with the press, the finger's own log has it."""
    seen: list[int] = []
    bench.button.when_pressed = lambda: seen.append(len(read_presses(bench.log.path)))
    press = bench.finger.press(17, 0.01)
    assert seen == [1]
    assert read_presses(bench.log.path) == (press,)
    assert (press.box, press.does, press.service, press.is_hold) == ("kiosk-1", "TakeTicket", "A", False)


def test_the_time_of_a_press_is_before_the_edge(bench: Bench) -> None:
    """Latency is counted from the finger, on the clock that printers and walls use."""
    clock = SystemClock("trusted")
    edges: list[float] = []
    bench.button.when_pressed = lambda: edges.append(clock.boot())
    before = clock.boot()
    press = bench.finger.press(17, 0.01)
    assert before <= press.at <= edges[0]


def test_presses_are_counted_by_box_and_command(bench: Bench) -> None:
    """The morning waits for as many papers as there were presses."""
    bench.finger.press(17, 0.01)
    bench.finger.press(17, 0.01)
    assert bench.log.count("kiosk-1", "TakeTicket") == 2
    assert bench.log.count("kiosk-2", "TakeTicket") == 0


def test_a_lamp_that_does_not_come_is_named(bench: Bench) -> None:
    """The message says which box, which lamp, what was waited for and what it says instead."""
    with pytest.raises(FingerError, match=r"kiosk-1: lamp 27 did not say SENT in 0\.1 s; it says READY"):
        bench.finger.await_lamp(17, "SENT", 0.1)
    bench.shown.show({27: LampState.SENT})
    bench.finger.await_lamp(17, "SENT", 1.0)


def test_a_button_without_a_hold_is_not_held(bench: Bench) -> None:
    """Holding where a hold means nothing would stand in the log as a wish that nobody can grant."""
    with pytest.raises(FingerError, match="nothing happens when the button on pin 17 is held"):
        bench.finger.hold(17, 0.3)
    assert read_presses(bench.log.path) == ()


def test_a_box_that_is_not_there_is_named_after_a_while(tmp_path: Path) -> None:
    """No socket, no press, and a sentence that says where it was looked for."""
    log = PressLog(tmp_path / "presses.jsonl")
    finger = Finger("kiosk-9", tmp_path / "nothing.sock", {17: TICKET}, log, patience_seconds=0.2)
    with pytest.raises(FingerError, match=r"kiosk-9: no control socket at .*nothing\.sock"):
        finger.press(17)
    assert log.count("kiosk-9", "TakeTicket") == 0
    log.close()
