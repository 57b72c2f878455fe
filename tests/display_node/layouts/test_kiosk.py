"""The screen above the buttons of a kiosk: what it says, and that it can be read."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from msgspec.structs import replace

from display_node.layouts.kiosk import lay_out, see
from display_node.layouts.kiosk_scene import KioskScene, Level, Sign
from display_node.layouts.paper_panel import paper_places
from display_node.panes import Pane
from display_node.wall.known import Known
from display_node.wall.painter import Painter
from display_node.wall.palette import PLAIN
from display_node.wall.shapes import Area, Panel, Text
from display_node.wall.words import Said
from firmware.messages.notices import (
    Board,
    Estimate,
    HelpCall,
    KioskInfo,
    KioskState,
    Line,
    Office,
    Paper,
    ServiceInfo,
    Slip,
)
from tests.display_node.layouts.sheets import all_faults, page_of, sheet, texts, words

PANE = Pane(layout="kiosk", kiosk="kiosk-1")
HALF = (PANE, Pane())
LONG = (
    ("Penggantian paspor karena hilang atau rusak berat (BAP)", "Replacement of a lost or badly damaged passport"),
    ("Izin tinggal kunjungan / ITAS / ITAP bagi orang asing", "Visit, limited and permanent stay permits"),
    ("Pengaduan", "Complaints"),
)
ESTIMATES = (Estimate(low=20, high=35), Estimate(low=110, high=145), Estimate(low=0, high=5), None)
Make = Callable[..., Known]


@pytest.fixture
def kiosk(board: Callable[..., Board], office: Callable[..., Office], now: datetime) -> Make:
    """What a display knows of an office with one kiosk, as a test wants it."""

    def make(services: int = 4, *, paper: Paper | None = Paper.OK, **more: object) -> Known:
        names = {"names": LONG} if more.pop("is_long", False) else {}
        info = KioskInfo(name="kiosk-1", printer=more.pop("printer", "printer-1"), numbers=more.pop("numbers", None))
        held = office(services, languages=more.pop("languages", ("id", "en")), name="Kantor Imigrasi Metro", **names)
        lines = tuple(
            Line(service=chr(65 + n), waiting=(7, 128, 1)[n % 3], estimate=ESTIMATES[n % 4]) for n in range(services)
        )
        told = replace(
            board(services=services, day=more.pop("day", date(2026, 11, 23))),
            lines=lines,
            kiosks=() if paper is None else (KioskState(name="kiosk-1", paper=paper),),
            help=more.pop("help", ()),
        )
        given = {"board": told, "office": replace(held, kiosks=(info,)), "now": now, "box": "display-7"}
        return Known(**{**given, **more})  # type: ignore[arg-type]

    return make


def asked(now: datetime, counter: int | None = None, kiosk: str = "kiosk-1") -> HelpCall:
    """A visitor asks for an officer."""
    return HelpCall(call=5, kiosk=kiosk, at=now, counter=counter)


def signs(seen: KioskScene) -> list[tuple[Sign, Level]]:
    """Return the notices without their words."""
    return [(notice.sign, notice.level) for notice in seen.notices]


def test_each_button_has_a_row(kiosk: Make) -> None:
    """With its letter, its name in both languages, how many wait and about how long; nothing where nobody knows."""
    seen = see(kiosk(), PANE)
    assert seen.heading == Said("Tekan tombol layanan Anda", "Press the button of your service")
    first = seen.rows[0]
    assert (first.letter, first.name, first.waiting, first.minutes) == (
        "A",
        Said("Paspor baru", "New passport"),
        "7",
        "20–35",  # noqa: RUF001 - the dash of a range
    )
    assert [row.minutes for row in seen.rows[2:]] == ["< 5", ""]


def test_a_kiosk_may_have_some_of_the_services(kiosk: Make) -> None:
    """`services` of the pane narrows the rows."""
    pane = Pane(layout="kiosk", kiosk="kiosk-1", services=("B", "D"))
    assert [row.letter for row in see(kiosk(), pane).rows] == ["B", "D"]


@pytest.mark.parametrize(
    ("paper", "sign", "level", "said"),
    [
        (Paper.OK, Sign.PAPER, Level.QUIET, "Kertas tersedia"),
        (Paper.NEAR_END, Sign.PAPER, Level.PLAIN, "Kertas hampir habis"),
        (Paper.OUT, Sign.NO_PAPER, Level.LOUD, "Kertas habis: nomor Anda tampil di layar ini"),
        (Paper.UNKNOWN, Sign.NO_PAPER, Level.LOUD, "Printer tidak menjawab: nomor Anda tampil di layar ini"),
    ],
)
def test_how_the_paper_stands_is_said_as_loud_as_it_matters(
    kiosk: Make, paper: Paper, sign: Sign, level: Level, said: str
) -> None:
    """In words and by a sign."""
    seen = see(kiosk(paper=paper), PANE)
    assert signs(seen) == [(sign, level)]
    assert seen.notices[0].said.first == said


def test_what_nobody_has_told_is_not_claimed(kiosk: Make, now: datetime) -> None:
    """Nothing of the paper of an unknown kiosk, nor while the hub is silent; one without printer says where to look."""
    assert see(kiosk(paper=None), PANE).notices == ()
    assert [sign for sign, _ in signs(see(kiosk(silent_since=now), PANE))] == [Sign.SILENT]
    (notice,) = see(kiosk(paper=None, printer=None), PANE).notices
    assert notice.said == Said("Nomor Anda tampil di layar ini", "Your number is shown here")


def test_who_asks_for_help_sees_that_somebody_comes(kiosk: Make, now: datetime) -> None:
    """First that an officer is called, then from which counter one comes; who asks next waits again."""
    (called, _) = see(kiosk(help=(asked(now),)), PANE).notices
    assert called.said == Said("Petugas dipanggil, mohon tunggu", "An officer has been called, please wait")
    (coming, _) = see(kiosk(help=(asked(now, 3),)), PANE).notices
    assert coming.said.first == "Petugas Loket 3 menuju ke sini"
    assert coming.sign is Sign.COMING
    (again, _) = see(kiosk(help=(asked(now, 3), asked(now))), PANE).notices
    assert again.sign is Sign.WAIT
    assert signs(see(kiosk(help=(asked(now, 3, "kiosk-2"),)), PANE)) == [(Sign.PAPER, Level.QUIET)]


def test_a_silent_hub_is_no_secret(kiosk: Make, now: datetime) -> None:
    """It says whether this kiosk still gives numbers, and in manual mode nobody is told how long it takes."""
    given = see(kiosk(silent_since=now, is_manual=True, numbers=(700, 799)), PANE)
    assert given.notices[0].said.first == "Sistem sedang gangguan: nomor tetap diberikan"
    assert {(row.waiting, row.minutes) for row in given.rows} == {("", "")}
    not_given = see(kiosk(silent_since=now, is_manual=True), PANE)
    assert not_given.notices[0].said.first == "Sistem sedang gangguan: minta nomor kepada petugas"


def test_a_closed_office_asks_nobody_to_press(kiosk: Make, now: datetime) -> None:
    """It says when numbers are given again, also while the hub is silent; before the first board it waits."""
    seen = see(kiosk(day=None, silent_since=now), PANE)
    assert (seen.rows, seen.notices) == ((), ())
    assert seen.message.first == "Pelayanan sedang tutup"
    assert see(kiosk(board=None, office=None), PANE).message.first == "Menunggu server…"


def test_a_number_without_paper_takes_the_place_of_the_rows(kiosk: Make, painter: Painter) -> None:
    """It is by far the largest thing, on white, with its service and what to do."""
    known = kiosk(paper=Paper.OUT, unprinted={"kiosk-1": ("A017",), "kiosk-2": ("B001",)})
    seen = see(known, PANE)
    assert seen.rows == ()
    assert [paper.number for paper in seen.papers] == ["A 017"]
    shapes = sheet(known, page_of(painter, (1920, 1080)), PANE)
    number = next(text for text in texts(shapes) if text.text == "A 017")
    assert number.ground == PLAIN.paper
    assert number.size > 4 * max(text.size for text in texts(shapes) if text is not number)
    assert number.width > 0.7 * 1920
    for said in ("Nomor tanpa kertas", "Paspor baru", "New passport", "Ingat atau foto nomor ini", "Please wait until"):
        assert said in words(shapes)


def test_several_numbers_share_the_screen(kiosk: Make, painter: Painter) -> None:
    """The newest stands first; each has a paper of its own, and none is smaller than a call in a list."""
    numbers = ("C003", "B018", "A1017", "A016", "A015")
    shapes = sheet(kiosk(unprinted={"kiosk-1": numbers}), page_of(painter, (1920, 1080)), PANE)
    drawn = [text for text in texts(shapes) if text.is_tabular and text.ground == PLAIN.paper]
    assert [text.text for text in drawn] == ["C 003", "B 018", "A 1017", "A 016", "A 015"]
    assert sum(isinstance(shape, Panel) and shape.colour == PLAIN.paper for shape in shapes) == len(numbers)
    assert min(text.size for text in drawn) >= 100


def test_an_offline_number_is_shown_likewise(kiosk: Make, now: datetime, offline_slip: Callable[..., Slip]) -> None:
    """With its own mark, before those of the hub's kiosk."""
    known = kiosk(offline=offline_slip("A701"), silent_since=now, unprinted={"kiosk-1": ("B018",)})
    first, second = see(known, PANE).papers
    assert (first.number, first.mark.first) == ("A 701", "Nomor luring")
    assert second.mark.first == "Nomor tanpa kertas"


