"""The script for a person who records a voice."""

from display_node.voice import phrases
from display_node.voice.phrase import needed
from display_node.voice.record_list import Group, page, record_list, rows
from firmware.messages.notices import Office


def test_every_clip_of_the_office_is_asked_for_once(spoken_office: Office) -> None:
    """Numbered without a gap, no two into one file."""
    script = record_list(spoken_office, [found for each in ("id", "en") if (found := phrases.load(each))])
    wanted = {clip for each in ("id", "en") if (found := phrases.load(each)) for clip in needed(spoken_office, found)}
    assert {line.clip for line in script} == wanted
    assert [line.number for line in script] == list(range(1, len(wanted) + 1))
    assert len({line.file for line in script}) == len(wanted)


def test_lines_of_one_kind_stand_together_each_with_its_melody(spoken_office: Office) -> None:
    """Digits go on, counters fall, and the two "satu" are two files."""
    indonesian = phrases.load("id")
    assert indonesian is not None
    script = record_list(spoken_office, [indonesian])
    kinds = [line.group for line in script]
    assert kinds == sorted(kinds, key=list(Group).index)
    satu = [(line.group, line.goes_on, line.file) for line in script if line.words == "satu"]
    assert satu == [(Group.DIGITS, True, "id/satu.wav"), (Group.COUNTERS, False, "id/satu-end.wav")]
    assert {line.words for line in script if line.group is Group.LETTERS} == {"a", "ef", "ha", "ka", "el", "es", "we"}


def test_the_page_fits_a_sheet_and_says_how_to_record(spoken_office: Office) -> None:
    """Each line has its number, the arrow of its melody and its file; a letter says which one it is."""
    indonesian = phrases.load("id")
    assert indonesian is not None
    text = page(spoken_office.name, record_list(spoken_office, [indonesian]))
    assert "setengah detik" in text
    assert any(line.split() == ["2", "→", "satu", "id/satu.wav"] for line in text.splitlines())
    assert any(line.split()[1:] == ["→", "ef", "(huruf", "F)", "id/ef.wav"] for line in text.splitlines())
    assert max(len(line) for line in text.splitlines()) <= 110


def test_the_table_has_the_same_lines_with_a_heading(spoken_office: Office) -> None:
    """For a spreadsheet."""
    english = phrases.load("en")
    assert english is not None
    heading, first, *_ = rows(record_list(spoken_office, [english]))
    assert heading == ("number", "language", "group", "words", "melody", "file")
    assert first == ("1", "en", Group.DIGITS.value, "zero", "lanjut / goes on", "en/zero.wav")
