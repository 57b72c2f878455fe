"""The script for a person who lends an office their voice: every clip that it needs, in a sensible order.

The words alone are not enough: the same "satu" goes on in a number and ends a sentence as a counter, and a voice that
falls in the middle of a number sounds like its end. So each line says the melody, and lines of one kind stand together,
because a voice is steadiest while it does the same thing.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from typing import Final

from msgspec import Struct

from display_node.voice.pack import file_name
from display_node.voice.phrase import Clip, Phrases, needed
from firmware.messages.notices import Office

ARROWS: Final = {True: "→", False: "↘"}
MELODIES: Final = {True: "lanjut / goes on", False: "turun / falls"}
HALF_A_LINE: Final = 40
"""In characters: a line of the script fits a sheet of A4."""
HOW_TO: Final = """\
Cara merekam
  Ruang tenang, jendela tertutup, kipas dan AC mati. Mulut 20 cm dari mikrofon, jarak tetap.
  Satu berkas WAV untuk tiap baris, dengan nama di sebelah kanan (16-bit, 44,1 atau 48 kHz).
  Diam setengah detik sebelum dan sesudah kata. Suara tenang, jelas, tidak terburu-buru.
  →  nada lanjut: kalimat belum selesai, suara tetap di atas.
  ↘  nada turun: akhir kalimat, suara turun seperti titik.
How to record
  A quiet room. One WAV file for each line, named as on the right; half a second of silence before and after.
  →  the sentence goes on: keep the voice up.   ↘  the sentence ends: let the voice fall.
"""


class Group(Enum):
    """A kind of line, as its heading."""

    DIGITS = "Angka, satu per satu / Digits"
    LETTERS = "Huruf layanan / Letters of the services"
    WORDS = "Kata penghubung / Words between"
    COUNTERS = "Nomor loket / Counters"
    SENTENCES = "Kalimat / Sentences"


class Line(Struct, frozen=True):
    """One clip to be said. `note` tells what the words stand for ("": themselves)."""

    number: int
    group: Group
    clip: Clip
    note: str = ""

    @property
    def words(self) -> str:
        """The words without the mark of their melody."""
        return self.clip.text[:-1]

    @property
    def goes_on(self) -> bool:
        """Whether the voice stays up."""
        return self.clip.text.endswith(",")

    @property
    def file(self) -> str:
        """Where the recording is to lie."""
        return file_name(self.clip)


def record_list(office: Office, languages: Sequence[Phrases]) -> tuple[Line, ...]:
    """Return every line of the script, numbered from 1, by language and kind."""
    clips = [(clip, each) for each in languages for clip in needed(office, each)]
    order = {each.language: n for n, each in enumerate(languages)}
    sorted_clips = sorted(clips, key=lambda pair: (order[pair[0].language], list(Group).index(_group(*pair))))
    return tuple(
        Line(n, _group(clip, each), clip, _note(clip, each)) for n, (clip, each) in enumerate(sorted_clips, start=1)
    )


def page(office: str, lines: Iterable[Line]) -> str:
    """Return the script as text to print."""
    every = tuple(lines)
    head = f"NASKAH REKAMAN SUARA / RECORDING SCRIPT\n{office}: {len(every)} rekaman\n\n{HOW_TO}"
    return head + "\n".join(_body(every)) + "\n"


def rows(lines: Iterable[Line]) -> Iterator[tuple[str, ...]]:
    """Give the script as a table, its heading first."""
    yield "number", "language", "group", "words", "melody", "file"
    for line in lines:
        kind, melody = line.group.value, MELODIES[line.goes_on]
        yield str(line.number), line.clip.language, kind, _said(line), melody, line.file


def _body(lines: Sequence[Line]) -> Iterator[str]:
    before: tuple[str, Group] | None = None
    for line in lines:
        here = line.clip.language, line.group
        if here != before:
            yield f"\n[{line.clip.language}] {line.group.value}"
        before = here
        said = f"{line.number:4}  {ARROWS[line.goes_on]}  {_said(line)}"
        is_short = max(len(said), len(line.file)) <= HALF_A_LINE
        yield f"{said:<{HALF_A_LINE}}  {line.file}" if is_short else f"{said}\n{'':9}{line.file}"


def _said(line: Line) -> str:
    return f"{line.words} ({line.note})" if line.note else line.words


def _group(clip: Clip, phrases: Phrases) -> Group:
    words, goes_on = clip.text[:-1], clip.text.endswith(",")
    if not goes_on:
        return Group.COUNTERS if _is_number(words, phrases) else Group.SENTENCES
    if words in phrases.numbers.small:
        return Group.DIGITS
    return Group.LETTERS if words in phrases.letters.values() else Group.WORDS


def _is_number(words: str, phrases: Phrases) -> bool:
    return words.startswith((*phrases.numbers.small, *phrases.numbers.tens))


def _note(clip: Clip, phrases: Phrases) -> str:
    letters = [letter for letter, name in phrases.letters.items() if name == clip.text[:-1]]
    if not letters or _group(clip, phrases) is not Group.LETTERS:
        return ""
    return f"{'huruf' if clip.language == 'id' else 'letter'} {letters[0]}"