def test_an_offline_number_is_written_in_the_languages_of_its_slip(
    kiosk: Make, now: datetime, offline_slip: Callable[..., Slip]
) -> None:
    """What a foreigner must know of it is English first where the service is."""
    slip = replace(offline_slip("A701"), languages=("en", "id"))
    (paper,) = see(kiosk(offline=slip, silent_since=now), PANE).papers
    assert (paper.service, paper.mark) == (Said("New passport", "Paspor baru"), Said("Offline number", "Nomor luring"))


def test_a_service_speaks_its_own_languages(kiosk: Make) -> None:
    """What a foreigner's number says is English first where the service is."""
    known = kiosk(unprinted={"kiosk-1": ("D001",)})
    assert known.office is not None
    services = tuple(replace(info, languages=("en",)) if info.letter == "D" else info for info in known.office.services)
    assert isinstance(services[0], ServiceInfo)
    (paper,) = see(replace(known, office=replace(known.office, services=services)), PANE).papers
    assert (paper.service, paper.keep) == (Said("Stay permit"), Said("Remember this number or take a photo"))


@pytest.mark.parametrize("count", range(1, 10))
def test_papers_fill_the_screen(count: int) -> None:
    """Side by side and one above the other, from edge to edge, whatever their number."""
    area = Area(60, 40, 1800, 900)
    cells = paper_places(count, area, 18)
    assert len(cells) == count
    assert all(area.holds(cell) for cell in cells)
    assert not any(one.touches(other) for n, one in enumerate(cells) for other in cells[:n])
    assert {min(cell.x for cell in cells), max(cell.right for cell in cells)} == {area.x, area.right}


