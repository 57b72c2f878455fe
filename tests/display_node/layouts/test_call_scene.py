"""What is to be seen."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from display_node.layouts.call_scene import Mode, Scene, see
from display_node.panes import Pane
from display_node.wall.known import Known
from display_node.wall.words import Said
from firmware.messages.notices import Board, Call, Estimate, Office, Slip

Make = Callable[..., Board]
MakeCall = Callable[..., Call]
MakeOffice = Callable[..., Office]
MakeSlip = Callable[..., Slip]


def scene(
    board: Board | None, office: Office | None, now: datetime | None = None, silent: datetime | None = None, **more: Any
) -> Scene:
    """Return what a pane of calls shows to who knows this."""
    return see(Known(board=board, office=office, now=now, silent_since=silent, **more), Pane())


def test_a_number_is_written_with_its_letter_apart(board: Make, office: MakeOffice, call: MakeCall) -> None:
    """People look for "A 017"."""
    seen = scene(board([call(90, "A017", 3)]), office())
    assert seen.call is not None
    assert (seen.call.number, seen.call.counter) == ("A 017", "3")


def test_those_still_waited_for_come_first_in_the_list(board: Make, call: MakeCall) -> None:
    """A call is not pushed off the wall by newer ones whose person has come."""
    calls = [call(90, "A017", 3), call(80, "H009", 1, "SERVING"), call(70, "F001", 4, "ENDED"), call(60, "K004", 2)]
    seen = scene(board(calls), None)
    assert [row.number for row in seen.rows] == ["K 004", "H 009", "F 001"]


def test_who_has_not_finished_stays_above_who_has(board: Make, call: MakeCall) -> None:
    """People find their counter in the list until they leave it."""
    calls = [call(90, "A017", 3), call(80, "F001", 4, "ENDED"), call(70, "H009", 1, "SERVING"), call(60, "K004", 2)]
    seen = scene(board(calls), None)
    assert [row.number for row in seen.rows] == ["K 004", "H 009", "F 001"]


def test_a_call_that_has_its_time_is_the_large_one(board: Make, call: MakeCall) -> None:
    """The newer one stands first in the list meanwhile."""
    seen = scene(board([call(90, "A017", 3), call(80, "H009", 1)]), None, pointed=80)
    assert seen.call is not None
    assert (seen.call.number, seen.rows[0].number) == ("H 009", "A 017")


def test_a_class_is_said_and_never_a_reason(board: Make, call: MakeCall) -> None:
    """One quiet word in two languages."""
    seen = scene(board([replace(call(90, "A017", 3), is_priority=True)]), None)
    assert seen.call is not None
    assert (seen.call.is_priority, seen.priority) == (True, Said("Prioritas", "Priority"))


def test_a_pane_without_tiles_has_none(board: Make) -> None:
    """Where the services stand in a pane of their own."""
    assert see(Known(board=board()), Pane(has_tiles=False)).tiles == ()


def test_a_wall_shows_the_calls_of_its_own_zone(board: Make, office: MakeOffice, call: MakeCall) -> None:
    """A counter that names no zone is shown everywhere, and so is everything before the office is known."""
    told = board([call(90, "A017", 3)])
    assert scene(told, office(zones=("hall",)), zone="hall").mode is Mode.CALL
    assert scene(told, office(zones=("lounge",)), zone="hall").mode is Mode.NO_CALL
    assert scene(told, office(zones=()), zone="hall").mode is Mode.CALL
    assert scene(told, None, zone="hall").mode is Mode.CALL


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
    seen = scene(boards[told], None)
    assert (seen.mode, seen.message.first, seen.call) == (mode, words, None)
    assert seen.hint.first


def test_the_board_stays_while_the_hub_is_silent(
    board: Make, office: MakeOffice, call: MakeCall, now: datetime
) -> None:
    """Only how long the wait is goes, because nobody reckons it any more."""
    told = board([call(90, "A017", 3)], estimate=Estimate(low=20, high=35))
    heard = scene(told, office(), now)
    seen = scene(told, office(), now + timedelta(seconds=59), now)
    assert (seen.mode, seen.call) == (Mode.CALL, heard.call)
    assert [tile.waiting for tile in seen.tiles] == [tile.waiting for tile in heard.tiles]
    assert {tile.minutes for tile in heard.tiles} == {"20–35"}  # noqa: RUF001
    assert {tile.minutes for tile in seen.tiles} == {""}


def test_a_manual_wall_keeps_the_calls_and_withdraws_the_counts(
    board: Make, office: MakeOffice, call: MakeCall, now: datetime
) -> None:
    """The call that stood is first in the list, with since when; how many wait is not known any more."""
    told = board([call(90, "A017", 3), call(80, "H009", 1, "SERVING")])
    seen = scene(told, office(), now, now, is_manual=True)
    assert (seen.mode, seen.call, seen.tiles) == (Mode.MANUAL, None, ())
    assert [row.number for row in seen.rows] == ["A 017", "H 009"]
    assert seen.message == Said("Mohon maaf, sistem sedang gangguan.", "Sorry, the system is interrupted.")
    assert seen.hint == Said("Petugas akan memanggil secara manual.", "Officers will call you by hand.")


def test_a_manual_wall_needs_no_board(now: datetime) -> None:
    """A display that started while the hub was dead says it too."""
    assert scene(None, None, now, now, is_manual=True).message.first == "Mohon maaf, sistem sedang gangguan."


def test_an_offline_number_takes_the_place_of_the_call(
    board: Make, office: MakeOffice, call: MakeCall, offline_slip: MakeSlip, now: datetime
) -> None:
    """The calls stay in the list."""
    told = board([call(90, "A017", 3)])
    seen = scene(told, office(), now, now, offline=offline_slip("A701"))
    assert seen.offline is not None
    assert (seen.offline.number, seen.offline.service) == ("A 701", Said("Paspor baru", "New passport"))
    assert seen.offline.mark == Said("Nomor luring", "Offline number")
    assert (seen.call, [row.number for row in seen.rows]) == (None, ["A 017"])


def test_an_offline_number_is_written_in_the_languages_of_its_slip(
    board: Make, office: MakeOffice, offline_slip: MakeSlip, now: datetime
) -> None:
    """A service for foreigners speaks English, whatever the office speaks; the rest of the wall stays as it is."""
    slip = replace(offline_slip("D701"), languages=("en",))
    seen = scene(board(), office(), now, now, offline=slip)
    assert seen.offline is not None
    assert (seen.offline.service, seen.offline.mark) == (Said("New passport"), Said("Offline number"))
    assert seen.counter == Said("Loket", "Counter")


def test_the_office_says_how_it_writes_antrian(board: Make, office: MakeOffice, call: MakeCall) -> None:
    """KBBI writes antrean, the customer antrian."""
    told = board([call(90, "A017", 3)])
    assert scene(told, office()).label == Said("Nomor antrian", "Queue number")
    assert scene(told, office(word="antrean")).label.first == "Nomor antrean"


def test_the_office_chooses_its_languages(board: Make, office: MakeOffice, call: MakeCall) -> None:
    """One language leaves no English behind; a language without words here is passed over."""
    told = board([call(90, "A017", 3)])
    assert scene(told, office(languages=("id",))).counter == Said("Loket")
    assert scene(told, office(languages=("en", "id"))).counter == Said("Counter", "Loket")
    assert scene(told, office(languages=("zh", "id"))).counter == Said("Loket")


def test_an_office_without_languages_is_read_in_indonesian(
    board: Make, office: MakeOffice, call: MakeCall, now: datetime
) -> None:
    """The wall calls on."""
    seen = scene(board([call(90, "A017", 3)]), office(languages=()), now, now)
    assert seen.counter == Said("Loket")
    assert seen.tiles[0].name == Said("Paspor baru")


def test_nothing_is_claimed_where_nothing_is_known(board: Make, office: MakeOffice) -> None:
    """A tile without an estimate has no minutes."""
    assert [tile.minutes for tile in scene(board(), office()).tiles] == ["", "", "", ""]


def test_a_service_that_the_office_does_not_know_keeps_its_letter(board: Make, office: MakeOffice) -> None:
    """Board and office travel apart; one may be newer than the other."""
    tiles = scene(board(services=5), office(services=4)).tiles
    assert (tiles[4].letter, tiles[4].name) == ("E", Said(""))
