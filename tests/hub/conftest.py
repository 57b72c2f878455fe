"""What tests of the hub share: the shipped office and a desk with the day open."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from firmware.hub.journal import create
from firmware.hub.office_rules import NoShowTable
from firmware.hub.settings import OfficeSettings, load_office
from firmware.messages.commands import OpenDay
from tests.hub.bench import DAY, SHIPPED, Bench, key, moment
from tests.hub.lost_day import LostDay, Make


@pytest.fixture
def office() -> OfficeSettings:
    """The office that ships, but that it is always open and one call is enough to be absent."""
    return replace(load_office(str(SHIPPED)), hours=None, no_show=NoShowTable(calls=1, gap_seconds=0))


@pytest.fixture
def make_bench(tmp_path: Path, office: OfficeSettings) -> Iterator[Callable[..., Bench]]:
    """Make a bench with the day open."""
    made: list[Bench] = []

    def make() -> Bench:
        path = tmp_path / "journal.sqlite3"
        create(path)
        bench = Bench(path, office)
        bench.desk.order("hub", OpenDay(key=key(1, "hub"), day=DAY), moment())
        made.append(bench)
        return bench

    yield make
    for bench in made:
        bench.journal.close()


@pytest.fixture
def bench(make_bench: Callable[..., Bench]) -> Bench:
    """A desk with the day open."""
    return make_bench()


@pytest.fixture
def lost_day(tmp_path: Path, office: OfficeSettings) -> Iterator[Make]:
    """Play a day of so many moments."""
    days: list[LostDay] = []

    def make(seed: int = 0, steps: int = 0) -> LostDay:
        folder = tmp_path / str(len(days))
        folder.mkdir()
        days.append(LostDay(folder, office, seed))
        days[-1].open()
        days[-1].play(steps)
        return days[-1]

    yield make
    for day in days:
        day.close()
