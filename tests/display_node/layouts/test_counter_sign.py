"""A sign over one counter: what visitors and the officer read, and that it can be read."""

from collections.abc import Callable
from datetime import datetime

import pytest
from msgspec.structs import replace

from display_node.layouts.counter_sign import see
from display_node.layouts.counter_sign_scene import Fact, Showing
from display_node.panes import Pane
from display_node.wall.known import Known
from display_node.wall.painter import Painter
from display_node.wall.palette import PLAIN
from display_node.wall.shapes import Panel
from display_node.wall.words import Said
from firmware.messages.notices import Board, Call, CounterState, CounterTicket, KioskInfo, Office
from firmware.messages.why import Standing
from tests.display_node.layouts.sheets import SIZES, all_faults, page_of, sheet, strokes, texts, words

Make = Callable[..., Board]
MakeCall = Callable[..., Call]
MakeOffice = Callable[..., Office]
Sign = Callable[..., Known]

PANE = Pane(layout="counter-sign", counter=3)
DESK = (800, 480)
LONG = (("Penggantian paspor karena hilang atau rusak (BAP)", "Replacement of a lost or damaged passport"),)
TICKET = CounterTicket(
    ticket="2026-11-23-A017", number="A017", service="A", stage=(1, 3), waited=25, check="7K2QMX"
)  # fmt: skip


@pytest.fixture
def sign(board: Make, office: MakeOffice, call: MakeCall, now: datetime) -> Sign:
    """Counter 3 and whoever is there; a kiosk with a place and one without."""

    def make(ticket: CounterTicket | None = TICKET, *, recalls: int = 0, names: object = None, **more: object) -> Known:
        known = {key: more.pop(key) for key in ("silent_since", "is_manual", "board", "office") if key in more}
        fields: dict[str, object] = {"is_open": True, "is_serving": False, "waiting": 7, **more}
        state = CounterState(journal="0123456789abcdef", epoch=1, position=100, counter=3, ticket=ticket, **fields)  # type: ignore[arg-type]
        calls = [call(90, ticket.number, 3, recalls=recalls)] if ticket else []
        kiosks = (KioskInfo(name="kiosk-1", place="pintu masuk"), KioskInfo(name="kiosk-2"))
        held = replace(office(**({"names": names} if names else {})), kiosks=kiosks)
        told = replace(board(calls), open_counters=(1, 3))
        return Known(**{"board": told, "office": held, "now": now, "counters": {3: state}, **known})  # type: ignore[arg-type]

    return make


def test_a_called_number_is_sent_to_this_counter(sign: Sign, painter: Painter) -> None:
    """The accent, an arrow, and the words say so; the number is the largest thing."""
    seen = see(sign(), PANE)
    assert (seen.showing, seen.counter, seen.number, seen.call) == (Showing.CALLED, "3", "A 017", 90)
    assert seen.message == Said("Silakan ke loket ini", "Please come to this counter")
    for size in SIZES:
        shapes = sheet(sign(), page_of(painter, size, is_desk=True), PANE)
        assert any(isinstance(shape, Panel) and shape.colour == PLAIN.accent for shape in shapes)
        assert len(strokes(shapes, colour=PLAIN.ground)) == 2
        largest = [text for text in texts(shapes) if text.text in ("A 017", "3")]
        assert max(texts(shapes), key=lambda text: text.size) in largest


def test_only_the_newest_call_breathes(sign: Sign, board: Make, call: MakeCall) -> None:
    """A sign stays calm while another counter calls."""
    assert see(sign(), PANE).is_newest
    other = board([call(95, "B002", 1), call(90, "A017", 3)])
    assert not see(sign(board=other), PANE).is_newest
    assert see(replace(sign(board=other), pointed=90), PANE).is_newest


def test_who_is_served_has_neither_accent_nor_arrow(sign: Sign, painter: Painter) -> None:
    """The word says what the colour says."""
    known = sign(is_serving=True)
    assert see(known, PANE).message == Said("Sedang dilayani", "Being served")
    shapes = sheet(known, page_of(painter, DESK), PANE)
    assert strokes(shapes) == []
    assert not any(isinstance(shape, Panel) and shape.colour == PLAIN.accent for shape in shapes)


def test_the_officer_reads_what_the_box_knows(sign: Sign) -> None:
    """The code to compare with the paper first; then stage, wait, line and service."""
    assert see(sign(), PANE).facts == (
        Fact("Kode tiket", "7K2 QMX"),
        Fact("Tahap", "1/3"),
        Fact("Menunggu", "25 menit"),
        Fact("Sisa antrian", "7"),
        Fact("Layanan", "Paspor baru"),
    )
    aside = see(sign(None, parked=(TICKET, TICKET), overdue=1), PANE)
    assert aside.facts == (Fact("Sisa antrian", "7"), Fact("Disisihkan", "2"), Fact("Terlalu lama", "1"))


def test_what_is_not_known_is_left_out(sign: Sign) -> None:
    """No code, one stage, an unknown wait: no empty labels."""
    bare = replace(TICKET, stage=None, waited=None, check="")
    assert [fact.label for fact in see(sign(bare), PANE).facts] == ["Sisa antrian", "Layanan"]


