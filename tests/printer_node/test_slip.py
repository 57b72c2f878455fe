"""What stands on a slip, and how large."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.messages.notices import Estimate, Mark, Slip
from printer_node.elements import Bar, Code, Element, Line, Number, Raster, Roll, Space
from printer_node.form import FIELDS, Form
from printer_node.slip import Style, lay_out

WIDE, NARROW = Roll(48), Roll(32)
JAKARTA = Style(zone=ZoneInfo("Asia/Jakarta"))
JAKARTA_MORNING = datetime(2026, 11, 23, 9, 14, tzinfo=ZoneInfo("Asia/Jakarta"))
MakeSlip = Callable[..., Slip]


def lines_of(elements: tuple[Element, ...]) -> list[Line]:
    """Return the lines of text only."""
    return [element for element in elements if isinstance(element, Line)]


def bars_of(elements: tuple[Element, ...]) -> list[str]:
    """Return what stands in reverse type."""
    return [element.text for element in elements if isinstance(element, Bar)]


def text_of(elements: tuple[Element, ...]) -> str:
    """Return all words in one line."""
    words = []
    for element in elements:
        match element:
            case Line(text=text, figure=figure):
                words.append((text + figure).strip())
            case Bar(text):
                words.append(text)
            case Number(letter=letter, digits=digits):
                words.append(f"{letter} {digits}")
    return " ".join(words)


def number_of(elements: tuple[Element, ...]) -> Number:
    """Return the one number."""
    (number,) = (element for element in elements if isinstance(element, Number))
    return number


def above_the_number(elements: tuple[Element, ...]) -> list[Element]:
    """Return what stands over the number, without the white between."""
    over = elements[: elements.index(number_of(elements))]
    return [element for element in over if not isinstance(element, Space)]


@pytest.mark.parametrize("roll", [WIDE, NARROW])
def test_the_slip_says_what_a_visitor_needs(make_slip: MakeSlip, roll: Roll) -> None:
    """Office, service in both languages, people ahead, and what to do when the call is missed, at both widths."""
    text = text_of(lay_out(make_slip(), roll, JAKARTA, is_marked=False))
    assert "Kantor Imigrasi Lampung Tengah Paspor baru New passport A 017 Antrian di depan Anda: 7" in text
    assert "Simpan tiket ini. Bila terlewat, lapor petugas dalam 30 menit." in text
    assert "People ahead of you: 7" in text


@pytest.mark.parametrize(("minutes", "said"), [(20, "lapor petugas dalam 20 menit."), (0, "lapor petugas.")])
def test_who_misses_a_call_reads_how_long_they_may_come_back(make_slip: MakeSlip, minutes: int, said: str) -> None:
    """As long as the office lets them; without a time where it lets nobody."""
    text = text_of(lay_out(make_slip(come_back_minutes=minutes), WIDE, JAKARTA, is_marked=False))
    assert f"Bila terlewat, {said}" in text
    assert ("within 20 minutes" if minutes else "tell an officer.") in text


@pytest.mark.parametrize("roll", [WIDE, NARROW])
def test_the_time_is_the_offices(make_slip: MakeSlip, roll: Roll) -> None:
    """02.14 UTC is 09.14 in Jakarta, and the paper says so in the office's first language."""
    text = text_of(lay_out(make_slip(), roll, JAKARTA, is_marked=False))
    assert "Senin, 23 November 2026" in text
    assert "09.14 WIB" in text


@pytest.mark.parametrize(("roll", "number"), [(WIDE, "A017"), (WIDE, "A1017"), (NARROW, "A017"), (NARROW, "A1017")])
def test_the_number_fills_the_width(make_slip: MakeSlip, roll: Roll, number: str) -> None:
    """The number takes more than nine tenths of the printable width, in letters five times as large or larger."""
    largest = number_of(lay_out(make_slip(number=number), roll, JAKARTA, is_marked=True))
    assert largest.letter + largest.digits == number
    assert 0.9 * roll.dots < largest.dots <= roll.dots
    assert min(largest.width, largest.height) >= 6


