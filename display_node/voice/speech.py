"""Turns what is to be said into sound: the languages it is said in, its clips, its volume, and the loudspeaker.

Each method returns whether the hall has heard it, and tells the troubles what is wrong or well again. Nothing here
decides what is said next; everything here runs in the voice's thread.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

from display_node.voice import phrases
from display_node.voice.agenda import Tone
from display_node.voice.chime import help_chime, opening_chime
from display_node.voice.clip_trouble import clip_trouble
from display_node.voice.clips import ClipMade, Clips
from display_node.voice.languages import spoken_to, spoken_to_all
from display_node.voice.loudspeaker import LoudspeakerError, loudspeaker
from display_node.voice.phrase import Clip, Phrases, Sentence, Utterance, needed, prepared_sentence, sentence
from display_node.voice.settings import VoiceSettings, volume_at
from display_node.voice.sound import Samples
from display_node.voice.troubles import VoiceTroubles
from display_node.voice.utterance import alone, assemble
from display_node.wall.words import spoken_in
from firmware.messages import requests
from firmware.messages.notices import Office

_AT_ANY_HOUR: Final = (requests.Sentence.EVACUATION, requests.Sentence.ALL_CLEAR)
_WAKE_SECONDS: Final = 1.0

log = logging.getLogger(__name__)


class Speech:
    """Says things in one zone, once `settle` has told it the office; before that only what is for everybody.

    That in Indonesian and English: a box that comes up during an evacuation may never hear of the office. `now` returns
    the office's time of day, or None where nobody is sure of it: then no hour is quiet.
    """

    def __init__(
        self,
        settings: VoiceSettings,
        state_folder: Path,
        clips: Clips,
        troubles: VoiceTroubles,
        now: Callable[[], datetime | None],
    ) -> None:
        self._settings = settings
        self._clips = clips
        self._troubles = troubles
        self._now = now
        self._loudspeaker = loudspeaker(settings, state_folder)
        self._office: Office | None = None
        self._phrases = _load(spoken_in(None))
        self._failed: dict[Clip, str] = {}
        self._is_stopped = False
        self._is_asleep = False

    @property
    def is_settled(self) -> bool:
        """Whether it knows which languages to speak."""
        return self._office is not None

    def settle(self, office: Office) -> None:
        """Take up an office: its languages, and every clip it can need."""
        if self._office is None:
            self.open()
        languages = spoken_to_all(office)
        self._office, self._phrases = office, _load(languages)
        for each in languages:
            missing = None if each in self._phrases else f"phrases/{each}.toml is missing"
            self._troubles.report(f"language {each}", missing)
        for known in self._phrases.values():
            self._clips.want(needed(office, known))

    def heed_clip(self, made: ClipMade) -> None:
        """Report a language when its first clip fails or its last is well, and count when all have been tried."""
        if made.error is None:
            self._failed.pop(made.clip, None)
        else:
            self._failed[made.clip] = made.error
        for language in {clip.language for clip in (made.clip, *self._failed)}:
            detail, concern = clip_trouble(self._failed, language), f"clips {language}"
            if not made.left or (detail is None) == (concern in self._troubles):
                self._troubles.report(concern, detail)

    def turn_day(self, *, is_open: bool) -> None:
        """Keep the link awake while the day is open; what is said while it is not leads in for longer."""
        is_awake = is_open and self._settings.keep_awake
        self._is_asleep = self._settings.keep_awake and not is_open
        self._loudspeaker.stay_awake(is_awake=is_awake)

    def call(self, said: Utterance, service: str) -> bool:
        """Say a call in the languages of a service."""
        office, settings = self._office, self._settings
        if office is None:
            return False
        known = (self._phrases[each] for each in spoken_to(office, service) if each in self._phrases)
        return self._speak(
            tuple(sentence(said, each, office.word, settings.digits, settings.gaps) for each in known),
            self._volume(),
            "call",
        )

    def prepared(self, asked: requests.Sentence) -> bool:
        """Say a sentence for everybody; what concerns their safety at full volume, whatever the hour."""
        sentences = tuple(prepared_sentence(asked, each, self._settings.gaps) for each in self._phrases.values())
        volume = 1.0 if asked in _AT_ANY_HOUR else self._volume()
        return self._speak(sentences, volume, asked.lower().replace("_", "-"))

    def sound(self, tone: Tone) -> bool:
        """Sound the chime for help, or the test at opening, for which the device is taken anew."""
        if tone is Tone.HELP:
            return self._play(help_chime(), "help")
        try:
            device = self._loudspeaker.reopen()
        except LoudspeakerError as error:
            log.warning("voice self-test failed: %s", error)
            self._troubles.report("loudspeaker", str(error))
            return False
        is_heard = self._play(opening_chime(), "self-test")
        if not self._is_stopped:
            became = "chime played" if is_heard else "silent: the volume is 0" if not self._volume() else "failed"
            log.info("voice self-test %s device=%s volume=%.2f", became, device, self._volume())
        return is_heard

    def open(self) -> None:
        """Look after the loudspeaker: one that was unplugged is told, and one that is back is taken again."""
        try:
            self._loudspeaker.open()
        except LoudspeakerError as error:
            self._troubles.report("loudspeaker", str(error))
        else:
            self._troubles.report("loudspeaker", None)

    def stop(self) -> None:
        """Fall silent at once; the only method for another thread."""
        self._is_stopped = True
        self._loudspeaker.interrupt()

    def close(self) -> None:
        """Let the device go."""
        self._loudspeaker.close()

    def _speak(self, sentences: tuple[Sentence, ...], volume: float, name: str) -> bool:
        wanted = [clip for each in sentences for clip in each.clips]
        clips = self._clips.get(wanted, self._settings.patience_seconds)
        return self._output(assemble(sentences, clips, self._lead(), self._settings.gaps), volume, name)

    def _play(self, tone: Samples, name: str) -> bool:
        return self._output(alone(tone, self._lead()), self._volume(), name)

    def _output(self, samples: Samples, volume: float, name: str) -> bool:
        if volume == 0:
            return False
        try:
            self._loudspeaker.play(samples, volume, name)
        except LoudspeakerError as error:
            self._troubles.report("loudspeaker", str(error))
            return False
        self._troubles.report("loudspeaker", None)
        self._troubles.report("fault", None)
        return not self._is_stopped

    def _lead(self) -> float:
        return max(self._settings.lead_seconds, _WAKE_SECONDS if self._is_asleep else 0.0)

    def _volume(self) -> float:
        now = self._now()
        return self._settings.volume if now is None else volume_at(self._settings, now.time())


def _load(languages: Iterable[str]) -> dict[str, Phrases]:
    """The phrases of those languages that have any."""
    known = ((language, phrases.load(language)) for language in languages)
    return {language: found for language, found in known if found}
