"""The day's appointments come from a file that an office exports, whatever is wrong with it."""

import logging
import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from firmware.hub.bookings import Appointment, Bookings, appointments_in
from firmware.hub.desk import Desk, Step
from firmware.hub.office_time import Moment
from firmware.messages.answers import Accepted, Reason, Refused
from firmware.messages.codec import encode
from firmware.messages.commands import CheckIn, CloseDay, OpenDay
from firmware.queueing.now import Booking
from tests.hub.bench import DAY, Bench, answers, key, moment, press

NIK = "it has what may be a NIK, which names a person; write a code of the appointment"
PHONE, PASSPORT = NIK.replace("a NIK", "a phone number"), NIK.replace("a NIK", "the number of a passport")
NO_CODE = "its code is none; it is up to 32 letters, digits and hyphens"
FILE = "code,service,time\nBK-1,A,09:30\nBK-2,F,10.15\n"


def trusted(seconds: float = 0.0) -> Moment:
    """A moment after nine o'clock on the test's day, by a clock that is believed."""
    now = moment(seconds)
    return replace(now, today=DAY, midnight=now.office - seconds - 9 * 3600)


def check_in(n: int, code: str = "BK-1", age: float = 0.0) -> CheckIn:
    """The n-th command of kiosk-1: somebody with this appointment is there."""
    return CheckIn(key=key(n), press=press(n), appointment=code, age=age)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the day's file."""
    (tmp_path / "bookings").mkdir()
    (tmp_path / "bookings" / f"{DAY}.csv").write_text(FILE)
    return tmp_path / "bookings"


@pytest.fixture
def bookings(folder: Path) -> Bookings:
    """The bookings of an office with two services."""
    return Bookings(folder, {"A", "F"})


@pytest.fixture
def booked(bench: Bench, bookings: Bookings) -> Iterator[Bench]:
    """A desk that knows them."""
    bench.desk = Desk(bench.journal, bench.desk.queue, None, bookings)
    return bench


def arrive(bench: Bench, command: CheckIn, now: Moment) -> Step:
    """Let the command come at a moment."""
    return bench.desk.order("kiosk-1", command, now)


@pytest.mark.parametrize(
    "text",
    [
        FILE,
        "\ufeffCode; Service ;Time\r\nBK-1;a;9.30\r\n\r\nBK-2;F;10:15:00\r\n",
        'time,name,code,service\n09:30,"Siti, Ibu",BK-1,A\n10:15,,BK-2,F\n',
    ],
)
def test_a_file_is_read_as_offices_write_it(text: str) -> None:
    """With commas or semicolons, a mark at its beginning, other columns, and times with a dot."""
    read = appointments_in(text, {"A", "F"})
    assert read.complaints == ()
    assert read.appointments == (
        Appointment(code="BK-1", service="A", minute=570),
        Appointment(code="BK-2", service="F", minute=615),
    )


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("BK-3,A,half past nine", "line 4: its time is no time of day; write it like 09:30"),
        ("BK-3,X,09:30", "line 4: its service is none of the office's: A, F"),
        ("BK 3,A,09:30", f"line 4: {NO_CODE}"),
        (",A,09:30", f"line 4: {NO_CODE}"),
        ("BK-2,A,09:30", "line 4: its code is there already"),
        ("BK-3,A", "line 4: it has 2 columns"),
        ("3201156708900002,A,09:30", f"line 4: {NIK}"),
        ("3201-1567-0890-0002,A,09:30", f"line 4: {NIK}"),
        ("3201 1567 0890 0002,A,09:30", f"line 4: {NIK}"),
        ("BK-3,3201156708900002,09:30", f"line 4: {NIK}"),
        ("BK-3,A,3201.1567.0890.0002", f"line 4: {NIK}"),
        ("0812-3456-7890,A,09:30", f"line 4: {PHONE}"),
        ("+62 812 3456 7890,A,09:30", f"line 4: {PHONE}"),
        ("c1234567,A,09:30", f"line 4: {PASSPORT}"),
        ("Siti Aminah,A,09:30", f"line 4: {NO_CODE}"),
        ("\x1b[2J,A,09:30", f"line 4: {NO_CODE}"),
    ],
)
def test_a_bad_row_is_left_out_and_the_others_stay(row: str, complaint: str) -> None:
    """With its line, and what is wrong."""
    read = appointments_in(f"{FILE}{row}\nBK-9,A,11:00\n", {"A", "F"})
    assert [one.code for one in read.appointments] == ["BK-1", "BK-2", "BK-9"]
    assert read.complaints == (complaint,)