def test_an_ordinary_slip_bears_no_mark(make_slip: MakeSlip) -> None:
    """Without a reason nothing stands in reverse type."""
    assert bars_of(lay_out(make_slip(), WIDE, JAKARTA, is_marked=False)) == []


@pytest.mark.parametrize(("mark", "is_marked"), [(Mark.NONE, True), (Mark.REPRINT, False), (Mark.REPRINT, True)])
def test_a_reprint_is_marked_once_above_the_number(make_slip: MakeSlip, mark: Mark, is_marked: bool) -> None:
    """CETAK ULANG stands in reverse type above the number, whether the hub or this box knows that it is one."""
    elements = lay_out(make_slip(mark=mark), WIDE, JAKARTA, is_marked=is_marked)
    assert text_of(elements).count("CETAK ULANG") == 1
    assert above_the_number(elements)[-2:] == [Bar("CETAK ULANG", 2, 48), Bar("REPRINT", 1, 48)]


@pytest.mark.parametrize("roll", [WIDE, NARROW])
def test_an_offline_number_says_so_directly_above(make_slip: MakeSlip, roll: Roll) -> None:
    """The offline mark fills the line in reverse type, with nothing between it and the number."""
    elements = lay_out(make_slip(mark=Mark.OFFLINE), roll, JAKARTA, is_marked=False)
    over = above_the_number(elements)[-len(bars_of(elements)) :]
    assert over[:2] == [Bar("Nomor luring", 2, roll.columns), Bar("urutan sesuai waktu ambil", 1, roll.columns)]
    assert "Offline number" in bars_of(elements)[2]
    assert all(isinstance(each, Bar) for each in over)


def test_an_offline_number_printed_again_bears_both_marks(make_slip: MakeSlip) -> None:
    """The reprint stands nearer to the number: it is what an officer must not miss."""
    elements = lay_out(make_slip(mark=Mark.OFFLINE), WIDE, JAKARTA, is_marked=True)
    assert [text.split(" - ")[0] for text in bars_of(elements)] == [
        *("Nomor luring", "urutan sesuai waktu ambil", "Offline number", "CETAK ULANG", "REPRINT"),
    ]


def test_an_estimate_is_a_range_with_the_hours_it_means(make_slip: MakeSlip) -> None:
    """20 to 35 minutes from 09.14 is about 09.34 to 09.49."""
    slip = make_slip(estimate=Estimate(low=20, high=35))
    text = text_of(lay_out(slip, WIDE, JAKARTA, is_marked=False))
    assert "Perkiraan dipanggil: 20-35 menit (sekitar 09.34-09.49 WIB)" in text
    assert "Estimated call: in 20-35 minutes" in text


def test_a_short_wait_is_said_as_less_than(make_slip: MakeSlip) -> None:
    """An estimate that begins at nothing is "kurang dari 5 menit", without hours."""
    text = text_of(lay_out(make_slip(estimate=Estimate(low=0, high=5)), WIDE, JAKARTA, is_marked=False))
    assert "Perkiraan dipanggil: kurang dari 5 menit" in text
    assert "sekitar" not in text


def test_nothing_is_estimated_where_nothing_is_known(make_slip: MakeSlip) -> None:
    """Without an estimate the paper claims no time at all."""
    assert "Perkiraan" not in text_of(lay_out(make_slip(), WIDE, JAKARTA, is_marked=False))


def test_a_priority_is_named_and_not_explained(make_slip: MakeSlip) -> None:
    """One quiet line over the number says the class; everything else is as on every other slip."""
    with_class = lay_out(make_slip(is_priority=True), WIDE, JAKARTA, is_marked=False)
    assert above_the_number(with_class)[-1] == Line(text="Prioritas / Priority")
    left = text_of(with_class).replace("Prioritas / Priority ", "")
    assert left == text_of(lay_out(make_slip(), WIDE, JAKARTA, is_marked=False))