def test_a_recall_and_a_priority_are_told_and_never_a_reason(sign: Sign) -> None:
    """The class alone; once the person is here the recall is history."""
    first = replace(TICKET, standing=Standing.PRIORITY)
    assert see(sign(first, recalls=1), PANE).tags == ("Panggilan ulang", "Prioritas")
    assert see(sign(recalls=2), PANE).tags == ("Panggilan ulang",)
    assert see(sign(recalls=2, is_serving=True), PANE).tags == ()


def test_help_is_asked_for_by_place(sign: Sign, painter: Painter) -> None:
    """The place as officers say it, the box's name where nobody has said; in a white band on every screen."""
    known = sign(help=("kiosk-1", "kiosk-2"))
    assert see(known, PANE).help == Said(
        "Bantuan diminta di pintu masuk, kiosk-2", "Help wanted at pintu masuk, kiosk-2"
    )
    for size in SIZES:
        shapes = sheet(known, page_of(painter, size, is_desk=True), PANE)
        assert "pintu masuk" in words(shapes)
        assert any(isinstance(shape, Panel) and shape.colour == PLAIN.paper for shape in shapes)
    assert not any(
        isinstance(each, Panel) and each.colour == PLAIN.paper for each in sheet(sign(), page_of(painter, DESK), PANE)
    )


def test_a_silent_hub_takes_the_line_with_it(sign: Sign, now: datetime) -> None:
    """Who is here and their code stay; how many wait and who asks for help is not known any more."""
    seen = see(sign(silent_since=now, help=("kiosk-1",)), PANE)
    assert seen.number == "A 017"
    assert "Sisa antrian" not in {fact.label for fact in seen.facts}
    assert seen.help == Said("")


def test_manual_mode_is_said_and_nobody_is_called(sign: Sign, now: datetime, painter: Painter) -> None:
    """The counter keeps its number."""
    known = sign(silent_since=now, is_manual=True)
    seen = see(known, PANE)
    assert (seen.showing, seen.number, seen.facts) == (Showing.QUIET, "", ())
    said = words(sheet(known, page_of(painter, DESK), PANE))
    assert "Mohon maaf" in said
    assert "3" in said.split()


@pytest.mark.parametrize(
    ("state", "message", "hint"),
    [
        ("open", "Menunggu panggilan berikutnya", "Perhatikan layar ini dan dengarkan nomor Anda."),
        ("closed", "Loket ini tutup", "Nomor Anda dipanggil di loket lain."),
        ("closed alone", "Loket ini tutup", ""),
        ("break", "Istirahat", "Dibuka lagi pukul 10.00."),
        ("closed office", "Pelayanan sedang tutup", "Nomor antrian diberikan lagi setelah pelayanan dibuka."),
        ("unknown", "Loket 9 tidak terdaftar", "Petugas: periksa display.toml dan office.toml."),
        ("nothing told", "Menunggu server…", "Layar ini menyala sendiri begitu server menjawab."),
    ],
)
def test_a_sign_without_anybody_says_why(
    sign: Sign, board: Make, now: datetime, painter: Painter, state: str, message: str, hint: str
) -> None:
    """Open, closed, at a break, not set up: each in calm words."""
    shut = {"is_open": False, "waiting": 0}
    known = {
        "open": sign(None),
        "closed": sign(None, **shut),
        "closed alone": sign(None, **shut, board=board()),
        "break": sign(None, **shut, absences=((9 * 60 + 30, 10 * 60), (720, 780))),
        "closed office": sign(None, **shut, board=board(day=None)),
        "unknown": sign(None),
        "nothing told": Known(now=now),
    }[state]
    pane = Pane(layout="counter-sign", counter=9) if state == "unknown" else PANE
    seen = see(known, pane)
    assert (seen.message.first, seen.hint.first, seen.showing) == (message, hint, Showing.QUIET)
    assert list(all_faults(known, painter, pane, is_desk=True, may_shorten=state == "nothing told")) == []


def test_a_break_is_not_claimed_without_a_clock(sign: Sign) -> None:
    """Nobody vouches for the time of day: the counter is closed, no more."""
    known = replace(sign(None, is_open=False, absences=((0, 1439),)), now=None)
    assert see(known, PANE).message.first == "Loket ini tutup"


@pytest.mark.parametrize(
    "state", ["called", "everything", "served", "helpless", "long name", "one language", "four digits"]
)
def test_every_state_fits(sign: Sign, office: MakeOffice, painter: Painter, state: str) -> None:
    """On every screen, seven inches too, and as a part of a wall."""
    first = replace(TICKET, number="W1017", ticket="2026-11-23-W1017", standing=Standing.PRIORITY)
    help_asked = {"help": ("kiosk-1", "kiosk-2"), "parked": (TICKET,), "overdue": 1}
    known = {
        "called": sign(),
        "everything": sign(first, recalls=1, **help_asked),
        "served": sign(is_serving=True),
        "helpless": sign(None, **help_asked),
        "long name": sign(names=LONG),
        "one language": sign(office=office(languages=("id",)), help=("kiosk-1",)),
        "four digits": sign(first),
    }[state]
    assert list(all_faults(known, painter, PANE, is_desk=True, may_shorten=state == "long name")) == []
    assert list(all_faults(known, painter, PANE, PANE, may_shorten=True, sizes=SIZES[:2])) == []
