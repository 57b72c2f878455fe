"""What a call sounds like as a script: words, order and pauses in each language."""

import msgspec
import pytest

from display_node.voice import phrases
from display_node.voice.phrase import (
    Chime,
    Clip,
    Gaps,
    Part,
    Pause,
    Phrases,
    Utterance,
    in_words,
    needed,
    prepared_sentence,
    script,
    sentence,
)
from display_node.wall.words import WORDS
from firmware.messages.notices import AnnouncementKind, Office
from firmware.messages.requests import Sentence

NUMBERS = {
    "id": {
        0: "nol", 1: "satu", 9: "sembilan", 10: "sepuluh", 11: "sebelas", 12: "dua belas", 19: "sembilan belas",
        20: "dua puluh", 21: "dua puluh satu", 40: "empat puluh", 99: "sembilan puluh sembilan", 100: "seratus",
        101: "seratus satu", 111: "seratus sebelas", 217: "dua ratus tujuh belas", 1000: "seribu",
        1015: "seribu lima belas", 2100: "dua ribu seratus",
    },
    "en": {
        0: "zero", 1: "one", 11: "eleven", 12: "twelve", 20: "twenty", 21: "twenty-one", 40: "forty",
        99: "ninety-nine", 100: "one hundred", 217: "two hundred seventeen", 1015: "one thousand fifteen",
    },
}  # fmt: skip


def words(language: str) -> Phrases:
    """The phrases of a language that ships."""
    found = phrases.load(language)
    assert found is not None
    return found


def said(number: str, counter: int, kind: AnnouncementKind = AnnouncementKind.CALL) -> Utterance:
    """A call."""
    return Utterance(kind=kind, number=number, counter=counter)


def written(parts: tuple[Part | Chime, ...]) -> list[str | int]:
    """The script as words and milliseconds."""
    return [
        part.text if isinstance(part, Clip) else part.milliseconds if isinstance(part, Pause) else "chime"
        for part in parts
    ]


def test_a_call_in_indonesian() -> None:
    """Digits stand 180 ms apart, 350 ms go before *silakan*, and the melody ends with the counter only."""
    spoken = sentence(said("A017", 3), words("id"), "antrian")
    assert written(spoken.parts) == [
        "Nomor antrian,", 180, "a,", 180, "nol,", 180, "satu,", 180, "tujuh,",
        350, "silakan menuju ke loket,", 80, "tiga.",
    ]  # fmt: skip


def test_a_call_in_english() -> None:
    """English spells the letter by its name and the digits as words."""
    spoken = sentence(said("H105", 21), words("en"), "antrian")
    assert written(spoken.parts) == [
        "Queue number,", 180, "H,", 180, "one,", 180, "zero,", 180, "five,",
        350, "please proceed to counter,", 80, "twenty-one.",
    ]  # fmt: skip


def test_a_recall_says_so_first() -> None:
    """A recall begins with *Panggilan ulang* and then is the call again."""
    recall = sentence(said("A017", 3, AnnouncementKind.RECALL), words("id"), "antrian")
    call = sentence(said("A017", 3), words("id"), "antrian")
    assert written(recall.parts) == ["Panggilan ulang.", 350, *written(call.parts)]


def test_manual_mode_is_said_in_two_sentences() -> None:
    """Half a second apart; the words are those of the wall, and every one is rendered before it is needed."""
    spoken = [prepared_sentence(Sentence.MANUAL, words(language)) for language in ("id", "en")]
    assert written(spoken[0].parts) == [
        "Mohon maaf, sistem sedang gangguan.", 500, "Petugas akan memanggil secara manual.",
    ]  # fmt: skip
    for each in spoken:
        wall = [WORDS[each.language][key] for key in ("manual", "manual_hint")]
        assert [clip.text for clip in each.clips] == wall


def test_a_last_call_says_so_in_one_breath() -> None:
    """*Panggilan terakhir untuk nomor antrian* takes the place of *Nomor antrian*; the rest is the call."""
    for language, opening in (("id", "Panggilan terakhir untuk nomor antrian,"), ("en", "Last call for queue number,")):
        last = sentence(said("A017", 3, AnnouncementKind.LAST_CALL), words(language), "antrian")
        call = sentence(said("A017", 3), words(language), "antrian")
        assert written(last.parts) == [opening, *written(call.parts)[1:]]


EVERYBODY = {
    Sentence.CLOSING: (
        "Pelayanan hari ini telah selesai. Terima kasih.",
        "Service for today has ended. Thank you.",
    ),
    Sentence.EVACUATION: (
        "Perhatian. Mohon segera keluar dari gedung melalui pintu terdekat. Ikuti petunjuk petugas.",
        "Attention please. Leave the building now by the nearest exit. Follow the officers' directions.",
    ),
    Sentence.ALL_CLEAR: (
        "Perhatian. Keadaan sudah aman. Silakan masuk kembali. Pelayanan segera dilanjutkan.",
        "Attention please. The building is safe. You may come back in. Service will go on shortly.",
    ),
}


