"""A row of the journal is read by a person."""

from datetime import date
from zoneinfo import ZoneInfo

import msgspec
import pytest

from firmware.messages.requests import JournalRow
from firmware.queueing.events import AnyEvent
from firmware.technician.journal_lines import _SAID, line_of

ZONE = ZoneInfo("Asia/Jakarta")


def row(event: str) -> JournalRow:
    """Return a row with this event."""
    return JournalRow(
        position=1207,
        epoch=3,
        day=date(2026, 11, 23),
        key="counter-3-00000000000000aa-2-17",
        at=9_000.0,
        wall="2026-11-23T02:41:03.500000+00:00",
        event=msgspec.Raw(event.encode()),
    )


def test_a_call_reads_like_a_sentence() -> None:
    """Position, the office's time of day, the number, what, and who asked for it."""
    line = line_of(row('{"event":"TicketCalled","ticket":"2026-11-23-A017","counter":3}'), ZONE)
    assert (line.position, line.time, line.number, line.text, line.node) == (
        1207,
        "09.41.03",
        "A017",
        "called to counter 3",
        "counter-3",
    )


def test_a_priority_is_told_and_never_its_reason() -> None:
    """Only the class is known at all."""
    issued = '{"event":"TicketIssued","ticket":"2026-11-23-A017","number":"A017","service":"A","priority":%s}'
    assert line_of(row(issued % "true"), ZONE).text == "issued for service A, with priority"
    assert line_of(row(issued % "false"), ZONE).text == "issued for service A"


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ('"outcome":"PRINTED"', "slip printed"),
        ('"outcome":"PRINTED","is_marked":true', "slip printed, marked CETAK ULANG"),
        ('"outcome":"FAILED","cause":"PAPER_OUT","is_final":false', "slip failed (PAPER_OUT), will be tried again"),
    ],
)
def test_a_slip_s_fate_is_told(fields: str, text: str) -> None:
    """What became of the paper, why, and whether the printer goes on by itself."""
    assert line_of(row('{"event":"SlipReported",' + fields + "}"), ZONE).text == text


def test_an_event_from_a_newer_hub_is_shown_and_not_hidden() -> None:
    """With its fields as they are."""
    assert line_of(row('{"event":"KioskPainted","colour":"red"}'), ZONE).text == "KioskPainted colour=red"


def test_an_unreadable_row_does_not_end_the_listing() -> None:
    """It is named as such."""
    assert "unreadable" in line_of(row("[1]"), ZONE).text


def test_every_event_of_the_hub_has_its_words() -> None:
    """A new event cannot be forgotten here."""
    events = {kind.__name__ for kind in AnyEvent.__args__}  # type: ignore[attr-defined]
    assert events == set(_SAID) | {"SlipReported"}
