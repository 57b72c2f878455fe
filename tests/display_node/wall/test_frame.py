"""What surrounds the panes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from display_node.wall.frame import Frame, see
from display_node.wall.known import Known
from firmware.messages.notices import Board, Estimate, Office, Slip

Make = Callable[..., Board]
MakeOffice = Callable[..., Office]
SOME = Estimate(low=20, high=35)


def frame(
    board: Board | None, office: Office | None, *, says_manual: bool = True, tells_waits: bool = True, **more: Any
) -> Frame:
    """Return the frame around a pane of calls."""
    return see(Known(board=board, office=office, **more), says_manual=says_manual, tells_waits=tells_waits)


def test_a_frame_names_office_date_and_time(board: Make, office: MakeOffice, now: datetime) -> None:
    """In the office's first language; until the office is known, the box says who it is."""
    seen = frame(board(), office(), now=now)
    assert (seen.title, seen.clock, seen.zone) == ("Kantor Imigrasi Lampung Tengah", "09.41", "WIB")
    assert (seen.date, seen.mark) == ("Senin, 23 November 2026", None)
    assert seen.footer.first.startswith("Simpan tiket")
    assert frame(None, None, box="display-1").title == "display-1"


def test_a_silent_hub_is_told_since_when(board: Make, office: MakeOffice, now: datetime) -> None:
    """A quiet mark; where waits were shown the footer says that they have gone, and when they come back."""
    seen = frame(board(estimate=SOME), office(), now=now + timedelta(seconds=59), silent_since=now)
    assert seen.mark == "Terputus sejak 09.41"
    assert seen.footer.first == "Perkiraan waktu kembali setelah server menjawab."
    assert frame(board(), office(), now=now, silent_since=now).footer.first.startswith("Simpan tiket")
    counters = frame(board(estimate=SOME), office(), now=now, silent_since=now, tells_waits=False)
    assert counters.footer.first.startswith("Simpan tiket")


def test_a_clock_that_nobody_vouches_for_is_not_shown(board: Make, office: MakeOffice, now: datetime) -> None:
    """A wrong time on a wall is believed by everybody; the silence of the hub is told without it."""
    seen = frame(board(), office(), silent_since=now)
    assert (seen.clock, seen.date, seen.mark) == ("", "Jam belum tepat", "Terputus")


def test_the_footer_says_manual_mode_where_no_pane_does(
    board: Make, office: MakeOffice, offline_slip: Callable[..., Slip], now: datetime
) -> None:
    """Also where an offline number covers the panel that said it."""
    both = "Mohon maaf, sistem sedang gangguan. Petugas akan memanggil secara manual."
    covered = frame(board(), office(), now=now, is_manual=True, offline=offline_slip("A701"))
    assert covered.footer.first == both
    assert frame(board(), office(), is_manual=True, says_manual=False).footer.first == both
    assert frame(board(), office(), is_manual=True).footer.first.startswith("Simpan tiket")
    alone = frame(board(), office(languages=("id",)), is_manual=True, says_manual=False)
    assert alone.footer.second == ""


def test_a_closed_office_asks_nobody_to_keep_a_ticket(board: Make, office: MakeOffice) -> None:
    """Nor does a wall that knows nothing yet."""
    assert frame(board(day=None), office()).footer.first == ""
    assert frame(None, None).footer.first == ""


def test_an_office_without_languages_is_read_in_indonesian(board: Make, office: MakeOffice, now: datetime) -> None:
    """With time and mark."""
    seen = frame(board(), office(languages=()), now=now, silent_since=now)
    assert (seen.clock, seen.mark) == ("09.41", "Terputus sejak 09.41")