def test_who_has_booked_reads_the_agreed_time(make_slip: MakeSlip) -> None:
    """In the office's zone and in the way of each language, under the class of somebody who also has priority."""
    slot = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
    booked = lay_out(make_slip(slot=slot), WIDE, JAKARTA, is_marked=False)
    assert above_the_number(booked)[-1] == Line(text="Janji temu 09.30 / Appointment 09:30")
    both = lay_out(make_slip(slot=slot, is_priority=True), WIDE, JAKARTA, is_marked=False)
    assert [line.text for line in above_the_number(both)[-2:]] == [
        "Prioritas / Priority",
        "Janji temu 09.30 / Appointment 09:30",
    ]


def test_the_office_chooses_its_word_and_its_order_of_languages(make_slip: MakeSlip) -> None:
    """An office that writes *antrean* gets "Antrean", and English first where it says so."""
    style = Style(zone=JAKARTA.zone, word="antrean")
    assert "Antrean di depan Anda: 7" in text_of(lay_out(make_slip(), WIDE, style, is_marked=False))
    english = text_of(lay_out(make_slip(languages=("en", "id")), WIDE, style, is_marked=False))
    assert english.index("New passport") < english.index("Paspor baru")
    assert "Monday, 23 November 2026" in english


def test_a_language_without_words_is_left_out(make_slip: MakeSlip) -> None:
    """Chinese and Indonesian prints Indonesian; Chinese alone still prints something readable."""
    assert "People" not in text_of(lay_out(make_slip(languages=("zh", "id")), WIDE, JAKARTA, is_marked=False))
    assert "Simpan tiket ini." in text_of(lay_out(make_slip(languages=("zh",)), WIDE, JAKARTA, is_marked=False))


def test_without_a_known_zone_the_time_stands_as_sent(make_slip: MakeSlip) -> None:
    """A box that never heard the office prints the hub's own hour and invents no zone's name."""
    text = text_of(
        lay_out(make_slip(issued_at=make_slip().issued_at.astimezone(JAKARTA.zone)), WIDE, Style(), is_marked=False)
    )
    assert "09.14" in text


@pytest.mark.parametrize(
    ("check", "url", "content", "eyes"),
    [
        ("7K2QMX", "", "2026-11-23-A017 7K2QMX", "A017 \u00b7 7K2QMX"),
        ("", "", "2026-11-23-A017", "2026-11-23-A017"),
        ("7K2QMX", "https://example.id/t/", "https://example.id/t/2026-11-23-A017-7K2QMX", "A017 \u00b7 7K2QMX"),
        ("", "https://example.id/t/", "https://example.id/t/2026-11-23-A017", "2026-11-23-A017"),
    ],
)
def test_the_code_is_the_ticket_and_its_check(
    make_slip: MakeSlip, check: str, url: str, content: str, eyes: str
) -> None:
    """Alone or behind the address of the ticket's page; the same stands under it in small for a person to read."""
    elements = lay_out(make_slip(check=check), WIDE, JAKARTA, Form(qr_url=url), is_marked=False)
    assert [element.content for element in elements if isinstance(element, Code)] == [content]
    assert lines_of(elements)[-1] == Line(text=eyes)


def test_white_stands_around_the_code(make_slip: MakeSlip) -> None:
    """Four of its squares above and below, as a reader needs."""
    elements = lay_out(make_slip(), NARROW, JAKARTA, is_marked=False)
    (at,) = (index for index, element in enumerate(elements) if isinstance(element, Code))
    code, above, below = elements[at], elements[at - 1], elements[at + 1]
    assert isinstance(code, Code)
    assert isinstance(above, Space)
    assert isinstance(below, Space)
    assert min(above.dots, below.dots) >= 4 * code.module


ON_PAPER = {
    "office": "Kantor Imigrasi",
    "service": "Paspor baru",
    "class": "Prioritas",
    "issued-at": "23 November",
    "ahead": "di depan Anda",
    "estimate": "Perkiraan",
    "bring": "KTP asli",
    "missed": "Bila terlewat",
    "qr": "7K2QMX",
}
FULL = {
    "is_priority": True,
    "estimate": Estimate(low=20, high=35),
    "bring": {"id": ("KTP asli",), "en": ("ID card",)},
    "check": "7K2QMX",
}
LOGO = Raster(8, b"\xff")


