"""A box tells what it keeps, in pages that fit into one message."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from firmware.messages.answers import Accepted
from firmware.messages.codec import LIMIT, decode, decode_answer, decode_command, encode
from firmware.messages.commands import TakeTicket
from firmware.messages.names import make_key, make_press
from firmware.messages.requests import KeptPage
from firmware.node.outbox import Outbox
from firmware.node.remembering import PAGE_ROWS, kept_page
from firmware.node.trust import Heard, Trust

JOURNAL = "0123456789abcdef"
STORE = "9f2c66d01b7e4a35"


@pytest.fixture
def outbox(tmp_path: Path, clock: Any) -> Iterator[Outbox]:
    """An outbox with two hundred answered commands, a second apart."""
    outbox = Outbox(tmp_path / "outbox.sqlite3", "kiosk-1", clock)
    for n in range(1, 201):
        key = make_key("kiosk-1", STORE, 1, n)
        outbox.add(TakeTicket(key=key, press=make_press("kiosk-1", STORE, 1, n), service="A"))
        outbox.settle(Accepted(key=key, journal=JOURNAL, epoch=3, position=n, ticket=f"2026-11-23-A{n:03d}"))
        clock.now += 1.0
    yield outbox
    outbox.close()


@pytest.fixture
def trust(tmp_path: Path) -> Trust:
    """A box that has pinned a journal and heard its third epoch."""
    trust = Trust(tmp_path)
    trust.confirm(JOURNAL)
    trust.heard = Heard(3, 1_207)
    return trust


def read(outbox: Outbox, trust: Trust, after: int = 0) -> list[KeptPage]:
    """Ask page by page, as the hub does, and see that each fits."""
    pages: list[KeptPage] = []
    while not pages or not pages[-1].is_last:
        page = kept_page(outbox.kept(after, PAGE_ROWS), trust)
        assert len(encode(page)) <= LIMIT
        pages.append(page)
        after = page.rows[-1].n
    return pages


def test_every_answered_command_comes_once_and_in_order(outbox: Outbox, trust: Trust) -> None:
    """Command, answer and age are what they were; the last page says that it is the last."""
    rows = [row for page in read(outbox, trust) for row in page.rows]
    keys = [make_key("kiosk-1", STORE, 1, n) for n in range(1, 201)]
    assert [decode_command("kiosk-1", bytes(row.command)).key for row in rows] == keys  # type: ignore[union-attr]
    assert [decode_answer(bytes(row.answer)).key for row in rows] == keys  # type: ignore[union-attr]
    assert [(row.age, row.is_age_exact) for row in rows[-2:]] == [(2.0, True), (1.0, True)]


def test_a_page_crosses_the_broker_as_it_is(outbox: Outbox, trust: Trust) -> None:
    """Bytes in, the same page out, with what the box has heard of the hub."""
    page = read(outbox, trust)[0]
    assert decode(KeptPage, encode(page)) == page
    assert (page.journal, page.epoch, page.position) == (JOURNAL, 3, 1_207)


def test_a_negative_number_counts_from_the_end(outbox: Outbox, trust: Trust) -> None:
    """A week's commands are not asked for a morning's sake."""
    rows = [row for page in read(outbox, trust, after=-5) for row in page.rows]
    assert [row.n for row in rows] == [196, 197, 198, 199, 200]


def test_after_a_reboot_an_age_is_a_lower_bound(outbox: Outbox, trust: Trust, clock: Any) -> None:
    """The boot clock has begun anew: the machine has been up for at least that long."""
    clock.reboot(20.0)
    assert {(row.age, row.is_age_exact) for row in read(outbox, trust, after=-5)[0].rows} == {(20.0, False)}


def test_a_box_that_keeps_nothing_says_so(tmp_path: Path, clock: Any) -> None:
    """One page, the last, without rows and without a journal."""
    blank = Outbox(tmp_path / "outbox.sqlite3", "kiosk-1", clock)
    assert kept_page(blank.kept(-5, PAGE_ROWS), Trust(tmp_path)) == KeptPage(
        rows=(), is_last=True, journal=None, epoch=0, position=0
    )
    blank.close()
