"""How many wait, how long and where: what is said, what is not, and that it can be read."""

from collections.abc import Callable
from datetime import datetime

import pytest
from msgspec.structs import replace

from display_node.layouts.hall import see
from display_node.layouts.hall_scene import HallService, numbers_text
from display_node.panes import Pane
from display_node.wall.known import Known
from display_node.wall.painter import Painter
from display_node.wall.palette import PLAIN
from display_node.wall.words import Said
from firmware.messages.notices import Board, Estimate, Line, Office
from tests.display_node.layouts.sheets import SIZES, all_faults, page_of, sheet, texts, words

Make = Callable[..., Board]
MakeOffice = Callable[..., Office]
Crowd = Callable[..., Known]

PANE = Pane(layout="hall")
LONG = (
    ("Penggantian paspor karena hilang atau rusak (BAP)", "Replacement of a lost or damaged passport"),
    ("Izin tinggal kunjungan / ITAS / ITAP bagi orang asing", "Visit, limited and permanent stay permits"),
)
ESTIMATES = (Estimate(low=20, high=35), Estimate(low=0, high=5), None, Estimate(low=110, high=145))


@pytest.fixture
def crowd(board: Make, office: MakeOffice, now: datetime) -> Crowd:
    """So many services: every fourth has no estimate, and every second is served by the counters 1 to 3 and 5."""

    def make(services: int, *, names: object = None, **more: object) -> Known:
        held = office(services, 6, **({"names": names} if names else {}))
        letters = tuple(info.letter for info in held.services)
        counters = tuple(replace(info, serves=letters[::2]) for info in held.counters)
        lines = tuple(
            Line(service=letter, waiting=7 + 13 * n, estimate=ESTIMATES[n % 4]) for n, letter in enumerate(letters)
        )
        told = replace(board(), lines=lines, open_counters=(1, 2, 3, 5))
        return Known(board=told, office=replace(held, counters=counters), now=now, **more)  # type: ignore[arg-type]

    return make


def test_a_service_says_how_many_how_long_and_where(crowd: Crowd) -> None:
    """A range of minutes, and the open counters that serve it."""
    assert see(crowd(4), PANE).services[0] == HallService(
        letter="A",
        name=Said("Paspor baru", "New passport"),
        waiting="7",
        minutes="20–35",  # noqa: RUF001
        counters="1–3, 5",  # noqa: RUF001
        has_counters=True,
    )


def test_a_short_wait_is_less_than_five_minutes(crowd: Crowd, painter: Painter) -> None:
    """Nobody keeps to two minutes."""
    service = see(crowd(2), PANE).services[1]
    assert (service.is_less, service.minutes) == (True, "5")
    assert "kurang dari 5 menit" in words(sheet(crowd(2), page_of(painter, (1920, 1080)), PANE))


def test_nothing_is_claimed_where_nothing_is_known(crowd: Crowd, painter: Painter) -> None:
    """A service without an estimate says so quietly, and one that nobody serves says that."""
    known = crowd(4)
    assert see(known, PANE).services[2].minutes == ""
    shapes = sheet(known, page_of(painter, (1920, 1080)), PANE)
    assert "Belum dapat diperkirakan" in words(shapes)
    assert "Belum ada loket buka" in words(shapes)
    assert next(text for text in texts(shapes) if text.text.startswith("Belum dapat")).ink == PLAIN.soft


def test_a_pane_narrows_the_services(crowd: Crowd) -> None:
    """In the board's order."""
    seen = see(crowd(5), Pane(layout="hall", services=("D", "B")))
    assert [service.letter for service in seen.services] == ["B", "D"]


@pytest.mark.parametrize("is_manual", [False, True])
def test_a_silent_hub_takes_the_figures_with_it(crowd: Crowd, painter: Painter, now: datetime, is_manual: bool) -> None:
    """Neither counts nor minutes nor counters are true any more; the names stay, and it is said."""
    known = crowd(5, silent_since=now, is_manual=is_manual)
    seen = see(known, PANE)
    assert {(each.waiting, each.minutes, each.counters, each.has_counters) for each in seen.services} == {
        ("", "", "", None)
    }
    said = words(sheet(known, page_of(painter, (1920, 1080)), PANE))
    assert ("Mohon maaf" if is_manual else "Perkiraan tidak tersedia") in said
    assert "Paspor baru" in said
    assert "menunggu" not in said
    assert list(all_faults(known, painter, PANE, may_shorten=True)) == []


def test_a_service_that_the_office_does_not_know_keeps_its_letter(crowd: Crowd) -> None:
    """And nothing is said of its counters."""
    service = see(replace(crowd(1), office=None), PANE).services[0]
    assert (service.letter, service.name, service.waiting, service.has_counters) == ("A", Said(""), "7", None)


@pytest.mark.parametrize(
    ("numbers", "text"),
    [((), ""), ((3,), "3"), ((1, 2), "1, 2"), ((5, 1, 2, 3), "1–3, 5"), (tuple(range(1, 41)), "1–40")],  # noqa: RUF001
)
def test_counters_in_a_row_are_a_range(numbers: tuple[int, ...], text: str) -> None:
    """Forty open counters are one short word."""
    assert numbers_text(numbers) == text


@pytest.mark.parametrize(
    ("state", "said"),
    [("nothing", "Menunggu server…"), ("closed", "Pelayanan sedang tutup"), ("manual", "Mohon maaf, sistem")],
)
def test_a_hall_without_services_says_why(
    board: Make, office: MakeOffice, now: datetime, painter: Painter, state: str, said: str
) -> None:
    """There is never an empty frame."""
    known = {
        "nothing": Known(now=now),
        "closed": Known(board=board(day=None), office=office(), now=now),
        "manual": Known(now=now, silent_since=now, is_manual=True),
    }[state]
    assert said in words(sheet(known, page_of(painter, (1920, 1080)), PANE))
    assert list(all_faults(known, painter, PANE, may_shorten=True)) == []


@pytest.mark.parametrize("services", [1, 2, 3, 4, 5, 7, 10, 13, 20])
def test_any_number_of_services_fits(crowd: Crowd, painter: Painter, services: int) -> None:
    """Every letter and every figure stands on every screen."""
    known = crowd(services)
    assert list(all_faults(known, painter, PANE, may_shorten=True)) == []
    seen = see(known, PANE)
    for size in SIZES:
        found = {text.text for text in texts(sheet(known, page_of(painter, size), PANE))}
        assert {each.letter for each in seen.services} <= found
        assert {each.waiting for each in seen.services} <= found
        figures = " ".join(found)
        assert all(each.minutes in figures for each in seen.services)
    assert list(all_faults(known, painter, PANE, PANE, may_shorten=True, sizes=SIZES[1:6:2])) == []


@pytest.mark.parametrize("services", [1, 4, 6, 20])
def test_long_names_fit(crowd: Crowd, painter: Painter, services: int) -> None:
    """A name may lose its end, never its place."""
    assert list(all_faults(crowd(services, names=LONG), painter, PANE, may_shorten=True)) == []


def test_the_minutes_are_the_largest_thing(crowd: Crowd, painter: Painter) -> None:
    """They are what people decide by."""
    for services in (1, 5, 20):
        shapes = sheet(crowd(services), page_of(painter, (1920, 1080)), PANE)
        below = [text for text in texts(shapes) if text.baseline > 130]
        assert max(below, key=lambda text: text.size).ink in (PLAIN.value, PLAIN.ink)
        assert any(text.ink == PLAIN.value and text.size == max(each.size for each in below) for text in below)
