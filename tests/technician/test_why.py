"""Why a ticket was called is told in a sentence that an officer can reckon after."""

import pytest

from firmware.messages.why import Rule, Standing, Why
from firmware.technician.why import brief, sentence


def why(rule: Rule, **fields: object) -> Why:
    """A reason; unless told, somebody with priority who waited twelve minutes before A009, who has 41 of credit."""
    usual: dict[str, object] = {
        "standing": Standing.PRIORITY,
        "waited": 720,
        "credit": 2_880,
        "rate": 4,
        "choices": 5,
        "next_number": "A009",
        "next_standing": Standing.WALK_IN,
        "next_credit": 2_460,
    }
    return Why(rule=rule, **(usual | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("reason", "indonesian", "english"),
    [
        (
            why(Rule.CREDIT),
            "karena kreditnya tertinggi: 12 menit menunggu x 4 = 48 menit; berikutnya A009 dengan 41 menit.",
            "because its credit was the highest: 12 min of waiting x 4 = 48 min; the next was A009 with 41 min.",
        ),
        (
            why(Rule.CREDIT, standing=Standing.BOOKED, rate=2, waited=1_500, slot=610, credit=1_220, next_credit=59),
            (
                "karena kreditnya tertinggi: 10 menit 10 detik sejak waktu janji x 2 = 20 menit 20 detik; "
                "berikutnya A009 dengan 59 detik."
            ),
            (
                "because its credit was the highest: 10 min 10 s since the appointment x 2 = 20 min 20 s; "
                "the next was A009 with 59 s."
            ),
        ),
        (
            why(Rule.CREDIT, next_credit=2_880),
            (
                "karena kreditnya tertinggi: 12 menit menunggu x 4 = 48 menit; "
                "A009 sama, tetapi layanannya atau waktu datangnya di belakang."
            ),
            (
                "because its credit was the highest: 12 min of waiting x 4 = 48 min; "
                "A009 had the same, but a later service or arrival."
            ),
        ),
        (
            why(Rule.CREDIT, next_credit=2_880, next_standing=Standing.BOOKED, next_slot=-60),
            (
                "karena kreditnya tertinggi: 12 menit menunggu x 4 = 48 menit; "
                "A009 sama, tetapi waktu janjinya lebih lambat."
            ),
            (
                "because its credit was the highest: 12 min of waiting x 4 = 48 min; "
                "A009 had the same, but an appointment still to come."
            ),
        ),
        (
            why(Rule.CREDIT, next_credit=3_000, next_is_behind=True),
            (
                "karena A009 (50 menit) baru kembali setelah panggilannya terlewat; "
                "kredit nomor ini 12 menit menunggu x 4 = 48 menit."
            ),
            (
                "because A009 (50 min) had just come back after a missed call; "
                "the credit of this one was 12 min of waiting x 4 = 48 min."
            ),
        ),
        (
            why(Rule.FIRST_COME, next_credit=3_000, is_preferred=True),
            ("karena loket ini mendahulukan layanannya selama ada yang menunggu; berikutnya A009 (tanpa janji temu)."),
            (
                "because this counter takes its service first while anybody waits for it; "
                "the next was A009 (no appointment)."
            ),
        ),
        (
            why(Rule.CREDIT, choices=1, next_number=None, next_standing=None, next_credit=None),
            "karena tidak ada orang lain yang menunggu loket ini.",
            "because nobody else waited for this counter.",
        ),
        (
            why(Rule.CAP, waited=905),
            (
                "karena batas waktu kelas prioritas telah tercapai: 15 menit 5 detik menunggu; "
                "berikutnya A009 (tanpa janji temu)."
            ),
            (
                "because the class priority had reached its limit: 15 min 5 s of waiting; "
                "the next was A009 (no appointment)."
            ),
        ),
        (
            why(Rule.COME_BACK),
            (
                "karena kembali setelah panggilannya terlewat dan gilirannya telah tiba; "
                "berikutnya A009 (tanpa janji temu)."
            ),
            (
                "because it had come back after a missed call and its turn was there again; "
                "the next was A009 (no appointment)."
            ),
        ),
        (
            why(Rule.CLASS),
            "karena kelas prioritas didahulukan; berikutnya A009 (tanpa janji temu).",
            "because the class priority goes first; the next was A009 (no appointment).",
        ),
        (
            why(Rule.CLASS, next_standing=Standing.PRIORITY),
            "karena terdepan di kelas prioritas; berikutnya A009 (prioritas).",
            "because it was the first of the class priority; the next was A009 (priority).",
        ),
        (
            why(Rule.CLASS, standing=Standing.WALK_IN, next_standing=Standing.BOOKED, next_slot=-720),
            "karena terdepan di kelas tanpa janji temu; berikutnya A009 (janji temu, waktunya belum tiba).",
            "because it was the first of the class no appointment; the next was A009 (appointment, before its time).",
        ),
        (
            why(Rule.CLASS, standing=Standing.BOOKED, slot=0, next_standing=Standing.BOOKED, next_slot=-720),
            "karena kelas janji temu didahulukan; berikutnya A009 (janji temu, waktunya belum tiba).",
            "because the class appointment goes first; the next was A009 (appointment, before its time).",
        ),
        (
            why(Rule.CLASS, standing=Standing.BOOKED, slot=-60, next_standing=Standing.BOOKED, next_slot=-720),
            (
                "karena terdepan di kelas tanpa janji temu (waktu janji nomor ini belum tiba); "
                "berikutnya A009 (janji temu, waktunya belum tiba)."
            ),
            (
                "because it was the first of the class no appointment (its own appointment had not begun); "
                "the next was A009 (appointment, before its time)."
            ),
        ),
        (
            why(Rule.TURN, standing=Standing.BOOKED, slot=-60, next_standing=Standing.PRIORITY),
            (
                "karena giliran kelas tanpa janji temu (waktu janji nomor ini belum tiba), "
                "dan nomor ini yang terdepan di kelas itu; berikutnya A009 (prioritas)."
            ),
            (
                "because it was the turn of the class no appointment (its own appointment had not begun), "
                "of which it was the first; the next was A009 (priority)."
            ),
        ),
        *(
            (
                why(rule, standing=Standing.WALK_IN, next_standing=Standing.PRIORITY, next_is_behind=True),
                "karena semua yang lain baru kembali setelah panggilannya terlewat; berikutnya A009 (prioritas).",
                "because all others had just come back after a missed call; the next was A009 (priority).",
            )
            for rule in (Rule.CLASS, Rule.TURN, Rule.FIRST_COME)
        ),
        (
            why(Rule.TURN, standing=Standing.BOOKED),
            (
                "karena giliran kelas janji temu, dan nomor ini yang terdepan di kelas itu; "
                "berikutnya A009 (tanpa janji temu)."
            ),
            (
                "because it was the turn of the class appointment, of which it was the first; "
                "the next was A009 (no appointment)."
            ),
        ),
        (
            why(Rule.FIRST_COME, standing=Standing.WALK_IN),
            "karena datang lebih dahulu: 12 menit menunggu; berikutnya A009 (tanpa janji temu).",
            "because it had come first: 12 min of waiting; the next was A009 (no appointment).",
        ),
        (
            why(Rule.NAMED),
            "karena petugas memilih nomor ini; yang terdepan selain itu A009.",
            "because an officer chose this number; first of the others was A009.",
        ),
        (
            why(Rule.NAMED, next_number=None, next_standing=None, next_credit=None),
            "karena petugas memilih nomor ini; tidak ada orang lain yang menunggu loket ini.",
            "because an officer chose this number; nobody else waited for this counter.",
        ),
    ],
)
def test_every_rule_has_its_sentence(reason: Why, indonesian: str, english: str) -> None:
    """In Indonesian and in English, with the figures by which the hub decided."""
    said = sentence("A017", 3, reason)
    assert said.id == f"A017 dipanggil ke loket 3 {indonesian}"
    assert said.en == f"A017 was called to counter 3 {english}"


@pytest.mark.parametrize("rule", Rule)
def test_no_sentence_is_without_its_numbers_and_none_says_why_somebody_has_priority(rule: Rule) -> None:
    """Also for a rule that is added later."""
    said = sentence("A017", 3, why(rule))
    assert all("A017" in one and "A009" in one and one.endswith(".") for one in said)
    assert len(brief(why(rule))) <= 25


@pytest.mark.parametrize(("rule", "words"), [(Rule.CLASS, "no appointment"), (Rule.TURN, "turn of no appointment")])
def test_somebody_early_is_named_by_the_class_that_counted(rule: Rule, words: str) -> None:
    """Also in the few words of a line of the journal."""
    assert brief(why(rule, standing=Standing.BOOKED, slot=-1)) == words


def test_a_call_without_a_reason_is_told_as_such() -> None:
    """Of an older version, or put together again from what the boxes remember."""
    said = sentence("A017", 3, None)
    assert said.id == "A017 dipanggil ke loket 3; alasannya tidak tercatat di jurnal ini."
    assert said.en == "A017 was called to counter 3; the journal does not hold the reason."
