"""Where everything stands: nothing is cut, nothing touches, everything can be read."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import asdict, replace

from display_node.panes import Layout, Pane
from display_node.settings import ScreenSettings
from display_node.wall.known import Known
from display_node.wall.lettering import fit, shorten, width, wrap, wrap_evenly
from display_node.wall.page import Page
from display_node.wall.painter import Painter
from display_node.wall.palette import PAIRS, PLAIN, Theme
from display_node.wall.shapes import Area, Panel, Shape, Stroke, Text, Weight
from display_node.wall.wall import LAYOUTS, Wall, breathes, divide, lay_out, see
from firmware.messages.notices import Board, Call, Estimate, Office, Slip
from tests.bench.wall import busy
from tests.display_node.faults import faults

Make = Callable[..., Board]
MakeCall = Callable[..., Call]
MakeOffice = Callable[..., Office]

SIZES = [(1280, 720), (1920, 1080), (3840, 2160), (1080, 1920), (1024, 768), (1280, 800), (720, 1280), (2560, 1080)]
LONG = (
    ("Percepatan penggantian paspor hilang atau rusak (BAP)", "Same-day replacement of a lost or damaged passport"),
    ("Izin tinggal kunjungan / ITAS / ITAP bagi orang asing", "Visit, limited and permanent stay permits"),
    ("Pengaduan", "Complaints"),
)
LONGEST = "Kantor Imigrasi Kelas I Khusus Tempat Pemeriksaan Imigrasi"
STATES = [
    "before the first board",
    "closed",
    "nobody called yet",
    "between two calls",
    "busy",
    "a recall with four digits",
    "being served",
    "silent for long",
    "long names",
    "clock not set",
    "one service",
    "five services",
    "eight services",
    "twenty services and forty counters",
    "one language",
    "everybody called at once",
    "nine called at once",
    "manual mode",
    "manual mode with nothing on the board",
    "manual mode before the first board",
    "an offline number",
    "an offline number in manual mode",
    "an offline number with a long service and no board",
]


def scene(
    board: Board | None, office: Office | None, now: datetime | None, silent: datetime | None = None, **more: Any
) -> Wall:
    """Return what a wall of calls shows to who knows this."""
    return see(Known(board=board, office=office, now=now, silent_since=silent, **more), [Pane()])


@pytest.fixture
def scenes(
    board: Make, office: MakeOffice, call: MakeCall, offline_slip: Callable[..., Slip], now: datetime
) -> dict[str, Wall]:
    """The wall in every state, by its name in STATES."""
    some = [
        call(90, "A017", 3),
        call(80, "B009", 1),
        call(70, "A016", 5, "SERVING"),
        call(60, "D1004", 22, "SERVING"),
        call(50, "C022", 4, "ENDED"),
    ]
    known = Estimate(low=110, high=145)
    later = now + timedelta(minutes=5)

    def seen(services: int = 4, calls: list[Call] | None = None, at: datetime | None = now, **more: Any) -> Wall:
        held = (
            office(services, names=LONG, name=LONGEST) if more.pop("is_long", False) else office(services, counters=40)
        )
        told = board(some if calls is None else calls, services=services, waiting=128, estimate=known)
        return scene(told, held, at, more.get("silent"), zone="hall")

    def outage(held: Board | None, *, is_manual: bool = True, offline: Slip | None = None) -> Wall:
        return scene(held, office(counters=40), later, now, is_manual=is_manual, offline=offline, zone="hall")

    slip, long_slip = offline_slip("A701"), offline_slip("W1999", names=LONG[0])
    everybody = [call(100 + n, f"A{n:03d}", n + 1) for n in range(40)]
    return {
        "before the first board": scene(None, None, now, now, box="display-1"),
        "closed": scene(board(day=None), office(), now, None),
        "nobody called yet": seen(calls=[]),
        "between two calls": seen(calls=some[4:]),
        "busy": seen(),
        "a recall with four digits": seen(calls=[call(99, "A1017", 12, recalls=2), *some]),
        "being served": seen(calls=[call(99, "A1017", 40, "SERVING"), *some]),
        "silent for long": seen(at=later, silent=now),
        "long names": seen(5, is_long=True),
        "clock not set": seen(at=None, silent=now),
        "one service": seen(1),
        "five services": seen(5),
        "eight services": seen(8, is_long=True),
        "twenty services and forty counters": seen(20, calls=everybody, is_long=True),
        "one language": scene(board(some, services=5), office(5, languages=("id",)), now, None),
        "everybody called at once": seen(calls=everybody),
        "nine called at once": seen(calls=everybody[:9]),
        "manual mode": outage(board(some)),
        "manual mode with nothing on the board": outage(board()),
        "manual mode before the first board": scene(None, None, later, now, is_manual=True, box="display-1"),
        "an offline number": outage(board(some), is_manual=False, offline=slip),
        "an offline number in manual mode": outage(board(everybody), offline=slip),
        "an offline number with a long service and no board": outage(None, offline=long_slip),
    }


def page_of(painter: Painter, size: tuple[int, int]) -> Page:
    """Return a page as the shipped settings make it."""
    return ScreenSettings().page(size, painter.measure)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_nothing_is_cut_or_touches_or_is_pale(
    scenes: dict[str, Wall], painter: Painter, state: str, size: tuple[int, int]
) -> None:
    """On every size of screen and in every state, at rest and at full glow."""
    page = page_of(painter, size)
    for level in (0.0, 0.5, 1.0):
        assert list(faults(lay_out(scenes[state], page, level), page, may_shorten=True)) == []


def test_the_states_are_those_that_are_tested(scenes: dict[str, Wall]) -> None:
    """No state is built and then forgotten."""
    assert list(scenes) == STATES


@pytest.mark.parametrize("services", range(1, 21))
def test_any_number_of_services_fits(
    board: Make, office: MakeOffice, call: MakeCall, now: datetime, painter: Painter, services: int
) -> None:
    """Every letter stands on the wall, and the call keeps a digit height of at least 6.5 % of the screen."""
    seen = scene(board([call(90, "A017", 3)], services=services), office(services), now, None)
    for size in SIZES:
        page = page_of(painter, size)
        shapes = lay_out(seen, page)
        texts = [shape for shape in shapes if isinstance(shape, Text)]
        assert {chr(65 + n) for n in range(services)} <= {text.text for text in texts}
        number = next(text for text in texts if text.call == 90)
        assert number.size * 0.73 >= 0.065 * min(size)
        assert list(faults(shapes, page, may_shorten=True)) == []


def test_the_faults_are_seen(scenes: dict[str, Wall], painter: Painter) -> None:
    """The check above has eyes: each kind of fault is told."""
    page = page_of(painter, (1920, 1080))
    shapes = lay_out(scenes["busy"], page)
    first = next(shape for shape in shapes if isinstance(shape, Text))
    for spoilt, told in (
        (replace(first, x=0), "cut at the edge"),
        (replace(first, ink=PLAIN.ground), "contrast"),
        (replace(first, x=first.x + 1), "touches"),
        (replace(first, ground=PLAIN.ink), "hangs out"),
        (replace(first, size=4), "pixels large"),
    ):
        assert any(told in fault for fault in faults((*shapes, spoilt), page, may_shorten=True))


def test_the_called_number_is_the_largest_thing(scenes: dict[str, Wall], painter: Painter) -> None:
    """One thing is loud: on a usual wall its digits take a fifth of the height, five times those of a recent call."""
    texts = [shape for shape in lay_out(scenes["busy"], page_of(painter, (1920, 1080))) if isinstance(shape, Text)]
    number = next(text for text in texts if text.call == 90)
    assert number.size == max(text.size for text in texts)
    assert number.size * 0.73 > 0.2 * 1080
    assert number.text == "A 017"


@pytest.mark.parametrize("meters", [1.0, 3.0, 5.0, 8.0, 12.0, 20.0])
def test_however_deep_the_hall_the_call_is_the_loud_thing(
    scenes: dict[str, Wall], painter: Painter, meters: float
) -> None:
    """Services give way before it does: its number is larger than any other, on every screen."""
    for size in SIZES:
        page = ScreenSettings(viewing_meters=meters).page(size, painter.measure)
        for state in ("busy", "a recall with four digits", "eight services"):
            shapes = lay_out(scenes[state], page)
            texts = [shape for shape in shapes if isinstance(shape, Text)]
            largest = max(texts, key=lambda text: text.size)
            assert largest.call == max(text.call for text in texts if text.call is not None), (size, state)
            assert list(faults(shapes, page, may_shorten=True)) == []


def test_the_accent_means_a_call_that_stands(scenes: dict[str, Wall], painter: Painter) -> None:
    """Without one, no panel has it."""
    for state, has_accent in (("busy", True), ("closed", False), ("between two calls", False)):
        shapes = lay_out(scenes[state], page_of(painter, (1920, 1080)))
        assert any(isinstance(shape, Panel) and shape.colour == PLAIN.accent for shape in shapes) is has_accent


@pytest.mark.parametrize("state", STATES[-3:])
def test_an_offline_number_is_the_largest_thing_and_no_call(
    scenes: dict[str, Wall], painter: Painter, state: str
) -> None:
    """It is read from where a call is read, on white like paper: no panel has the accent of a call."""
    for size in SIZES:
        page = page_of(painter, size)
        shapes = lay_out(scenes[state], page)
        texts = [shape for shape in shapes if isinstance(shape, Text)]
        largest = max(texts, key=lambda text: text.size)
        assert largest.text in ("A 701", "W 1999")
        assert largest.size * 0.73 >= 0.13 * min(size)
        assert largest.ground == PLAIN.ink
        assert not any(isinstance(shape, Panel) and shape.colour == PLAIN.accent for shape in shapes)


def test_twenty_services_leave_the_wall_to_the_call(scenes: dict[str, Wall], painter: Painter) -> None:
    """Their tiles have a letter and its figures; the number is several times as large as anything among them."""
    drawn = lay_out(scenes["twenty services and forty counters"], page_of(painter, (1920, 1080)))
    written = [shape for shape in drawn if isinstance(shape, Text)]
    assert {chr(65 + n) for n in range(20)} <= {text.text for text in written}
    call = max(text.size for text in written if text.call is not None)
    assert call >= 3 * max(
        text.size for text in written if text.call is None and text.text.isdigit() and text.baseline > 780
    )


@pytest.mark.parametrize("other", ["hall", "counters"])
def test_manual_mode_is_said_once_beside_the_calls(
    board: Make, call: MakeCall, office: MakeOffice, now: datetime, painter: Painter, other: Layout
) -> None:
    """The pane of the calls says it, whichever stands first; the other shows its calm rest."""
    known = Known(board=board((call(1, "A017", 3),)), office=office(), now=now, silent_since=now, is_manual=True)
    for panes in ((Pane(), Pane(layout=other)), (Pane(layout=other), Pane())):
        page = page_of(painter, (1920, 1080))
        drawn = lay_out(see(known, panes), page)
        said = " ".join(shape.text for shape in drawn if isinstance(shape, Text))
        assert said.count("Mohon maaf") == 1
        assert list(faults(drawn, page)) == []


def test_manual_mode_is_said_large(scenes: dict[str, Wall], painter: Painter) -> None:
    """Both sentences in the office's first language, as large as the recent calls; no count is left."""
    texts = [
        shape for shape in lay_out(scenes["manual mode"], page_of(painter, (1920, 1080))) if isinstance(shape, Text)
    ]
    large = [text.text for text in texts if text.size >= 80 and text.call is None and not text.text.isdecimal()]
    assert large == ["Mohon maaf, sistem", "sedang gangguan.", "Petugas akan memanggil", "secara manual."]
    assert not any("menunggu" in text.text for text in texts)


