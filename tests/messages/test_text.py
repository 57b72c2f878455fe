"""What nobody can see is known, and taken out of every line, cell and file name."""

import csv
import io
import unicodedata
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.messages.answers import Reason, Refused
from firmware.messages.notices import Office, Problem, Trouble
from firmware.messages.requests import Failed
from firmware.messages.text import (
    CLEAN,
    Clean,
    cell,
    cleaned,
    complaint,
    is_clean,
    safe_name,
    strings_in,
    visible,
)

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("firmware", "button_node", "printer_node", "display_node")

# Hypothesis draws lone surrogates only when it is told to.
ANYTHING = st.text(st.characters(exclude_categories=()))


def test_the_unseen_are_those_of_unicode() -> None:
    """Controls, formats, surrogates, private letters and separators of lines; no letter, mark or digit."""
    for code in range(0x110000):
        letter = chr(code)
        category = unicodedata.category(letter)
        if category in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"):
            assert not is_clean(letter), f"U+{code:04X}"
        elif category != "Cn":
            assert is_clean(letter), f"U+{code:04X}"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Paspor\tbaru\r\n", "Paspor baru"),
        ("\x1b@\x1dV\x00Paspor", "@ VPaspor"),
        ("Pas\u200bpor\u2066\u202e", "Paspor"),
        ("\x9b31m\x7f\udc80Paspor", "31m?Paspor"),
        ("Izin\u2028tinggal\u00a0 ", "Izin tinggal"),
        ("Penggantian / übertragen · 更新", "Penggantian / übertragen · 更新"),
    ],
)
def test_a_text_becomes_one_line_that_can_be_read(text: str, seen: str) -> None:
    """What would begin a line is a space, what nobody sees is gone, letters of all peoples stay."""
    assert cleaned(text) == seen


@given(ANYTHING)
def test_whatever_is_cleaned_is_clean(text: str) -> None:
    """Once is enough, and clean text stays as it is."""
    assert is_clean(cleaned(text))
    assert cleaned(cleaned(text)) == cleaned(text)
    assert visible(text) == text or not is_clean(text)
    assert bool(complaint(text)) is not is_clean(text)


@given(ANYTHING)
def test_the_pattern_of_the_wire_says_the_same(text: str) -> None:
    """A message with other text is refused."""
    try:
        msgspec.convert(text, Clean)
    except msgspec.ValidationError:
        assert not is_clean(text)
    else:
        assert is_clean(text)


def test_a_complaint_says_which_where_and_what_to_do() -> None:
    """Also of what has no name."""
    rest = "is nothing that can be read; delete it, or type the text anew"
    assert complaint("Paspor\u200b baru") == f"U+200B (zero width space) after 'Paspor' {rest}"
    assert complaint("\x1b[2J") == f"U+001B (a control character) at its beginning {rest}"


def test_every_text_of_a_table_has_its_place() -> None:
    """As a person finds it in the file."""
    data = {"service": [{"name": {"id": "Paspor"}, "minutes": 10}], "word": "antrian"}
    found = {text: place for place, text in strings_in(data)}
    assert (found["Paspor"], found["antrian"], found["minutes"]) == ("service[0].name.id", "word", "service[0]")


@given(st.lists(ANYTHING, min_size=1, max_size=5))
def test_a_spreadsheet_gets_every_text_back_and_no_formula(texts: list[str]) -> None:
    """But for the apostrophe, which tells it that this is text."""
    file = io.StringIO()
    csv.writer(file).writerow([cell(text) for text in texts])
    [row] = csv.reader(io.StringIO(file.getvalue()))
    for found, text in zip(row, texts, strict=True):
        assert found.removeprefix("'") == cleaned(text).removeprefix("'")
        assert found[:1] not in tuple("=@+-\t\r") or float(found.replace(",", ".")) < float("inf")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('=HYPERLINK("http://x")', '\'=HYPERLINK("http://x")'),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1+1", "'=1+1"),
        ("-1+1", "'-1+1"),
        ("\uff1d1", "'\uff1d1"),
        ("-12.5", "-12.5"),
        ("+7", "+7"),
        ("10:15:00", "10:15:00"),
        ("", ""),
    ],
)
def test_formulas_are_text_and_numbers_stay_numbers(text: str, written: str) -> None:
    """By the rule of OWASP."""
    assert cell(text) == written


def test_whoever_writes_a_table_writes_cells() -> None:
    """Wherever a CSV file is made: its writer takes nothing that has not been a cell."""
    sources = [path for folder in PACKAGES for path in (ROOT / folder).rglob("*.py")]
    writers = {path: text for path in sources if "csv.writer(" in (text := path.read_text(encoding="utf-8"))}
    assert len(writers) == 2
    assert [path for path, text in writers.items() if "map(cell, " not in text] == []


@given(ANYTHING)
def test_a_files_name_leads_nowhere(text: str) -> None:
    """No folder, no option, nothing hidden, never too long, never empty."""
    name = safe_name(text)
    assert name.isascii()
    assert name.replace("-", "").isalnum()
    assert name[0] != "-"
    assert 0 < len(name) <= 100


def test_different_texts_have_different_files() -> None:
    """Also those that have no letter of ours, and those that differ only at their end."""
    assert safe_name("Nomor antrian,") == "nomor-antrian"
    assert safe_name("../../etc/passwd") == "etc-passwd"
    assert safe_name("护照") != safe_name("签证")
    assert safe_name("a" * 200 + "b") != safe_name("a" * 200 + "c")


@given(ANYTHING)
def test_a_detail_is_clean_whoever_says_it(text: str) -> None:
    """In health, in a failure, in a refusal: as it is made, so also as it is read."""
    refused = Refused(key=None, reason=Reason.NOT_YET, journal="0123456789abcdef", epoch=1, position=1, detail=text)
    for message in (Trouble(problem=Problem.SLIDES_FAILED, detail=text), Failed(detail=text), refused):
        assert is_clean(message.detail)
        assert msgspec.json.decode(msgspec.json.encode(message), type=type(message)) == message


def test_a_dirty_name_does_not_cross_the_broker() -> None:
    """The hub refuses such settings; a hub that says it all the same is not believed."""
    said = (
        b'{"journal":"0123456789abcdef","epoch":1,"position":1,"name":"%s","timezone":"Asia/Jakarta",'
        % b"Kantor\\u001b@"
    )
    rest = b'"languages":["id"],"word":"antrian","services":[],"counters":[]}'
    with pytest.raises(msgspec.ValidationError, match="name"):
        msgspec.json.decode(said + rest, type=Office)
    assert CLEAN.startswith("^")
