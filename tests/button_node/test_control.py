"""The door for fingers that are not there, with gpiozero's real buttons behind it."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import pytest

from button_node.action import Action
from button_node.control import Control, Shown
from button_node.gesture import Edge
from button_node.lamp import LampState
from button_node.panel import Panel
from button_node.pins import PanelError, open_pins
from button_node.settings import ButtonSettings, PanelSettings
from firmware.node.clock import SystemClock

TICKET = Action(command="TakeTicket", service="A")
BUTTONS = (ButtonSettings(pin=17, lamp=27, press=TICKET), ButtonSettings(pin=22, press=TICKET))


class Bench:
    """A panel of mock pins and its control socket, without a box."""

    def __init__(self, folder: Path) -> None:
        self.edges: SimpleQueue[Any] = SimpleQueue()
        self.shown = Shown()
        self.shown.show({27: LampState.READY})
        self.path = folder / "pins.sock"
        clock = SystemClock()
        self.panel = Panel(open_pins(PanelSettings(pins="mock"), folder), BUTTONS, self.edges.put, clock)
        self.control = Control(self.path, self.panel.pins, self.panel.numbers, self.shown, clock, rest_seconds=0.05)
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(10)
        self._socket.connect(str(self.path))
        self._lines = self._socket.makefile("rb")

    def ask(self, line: str) -> Any:
        """Send one line and return the one that comes back."""
        self._socket.sendall(line.encode() + b"\n")
        return json.loads(self._lines.readline())

    def close(self) -> None:
        """Take the bench down."""
        self._lines.close()
        self._socket.close()
        self.control.close()
        self.panel.close()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A panel and its door."""
    made = Bench(tmp_path)
    yield made
    made.close()


def test_a_low_level_presses_the_real_button(bench: Bench) -> None:
    """The pin is pulled up, so low is pressed; gpiozero tells the edge and the panel can read the contact."""
    answer = bench.ask('{"pin": 17, "level": "low"}')
    edge = bench.edges.get(timeout=5)
    assert isinstance(edge, Edge)
    assert (edge.contact, edge.is_down) == (17, True)
    assert edge.at == pytest.approx(answer["at"], abs=0.5)
    assert bench.panel.is_down(17)
    assert not bench.panel.is_down(22)


def test_a_level_that_is_there_already_is_no_edge(bench: Bench) -> None:
    """A pin is electrical: driving it low twice closes it once."""
    for level in ("low", "low", "high"):
        bench.ask(json.dumps({"pin": 17, "level": level}))
    assert [bench.edges.get(timeout=5).is_down for _ in range(2)] == [True, False]
    with pytest.raises(Empty):
        bench.edges.get_nowait()


def test_a_press_is_answered_when_the_finger_has_left(bench: Bench) -> None:
    """One request makes both edges, as far apart as it says; the finger is then away for longer than a bounce."""
    answer = bench.ask('{"press": 22, "seconds": 0.05}')
    down, up = bench.edges.get_nowait(), bench.edges.get_nowait()
    assert (down.contact, down.is_down, up.is_down) == (22, True, False)
    assert up.at - down.at >= 0.05
    assert answer["at"] <= down.at
    assert SystemClock().boot() - up.at >= 0.05


def test_bounces_reach_the_box(bench: Bench) -> None:
    """The mock pins do not debounce and gpiozero is told not to: the box's own rules must."""
    for _ in range(5):
        bench.ask('{"pin": 17, "level": "low"}')
        bench.ask('{"pin": 17, "level": "high"}')
    assert bench.edges.qsize() == 10


def test_a_lamp_is_waited_for(bench: Bench) -> None:
    """The answer comes when the lamp says it, not when the time is over."""
    bench._socket.sendall(b'{"await_lamp": 27, "state": "SENT", "seconds": 10}\n')
    bench.shown.show({27: LampState.SENT})
    assert json.loads(bench._lines.readline()) == {"lamp": "SENT", "is_reached": True}
    assert bench.ask('{"lamps": null}') == {"lamps": {"27": "SENT"}}


def test_a_lamp_that_does_not_come_is_told(bench: Bench) -> None:
    """After the time the answer says what the lamp says instead."""
    answer = bench.ask('{"await_lamp": 27, "state": "SENT", "seconds": 0.01}')
    assert answer == {"lamp": "READY", "is_reached": False}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("nonsense", "JSON is malformed"),
        ("[17]", "Expected `object`"),
        ("{}", "ask with one of pin, press, lamps, await_lamp"),
        ('{"press": 18}', "no button on pin 18; there are 17, 22"),
        ('{"press": 17, "times": 2}', "unknown field `times`"),
        ('{"pin": 17, "level": "middle"}', "middle"),
        ('{"await_lamp": 5, "state": "SENT"}', "no lamp on pin 5"),
        ('{"await_lamp": 27, "state": "PURPLE"}', "PURPLE"),
    ],
)
def test_what_cannot_be_done_is_answered_too(bench: Bench, line: str, sentence: str) -> None:
    """Every line gets one line back, and the next one is served."""
    assert sentence in bench.ask(line)["error"]
    assert bench.ask('{"lamps": null}') == {"lamps": {"27": "READY"}}


def test_the_door_is_for_the_boxes_own_user_and_goes_with_it(tmp_path: Path) -> None:
    """Nobody else may press its buttons, and a dead box leaves nothing that could be taken for a living one."""
    bench = Bench(tmp_path)
    assert bench.path.stat().st_mode & 0o777 == 0o600
    bench.close()
    assert not bench.path.exists()


def test_a_door_left_by_a_killed_box_is_replaced(tmp_path: Path) -> None:
    """SIGKILL leaves the socket's file behind."""
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(tmp_path / "pins.sock"))
    bench = Bench(tmp_path)
    assert bench.ask('{"lamps": null}') == {"lamps": {"27": "READY"}}
    bench.close()


def test_a_path_too_long_for_a_socket_says_so(tmp_path: Path) -> None:
    """The kernel allows 107 bytes; the settings can name a shorter one."""
    pins = open_pins(PanelSettings(pins="mock"), tmp_path)
    with pytest.raises(PanelError, match="set a shorter `control`"):
        Control(tmp_path / ("x" * 120), pins, frozenset({17}), Shown(), SystemClock(), rest_seconds=0.05)


def test_a_lamp_that_breathes_for_ever_remembers_nothing(bench: Bench) -> None:
    """Gpiozero's mock pin keeps every level it ever had; a demo left running would fill the memory."""
    for step in range(1000):
        bench.panel.light(27, step % 2)
    assert len(bench.panel.pins.pin(27).states) == 1
    assert bench.panel.pins.pin(27).state == 1
