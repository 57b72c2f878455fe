"""An office is refused at the start if its fullest hour does not fit into one message."""

from itertools import count
from pathlib import Path

import pytest

from firmware.hub.fitting import barest
from firmware.hub.fullest import fullest
from firmware.hub.telling import Teller
from firmware.messages.codec import LIMIT, encode
from firmware.messages.commands import CallNext, OpenCounter
from firmware.messages.notices import Board
from firmware.node.settings import SettingsError
from firmware.queueing.plan import CounterPlan, KioskPlan, OfficePlan, ServicePlan
from tests.hub.bench import Bench, key, moment, take
from tests.hub.test_day_by_hours import Office

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
JOURNAL = "9f2c66d01b7e4a35"


def plan(counters: int, services: int, kiosks: int = 0) -> OfficePlan:
    """An office of this size."""
    letters = tuple(LETTERS[:services])
    return OfficePlan(
        services=tuple(ServicePlan(letter=letter, name={"id": letter}, minutes=10) for letter in letters),
        counters=tuple(CounterPlan(number=number, serves=letters) for number in range(1, counters + 1)),
        kiosks=tuple(KioskPlan(name=f"kiosk-{number}") for number in range(1, kiosks + 1)),
    )


@pytest.mark.parametrize("kiosks", [0, 1, 2, 3])
def test_the_largest_office_that_is_promised_fits(kiosks: int) -> None:
    """Forty counters and twenty services, every counter calling and every kiosk without paper."""
    for notice in fullest(plan(40, 20, kiosks), JOURNAL):
        assert len(encode(notice)) <= LIMIT


def test_an_office_that_is_too_large_is_found_before_its_noon() -> None:
    """A hundred counters that all call have no board."""
    with pytest.raises(ValueError, match=r"Board is [0-9]+ bytes"):
        [encode(notice) for notice in fullest(plan(99, 26), JOURNAL)]


def test_no_picture_of_a_busy_office_is_larger(bench: Bench) -> None:
    """The board and the counters that are told at noon are not larger than those made up."""
    teller, n = Teller(bench.office, bench.journal.id, bench.journal.epoch), count(100)
    for counter in bench.desk.queue.plan.counters:
        node = counter.box or "counter-1"
        bench.send(take(next(n)))
        bench.send(OpenCounter(key=key(next(n), node), counter=counter.number), node=node)
        bench.send(CallNext(key=key(next(n), node), counter=counter.number, saw=None), node=node)
    board, made_up = fullest(bench.desk.queue.plan, bench.journal.id)
    told = teller.board(bench.desk.queue, moment(), {}).notice
    assert isinstance(told, Board)
    assert len(encode(barest(told))) < len(encode(board))
    assert len(encode(teller.counter(bench.desk.queue, 1, moment()).notice)) < len(encode(made_up))


def test_a_hub_refuses_such_an_office_with_a_sentence(tmp_path: Path) -> None:
    """At its start, and by the name of the file."""
    counter = '[[counter]]\nnumber = {}\nserves = ["A"]\n'
    service = '[[service]]\nletter = "A"\nname = { id = "A" }\n'
    table = '[office]\nname = "Kantor"\nlanguages = ["id"]\n'
    text = table + service + "".join(counter.format(number) for number in range(1, 60))
    with pytest.raises(SettingsError, match=r"Board is [0-9]+ bytes.*split the office"):
        Office(tmp_path, text)