def test_a_pulse_changes_brightness_and_no_position(scenes: dict[str, Wall], painter: Painter) -> None:
    """Everything stays where it is; only colours differ."""
    page = page_of(painter, (1920, 1080))
    rest, bright = (lay_out(scenes["busy"], page, level) for level in (0.0, 1.0))
    assert [place(shape) for shape in rest] == [place(shape) for shape in bright]
    assert rest != bright


def place(shape: Shape) -> object:
    """Return where a shape stands."""
    return shape.points if isinstance(shape, Stroke) else shape.area


def test_a_deep_hall_gets_fewer_and_larger_recent_calls(scenes: dict[str, Wall], painter: Painter) -> None:
    """20 minutes of arc: 5.8 mm of digit per metre, on the screen that the settings describe."""
    size = (1920, 1080)
    shown = {}
    for meters in (5.0, 10.0):
        page = Page(size, painter.measure, ScreenSettings(viewing_meters=meters).letter(size))
        shapes = lay_out(scenes["everybody called at once"], page)
        rows = [shape for shape in shapes if isinstance(shape, Text) and shape.call is not None and shape.call < 139]
        shown[meters] = len(rows)
    assert shown[10.0] < shown[5.0]
    alone = lay_out(
        scenes["between two calls"],
        Page(size, painter.measure, ScreenSettings().letter(size), ScreenSettings().least(size)),
    )
    row = next(shape for shape in alone if isinstance(shape, Text) and shape.call == 50)
    pixels_per_mm = (1920**2 + 1080**2) ** 0.5 / (43 * 25.4)
    assert row.size * 0.73 / pixels_per_mm >= 5 * 5.7


