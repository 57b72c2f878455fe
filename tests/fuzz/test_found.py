"""What was ever found by firing at the boxes, each as a fact of its own."""

import logging
import random
import time
from pathlib import Path
from queue import SimpleQueue
from zoneinfo import ZoneInfo

import msgspec
import pytest
from msgspec import Raw, Struct

from firmware.hub.settings import HubSettings
from firmware.messages import topics
from firmware.messages.codec import Garbage, decode, decode_answer, decode_request, decode_response, encode
from firmware.messages.notices import Beat, Board, Office, Slip
from firmware.messages.requests import JournalPage, JournalRow, ReadNodes
from firmware.node.link import Received
from firmware.node.neighbour import Overheard
from firmware.node.settings import BoxSettings, SettingsError, load
from firmware.technician.faults import BoxSilent
from firmware.technician.journal_lines import line_of
from firmware.technician.office_line import OfficeLine
from firmware.technician.scores import days_of
from firmware.technician.settings import Patience, TechnicianSettings
from firmware.technician.story import story_of
from printer_node.office import style_of
from tests.fuzz.boxes import KioskUnderFire, PrinterUnderFire
from tests.fuzz.hub import HubUnderFire
from tests.fuzz.parts import DeafLink
from tests.fuzz.payloads import Table
from tests.fuzz.telling import DAY, STORE, Telling

ZONE = ZoneInfo("Asia/Jakarta")


def told(word: str, **changed: object) -> bytes:
    """What the hub says, with some fields changed."""
    _, table = getattr(Telling(random.Random(1)), word)()
    return msgspec.json.encode({**table, **changed})


@pytest.mark.parametrize("leaf", ["kiosk-1\nERROR forged", "\u202e1-ksoik", "\x1b[2J", "x" * 33, "a/b", "+"])
def test_a_topic_ends_in_a_name(leaf: str) -> None:
    """The broker lets control bytes through; they would forge lines of the hub's log."""
    assert topics.parse(f"antrian/command/{leaf}") is None


@pytest.mark.parametrize("request_name", ["ReadJournal", "ReadKept", "ReadPapers", "ReadTicket"])
def test_no_position_has_thirty_digits(request_name: str) -> None:
    """SQLite holds 64 bits: the hub ended at the first technician who asked so."""
    number = {"number": "A001"} if request_name == "ReadTicket" else {}
    asked = {"request": request_name, "after": Raw(b"1" + b"0" * 30), **number}
    assert isinstance(decode_request(msgspec.json.encode(asked)), Garbage)


def test_a_hub_that_is_asked_for_a_position_of_thirty_digits_goes_on(tmp_path: Path) -> None:
    """The whole way, with the next visitor's number behind it."""
    hub = HubUnderFire(tmp_path, 1)
    try:
        for word in ("ReadJournal", "ReadScores"):
            asked = b'{"request":"%s","after":%d,"before":%d}' % (word.encode(), 10**30, 10**30)
            hub.send(
                Received(topic="antrian/request/hub", payload=asked, response_topic="antrian/response/technician-1")
            )
        hub.settle()
        hub.check()
    finally:
        hub.close()


@pytest.mark.parametrize("field", ["epoch", "position"])
def test_no_epoch_is_beyond_what_can_be_told_again(field: str) -> None:
    """A box believes the highest epoch, and could then not tell it: numbers of JSON end at 64 bits where we write."""
    assert isinstance(decode(Beat, told("beat", **{field: Raw(b"9" * 25)})), Garbage)
    answer = {"answer": "Accepted", "key": f"kiosk-1-{STORE}-1-1", "journal": "0" * 16, "epoch": 1, "position": 1}
    assert isinstance(decode_answer(msgspec.json.encode({**answer, field: Raw(b"9" * 25)})), Garbage)


@pytest.mark.parametrize("kind", [Beat, Slip])
@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-11-23T02:00:00"])
def test_no_moment_is_at_the_edge_of_the_calendar_or_in_no_zone(kind: type[Struct], at: str) -> None:
    """It has no time of day in Jakarta: the printer box ended at such a slip, again after each restart."""
    word, field = ("beat", "at") if kind is Beat else ("slip", "issued_at")
    assert isinstance(decode(kind, told(word, **{field: at})), Garbage)
    assert isinstance(decode(kind, told(word)), kind)


def test_no_call_is_at_the_edge_of_the_calendar() -> None:
    """Nor what stands inside a board."""
    at = "9999-12-31T23:59:59Z"
    assert isinstance(decode(Board, told("board", help=[{"call": 5, "kiosk": "kiosk-1", "at": at}])), Garbage)
    assert isinstance(decode(Board, told("board", kiosks=[_kiosk_without(at)])), Garbage)


def _kiosk_without(at: str) -> Table:
    return {"name": "kiosk-1", "paper": "OUT", "unprinted": [{"number": "A007", "at": at}]}


@pytest.mark.parametrize("zone", ["Mars/Phobos", "Asia", "../../etc/passwd", "", "a" * 300])
def test_a_kiosk_gives_its_own_numbers_also_where_nobody_knows_the_zone(zone: str, tmp_path: Path) -> None:
    """A hub with newer zones than the kiosk, or none at all: it ended when the hub fell silent, at each press."""
    kiosk = KioskUnderFire(tmp_path / "kiosk-1", 1)
    try:
        kiosk.hear(kiosk.good.office(), timezone=zone)
        kiosk.beat()
        kiosk._answer_all()
        kiosk.clock.now += 5.0
        kiosk.step()
        kiosk.press(17)
        kiosk.clock.now += 5.0
        kiosk.settle()
        assert [type(command).__name__ for command in kiosk.box.outbox.pending] == ["AdoptTicket"]
    finally:
        kiosk.close()