STATES = {
    "at rest": {},
    "paper low": {"paper": Paper.NEAR_END},
    "one service": {"services": 1},
    "seven services": {"services": 7},
    "long names": {"services": 4, "is_long": True},
    "one language": {"languages": ("id",)},
    "closed": {"day": None},
    "before the first board": {"board": None, "office": None},
    "one number": {"unprinted": {"kiosk-1": ("A1017",)}, "is_long": True},
    "two numbers": {"unprinted": {"kiosk-1": ("A017", "B018")}},
    "four numbers": {"unprinted": {"kiosk-1": ("A017", "B018", "C003", "A1016")}},
}


@pytest.mark.parametrize("state", [*STATES, "helped without paper", "silent", "offline"])
def test_nothing_is_cut_or_touches_or_is_pale(
    kiosk: Make, painter: Painter, now: datetime, offline_slip: Callable[..., Slip], state: str
) -> None:
    """On every size, on a screen of 7 inches as well as on a wall, and as half of a wall."""
    more: dict[str, dict[str, object]] = {
        **STATES,
        "helped without paper": {"paper": Paper.UNKNOWN, "help": (asked(now, 12),)},
        "silent": {"silent_since": now, "is_manual": True},
        "offline": {"offline": offline_slip("W1701", names=LONG[0]), "silent_since": now},
    }
    known, has_dots = kiosk(**more[state]), state == "before the first board"
    seven = [*all_faults(known, painter, PANE, is_desk=True, may_shorten=has_dots)]
    portrait = all_faults(known, painter, PANE, is_desk=True, may_shorten=has_dots, sizes=[(480, 800), (600, 1024)])
    assert [*seven, *portrait] == []
    assert list(all_faults(known, painter, *HALF, may_shorten=True, sizes=[(1920, 1080), (1080, 1920)])) == []


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (720, 1280), (480, 800), (800, 480)])
def test_the_words_of_a_loud_notice_have_air(kiosk: Make, painter: Painter, size: tuple[int, int]) -> None:
    """Also where both languages take two lines."""
    page = page_of(painter, size)
    shapes = sheet(kiosk(paper=Paper.UNKNOWN), page, PANE)
    white = next(shape.area for shape in shapes if isinstance(shape, Panel) and shape.colour == page.theme.paper)
    inside = [text.area for text in texts(shapes) if white.y <= text.area.y + text.area.height // 2 < white.bottom]
    assert min(area.y for area in inside) - white.y >= page.px(10)
    assert white.bottom - max(area.bottom for area in inside) >= page.px(10)


@pytest.mark.parametrize("services", [8, 12, 20])
def test_many_services_stand_in_columns(kiosk: Make, painter: Painter, services: int) -> None:
    """Each letter is there, and nothing touches; the longest names may lose their ends."""
    known = kiosk(services, is_long=True, paper=Paper.OUT)
    assert list(all_faults(known, painter, PANE, may_shorten=True, is_desk=True)) == []
    shapes = sheet(known, page_of(painter, (800, 480), is_desk=True), PANE)
    assert {chr(65 + n) for n in range(services)} <= {text.text for text in texts(shapes)}


def test_names_of_all_rows_have_one_size(kiosk: Make, painter: Painter) -> None:
    """A short name does not look more important than a long one."""
    known, page = kiosk(3, is_long=True), page_of(painter, (1920, 1080))
    shapes = lay_out(see(known, PANE), page, page.safe)
    names = {
        text.size
        for text in shapes
        if isinstance(text, Text) and text.text in ("Pengaduan", "Izin tinggal kunjungan /")
    }
    assert len(names) == 1


def test_a_notice_makes_the_rows_lower_and_leaves_them_in_their_places(
    kiosk: Make, painter: Painter, now: datetime
) -> None:
    """In the columns in which they stand on most days; the line of the paper gives its place to what matters more."""
    page = page_of(painter, (1280, 720))
    usual, helped = (sheet(known, page, PANE) for known in (kiosk(5), kiosk(5, help=(asked(now),))))
    for shapes in (usual, helped):
        middles = [text.area.x + text.width / 2 for text in texts(shapes) if text.text in "ABCDE"]
        assert len(middles) == 5
        assert max(middles) - min(middles) <= 1
    assert "Kertas tersedia" in words(usual)
    assert "Kertas tersedia" not in words(helped)