@pytest.mark.parametrize("field", [field for field in FIELDS if field != "number"])
def test_a_field_that_is_not_named_is_not_printed(make_slip: MakeSlip, field: str) -> None:
    """Every other field stays, in its place; no white is left where one is missing."""
    form = Form(fields=tuple(each for each in FIELDS if each != field))
    elements = lay_out(make_slip(**FULL), WIDE, JAKARTA, form, logo=LOGO, is_marked=False)
    text = text_of(elements)
    assert {each for each, words in ON_PAPER.items() if words not in text} == {field} - {"logo"}
    assert (LOGO in elements) is (field != "logo")
    assert not any(isinstance(a, Space) and isinstance(b, Space) for a, b in pairwise(elements))


def test_the_number_and_its_mark_always_stand(make_slip: MakeSlip) -> None:
    """A box that prints only the number still tells a reprint from a first slip."""
    elements = lay_out(make_slip(**FULL), WIDE, JAKARTA, Form(fields=("number",)), logo=LOGO, is_marked=True)
    assert text_of(elements) == "CETAK ULANG REPRINT A 017"


def test_one_language_is_the_first_of_the_service(make_slip: MakeSlip) -> None:
    """A service for foreigners that says English first prints English only."""
    slip = make_slip(languages=("en", "id"), **FULL)
    text = text_of(lay_out(slip, WIDE, JAKARTA, Form(languages=1), is_marked=False))
    assert "Priority A 017" in text
    assert not any(word in text for word in ("Paspor", "Prioritas", "KTP", "Simpan", "Senin"))


def test_a_long_name_of_a_service_stays_larger_than_its_translation(make_slip: MakeSlip) -> None:
    """Double in both directions over three lines at most, else double in height."""
    for name, width in (("Penggantian paspor hilang atau rusak", 2), ("Izin tinggal " * 4 + "tetap", 1)):
        elements = lay_out(make_slip(service_name={"id": name}), NARROW, JAKARTA, is_marked=False)
        tall = [line for line in lines_of(elements) if line.height == 2]
        assert " ".join(line.text for line in tall) == name
        assert {line.width for line in tall} == {width}


@given(
    columns=st.integers(32, 64),
    office=st.text(min_size=1, max_size=60),
    service=st.text("abcdefg h", min_size=1, max_size=60),
    ahead=st.integers(0, 3_000),
    estimate=st.none() | st.builds(Estimate, low=st.integers(0, 300), high=st.integers(1, 480)),
    mark=st.sampled_from(Mark),
    thing=st.text(min_size=1, max_size=80),
    is_marked=st.booleans(),
)
@settings(deadline=None)
def test_no_line_is_wider_than_the_paper(
    columns: int,
    office: str,
    service: str,
    ahead: int,
    estimate: Estimate | None,
    mark: Mark,
    thing: str,
    is_marked: bool,
) -> None:
    """Whatever the office and the service are called, nothing runs over the edge."""
    roll = Roll(columns)
    slip = Slip(
        journal="0" * 16,
        epoch=1,
        position=1,
        id="0" * 16 + "-1",
        press="kiosk-1-9f2c66d01b7e4a35-12-p311",
        ticket="2026-11-23-A017",
        number="A017",
        service="A",
        service_name={"id": service},
        office_name=office,
        languages=("id", "en"),
        issued_at=JAKARTA_MORNING,
        ahead=ahead,
        age=0,
        estimate=estimate,
        mark=mark,
        is_priority=True,
        bring={"id": (thing, "KTP"), "en": (thing,)},
    )
    for element in lay_out(slip, roll, JAKARTA, is_marked=is_marked):
        if isinstance(element, Line | Bar | Number):
            assert element.dots <= roll.dots, element