def test_a_slip_is_dated_as_it_came_where_the_zone_is_a_folder() -> None:
    """A name that is a folder of zones is another error than a name that is nothing."""
    office = decode(Office, told("office", timezone="Asia"))
    assert isinstance(office, Office)
    assert style_of(office).zone is None


def test_a_neighbours_topic_forges_no_line_of_the_printers_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is quoted as it would be typed."""
    printer = PrinterUnderFire(tmp_path / "printer-1", 1)
    try:
        with caplog.at_level(logging.ERROR):
            printer.box.post(Overheard("antrian/slip/x\nERROR forged", b"{}"))
            printer.settle()
    finally:
        printer.close()
    assert caplog.messages
    assert all(message.isprintable() for message in caplog.messages)


def row(event: Table | Raw) -> JournalRow:
    """A row of the journal, as a technician's box gets it."""
    key, wall = f"kiosk-1-{STORE}-1-7", "2026-11-23T02:00:00+00:00"
    page = {
        "response": "JournalPage",
        "rows": [{"position": 7, "epoch": 1, "day": None, "key": key, "at": 5.0, "wall": wall, "event": event}],
        "end": 9,
    }
    read = decode_response(msgspec.json.encode(page))
    assert isinstance(read, JournalPage)
    return read.rows[0]


@pytest.mark.parametrize(
    "event",
    [
        {"event": "CounterPlanned", "counter": 1, "absences": [[600]]},
        {"event": "CounterPlanned", "counter": 1, "absences": "soon"},
        {"event": ["TicketCalled"]},
        {"event": "TicketCalled", "counter": "one", "why": 7},
        {"event": "TicketIssued", "service": "A", "told": [20, 35], "since": "nine"},
        {"event": "TicketIssued", "service": "A", "told": {"low": None}},
        {"event": "DayScored", "day": "2026-11-23", "scores": [{"service": "A", "count": 0}]},
        {},
    ],
)
def test_an_event_in_other_words_is_shown_and_ends_no_page(event: Table) -> None:
    """A hub of another version may say it otherwise."""
    one = row(event)
    assert isinstance(line_of(one, ZONE).text, str)
    assert len(story_of(f"{DAY}-A017", [one], ZONE).steps) == 1
    assert days_of([one]) == []


def test_an_event_is_text_and_not_too_deep() -> None:
    """What a message carries as it came is read later, and by then it must be text."""
    with pytest.raises(AssertionError):
        row(Raw(b'"\xff\xfe"'))
    assert line_of(row(Raw(b'{"event":' + b"[" * 900 + b"]" * 900 + b"}")), ZONE).text


@pytest.mark.parametrize("wall", ["nine", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00"])
def test_a_row_has_a_time_of_day(wall: str) -> None:
    """It stands at the beginning of its line."""
    one = row({"event": "TicketFinished", "counter": 1})
    said = msgspec.json.encode(one).replace(b"2026-11-23T02:00:00+00:00", wall.encode())
    assert isinstance(decode(JournalRow, said), Garbage)


class _Chatter(SimpleQueue[object]):
    """An inbox in which there is always something more."""

    def get(self, block: bool = True, timeout: float | None = None) -> object:
        """Return the next."""
        return super().get(block, timeout) if not self.empty() else Received(topic="antrian/beat", payload=b"{}")


def test_who_talks_without_end_keeps_no_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What came before the deadline is still looked at, and what comes after it is not waited for."""
    settings = TechnicianSettings(
        box=BoxSettings(name="technician-1", state=str(tmp_path)), patience=Patience(answer_seconds=0.01)
    )
    with OfficeLine(settings, connect=lambda _settings, inbox, **_: DeafLink(inbox)) as line:
        monkeypatch.setattr(line, "_inbox", _Chatter())
        monkeypatch.setattr("firmware.technician.office_line.PATIENCE_OVER", 0.02)
        began = time.monotonic()
        with pytest.raises(BoxSilent):
            line.ask("kiosk-1", ReadNodes())
    assert time.monotonic() - began < 5.0


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 20_000,
        "x = " + "[" * 900 + "]" * 900,
        "x = " + "9" * 5_000,
        "office = " + "9" * 400,
        f'[estimate]\nmethod = "{"x" * 8_000}"\n[box]\nname = "hub"',
        "x = 2026-11-23T24:99:00Z",
    ],
)
def test_settings_that_nobody_types_are_refused_with_a_short_sentence(text: str, tmp_path: Path) -> None:
    """TOML's reader lets other errors through than its own, and a wrong value is quoted as a whole."""
    path = tmp_path / "hub.toml"
    path.write_text(text)
    with pytest.raises(SettingsError) as refused:
        load(path, HubSettings)
    assert len(str(refused.value)) < 1_200


def test_what_is_good_is_still_good() -> None:
    """The bounds leave room for everything that an office says."""
    for word, kind in (("beat", Beat), ("office", Office), ("board", Board), ("slip", Slip)):
        message = decode(kind, told(word))
        assert isinstance(message, kind), message
        assert len(encode(message)) > 100


def test_a_slip_names_its_service() -> None:
    """A wall that was to show one without a name showed nothing at all while it lasted."""
    assert isinstance(decode(Slip, told("slip", service_name={})), Garbage)


@pytest.mark.parametrize("high", [-(2**31), 2**40])
def test_a_wait_can_be_added_to_a_time(high: int) -> None:
    """The paper says from when until when; a wait of four thousand years ended the printer box."""
    assert isinstance(decode(Slip, told("slip", estimate={"low": 20, "high": high})), Garbage)