def test_nobody_who_is_called_is_missing_while_there_is_room(scenes: dict[str, Wall], painter: Painter) -> None:
    """When more stand than rows fit, the list takes two columns before it leaves anybody out."""
    page = page_of(painter, (1920, 1080))
    shapes = lay_out(scenes["nine called at once"], page)
    shown = {shape.call for shape in shapes if isinstance(shape, Text) and shape.call is not None}
    assert shown == {100 + n for n in range(9)}


def test_panes_share_the_longer_side() -> None:
    """By their shares, with one gap between, from edge to edge."""
    assert divide(Area(10, 20, 1000, 500), (1.0,), 20) == [Area(10, 20, 1000, 500)]
    assert divide(Area(0, 0, 1000, 500), (2.0, 1.0), 20) == [Area(0, 0, 660, 500), Area(680, 0, 320, 500)]
    assert divide(Area(0, 0, 500, 1000), (1.0, 1.0), 20) == [Area(0, 0, 500, 490), Area(0, 510, 500, 490)]


COMBINED = [
    (Pane(share=2.0), Pane(layout="counters")),
    (Pane(layout="hall"), Pane(has_tiles=False)),
    (Pane(layout="counters"), Pane(layout="hall"), Pane(has_tiles=False)),
]


@pytest.mark.parametrize("panes", COMBINED, ids=lambda panes: "+".join(pane.layout for pane in panes))
@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720), (1080, 1920)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_several_panes_are_one_wall(
    board: Make,
    office: MakeOffice,
    call: MakeCall,
    now: datetime,
    painter: Painter,
    panes: tuple[Pane, ...],
    size: tuple[int, int],
) -> None:
    """Nothing of one reaches into another, whatever its layout."""
    calls = [call(90, "A017", 3), call(80, "B009", 1), call(70, "A016", 5, "SERVING"), call(50, "C022", 4, "ENDED")]
    told = board(calls, estimate=Estimate(low=20, high=35))
    page = page_of(painter, size)
    for silent in (None, now):
        seen = see(Known(board=told, office=office(), now=now, silent_since=silent), panes)
        assert list(faults(lay_out(seen, page), page, may_shorten=True)) == []


