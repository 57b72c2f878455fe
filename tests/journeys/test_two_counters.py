"""Two officers press "next" at the same instant, two hundred times: never the same person."""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from firmware.demo.broker import Broker
from firmware.messages.answers import Accepted
from firmware.messages.commands import CallNext, OpenCounter, TakeTicket
from firmware.messages.names import Role
from firmware.node.box import Answered, Box
from tests.hub.running import RunningHub, ask

ROUNDS = 200

OFFICE = """
[office]
name = "Kantor Imigrasi Lampung Tengah"
[[service]]
letter = "A"
name = { id = "Paspor baru", en = "New passport" }
[[counter]]
number = 1
serves = ["A"]
box = "counter-1"
[[counter]]
number = 2
serves = ["A"]
box = "counter-2"
[[kiosk]]
name = "kiosk-1"
"""


class Officer(threading.Thread):
    """Calls the next person each time the starting gun goes off."""

    def __init__(self, make_box: Callable[[], Box], counter: int, gun: threading.Barrier) -> None:
        """The thread makes its own box: one thread owns it."""
        super().__init__()
        self.make_box, self.counter, self.gun = make_box, counter, gun
        self.called: list[str] = []

    def run(self) -> None:
        """Open the counter and call ROUNDS people, one after another."""
        box = self.make_box()
        assert isinstance(ask(box, OpenCounter(key=box.names.key(), counter=self.counter)), Accepted)
        for _ in range(ROUNDS):
            saw = self.called[-1] if self.called else None
            command = CallNext(key=box.names.key(), counter=self.counter, saw=saw)
            self.gun.wait(30)
            answer = ask(box, command)
            assert isinstance(answer, Accepted)
            assert answer.ticket is not None
            self.called.append(answer.ticket)
        box.close()


def take_many(box: Box, count: int) -> Sequence[str]:
    """Take tickets, all in flight at once; the ids in order of their numbers."""
    for _ in range(count):
        box.send(TakeTicket(key=box.names.key(), press=box.names.press(), service="A"))
    tickets: list[str] = []
    while len(tickets) < count:
        happening = box.step(5)
        if isinstance(happening, Answered) and isinstance(happening.answer, Accepted):
            tickets.append(happening.answer.ticket or "")
    return sorted(tickets)


def test_two_counters_calling_at_the_same_instant_never_get_the_same_person(tmp_path: Path, broker: Broker) -> None:
    """Four hundred people, each called once, to one counter."""
    (tmp_path / "office.toml").write_text(OFFICE, encoding="utf-8")
    hub = RunningHub(tmp_path, broker, tmp_path / "office.toml", rate=10_000, burst=10_000).start()
    kiosk = hub.box("kiosk-1", Role.KIOSK)
    tickets = take_many(kiosk, 2 * ROUNDS)
    gun = threading.Barrier(2)
    officers = [Officer(partial(hub.box, f"counter-{n}", Role.COUNTER), n, gun) for n in (1, 2)]
    for officer in officers:
        officer.start()
    for officer in officers:
        officer.join()
    kiosk.close()
    hub.service.stop()
    first, second = (officer.called for officer in officers)
    assert len(first) == len(second) == ROUNDS
    assert sorted(first + second) == tickets
