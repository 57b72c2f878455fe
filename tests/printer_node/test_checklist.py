"""What to bring: a box for each thing."""

from printer_node.checklist import checklist
from printer_node.elements import Line, Roll
from printer_node.words import ENGLISH, INDONESIAN

BOTH = (INDONESIAN, ENGLISH)
THINGS = {"id": ("KTP asli", "Kartu keluarga"), "en": ("ID card", "Family card")}


def lines(bring: dict[str, tuple[str, ...]], columns: int = 48) -> list[str]:
    """Return the lines as they stand, without the white that fills them up."""
    elements = checklist(bring, BOTH, Roll(columns))
    return [element.text.rstrip() for element in elements if isinstance(element, Line)]


def test_both_languages_share_the_box_of_a_thing() -> None:
    """As many things in both: one list, each thing in both languages behind one box."""
    assert lines(THINGS) == [
        "Yang perlu dibawa:",
        "Please bring:",
        "[ ] KTP asli",
        "    ID card",
        "[ ] Kartu keluarga",
        "    Family card",
    ]


def test_lists_that_do_not_match_stand_under_each_other() -> None:
    """Nothing is set beside what it does not translate."""
    assert lines({**THINGS, "en": ("ID card",)}) == [
        *("Yang perlu dibawa:", "[ ] KTP asli", "[ ] Kartu keluarga"),
        *("Please bring:", "[ ] ID card"),
    ]


def test_only_languages_that_have_a_list_are_told() -> None:
    """One language alone is a list of its own; none is nothing, not even a heading."""
    assert lines({"en": ("ID card",)}) == ["Please bring:", "[ ] ID card"]
    assert lines({}) == lines({"id": (), "zh": ("x",)}) == []


def test_a_thing_without_a_letter_has_no_box() -> None:
    """Only white was written there."""
    assert lines({"id": (" ", "KTP asli")}) == ["Yang perlu dibawa:", "[ ] KTP asli"]
    assert lines({"id": (" ",)}) == ["Yang perlu dibawa:"]


def test_a_long_thing_hangs_under_its_own_beginning() -> None:
    """Only its first line has the box, and the whole list is one block: every line as long as the longest."""
    bring = {"id": ("Akta kelahiran, ijazah, buku nikah atau surat baptis asli", "KTP asli")}
    assert lines(bring, 32)[1:] == [
        "[ ] Akta kelahiran, ijazah, buku",
        "    nikah atau surat baptis asli",
        "[ ] KTP asli",
    ]
    _, *block = [element for element in checklist(bring, BOTH, Roll(32)) if isinstance(element, Line)]
    assert len({len(line.text) for line in block}) == 1
