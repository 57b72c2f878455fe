"""A tile for each counter: what it says, and that it can be read."""

from collections.abc import Callable
from datetime import datetime
from itertools import cycle

import pytest
from msgspec.structs import replace

from display_node.layouts.counters import has_band, lay_out, see
from display_node.layouts.counters_scene import CountersScene, CounterTile, Doing
from display_node.panes import Pane
from display_node.wall.known import Known
from display_node.wall.painter import Painter
from display_node.wall.palette import PLAIN
from display_node.wall.shapes import Area, Panel, Text
from display_node.wall.words import Said
from firmware.messages.notices import Board, Call, Office
from tests.display_node.layouts.sheets import SIZES, all_faults, page_of, sheet, strokes, texts, words

Make = Callable[..., Board]
MakeCall = Callable[..., Call]
MakeOffice = Callable[..., Office]
Crowd = Callable[..., Known]

PANE = Pane(layout="counters")
LONG = (("Penggantian paspor karena hilang atau rusak berat (BAP)", "Replacement of a lost or damaged passport"),)
AREA = Area(67, 150, 1786, 800)


@pytest.fixture
def crowd(board: Make, office: MakeOffice, call: MakeCall, now: datetime) -> Crowd:
    """So many counters: every fourth is free, every fifth closed, the first two call, the others serve."""

    def make(counters: int, *, digits: int = 3, called: int = 2, calls: bool = True, **more: object) -> Known:
        at = [
            replace(
                call(
                    200 - n,
                    f"{letter}{n:0{digits}d}",
                    n,
                    "CALLED" if n <= called else "SERVING",
                    recalls=int(n == 2),
                ),
                service="A",
                is_priority=n == 1,
            )
            for n, letter in zip(range(1, counters + 1), cycle("WAHLK"), strict=False)
            if n % 4
        ]
        told = board(at if calls else (), position=300)
        names = {"names": LONG} if more.pop("is_long", False) else {}
        held = office(counters=counters, **names)
        told = replace(told, open_counters=tuple(n for n in range(1, counters + 1) if n % 5))
        return Known(board=told, office=held, now=now, zone="hall", **more)  # type: ignore[arg-type]

    return make


def tile(seen: CountersScene, counter: int) -> CounterTile:
    """Return the tile of a counter."""
    return next(tile for tile in seen.tiles if tile.counter == counter)


def test_a_tile_says_what_its_counter_does(crowd: Crowd) -> None:
    """Called, being served, open or closed, each with its word in both languages."""
    seen = see(crowd(8), PANE)
    assert [tile.doing for tile in seen.tiles] == [
        Doing.CALLED, Doing.CALLED, Doing.SERVING, Doing.OPEN, Doing.SERVING, Doing.SERVING, Doing.SERVING, Doing.OPEN
    ]  # fmt: skip
    assert (tile(seen, 1).number, tile(seen, 1).said) == ("W 001", Said("Dipanggil", "Called"))
    assert tile(seen, 3).said == Said("Sedang dilayani", "Being served")
    assert (tile(seen, 4).number, tile(seen, 4).said) == ("", Said("Buka", "Open"))
    assert tile(see(crowd(20), PANE), 20).said == Said("Tutup", "Closed")
    assert tile(seen, 1).service == Said("Paspor baru", "New passport")


def test_a_recall_and_a_priority_are_told_and_never_a_reason(crowd: Crowd) -> None:
    """The class alone, in one word."""
    seen = see(crowd(4), PANE)
    assert (tile(seen, 1).is_priority, tile(seen, 1).is_recalled) == (True, False)
    assert (tile(seen, 2).is_priority, tile(seen, 2).is_recalled) == (False, True)
    assert seen.words.priority == Said("Prioritas", "Priority")
    assert seen.words.recalled == Said("Panggilan ulang", "Called again")


def test_only_counters_of_the_zone_have_a_tile(board: Make, office: MakeOffice, call: MakeCall) -> None:
    """A counter that names other zones is not shown here, nor are its calls."""
    held = office(counters=3)
    infos = (replace(held.counters[0], zones=("lounge",)), *held.counters[1:])
    told = board([call(90, "A017", 1), call(80, "A016", 2)])
    seen = see(Known(board=told, office=replace(held, counters=infos), zone="hall"), PANE)
    assert [tile.counter for tile in seen.tiles] == [2, 3]
    assert seen.newest is not None
    assert seen.newest.number == "A 016"


def test_counters_are_known_by_their_calls_before_the_office_is(board: Make, call: MakeCall) -> None:
    """Board and office travel apart: who is called must be seen at once."""
    told = replace(board([call(90, "A017", 3)]), open_counters=(1, 3))
    seen = see(Known(board=told), PANE)
    assert [(tile.counter, tile.number) for tile in seen.tiles] == [(1, ""), (3, "A 017")]


def test_the_newest_call_is_the_one_that_has_its_time(crowd: Crowd) -> None:
    """Else the newest awaited; nobody who has come is pointed at."""
    busy = crowd(12)
    assert see(busy, PANE).newest == tile(see(busy, PANE), 1)
    assert see(replace(busy, pointed=198), PANE).newest == tile(see(busy, PANE), 2)
    assert see(crowd(12, called=0), PANE).newest is None
    assert see(crowd(12, called=0), PANE).message.first == "Menunggu panggilan berikutnya"


