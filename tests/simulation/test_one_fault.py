"""One fault at a time, in the middle of a day, and the time by which all is well again after its mending.

The chapter of faults names these days. What comes by chance and in company is the matter of `test_days.py`.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from firmware.messages.notices import ClockState
from firmware.queueing.events import DayOpened
from firmware.simulation import office as simulated
from firmware.simulation.evidence import Evidence
from firmware.simulation.invariants import INVARIANTS
from firmware.simulation.network import CALM, Weather
from firmware.simulation.observer import Observer
from firmware.simulation.office import HUB, Office

SEEDS = (1, 2, 3)
BREAKS, MENDED = 8.0, 32.0
STORM = Weather(loss=0.3, twice=0.3, late=0.3)
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
HOUR = 3_600.0

Change = Callable[[Office], None]


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """What boxes say of their faults is not what is looked at."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def played(seed: int, folder: Path, changes: dict[float, Change], well_after: float) -> Evidence:
    """Play a day with these changes at their times; it ends so many seconds after the mending."""
    office = Office(seed, folder)
    observer = Observer(office)
    office.start()
    for at, change in changes.items():
        office.timeline.at(at, lambda change=change: change(office))  # type: ignore[misc]
    office.timeline.at(MENDED, lambda: setattr(office.people, "is_evening", True))
    office.run(MENDED + well_after)
    evidence = observer.evidence()
    office.close()
    return evidence


def days(folder: Path, changes: dict[float, Change], well_after: float) -> Iterator[Evidence]:
    """Play it with several seeds; whatever the seed, people come and every invariant holds at the end."""
    for seed in SEEDS:
        evidence = played(seed, folder / f"{seed}", changes, well_after)
        assert len(evidence.papers) > 5
        assert [f"{check.__name__}: {what}" for check in INVARIANTS for what in check(evidence)] == []
        yield evidence


def opened(evidence: Evidence) -> list[date]:
    """The business days that were opened."""
    return [row.event.day for row in evidence.records.rows if isinstance(row.event, DayOpened)]


def adopted(evidence: Evidence) -> int:
    """How many numbers the kiosks gave by themselves."""
    return sum(type(row.event).__name__ == "TicketAdopted" for row in evidence.records.rows)


def cut_power(name: str, seconds: float) -> Change:
    """Pull the plug of a Pi that has no battery for its clock; the network sets the clock at the mending."""

    def change(office: Office) -> None:
        office.pis[name].clock.lose()
        office.cut_power(office.pis[name], seconds)

    return change


def fill_disk(name: str, *, is_full: bool) -> Change:
    """Fill or free the disk of one program."""
    return lambda office: setattr(office.programs[name].disk, "is_full", is_full)


def set_clock(name: str, error: float) -> Change:
    """Let the wall clock of a Pi be wrong by so many seconds; whoever asks is told that it is right."""
    return lambda office: setattr(office.pis[name].clock, "error", error)


def doubt_clock(office: Office) -> None:
    """Nobody vouches for the hub's clock any more."""
    office.pis[HUB].clock.trust = ClockState.UNTRUSTED


def vouch_for_clock(name: str) -> Change:
    """Let the network set the clock of a Pi."""
    return lambda office: office.pis[name].clock.set()


def test_a_storm_on_the_network_loses_nothing(tmp_path: Path) -> None:
    """Of all messages a third is lost, a third comes twice, a third up to 30 s late; all is well 10 s after it."""
    storm: dict[float, Change] = {
        BREAKS: lambda office: setattr(office.network, "weather", STORM),
        MENDED: lambda office: setattr(office.network, "weather", CALM),
    }
    assert sum(adopted(day) for day in days(tmp_path, storm, 10.0)) > 0


def test_a_hub_without_power_goes_on_where_it_was(tmp_path: Path) -> None:
    """Twice for seven seconds; kiosks give numbers meanwhile, and all is well 3 s after its Pi has power."""
    cuts = {BREAKS: cut_power(HUB, 7.0), MENDED - 7.0: cut_power(HUB, 7.0), MENDED: vouch_for_clock(HUB)}
    assert sum(adopted(day) for day in days(tmp_path, cuts, 3.0)) > 0


def test_a_kiosk_without_power_goes_on_where_it_was(tmp_path: Path) -> None:
    """With its printer box, in the middle of presses and papers; all is well 3 s after its Pi has power."""
    cuts = {BREAKS: cut_power("kiosk-1", 7.0), MENDED - 7.0: cut_power("kiosk-1", 7.0)}
    assert len(list(days(tmp_path, cuts, 3.0))) == len(SEEDS)


def test_an_office_without_mains_goes_on_where_it_was(tmp_path: Path) -> None:
    """Every Pi goes down at once and comes back when it likes; all is well 3 s after the last one has power."""

    def cut_all(office: Office) -> None:
        for seconds, name in enumerate(sorted(office.pis), start=4):
            cut_power(name, float(seconds))(office)

    cuts = {BREAKS: cut_all, MENDED - 9.0: cut_all, MENDED: vouch_for_clock(HUB)}
    assert len(list(days(tmp_path, cuts, 3.0))) == len(SEEDS)


def test_a_printer_box_with_a_full_disk_prints_when_there_is_space(tmp_path: Path) -> None:
    """Nothing is printed that could not be claimed; all is well 3 s after there is space."""
    full = {BREAKS: fill_disk("printer-1", is_full=True), MENDED: fill_disk("printer-1", is_full=False)}
    assert len(list(days(tmp_path, full, 3.0))) == len(SEEDS)


def test_clocks_that_step_change_neither_waits_nor_order(tmp_path: Path) -> None:
    """An hour forth, two back, at the hub and at a kiosk; nothing has to be well again."""
    steps = {
        BREAKS: set_clock(HUB, HOUR),
        12.0: set_clock("kiosk-1", -HOUR),
        16.0: set_clock(HUB, -HOUR),
        20.0: set_clock("kiosk-1", HOUR),
        MENDED: set_clock(HUB, 0.0),
    }
    for day in days(tmp_path, steps, 2.0):
        assert opened(day) == [MONDAY]


def test_a_hub_that_starts_with_a_wrong_clock_opens_no_day(tmp_path: Path) -> None:
    """Its Pi has no battery and finds no network; the day that was open goes on, and nothing has to be well again."""
    cuts = {BREAKS: cut_power(HUB, 4.0)}
    for day in days(tmp_path, cuts, 2.0):
        assert opened(day) == [MONDAY]


def test_midnight_turns_the_day_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While people press and are called; who still waited is carried out."""
    monkeypatch.setattr(simulated, "NIGHTS", 1.1)
    for day in days(tmp_path, {}, 20.0):
        assert opened(day) == [MONDAY, TUESDAY]


def test_at_midnight_an_untrusted_clock_turns_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The day that is open goes on; 2 s after somebody vouches for the clock the next one is open."""
    monkeypatch.setattr(simulated, "NIGHTS", 1.1)
    doubt = {BREAKS: doubt_clock}
    for day in days(tmp_path / "doubted", doubt, 20.0):
        assert opened(day) == [MONDAY]
    for day in days(tmp_path / "vouched", {**doubt, MENDED + 18.0: vouch_for_clock(HUB)}, 20.0):
        assert opened(day) == [MONDAY, TUESDAY]
