"""What stands on a slip, and how large."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.messages.notices import Estimate, Mark, Slip
from printer_node.elements import Code, Element, Line, Number, Roll
from printer_node.slip import Style, lay_out

WIDE, NARROW = Roll(48), Roll(32)
JAKARTA = Style(zone=ZoneInfo("Asia/Jakarta"))
JAKARTA_MORNING = datetime(2026, 11, 23, 9, 14, tzinfo=ZoneInfo("Asia/Jakarta"))
MakeSlip = Callable[..., Slip]


def lines_of(elements: tuple[Element, ...]) -> list[Line]:
    """Return the lines of text only."""
    return [element for element in elements if isinstance(element, Line)]


def text_of(elements: tuple[Element, ...]) -> str:
    """Return all words in one line."""
    words = [
        f"{element.letter} {element.digits}" if isinstance(element, Number) else (element.text + element.figure).strip()
        for element in elements
        if isinstance(element, Line | Number)
    ]
    return " ".join(words)


def number_of(elements: tuple[Element, ...]) -> Number:
    """Return the one number."""
    (number,) = (element for element in elements if isinstance(element, Number))
    return number


def above_the_number(elements: tuple[Element, ...]) -> list[Line]:
    """Return the lines over the number."""
    return lines_of(elements[: elements.index(number_of(elements))])


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
    assert not any(line.is_reverse for line in lines_of(lay_out(make_slip(), WIDE, JAKARTA, is_marked=False)))


@pytest.mark.parametrize(("mark", "is_marked"), [(Mark.NONE, True), (Mark.REPRINT, False), (Mark.REPRINT, True)])
def test_a_reprint_is_marked_once_above_the_number(make_slip: MakeSlip, mark: Mark, is_marked: bool) -> None:
    """CETAK ULANG stands in reverse type above the number, whether the hub or this box knows that it is one."""
    elements = lay_out(make_slip(mark=mark), WIDE, JAKARTA, is_marked=is_marked)
    assert text_of(elements).count("CETAK ULANG") == 1
    *_, mark_of, translation = above_the_number(elements)
    assert [line.text.strip() for line in (mark_of, translation)] == ["CETAK ULANG", "REPRINT"]
    assert mark_of.is_reverse
    assert translation.is_reverse


@pytest.mark.parametrize("roll", [WIDE, NARROW])
def test_an_offline_number_says_so_directly_above(make_slip: MakeSlip, roll: Roll) -> None:
    """The offline mark fills the line in reverse type, with nothing between it and the number."""
    elements = lay_out(make_slip(mark=Mark.OFFLINE), roll, JAKARTA, is_marked=False)
    bars = [line for line in lines_of(elements) if line.is_reverse]
    assert " ".join(bar.text.strip() for bar in bars).startswith("Nomor luring - urutan sesuai waktu ambil")
    assert above_the_number(elements)[-len(bars) :] == bars
    assert all(len(bar.text) == roll.columns for bar in bars)


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


@pytest.mark.parametrize("roll", [WIDE, NARROW])
def test_the_qr_is_the_ticket_and_fits(make_slip: MakeSlip, roll: Roll) -> None:
    """The code says the ticket's identity, which also stands under it for a person to read."""
    elements = lay_out(make_slip(), roll, JAKARTA, is_marked=False)
    assert [element.content for element in elements if isinstance(element, Code)] == ["2026-11-23-A017"]
    assert lines_of(elements)[-1].text == "2026-11-23-A017"


@given(
    columns=st.integers(32, 64),
    office=st.text("abc de", min_size=1, max_size=60),
    service=st.text("abcdefg h", min_size=1, max_size=60),
    ahead=st.integers(0, 3_000),
    estimate=st.none() | st.builds(Estimate, low=st.integers(0, 300), high=st.integers(1, 480)),
    mark=st.sampled_from(Mark),
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
    )
    for line in lines_of(lay_out(slip, roll, JAKARTA, is_marked=is_marked)):
        assert line.dots <= roll.dots, line
