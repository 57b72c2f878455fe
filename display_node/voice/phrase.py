"""From a call to what is said: a script of chime, pauses and clips, in every language that its visitors speak.

A sentence is put together from short clips, because an office knows some eighty of them and any call can then be said
at once, from a cache, in the voice of a person who recorded them if it likes. Digits are read one by one: "A012" as a
number is heard as "a dua belas". A clip that goes on ends in a comma and the last one in a full stop, so that the
voice's melody stays that of one sentence. Gaps are what makes a call understood in a noisy hall. `needed` is the list
of all clips: whoever prepares, records or counts them asks it.
"""

from collections.abc import Iterator
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from firmware.messages import requests
from firmware.messages.names import Language
from firmware.messages.notices import AnnouncementKind, Office

Milliseconds = Annotated[int, Meta(ge=0, le=3000)]
Sentences = Annotated[tuple[str, ...], Meta(min_length=1)]

_HUNDRED: Final = 100
_THOUSAND: Final = 1000

Digits = Literal["one_by_one", "natural"]


class Gaps(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The silences of a script, in milliseconds.

    `air` follows the chime, `digit` stands before each sign of a number, `before_counter` before the words that lead to
    the counter's number and `before_counter_number` after them, `after_recall` after the words that say it is one.
    """

    air: Milliseconds = 300
    digit: Milliseconds = 180
    before_counter: Milliseconds = 350
    before_counter_number: Milliseconds = 80
    after_recall: Milliseconds = 350
    between_sentences: Milliseconds = 500
    between_languages: Milliseconds = 700


GAPS: Final = Gaps()


class Scale(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How hundreds or thousands are said: exactly one of them, and `many` with "{}" for how many."""

    one: str
    many: str


class Numbers(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a language says 0 to 9999: twenty `small` numbers, the eight `tens` from 20, hundreds and thousands."""

    small: Annotated[tuple[str, ...], Meta(min_length=20, max_length=20)]
    tens: Annotated[tuple[str, ...], Meta(min_length=8, max_length=8)]
    join: str
    hundred: Scale
    thousand: Scale


class Phrases(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of one language, as its TOML file in `phrases/` writes them.

    `last_call` takes the place of `number`. What is said to everybody stands a sentence at a time.
    """

    language: Language
    number: str
    counter: str
    recall: str
    last_call: str
    manual: Sentences
    closing: Sentences
    evacuation: Sentences
    all_clear: Sentences
    letters: Annotated[dict[str, str], Meta(min_length=26, max_length=26)]
    numbers: Numbers


class Chime(Struct, frozen=True):
    """The two tones that make heads turn."""


class Pause(Struct, frozen=True):
    """Silence, in milliseconds."""

    milliseconds: int


class Clip(Struct, frozen=True):
    """Words to be said in one breath."""

    language: str
    text: str


Part = Pause | Clip


class Sentence(Struct, frozen=True):
    """What is said in one language."""

    language: str
    parts: tuple[Part, ...]

    @property
    def clips(self) -> tuple[Clip, ...]:
        """The clips of the sentence, in the order they are said."""
        return tuple(part for part in self.parts if isinstance(part, Clip))


class Utterance(Struct, frozen=True, kw_only=True):
    """What is said in one call."""

    kind: AnnouncementKind
    number: str
    counter: int


def sentence(
    said: Utterance, phrases: Phrases, word: str, digits: Digits = "one_by_one", gaps: Gaps = GAPS
) -> Sentence:
    """Return the call in one language; `word` is how the office writes *antrian*."""
    parts: list[Part] = []
    if said.kind is AnnouncementKind.RECALL:
        parts += [_end(phrases, phrases.recall), Pause(gaps.after_recall)]
    opening = phrases.last_call if said.kind is AnnouncementKind.LAST_CALL else phrases.number
    parts.append(_on(phrases, opening.format(word=word)))
    for text in _spelled(said.number, phrases, digits):
        parts += [Pause(gaps.digit), _on(phrases, text)]
    parts += [Pause(gaps.before_counter), _on(phrases, phrases.counter), Pause(gaps.before_counter_number)]
    parts.append(_end(phrases, in_words(said.counter, phrases.numbers)))
    return Sentence(phrases.language, tuple(parts))


def prepared_sentence(asked: requests.Sentence, phrases: Phrases, gaps: Gaps = GAPS) -> Sentence:
    """Return what is said to everybody, in one language: manual mode, closing, evacuation, all clear."""
    parts: list[Part] = []
    for text in _prepared(asked, phrases):
        parts += [*([Pause(gaps.between_sentences)] if parts else []), _end(phrases, text)]
    return Sentence(phrases.language, tuple(parts))


def script(sentences: tuple[Sentence, ...], gaps: Gaps = GAPS) -> tuple[Chime | Part, ...]:
    """Return the whole call: the chime, some air, then every language."""
    parts: list[Chime | Part] = [Chime()]
    for n, spoken in enumerate(sentences):
        parts += [Pause(gaps.between_languages if n else gaps.air), *spoken.parts]
    return tuple(parts)


def in_words(number: int, numbers: Numbers) -> str:
    """Return a number from 0 to 9999 as it is said."""
    if number < len(numbers.small):
        return numbers.small[number]
    if number < _HUNDRED:
        tens, rest = divmod(number, 10)
        return numbers.tens[tens - 2] + (numbers.join + numbers.small[rest] if rest else "")
    unit, scale = (_HUNDRED, numbers.hundred) if number < _THOUSAND else (_THOUSAND, numbers.thousand)
    count, rest = divmod(number, unit)
    head = scale.one if count == 1 else scale.many.format(in_words(count, numbers))
    return head + (" " + in_words(rest, numbers) if rest else "")


def needed(office: Office, phrases: Phrases) -> tuple[Clip, ...]:
    """Return every clip this office can need in one language: digits and letters first, each once."""
    return tuple(dict.fromkeys(_needed(office, phrases)))


def _needed(office: Office, phrases: Phrases) -> Iterator[Clip]:
    for digit in phrases.numbers.small[:10]:
        yield _on(phrases, digit)
    for service in office.services:
        yield _on(phrases, phrases.letters[service.letter])
    yield _on(phrases, phrases.number.format(word=office.word))
    yield _on(phrases, phrases.counter)
    for counter in office.counters:
        yield _end(phrases, in_words(counter.number, phrases.numbers))
    yield _end(phrases, phrases.recall)
    yield _on(phrases, phrases.last_call.format(word=office.word))
    for asked in requests.Sentence:
        for text in _prepared(asked, phrases):
            yield _end(phrases, text)


def _prepared(asked: requests.Sentence, phrases: Phrases) -> tuple[str, ...]:
    match asked:
        case requests.Sentence.MANUAL:
            return phrases.manual
        case requests.Sentence.CLOSING:
            return phrases.closing
        case requests.Sentence.EVACUATION:
            return phrases.evacuation
        case requests.Sentence.ALL_CLEAR:
            return phrases.all_clear


def _spelled(number: str, phrases: Phrases, digits: Digits) -> Iterator[str]:
    yield phrases.letters[number[0]]
    if digits == "natural":
        yield in_words(int(number[1:]), phrases.numbers)
        return
    for digit in number[1:]:
        yield phrases.numbers.small[int(digit)]


def _on(phrases: Phrases, text: str) -> Clip:
    return Clip(phrases.language, text + ",")


def _end(phrases: Phrases, text: str) -> Clip:
    return Clip(phrases.language, text + ".")
