"""A real hub process on a real broker, and boxes of the kit that speak to it from this process."""

import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

from firmware.demo.broker import Broker
from firmware.demo.supervisor import Service, environment, python
from firmware.demo.toml import to_toml
from firmware.messages.names import Role
from firmware.node.box import Answered, Box
from firmware.node.link import Connected, Link

T = TypeVar("T")


class RunningHub:
    """One hub with a blank journal in `folder`; killed, frozen and restarted through `service`."""

    def __init__(self, folder: Path, broker: Broker, office: Path, **door: float) -> None:
        """Write the settings and make the journal of a new office; `start` starts it."""
        self.broker = broker
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        table: dict[str, Any] = {"office": str(office), "box": broker.box_table("hub", folder / "state" / "hub")}
        settings = folder / "hub.toml"
        settings.write_text(to_toml({**table, "door": door} if door else table), encoding="utf-8")
        self.argv = python("firmware.hub", "--settings", str(settings))
        self.made = subprocess.run(
            [*self.argv, "--new-office"], capture_output=True, text=True, env=environment(), check=True, timeout=20
        )
        self.service = Service("hub", self.argv, folder=folder)

    def start(self) -> "RunningHub":
        """Start it and wait until it is ready."""
        self.service.start()
        return self

    def box(self, node: str, role: Role, subscriptions: Sequence[str] = ()) -> Box:
        """A connected box of the kit, stepped by the test."""
        box = Box(self.broker.box_settings(node, self.folder / "state" / node), role, subscriptions)
        box.start()
        wait_for(box, lambda happening: isinstance(happening, Connected))
        return box

    def link(self, node: str, *subscriptions: str) -> tuple[Link, "SimpleQueue[object]"]:
        """A bare connection under a node's name, connected, and what comes over it."""
        inbox: SimpleQueue[object] = SimpleQueue()
        link = Link(
            self.broker.box_settings(node),
            inbox,
            subscriptions=[(topic, 1) for topic in subscriptions],
        )
        link.start()
        assert isinstance(inbox.get(timeout=5), Connected)
        return link, inbox


def wait_for(box: Box, is_it: Callable[[Any], bool], seconds: float = 10.0) -> Any:
    """Step the box until something happens for which `is_it` is true, and return that."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        happening = box.step(0.05)
        if happening is not None and is_it(happening):
            return happening
    raise AssertionError(f"{box.name}: it did not happen within {seconds} s")


def ask(box: Box, command: Any, seconds: float = 10.0) -> Any:
    """Send a command and return the hub's answer."""
    box.send(command)
    answered = wait_for(box, lambda h: isinstance(h, Answered) and h.command.key == command.key, seconds)
    return answered.answer
