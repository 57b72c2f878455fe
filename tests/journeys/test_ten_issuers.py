"""Ten kiosks press at once, five thousand times, over eight services: every press gets one number, no number twice.

The measure is the boxes' own: which press was answered with which number. The journal is not asked.
"""

import threading
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path

from firmware.demo.broker import Broker
from firmware.messages.answers import Accepted
from firmware.messages.commands import TakeTicket
from firmware.messages.names import Role
from firmware.node.box import Answered, Box
from tests.hub.running import RunningHub

ISSUERS = 10
PRESSES = 500
IN_FLIGHT = 20
SERVICES = "AFHKLSWM"
SECONDS = 120.0

OFFICE = f"""
[office]
name = "Kantor Imigrasi Lampung Tengah"
[[counter]]
number = 1
serves = {list(SERVICES)}
""" + "".join(
    f"""
[[service]]
letter = "{letter}"
name = {{ id = "Layanan {letter}", en = "Service {letter}" }}
"""
    for letter in SERVICES
)


class Issuer(threading.Thread):
    """One kiosk whose buttons are never left alone."""

    def __init__(self, make_box: Callable[[], Box], offset: int) -> None:
        """Prepare PRESSES presses, spread over the services. The thread makes its own box: one thread owns it."""
        super().__init__()
        self.make_box = make_box
        self.services = [SERVICES[(n + offset) % len(SERVICES)] for n in range(PRESSES)]
        self.numbers: dict[str, str | None] = {}

    def run(self) -> None:
        """Keep twenty presses in flight until all are answered."""
        box, pressed = self.make_box(), 0
        deadline = box.clock.boot() + SECONDS
        while len(self.numbers) < PRESSES and box.clock.boot() < deadline:
            while pressed < PRESSES and pressed - len(self.numbers) < IN_FLIGHT:
                command = TakeTicket(key=box.names.key(), press=box.names.press(), service=self.services[pressed])
                box.send(command)
                pressed += 1
            happening = box.step(0.5)
            if isinstance(happening, Answered) and isinstance(happening.command, TakeTicket):
                answer = happening.answer
                self.numbers[happening.command.press] = answer.number if isinstance(answer, Accepted) else None
        box.close()


def test_ten_concurrent_issuers_get_five_thousand_different_numbers(tmp_path: Path) -> None:
    """0 duplicates, 0 lost, every service from 001 without a gap."""
    kiosks = [f"kiosk-{n}" for n in range(1, ISSUERS + 1)]
    (tmp_path / "office.toml").write_text(OFFICE, encoding="utf-8")
    with Broker(tmp_path / "broker", [("hub", Role.HUB), *((kiosk, Role.KIOSK) for kiosk in kiosks)]) as broker:
        hub = RunningHub(tmp_path, broker, tmp_path / "office.toml", rate=10_000, burst=10_000).start()
        issuers = [Issuer(partial(hub.box, kiosk, Role.KIOSK), n) for n, kiosk in enumerate(kiosks)]
        for issuer in issuers:
            issuer.start()
        for issuer in issuers:
            issuer.join()
        hub.service.stop()
    numbers = [number for issuer in issuers for number in issuer.numbers.values()]
    assert len(numbers) == ISSUERS * PRESSES
    assert [number for number, count in Counter(numbers).items() if count > 1] == []
    by_service: dict[str, list[str]] = defaultdict(list)
    for number in numbers:
        assert number is not None
        by_service[number[0]].append(number)
    for letter in SERVICES:
        assert sorted(by_service[letter]) == [f"{letter}{n:03d}" for n in range(1, len(by_service[letter]) + 1)]
