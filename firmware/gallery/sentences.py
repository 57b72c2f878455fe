"""Every sentence as a sound: scripted, spoken by the synthesizer and put together by the voice's own code."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from display_node.voice import phrases
from display_node.voice.chime import chime, help_chime, opening_chime
from display_node.voice.clips import Clips
from display_node.voice.languages import spoken_to, spoken_to_all
from display_node.voice.phrase import Clip, Digits, Phrases, Sentence, Utterance, prepared_sentence, sentence
from display_node.voice.renderer import Renderer
from display_node.voice.settings import VoiceSettings
from display_node.voice.sound import Samples
from display_node.voice.utterance import alone, assemble
from firmware.gallery.exhibits import Exhibit, Room, Sound
from firmware.gallery.office import office
from firmware.gallery.sounds import keep
from firmware.messages import requests
from firmware.messages.notices import AnnouncementKind

_PATIENCE: Final = 60.0
_NAMES: Final = {"id": "Indonesian", "en": "English"}
_KINDS: Final = {
    AnnouncementKind.CALL: "Call",
    AnnouncementKind.RECALL: "Recall",
    AnnouncementKind.LAST_CALL: "Last call",
}
_PREPARED: Final = {
    requests.Sentence.MANUAL: "Manual mode",
    requests.Sentence.CLOSING: "Closing",
    requests.Sentence.EVACUATION: "Evacuation",
    requests.Sentence.ALL_CLEAR: "All clear",
}


class Spoken(Struct, frozen=True, kw_only=True):
    """One sound: its sentences, one for each language, after a chime."""

    name: str
    title: str
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The words, as a person would write them down."""
        return " ".join(_written(each) for each in self.sentences)


class SilentGalleryError(Exception):
    """A clip could not be made; the text says what to check."""


def spoken() -> tuple[Spoken, ...]:
    """Return all that the voice can say, each language by itself and then both."""
    place = office()
    languages = spoken_to_all(place)
    found = [_call(kind, "A017", chosen) for kind in _KINDS for chosen in _choices(languages)]
    found.append(_call(AnnouncementKind.CALL, "K005", spoken_to(place, "K"), "A service for foreigners"))
    found += [_call(AnnouncementKind.CALL, "A017", (each,), "Call, natural digits", "natural") for each in languages]
    return (*found, *(_everybody(asked, chosen) for asked in _PREPARED for chosen in _choices(languages)))


def hang(folder: Path) -> tuple[Room, ...]:
    """Speak everything into the folder, and return the rooms. Raises SilentGalleryError without a synthesizer."""
    sentences = spoken()
    clips = _clips({clip for each in sentences for one in each.sentences for clip in one.clips})
    calls = [each for each in sentences if not _is_to_everybody(each)]
    return (
        _chimes(folder),
        _room("calls-spoken", "Calls", "The chime, the number and where to go.", calls, clips, folder),
        _room(
            "prepared",
            "To everybody",
            "Prepared sentences, said by themselves or when a technician asks for them.",
            [each for each in sentences if _is_to_everybody(each)],
            clips,
            folder,
        ),
    )


def _chimes(folder: Path) -> Room:
    tones = (
        ("call", "Call", "Two bell tones, a falling third, before every sentence.", chime()),
        ("help", "Help", "Soft: somebody at a kiosk asks for an officer.", help_chime()),
        ("opening", "Opening", "The loudspeaker's own test, once at the opening of the day.", opening_chime()),
    )
    exhibits = tuple(
        Exhibit(title=title, says=says, sound=keep(alone(tone), f"voice/chime-{name}.wav", folder))
        for name, title, says, tone in tones
    )
    return Room(name="chimes", group="Voice", title="Chimes", says="Computed from sines.", exhibits=exhibits)


def _room(
    name: str, title: str, says: str, sentences: Sequence[Spoken], clips: dict[Clip, Samples], folder: Path
) -> Room:
    exhibits = []
    for each in sentences:
        sound = keep(assemble(each.sentences, clips), f"voice/{each.name}.wav", folder)
        exhibits.append(Exhibit(title=each.title, says=_with_length(each.text, sound), sound=sound))
    return Room(name=name, group="Voice", title=title, says=says, exhibits=tuple(exhibits))


def _with_length(text: str, sound: Sound) -> str:
    return f"{text} {sound.seconds:.1f}\u00a0s."


def _clips(wanted: set[Clip]) -> dict[Clip, Samples]:
    """Have every clip made as a display has it made."""
    troubles = list[str]()
    in_order = sorted(wanted, key=lambda clip: (clip.language, clip.text))
    with tempfile.TemporaryDirectory() as name:
        clips = Clips(Path(name), VoiceSettings(), Renderer(Path(name)), lambda made: troubles.append(made.error or ""))
        clips.start()
        try:
            found = clips.get(in_order, _PATIENCE)
        finally:
            clips.close()
    if len(found) < len(wanted):
        raise SilentGalleryError(f"{len(wanted) - len(found)} clips are missing: {next(filter(None, troubles), '')}")
    return found


def _choices(languages: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return (*((each,) for each in languages), languages)


def _call(
    kind: AnnouncementKind, number: str, languages: tuple[str, ...], title: str = "", digits: Digits = "one_by_one"
) -> Spoken:
    said = Utterance(kind=kind, number=number, counter=3)
    what = title or _KINDS[kind]
    return Spoken(
        name=f"{_slug(what)}-{'-'.join(languages)}",
        title=f"{what}, {_named(languages)}",
        sentences=tuple(sentence(said, _phrases(each), office().word, digits) for each in languages),
    )


def _everybody(asked: requests.Sentence, languages: tuple[str, ...]) -> Spoken:
    return Spoken(
        name=f"everybody-{_slug(asked.value)}-{'-'.join(languages)}",
        title=f"{_PREPARED[asked]}, {_named(languages)}",
        sentences=tuple(prepared_sentence(asked, _phrases(each)) for each in languages),
    )


def _is_to_everybody(each: Spoken) -> bool:
    return each.name.startswith("everybody-")


def _phrases(language: str) -> Phrases:
    found = phrases.load(language)
    if found is None:
        raise SilentGalleryError(f"no file in display_node/voice/phrases speaks {language!r}")
    return found


def _named(languages: tuple[str, ...]) -> str:
    return " then ".join(_NAMES.get(each, each) for each in languages)


def _slug(title: str) -> str:
    return title.lower().replace(", ", "-").replace(" ", "-").replace("_", "-")


def _written(each: Sentence) -> str:
    """Return the clips as one line that begins with a capital letter."""
    text = " ".join(clip.text for clip in each.clips)
    return text[:1].upper() + text[1:]
