"""What a technician asks of the hub comes in pages that fit into one message."""

from typing import cast

import msgspec
import pytest

from firmware.hub.asking import LOOKED_AT, answer_request
from firmware.hub.journal import Journal
from firmware.hub.nodes import Nodes
from firmware.messages.codec import LIMIT, encode
from firmware.messages.commands import CallNext, OpenCounter, PrintOutcome, Recall, ReportPrint
from firmware.messages.names import effect_id
from firmware.messages.requests import Failed, JournalPage, JournalRow, ReadJournal, ReadScores, ReadTicket, TicketPage
from tests.hub.bench import DAY, Bench, adopt, key, press, take

TICKET = f"{DAY}-A001"


def ask(bench: Bench, number: str, after: int = 0) -> TicketPage:
    """One page, as it crosses the broker."""
    page = answer_request(ReadTicket(number=number, after=after), bench.journal, Nodes(), {}, 0.0)
    assert isinstance(page, TicketPage)
    assert len(encode(page)) <= LIMIT
    return page


def kinds(rows: tuple[JournalRow, ...]) -> list[str]:
    """What happened, in order."""
    return [msgspec.json.decode(row.event)["event"] for row in rows]


@pytest.fixture
def called(bench: Bench) -> Bench:
    """Two tickets, of which the first is called, and whose papers are there."""
    bench.send(take(1), take(2))
    bench.send(OpenCounter(key=key(1, "counter-1"), counter=1), node="counter-1")
    bench.send(CallNext(key=key(2, "counter-1"), counter=1, saw=None), node="counter-1")
    slips = [
        ReportPrint(key=key(n, "printer-1"), press=press(n), slip=effect_id("0" * 16, n), outcome=PrintOutcome.PRINTED)
        for n in (1, 2)
    ]
    bench.send(*slips, node="printer-1")
    return bench


def test_a_ticket_s_rows_are_all_its_own_and_no_other_s(called: Bench) -> None:
    """Those that name it, and those that name its press."""
    page = ask(called, "A001")
    assert (page.ticket, page.day, page.is_last) == (TICKET, DAY, True)
    assert kinds(page.rows) == ["TicketIssued", "TicketCalled", "SlipReported"]
    assert all(b"A002" not in bytes(row.event).replace(b'"next_number":"A002"', b"") for row in page.rows)


def test_every_number_on_the_paper_leads_to_the_ticket(called: Bench) -> None:
    """Also the one that a kiosk gave while the hub was silent."""
    called.send(adopt(3, 701, of=2))
    assert ask(called, "A701").ticket == f"{DAY}-A002"


def test_a_number_that_nobody_has_is_said_so(called: Bench) -> None:
    """With the day, so that the technician knows where was looked."""
    assert ask(called, "A099") == TicketPage(
        ticket=None, day=DAY, rows=(), reached=called.journal.position, is_last=True
    )


def test_a_long_story_comes_in_pages(called: Bench) -> None:
    """Each fits into one message, and together they are whole."""
    for n in range(3, 63):
        called.send(Recall(key=key(n, "counter-1"), counter=1, saw=TICKET), node="counter-1")
    page = ask(called, "A001")
    rows, pages = list(page.rows), 1
    while not page.is_last:
        page = ask(called, "A001", page.reached)
        rows += page.rows
        pages += 1
    assert pages > 1
    assert kinds(tuple(rows)).count("TicketRecalled") == 60


def test_a_page_looks_at_so_many_rows_and_no_more(called: Bench) -> None:
    """However long the day was, presses wait for a page only; an empty one is followed by the next."""
    called.send(*(take(n) for n in range(10, 10 + LOOKED_AT)))
    called.send(Recall(key=key(9, "counter-1"), counter=1, saw=TICKET), node="counter-1")
    first = ask(called, "A001")
    assert (first.is_last, kinds(first.rows)[-1]) == (False, "SlipReported")
    last = ask(called, "A001", first.reached)
    assert (last.is_last, kinds(last.rows)) == (True, ["TicketRecalled"])


class Rows:
    """A journal of which only what is asked for here is known."""

    position = 3

    def __init__(self, *sizes: int) -> None:
        """A row of each size."""
        self._rows = tuple(scored(n, size) for n, size in enumerate(sizes, start=1))

    def rows(self, after: int, limit: int) -> tuple[JournalRow, ...]:
        """The rows after a position."""
        return self._rows[after : after + limit]

    def scored(self, before: int | None) -> tuple[JournalRow, ...]:
        """The first."""
        return self._rows[:1] if before is None else ()


def scored(position: int, size: int) -> JournalRow:
    """A row of about so many bytes."""
    event = msgspec.json.encode({"event": "DayScored", "day": DAY, "scores": "x" * size})
    wall = "2026-11-23T09:00:00+07:00"
    return JournalRow(position=position, epoch=1, day=DAY, key=key(1), at=0.0, wall=wall, event=msgspec.Raw(event))


@pytest.mark.parametrize("request_", [ReadScores(), ReadJournal(after=0, limit=50)])
def test_a_row_that_fits_into_no_message_is_said_and_passed_over(request_: ReadScores | ReadJournal) -> None:
    """Its place stays, so that a technician who asks on after the last row comes past it."""
    page = answer_request(request_, cast("Journal", Rows(LIMIT, 10)), Nodes(), {}, 0.0)
    assert isinstance(page, JournalPage)
    assert len(encode(page)) <= LIMIT
    assert page.rows[0].position == 1
    assert b"fit into no message" in bytes(page.rows[0].event)
    assert [row.position for row in page.rows[1:]] == ([2] if isinstance(request_, ReadJournal) else [])


def test_what_cannot_be_answered_is_said_and_is_no_end_of_the_hub() -> None:
    """A number that is none, from a box of another version: the technician reads why."""

    class Broken(Rows):
        def rows(self, after: int, limit: int) -> tuple[JournalRow, ...]:
            raise ValueError(f"nothing after {after}, {limit}")

    answer = answer_request(ReadJournal(after=0, limit=1), cast("Journal", Broken()), Nodes(), {}, 0.0)
    assert answer == Failed(detail="nothing after 0, 1")