def test_a_small_sign_has_no_header(board: Make, office: MakeOffice, now: datetime, painter: Painter) -> None:
    """A kiosk's screen keeps its height for what it is for: office, mark and clock stand on one line at its foot."""
    known = Known(board=board(), office=office(), now=now, silent_since=now)
    for size in ((800, 480), (1280, 720)):
        page = ScreenSettings(inches=7, viewing_meters=1.5).page(size, painter.measure)
        slim = see(known, (Pane(layout="kiosk", kiosk="kiosk-1"),))
        foot = [shape for shape in lay_out(slim, page) if isinstance(shape, Text) and shape.text == "09.41"]
        assert foot[0].area.y > 0.85 * size[1]
        assert list(faults(lay_out(slim, page), page, may_shorten=True)) == []
    assert see(known, (Pane(layout="kiosk", kiosk="kiosk-1"), Pane())).is_slim is False


def test_every_pair_of_colours_on_a_wall_is_one_that_a_theme_is_judged_by(
    scenes: dict[str, Wall], painter: Painter
) -> None:
    """No layout writes in a colour on a ground that nobody has measured."""
    roles = {colour: role for role, colour in asdict(ODD).items()}
    used = set()
    for name, seen in scenes.items():
        page = ScreenSettings().page((1920, 1080), painter.measure, ODD)
        for level in (0.0, 1.0):
            texts = [shape for shape in lay_out(seen, page, level) if isinstance(shape, Text)]
            used |= {(roles[text.ink], roles[text.ground]) for text in texts}
        assert used <= set(PAIRS), name
    assert ("brown", "glow") in used


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_layout_estimates_while_the_hub_is_silent(painter: Painter, tmp_path: Path, layout: Layout) -> None:
    """Nobody reckons any wait then, so none is claimed, whatever the layout."""
    known, pane = busy(layout, tmp_path)
    page = ScreenSettings().page((1920, 1080), painter.measure)
    told = replace(known, silent_since=known.now)
    words = [shape.text for shape in lay_out(see(told, (pane,)), page) if isinstance(shape, Text)]
    assert not any("20–35" in text for text in words)  # noqa: RUF001


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_layout_writes_writes_in_colours_that_nobody_has_measured(
    painter: Painter, tmp_path: Path, layout: Layout
) -> None:
    """On a full morning, at rest and at full glow, while the hub speaks and while it is silent."""
    roles = {colour: role for role, colour in asdict(ODD).items()}
    known, pane = busy(layout, tmp_path)
    page = ScreenSettings().page((1920, 1080), painter.measure, ODD)
    for told, level in ((known, 0.0), (known, 1.0), (replace(known, silent_since=known.now, is_manual=True), 0.0)):
        texts = [shape for shape in lay_out(see(told, (pane,)), page, level) if isinstance(shape, Text)]
        assert {(roles[text.ink], roles[text.ground]) for text in texts} <= set(PAIRS)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_wall_breathes_where_a_glow_changes_it(painter: Painter, tmp_path: Path, layout: Layout) -> None:
    """While a call stands and while none does: its frames are drawn for nothing else."""
    page = ScreenSettings().page((1920, 1080), painter.measure)
    known, pane = busy(layout, tmp_path)
    assert known.board is not None
    for told in (known, replace(known, board=replace(known.board, calls=()), counters={})):
        seen = see(told, (pane,))
        assert breathes(seen) is (lay_out(seen, page, 0.0) != lay_out(seen, page, 1.0))