@pytest.mark.parametrize("asked", EVERYBODY)
def test_what_is_said_to_everybody(asked: Sentence) -> None:
    """Short sentences, half a second apart, each with the melody of an end."""
    for language, text in zip(("id", "en"), EVERYBODY[asked], strict=True):
        spoken = prepared_sentence(asked, words(language))
        assert " ".join(clip.text for clip in spoken.clips) == text
        assert {part.milliseconds for part in spoken.parts if isinstance(part, Pause)} == {500}


def test_every_gap_can_be_set() -> None:
    """Seven gaps, seven places in a recall in two languages and a sentence for everybody."""
    gaps = Gaps(
        air=1, digit=2, before_counter=3, before_counter_number=4, after_recall=5, between_sentences=6,
        between_languages=7,
    )  # fmt: skip
    recall = said("A01", 3, AnnouncementKind.RECALL)
    both = tuple(sentence(recall, words(language), "antrian", gaps=gaps) for language in ("id", "en"))
    found = [part for part in written(script(both, gaps)) if isinstance(part, int)]
    assert found == [1, 5, 2, 2, 2, 3, 4, 7, 5, 2, 2, 2, 3, 4]
    assert written(prepared_sentence(Sentence.MANUAL, words("id"), gaps).parts)[1] == 6


def test_the_office_chooses_how_antrian_is_written() -> None:
    """An office that writes *antrean* hears *antrean*."""
    assert written(sentence(said("A001", 1), words("id"), "antrean").parts)[0] == "Nomor antrean,"


def test_the_second_language_follows_after_a_pause() -> None:
    """One chime, 300 ms of air, the first language, 700 ms, the second language."""
    both = tuple(sentence(said("A017", 3), words(language), "antrian") for language in ("id", "en"))
    whole = written(script(both))
    assert whole[:3] == ["chime", 300, "Nomor antrian,"]
    assert whole[whole.index("tiga.") :][:3] == ["tiga.", 700, "Queue number,"]
    assert whole.count("chime") == 1


def test_a_number_can_be_read_as_one() -> None:
    """With digits set to natural, A017 is *a, tujuh belas*."""
    spoken = sentence(said("A017", 3), words("id"), "antrian", "natural")
    assert written(spoken.parts)[2:6] == ["a,", 180, "tujuh belas,", 350]


@pytest.mark.parametrize("language", sorted(NUMBERS))
def test_numbers_are_said_as_people_say_them(language: str) -> None:
    """Teens, tens and the irregular ones are right in each language."""
    numbers = words(language).numbers
    assert {number: in_words(number, numbers) for number in NUMBERS[language]} == NUMBERS[language]


@pytest.mark.parametrize("language", sorted(NUMBERS))
def test_no_two_numbers_sound_alike(language: str) -> None:
    """Every number from 0 to 9999 has words of its own."""
    numbers = words(language).numbers
    assert len({in_words(number, numbers) for number in range(10_000)}) == 10_000


def test_letters_have_the_names_of_the_indonesian_alphabet() -> None:
    """The 26 letters are spelled as Indonesians spell them."""
    names = "a be ce de e ef ge ha i je ka el em en o pe ki er es te u ve we eks ye zet"
    assert " ".join(words("id").letters.values()) == names
    assert "".join(words("id").letters) == "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.mark.parametrize("language", sorted(NUMBERS))
def test_what_is_prepared_says_every_call(language: str, spoken_office: Office) -> None:
    """Whatever ticket is called to whatever counter of the office, first or again, its clips were prepared."""
    known = words(language)
    ready = set(needed(spoken_office, known))
    for service in spoken_office.services:
        for counter in spoken_office.counters:
            for kind in AnnouncementKind:
                for number in ("0123456789", "001"):
                    call = said(service.letter + number, counter.number, kind)
                    assert set(sentence(call, known, spoken_office.word).clips) <= ready
    for asked in Sentence:
        assert set(prepared_sentence(asked, known).clips) <= ready


def test_digits_and_letters_are_prepared_first(spoken_office: Office) -> None:
    """The ten digits and the office's letters come first and nothing comes twice."""
    clips = needed(spoken_office, words("id"))
    assert [clip.text for clip in clips[:17]] == [
        *("nol,", "satu,", "dua,", "tiga,", "empat,", "lima,", "enam,", "tujuh,", "delapan,", "sembilan,"),
        *("a,", "ef,", "ha,", "ka,", "el,", "es,", "we,"),
    ]
    assert len(set(clips)) == len(clips)


def test_an_unknown_language_has_no_phrases() -> None:
    """A language without a file is a value, not an error."""
    assert phrases.load("zz") is None


def test_a_language_with_a_missing_letter_is_refused() -> None:
    """A phrases file that forgets a letter is found when it is read and not when that letter is called."""
    data = msgspec.to_builtins(words("id"))
    del data["letters"]["Q"]
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(data, Phrases)