def test_whoever_exports_more_than_is_needed_is_told(
    bookings: Bookings, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Other columns are full of people; neither what they hold nor what they are called is told."""
    (folder / f"{DAY}.csv").write_text("code,service,time,nama,telepon\nBK-1,A,09:30,Siti Aminah,081234567890\n")
    assert len(bookings.of_day(DAY)) == 1
    assert "2 columns are not read; export only code, service, time" in caplog.text
    assert not any(word in caplog.text for word in ("Siti", "0812", "nama"))


def test_a_file_is_read_again_when_it_changes(bookings: Bookings, folder: Path) -> None:
    """An office exports it anew during the day; one that is taken away books nobody."""
    assert [one.code for one in bookings.of_day(DAY)] == ["BK-1", "BK-2"]
    (folder / f"{DAY}.csv").write_text(FILE + "BK-3,A,11:00\n")
    assert [one.code for one in bookings.of_day(DAY)] == ["BK-1", "BK-2", "BK-3"]
    (folder / f"{DAY}.csv").unlink()
    assert bookings.of_day(DAY) == ()


def test_a_file_that_did_not_change_is_read_once(bookings: Bookings, caplog: pytest.LogCaptureFixture) -> None:
    """Every press looks, and only a change costs anything."""
    with caplog.at_level(logging.INFO):
        for _ in range(3):
            bookings.of_day(DAY)
    assert [record.getMessage().partition(": ")[2] for record in caplog.records] == ["2 appointments, 0 rows left out"]


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (b"code,time\nBK-1,09:30\n", "no column 'service'"),
        (b"", "no column 'code'"),
        (b"code,service,time\n\xff\xfe\n", "can't decode"),
        (b'code,service,time\n"BK-1,A,09:30\n', "unexpected end"),
        (b"code,service,time\n" + b"x" * 1024 * 1024, "more than 1024 KiB"),
    ],
)
def test_a_file_that_cannot_be_read_leaves_what_was_known(
    bookings: Bookings, folder: Path, caplog: pytest.LogCaptureFixture, payload: bytes, said: str
) -> None:
    """It may be half written; the next look finds it whole."""
    known = bookings.of_day(DAY)
    (folder / f"{DAY}.csv").write_bytes(payload)
    assert bookings.of_day(DAY) == known
    assert said in caplog.text
    assert bookings.of_day(DAY + timedelta(days=1)) == ()


def test_an_office_without_bookings_has_none() -> None:
    """And looks for no file."""
    bookings = Bookings(None, {"A"})
    assert bookings.of_day(DAY) == ()
    assert bookings.booking("BK-1", DAY, trusted()) is None


def test_a_slot_is_told_in_office_time(bookings: Bookings) -> None:
    """Half past nine is half an hour after nine, also where the day is another one than the calendar's."""
    assert bookings.booking("BK-1", DAY, trusted()) == Booking(service="A", slot=moment(1_800.0).office)
    yesterday = replace(trusted(), today=date(2026, 11, 22))
    assert bookings.booking("BK-1", DAY, yesterday) == Booking(service="A", slot=moment(1_800.0 + 86_400).office)
    assert bookings.slots(DAY, trusted()) == {"BK-1": moment(1_800.0).office, "BK-2": moment(4_500.0).office}


def test_a_clock_that_steps_moves_no_slot(bookings: Bookings) -> None:
    """Two hours ahead, across midnight, or not believed at all: half past nine stays where the steady clock had it."""
    slot = trusted(600.0).office - 600.0 + 1_800.0
    steady = trusted().midnight or 0.0
    for today, shift in ((DAY, 2 * 3_600.0), (DAY + timedelta(days=1), -9 * 3_600.0), (None, 0.0)):
        stepped = None if today is None else steady - shift
        now = replace(trusted(600.0), today=today, midnight=stepped, is_steady=False, anchor=(DAY, steady))
        assert bookings.booking("BK-1", DAY, now) == Booking(service="A", slot=slot)


def test_who_is_checked_in_by_a_nik_is_refused_and_leaves_no_trace(
    booked: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    """It names a person: neither the journal nor a log nor the answer holds it."""
    nik = "3201156708900002"
    payload = encode(check_in(1)).replace(b"BK-1", nik.encode())
    (answer,) = answers(booked.raw(payload))
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.BAD_COMMAND
    assert nik not in answer.detail + caplog.text
    assert nik not in "".join(booked.journal._database.iterdump())


def test_who_has_booked_gets_a_ticket_of_the_service_with_the_slot(booked: Bench) -> None:
    """And the journal keeps both through a restart of the hub."""
    (answer,) = answers(arrive(booked, check_in(1), trusted()))
    assert isinstance(answer, Accepted)
    assert answer.number == "A001"
    booked.restart()
    ticket = booked.desk.queue.tickets[f"{DAY}-A001"]
    assert (ticket.appointment, ticket.slot, ticket.kiosk) == ("BK-1", moment(1_800.0).office, "kiosk-1")


def test_one_appointment_is_one_ticket(booked: Bench) -> None:
    """Whoever comes with it again hears the number that it has."""
    arrive(booked, check_in(1), trusted())
    (answer,) = answers(arrive(booked, check_in(2), trusted(60.0)))
    assert isinstance(answer, Refused)
    assert (answer.reason, "A001" in answer.detail) == (Reason.APPOINTMENT_USED, True)


@pytest.mark.parametrize(
    ("code", "now", "said"),
    [
        ("BK-7", trusted(), "no such appointment on 2026-11-23"),
        ("BK-1", moment(), "clock is not set"),
        ("BK-1", replace(trusted(), is_steady=False), "has just stepped; give a walk-in's ticket"),
    ],
)
def test_who_cannot_be_checked_in_is_told_why(booked: Bench, code: str, now: Moment, said: str) -> None:
    """An unknown code, or a hub that does not know the time of day or has just seen it jump."""
    (answer,) = answers(arrive(booked, check_in(1, code), now))
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.UNKNOWN_APPOINTMENT
    assert said in answer.detail


def test_what_is_no_code_of_the_day_is_written_nowhere(booked: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """A word or a foreign passport looks like a code: the journal keeps the refusal and not the word."""
    with caplog.at_level(logging.DEBUG):
        step = arrive(booked, check_in(1, "Rahmawati"), trusted())
    kept = b"".join(path.read_bytes() for path in booked.path.parent.glob(f"{booked.path.name}*"))
    assert b"UNKNOWN_APPOINTMENT" in kept
    assert b"Rahmawati" not in kept + b"".join(reply.answer for reply in step.replies)
    assert "Rahmawati" not in caplog.text


def test_a_press_of_yesterday_gets_no_second_ticket(booked: Bench) -> None:
    """The journal knows the press, and one press owns one ticket for ever."""
    arrive(booked, check_in(1), trusted())
    booked.desk.order("hub", CloseDay(key=key(2, "hub"), day=DAY), trusted(60.0))
    booked.desk.order("hub", OpenDay(key=key(3, "hub"), day=DAY + timedelta(days=1)), trusted(120.0))
    again = replace(check_in(1), key=key(9))
    (answer,) = answers(arrive(booked, again, trusted(180.0)))
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.DAY_PAST


def test_a_file_without_the_right_to_it_is_none(bookings: Bookings, folder: Path) -> None:
    """The hub goes on and says so in its log."""
    if os.geteuid() == 0:
        (folder / f"{DAY}.csv").unlink()
        (folder / f"{DAY}.csv").mkdir()
    else:
        (folder / f"{DAY}.csv").chmod(0)
    assert bookings.of_day(DAY) == ()