ODD = Theme(**{role: (20 * n, 0, n) for n, role in enumerate(Theme.__struct_fields__)})
"""A theme in which every job has a colour of its own."""


def even(text: str, _weight: Weight, size: int) -> float:
    """Measure with letters of half an em."""
    return len(text) * size / 2


def test_digits_stand_in_equal_cells() -> None:
    """A narrow 1 takes as much room as a 0, so that a clock does not jump."""

    def measure(text: str, _weight: Weight, size: int) -> float:
        return sum(size * (0.3 if letter == "1" else 0.6) for letter in text)

    assert width(measure, "11.11", Weight.BOLD, 10, is_tabular=True) == pytest.approx(4 * 6 + 6)
    assert width(measure, "11.11", Weight.BOLD, 10) == pytest.approx(4 * 3 + 6)


def test_a_text_is_made_smaller_until_it_fits() -> None:
    """But never under the smallest size that is allowed."""
    assert fit(even, "abcdefghij", Weight.BOLD, 40, 8, 100) == 20
    assert fit(even, "abcdefghij", Weight.BOLD, 40, 30, 100) == 30
    assert fit(even, "ab", Weight.BOLD, 40, 8, 100) == 40


def test_lines_are_made_even_before_they_are_drawn() -> None:
    """As many lines as are needed, and no word alone in the last where it need not be."""
    assert wrap(even, "aa bb cc dd", Weight.BOLD, 10, 45, 2) == ["aa bb cc", "dd"]
    assert wrap_evenly(even, "aa bb cc dd", Weight.BOLD, 10, 45, 2) == ["aa bb", "cc dd"]
    assert wrap_evenly(even, "aa bb", Weight.BOLD, 10, 45, 2) == ["aa bb"]


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    """Whole words first, then two lines, then dots."""
    assert shorten(even, "abcdef", Weight.BOLD, 10, 30) == "abcdef"
    assert shorten(even, "abcdefgh", Weight.BOLD, 10, 30) == "abcde…"
    assert wrap(even, "one two three", Weight.BOLD, 10, 40, 2) == ["one two", "three"]
    assert wrap(even, "one two threefourfive", Weight.BOLD, 10, 40, 2) == ["one two", "threefo…"]
