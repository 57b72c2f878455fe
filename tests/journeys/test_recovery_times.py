"""How soon an office works again once what was broken is mended: each figure is printed and has its limit.

A press counts as answered when its kiosk has the hub's answer. The machine that runs this may have other work, so each
figure has five tries and the best one must keep the limit; all of them are printed (`pytest -s`).
"""

import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle
from pathlib import Path

import pytest

from firmware.demo import boxes
from firmware.demo.office import DemoOffice
from firmware.demo.supervisor import Service
from tests.torture import pis
from tests.torture.pis import Pis

TRIES = 5
SECONDS = 20.0
PRESS_SECONDS = 0.1
HUB_LIMIT = 1.0
BROKER_LIMIT = 3.0
CABLE_LIMIT = 3.0
OUT_SECONDS = (3.3, 7.0)
PRINTER_LIMIT = 5.0
BOX_LIMIT = 5.0
CALLED = r"shown number=\S+ counter=1 "


@pytest.fixture
def office(tmp_path: Path) -> Iterator[DemoOffice]:
    """A whole office of real processes, its counters open."""
    with DemoOffice(tmp_path) as office:
        yield office


def boot() -> float:
    """The clock on which processes start and papers come out."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def press_until_answered(office: DemoOffice, kiosk: str) -> float:
    """Press one button after the other until the hub has answered one; returns when."""
    service, deadline = office.services[kiosk], time.monotonic() + SECONDS
    mark = service.mark()
    for letter in cycle(boxes.SERVICES):
        office.finger(kiosk).press(boxes.ticket_pin(letter), 0.02)
        if service.record.wait("accepted key=", PRESS_SECONDS, after=mark) is not None:
            return boot()
        assert time.monotonic() < deadline, f"nothing is answered at {kiosk}"
    raise AssertionError


def tell(what: str, limit: float, figures: list[float], note: str = "") -> None:
    """Print the figures and see that the best of them keeps the limit."""
    tried = ", ".join(f"{seconds:.2f}" for seconds in figures)
    sys.stdout.write(f"{what}: {tried} s (limit {limit:g} s){note}\n")
    assert min(figures) <= limit


def times(measure: Callable[[], float], limit: float) -> list[float]:
    """Measure until one figure keeps the limit, five times at most."""
    figures: list[float] = []
    while len(figures) < TRIES and not any(figure <= limit for figure in figures):
        figures.append(measure())
    return figures


def after_kill(office: DemoOffice, service: Service, kiosks: tuple[str, ...], killed: list[float]) -> float:
    """Kill it, press until every kiosk has an answer, and return the seconds since it was started again."""
    killed.append(boot())
    start = service.kill()
    service.await_ready(SECONDS, after_start=start)
    answered = max(press_until_answered(office, kiosk) for kiosk in kiosks)
    killed[-1] = answered - killed[-1]
    return answered - service.started_at


def test_the_hub_answers_within_a_second_of_its_start(office: DemoOffice) -> None:
    """SIGKILL; from the start of the process that follows to the next answered press."""
    killed: list[float] = []
    figures = times(lambda: after_kill(office, office.hub, ("kiosk-1",), killed), HUB_LIMIT)
    tell("hub back after SIGKILL", HUB_LIMIT, figures, f"; from the kill {killed[-1]:.2f} s")


def test_every_kiosk_works_three_seconds_after_the_broker(office: DemoOffice) -> None:
    """SIGKILL; from the start of the broker that follows until both kiosks have an answer."""
    killed: list[float] = []
    figures = times(lambda: after_kill(office, office.broker, tuple(boxes.KIOSKS), killed), BROKER_LIMIT)
    tell("broker back after SIGKILL", BROKER_LIMIT, figures, f"; from the kill {killed[-1]:.2f} s")


def test_a_printer_prints_five_seconds_after_its_power_is_back(office: DemoOffice) -> None:
    """Its plug is pulled, somebody presses, and the paper comes with the power; nothing is started again."""
    starts = {name: service.starts for name, service in office.services.items()}
    printer = office.printer("printer-1")

    def measure() -> float:
        printer.vanish()
        papers = office.paper_count("kiosk-1")
        mark = office.services["printer-1"].mark()
        office.finger("kiosk-1").press(boxes.ticket_pin("A"))
        office.services["printer-1"].await_line("PRINTER_UNREACHABLE|PRINTER_OFFLINE", SECONDS, after=mark)
        back = boot()
        printer.appear()
        assert office.sees_papers("kiosk-1", papers + 1, SECONDS)
        return office.papers("printer-1")[-1].at - back

    tell("printer back after a power cycle", PRINTER_LIMIT, times(measure, PRINTER_LIMIT))
    assert {name: service.starts for name, service in office.services.items()} == starts


def test_an_officer_calls_five_seconds_after_the_start_of_the_counters_box(office: DemoOffice) -> None:
    """SIGKILL while a call is on its way; from the start of the process that follows until it has the answer."""
    counter, finger, wall = office.services["counter-1"], office.finger("counter-1"), office.services["display-1"]

    def measure() -> float:
        press_until_answered(office, "kiosk-1")
        finger.await_lamp(boxes.NEXT, "READY", SECONDS)
        mark = wall.mark()
        office.hub.freeze()
        finger.press(boxes.NEXT)
        finger.await_lamp(boxes.NEXT, "SENT", SECONDS)
        start = counter.kill()
        finger.close()
        counter.await_ready(SECONDS, after_start=start)
        office.hub.thaw()
        finger.await_lamp(boxes.NEXT, "READY", SECONDS)
        answered = boot()
        wall.await_line(CALLED, SECONDS, after=mark)
        assert len(wall.lines(CALLED, after=mark)) == 1
        return answered - counter.started_at

    tell("counter's box back after SIGKILL", BOX_LIMIT, times(measure, BOX_LIMIT))


def test_a_wall_shows_the_call_five_seconds_after_the_start_of_its_box(office: DemoOffice) -> None:
    """SIGKILL; from the start of the process that follows until the call that stood is on the wall again."""
    wall = office.services["display-1"]
    press_until_answered(office, "kiosk-1")
    office.finger("counter-1").press(boxes.NEXT)
    wall.await_line(CALLED, SECONDS)

    def measure() -> float:
        mark = wall.mark()
        wall.kill()
        wall.await_line(CALLED, SECONDS, after=mark)
        return boot() - wall.started_at

    tell("wall back after SIGKILL", BOX_LIMIT, times(measure, BOX_LIMIT))


def test_a_kiosk_works_three_seconds_after_its_cable_is_back(tmp_path: Path) -> None:
    """Somebody presses while it is out; from the plug to the answer. TCP tries the more seldom the longer it was out.

    Pulled at the Pi the link goes down and the kernel knows; pulled behind a switch, packets only vanish.
    """
    if (why := pis.why_not()) is not None:
        pytest.skip(why)
    ground = Pis(tmp_path, None)
    try:
        with DemoOffice(tmp_path, place=ground) as office:
            for what, out, back in (
                ("cable back, pulled at the Pi", ground.pull, ground.plug),
                ("cable back, pulled behind a switch", ground.lose, ground.find),
            ):
                for seconds in OUT_SECONDS:
                    figures = times(partial(after_cable, office, out, back, seconds), CABLE_LIMIT)
                    tell(f"{what}, after {seconds:g} s", CABLE_LIMIT, figures)
    finally:
        ground.close()


def after_cable(office: DemoOffice, out: Callable[[str], None], back: Callable[[str], None], seconds: float) -> float:
    """Pull it, press, put it back after so long, and return the seconds from then to the answer."""
    kiosk = office.services["kiosk-1"]
    out("kiosk-1")
    mark, began = kiosk.mark(), boot()
    office.finger("kiosk-1").press(boxes.ticket_pin("A"))
    # It is out for this long: nothing tells when that is over.
    time.sleep(max(0.0, began + seconds - boot()))
    back("kiosk-1")
    plugged = boot()
    kiosk.await_line("accepted key=", SECONDS, after=mark)
    return boot() - plugged