def test_in_manual_mode_only_the_last_numbers_stay(crowd: Crowd, now: datetime) -> None:
    """Whether a counter is open is not known, and nobody is called by the wall."""
    seen = see(crowd(8, silent_since=now, is_manual=True), PANE)
    assert {tile.doing for tile in seen.tiles} == {Doing.LAST_HEARD}
    assert [tile.counter for tile in seen.tiles] == [1, 2, 3, 5, 6, 7]
    assert seen.newest is None
    assert seen.message.first == "Mohon maaf, sistem sedang gangguan."


def test_the_board_stays_while_the_hub_is_silent(crowd: Crowd, now: datetime) -> None:
    """For a moment nothing changes; the frame says since when."""
    assert see(crowd(8, silent_since=now), PANE) == see(crowd(8), PANE)


@pytest.mark.parametrize(
    ("state", "said"),
    [("nothing", "Menunggu server…"), ("closed", "Pelayanan sedang tutup"), ("manual", "Mohon maaf, sistem")],
)
def test_a_wall_without_tiles_says_why(
    board: Make, office: MakeOffice, now: datetime, painter: Painter, state: str, said: str
) -> None:
    """There is never an empty frame, and never an accent."""
    known = {
        "nothing": Known(now=now),
        "closed": Known(board=board(day=None), office=office(), now=now),
        "manual": Known(board=None, now=now, silent_since=now, is_manual=True),
    }[state]
    shapes = sheet(known, page_of(painter, (1920, 1080)), PANE)
    assert said in words(shapes)
    assert not any(isinstance(shape, Panel) and shape.colour == PLAIN.accent for shape in shapes)
    assert list(all_faults(known, painter, PANE, may_shorten=state == "nothing")) == []


@pytest.mark.parametrize("counters", [1, 2, 3, 6, 13, 25, 40])
def test_any_number_of_counters_fits(crowd: Crowd, painter: Painter, counters: int) -> None:
    """Every counter and every number stands on every screen, alone and beside another pane."""
    known = crowd(counters)
    assert list(all_faults(known, painter, PANE)) == []
    for size in SIZES:
        found = {text.text for text in texts(sheet(known, page_of(painter, size), PANE))}
        assert {str(n) for n in range(1, counters + 1)} <= found
        assert {tile.number for tile in see(known, PANE).tiles if tile.number} <= found
    assert list(all_faults(known, painter, PANE, PANE, sizes=SIZES[1:6:2])) == []


@pytest.mark.parametrize("state", ["four digits", "empty", "manual", "long names", "one language"])
def test_every_state_fits(crowd: Crowd, office: MakeOffice, now: datetime, painter: Painter, state: str) -> None:
    """Long numbers, long names, nobody at all."""
    known = {
        "four digits": crowd(40, digits=4),
        "empty": crowd(12, calls=False),
        "manual": crowd(40, silent_since=now, is_manual=True),
        "long names": crowd(4, is_long=True),
        "one language": replace(crowd(10), office=office(counters=10, languages=("id",))),
    }[state]
    assert list(all_faults(known, painter, PANE, may_shorten=state in ("long names", "manual"))) == []


def test_one_panel_has_the_accent_above_many_tiles(crowd: Crowd, painter: Painter) -> None:
    """The newest call stands in a band read from afar, seven times as high as nothing else; the tiles stay quiet."""
    shapes = sheet(crowd(40), page_of(painter, (1920, 1080)), PANE)
    assert sum(isinstance(shape, Panel) and shape.colour == PLAIN.accent for shape in shapes) == 1
    large = max(texts(shapes), key=lambda text: text.size)
    assert (large.text, large.ink) == ("W 001", PLAIN.ground)
    assert large.size * 0.73 > 0.14 * 1080
    assert {"Prioritas", "Panggilan ulang"} & {text.text for text in texts(shapes)}


def test_few_tiles_need_no_band(crowd: Crowd, painter: Painter) -> None:
    """Each that is called to has the accent itself, and its arrow."""
    page, seen = page_of(painter, (1920, 1080)), see(crowd(3), PANE)
    assert not has_band(seen, page, AREA)
    shapes = tuple(lay_out(seen, page, AREA))
    assert sum(isinstance(shape, Panel) and shape.colour == PLAIN.accent for shape in shapes) == 2
    assert len(strokes(shapes, colour=PLAIN.ground)) == 4
    number = next(text for text in texts(shapes) if text.call == 199)
    assert number.size * 0.73 > 0.1 * 1080


def test_an_arrow_says_called_without_colour(crowd: Crowd, painter: Painter) -> None:
    """In a hall of forty counters the two that call have one each, and the band has one."""
    for size in SIZES:
        shapes = sheet(crowd(40), page_of(painter, size), PANE)
        assert len(strokes(shapes)) == 2 * 3


def test_only_the_newest_call_breathes_and_nothing_moves(crowd: Crowd, painter: Painter) -> None:
    """Brightness, never position; the other call stands still."""
    page, seen = page_of(painter, (1920, 1080)), see(crowd(3), PANE)
    rest, bright = lay_out(seen, page, AREA), lay_out(seen, page, AREA, 1.0)
    changed = [one for one, other in zip(rest, bright, strict=True) if one != other]
    assert {shape.text for shape in changed if isinstance(shape, Text)} >= {"W 001", "1"}
    assert "A 002" not in {shape.text for shape in changed if isinstance(shape, Text)}
    places = [shape.area for shape in rest if isinstance(shape, Panel | Text)]
    assert places == [shape.area for shape in bright if isinstance(shape, Panel | Text)]
