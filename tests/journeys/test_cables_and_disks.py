"""A counter's cable, and the hub's disk: real Pis in network namespaces, the hub's with a small disk of its own.

Each figure is printed (`pytest -s`) and has its limit, as in `test_recovery_times.py`.
"""

from collections.abc import Callable, Iterator

import pytest

from firmware.demo import boxes
from firmware.demo.office import DemoOffice
from tests.journeys.test_recovery_times import CABLE_LIMIT, CALLED, SECONDS, boot, press_until_answered, tell, times
from tests.torture import pis
from tests.torture.pis import Pis

HUB_LIMIT = 5.0
NEXT = boxes.NEXT


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pis]:
    """The Pis, where this machine can have some."""
    if (why := pis.why_not()) is not None:
        pytest.skip(why)
    ground = Pis(tmp_path_factory.getbasetemp() / "pis", None)
    yield ground
    ground.close()


@pytest.fixture(scope="module")
def office(ground: Pis, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoOffice]:
    """An office on these Pis, its counters open; each test leaves it well."""
    with DemoOffice(tmp_path_factory.getbasetemp() / "pis", place=ground) as office:
        yield office


def after_cable(office: DemoOffice, out: Callable[[str], None], back: Callable[[str], None]) -> float:
    """Pull it until the officer's lamp says so, put it back; the seconds from then until somebody is called."""
    finger, wall = office.finger("counter-1"), office.services["display-1"]
    press_until_answered(office, "kiosk-1")
    out("counter-1")
    finger.await_lamp(NEXT, "OFFLINE", SECONDS)
    finger.press(NEXT)
    finger.await_lamp(NEXT, "REFUSED", SECONDS)
    back("counter-1")
    mark, plugged = wall.mark(), boot()
    finger.await_lamp(NEXT, "READY", SECONDS)
    assert not wall.lines(CALLED, after=mark)
    finger.press(NEXT)
    wall.await_line(CALLED, SECONDS, after=mark)
    return boot() - plugged


def test_an_officer_calls_three_seconds_after_the_cable_is_back(office: DemoOffice, ground: Pis) -> None:
    """The lamp says that the hub is silent and refuses; what was pressed meanwhile calls nobody."""
    for what, out, back in (
        ("counter's cable back, pulled at the Pi", ground.pull, ground.plug),
        ("counter's cable back, pulled behind a switch", ground.lose, ground.find),
    ):
        figures = times(lambda out=out, back=back: after_cable(office, out, back), CABLE_LIMIT)  # type: ignore[misc]
        tell(what, CABLE_LIMIT, figures)


def test_a_hub_with_a_full_disk_answers_when_there_is_space(office: DemoOffice, ground: Pis) -> None:
    """Nothing is promised that cannot be kept: the press is asked for until there is space, and answered then."""

    def measure() -> float:
        hub, kiosk = office.hub, office.services["kiosk-1"]
        ground.fill_disk()
        refused, answered = hub.mark(), kiosk.mark()
        office.finger("kiosk-1").press(boxes.ticket_pin("A"))
        hub.await_line("the journal refuses", SECONDS, after=refused)
        assert not kiosk.lines("accepted key=", after=answered)
        ground.free_disk()
        freed = boot()
        kiosk.await_line("accepted key=", SECONDS, after=answered)
        return boot() - freed

    tell("hub's disk has space again", HUB_LIMIT, times(measure, HUB_LIMIT))


def test_a_hub_on_a_read_only_disk_starts_when_it_can_write(office: DemoOffice, ground: Pis) -> None:
    """It is no reason to stay down: systemd tries again, and the press that was made meanwhile is answered."""

    def measure() -> float:
        hub, kiosk = office.hub, office.services["kiosk-1"]
        ended, answered = hub.mark(), kiosk.mark()
        start = hub.kill(dead_seconds=0.5)
        ground.make_disk_read_only()
        hub.await_line("ended with status 1", SECONDS, after=ended)
        office.finger("kiosk-1").press(boxes.ticket_pin("F"))
        ground.make_disk_writable()
        writable = boot()
        hub.await_ready(SECONDS, after_start=start)
        kiosk.await_line("accepted key=", SECONDS, after=answered)
        return boot() - writable

    tell("hub's disk writable again", HUB_LIMIT, times(measure, HUB_LIMIT))
