"""What is to be seen."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from display_node.wall.scene import (
    Mode,
    called,
    minutes_text,
    scene,
    standing,
)
from display_node.wall.words import Said
from firmware.messages.notices import Board, Call, Estimate, Office, Slip

Make = Callable[..., Board]
MakeCall = Callable[..., Call]
MakeOffice = Callable[..., Office]
MakeSlip = Callable[..., Slip]


def test_the_big_call_is_the_newest_that_stands(call: MakeCall) -> None:
    """A newer call that has ended is history, and a recall makes an old one the newest."""
    calls = (call(90, "A018", 3, "ENDED"), call(80, "H009", 1, "SERVING"), call(70, "K004", 2))
    assert standing(calls) == calls[1]
    assert standing((*calls, call(95, "F001", 4, recalls=1))) == call(95, "F001", 4, recalls=1)
    assert standing(calls[:1]) is None


def test_a_number_is_written_with_its_letter_apart(board: Make, office: MakeOffice, call: MakeCall) -> None:
    """People look for "A 017", and the log names what crossed the broker."""
    seen = scene(board([call(90, "A017", 3)]), office(), None, None)
    assert seen.call is not None
    assert (seen.call.number, seen.call.counter, seen.call.ticket_number) == ("A 017", "3", "A017")


def test_those_still_waited_for_come_first_in_the_list(board: Make, call: MakeCall) -> None:
    """A call is not pushed off the wall by newer ones whose person has come."""
    calls = [call(90, "A017", 3), call(80, "H009", 1, "SERVING"), call(70, "F001", 4, "ENDED"), call(60, "K004", 2)]
    seen = scene(board(calls), None, None, None)
    assert [row.ticket_number for row in seen.rows] == ["K004", "H009", "F001"]


def test_a_wall_shows_the_calls_of_its_own_zone(board: Make, office: MakeOffice, call: MakeCall) -> None:
    """A counter that names no zone is shown everywhere, and so is everything before the office is known."""
    told = board([call(90, "A017", 3)])
    assert scene(told, office(zones=("hall",)), None, None, zone="hall").mode is Mode.CALL
    assert scene(told, office(zones=("lounge",)), None, None, zone="hall").mode is Mode.NO_CALL
    assert scene(told, office(zones=()), None, None, zone="hall").mode is Mode.CALL
    assert scene(told, None, None, None, zone="hall").mode is Mode.CALL


@pytest.mark.parametrize(
    ("told", "mode", "words"),
    [
        ("nothing", Mode.NO_SERVER, "Menunggu server…"),
        ("closed", Mode.CLOSED, "Pelayanan sedang tutup"),
        ("open", Mode.NO_CALL, "Belum ada panggilan"),
        ("ended", Mode.NEXT, "Menunggu panggilan berikutnya"),
    ],
)
def test_a_wall_without_a_call_says_why(board: Make, call: MakeCall, told: str, mode: Mode, words: str) -> None:
    """There is never an empty frame, and never the accent of a call that does not stand."""
    boards = {
        "nothing": None,
        "closed": board(day=None),
        "open": board(),
        "ended": board([call(90, "A017", 3, "ENDED")]),
    }
    seen = scene(boards[told], None, None, None)
    assert (seen.mode, seen.message.first, seen.call) == (mode, words, None)
    assert seen.hint.first


def test_the_board_stays_while_the_hub_is_silent(
    board: Make, office: MakeOffice, call: MakeCall, now: datetime
) -> None:
    """It says since when, and nothing else changes."""
    told = board([call(90, "A017", 3)])
    seen = scene(told, office(), now + timedelta(seconds=59), now)
    assert (seen.mode, seen.mark) == (Mode.CALL, "Terputus sejak 09.41")
    assert seen.footer.first.startswith("Simpan tiket")
    assert seen.tiles
    assert scene(told, office(), now, None).mark is None


def test_a_manual_wall_keeps_the_calls_and_withdraws_the_counts(
    board: Make, office: MakeOffice, call: MakeCall, now: datetime
) -> None:
    """The call that stood is first in the list, with since when; how many wait is not known any more."""
    told = board([call(90, "A017", 3), call(80, "H009", 1, "SERVING")])
    seen = scene(told, office(), now, now, is_manual=True)
    assert (seen.mode, seen.call, seen.tiles) == (Mode.MANUAL, None, ())
    assert [row.ticket_number for row in seen.rows] == ["A017", "H009"]
    assert seen.message == Said("Mohon maaf, sistem sedang gangguan.", "Sorry, the system is interrupted.")
    assert seen.hint == Said("Petugas akan memanggil secara manual.", "Officers will call you by hand.")
    assert seen.mark == "Terputus sejak 09.41"


def test_a_manual_wall_needs_no_board(now: datetime) -> None:
    """A display that started while the hub was dead says it too."""
    assert scene(None, None, now, now, is_manual=True).message.first == "Mohon maaf, sistem sedang gangguan."


def test_an_offline_number_takes_the_place_of_the_call(
    board: Make, office: MakeOffice, call: MakeCall, offline_slip: MakeSlip, now: datetime
) -> None:
    """The calls stay in the list, and in manual mode the footer says what the panel said."""
    told = board([call(90, "A017", 3)])
    seen = scene(told, office(), now, now, offline=offline_slip("A701"))
    assert seen.offline is not None
    assert (seen.offline.number, seen.offline.service) == ("A 701", Said("Paspor baru", "New passport"))
    assert seen.offline.mark == Said("Nomor luring", "Offline number")
    assert (seen.call, [row.ticket_number for row in seen.rows]) == (None, ["A017"])
    assert seen.footer.first.startswith("Simpan tiket")
    manual = scene(told, office(), now, now, is_manual=True, offline=offline_slip("A701"))
    assert manual.footer.first == "Mohon maaf, sistem sedang gangguan. Petugas akan memanggil secara manual."
    alone = scene(told, office(languages=("id",)), now, now, is_manual=True, offline=offline_slip("A701"))
    assert alone.footer.second == ""


def test_a_clock_that_nobody_vouches_for_is_not_shown(board: Make, office: MakeOffice, now: datetime) -> None:
    """A wrong time on a wall is believed by everybody; the silence of the hub is told without it."""
    seen = scene(board(), office(), None, now)
    assert (seen.clock, seen.date, seen.mark) == ("", "Jam belum tepat", "Terputus")


def test_the_office_says_how_it_writes_antrian(board: Make, office: MakeOffice, call: MakeCall) -> None:
    """KBBI writes antrean, the customer antrian."""
    told = board([call(90, "A017", 3)])
    assert scene(told, office(), None, None).label == Said("Nomor antrian", "Queue number")
    assert scene(told, office(word="antrean"), None, None).label.first == "Nomor antrean"


def test_the_office_chooses_its_languages(board: Make, office: MakeOffice, call: MakeCall) -> None:
    """One language leaves no English behind; a language without words here is passed over."""
    told = board([call(90, "A017", 3)])
    assert scene(told, office(languages=("id",)), None, None).counter == Said("Loket")
    assert scene(told, office(languages=("en", "id")), None, None).counter == Said("Counter", "Loket")
    assert scene(told, office(languages=("zh", "id")), None, None).counter == Said("Loket")


def test_an_office_without_languages_is_read_in_indonesian(
    board: Make, office: MakeOffice, call: MakeCall, now: datetime
) -> None:
    """The wall calls on, with date, time and the mark of a silent hub."""
    seen = scene(board([call(90, "A017", 3)]), office(languages=()), now, now)
    assert (seen.counter, seen.clock, seen.mark) == (Said("Loket"), "09.41", "Terputus sejak 09.41")
    assert seen.tiles[0].name == Said("Paspor baru")


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [(20, 35, "20–35"), (0, 5, "< 5"), (5, 5, "< 5"), (0, 10, "< 10"), (10, 10, "10")],  # noqa: RUF001
)
def test_an_estimate_is_a_range_of_minutes(low: int, high: int, text: str) -> None:
    """Short waits say "less than", as the slip does, because nobody keeps to two minutes."""
    assert minutes_text(Estimate(low=low, high=high)) == text


def test_nothing_is_claimed_where_nothing_is_known(board: Make, office: MakeOffice) -> None:
    """A tile without an estimate has no minutes."""
    assert [tile.minutes for tile in scene(board(), office(), None, None).tiles] == ["", "", "", ""]


def test_a_service_that_the_office_does_not_know_keeps_its_letter(board: Make, office: MakeOffice) -> None:
    """Board and office travel apart; one may be newer than the other."""
    tiles = scene(board(services=5), office(services=4), None, None).tiles
    assert (tiles[4].letter, tiles[4].name) == ("E", Said(""))


def test_only_those_called_and_not_yet_there_are_spoken_for(board: Make, call: MakeCall) -> None:
    """The voice drops a waiting sentence when its ticket has left this set."""
    calls = [call(90, "A017", 3), call(80, "H009", 1, "SERVING"), call(70, "F001", 4, "ENDED")]
    assert called(board(calls)) == {"2026-11-23-A017"}
