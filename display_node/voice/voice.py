"""Says each call aloud, one after another, and never lets a broken loudspeaker stop the wall.

All work happens in the voice's own thread; every method only puts a word into its inbox and returns at once. What went
wrong or well is posted back to the box's loop as `VoiceReport` and `Spoken`. While a sentence is said the inbox waits:
that is how sentences never overlap and are never cut. A call that cannot be said is not said later; the wall shows it,
and the officer can recall.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from display_node.voice import phrases
from display_node.voice import queue as voice_queue
from display_node.voice.chime import chime
from display_node.voice.clip_trouble import clip_trouble
from display_node.voice.clips import ClipMade, Clips
from display_node.voice.loudspeaker import LoudspeakerError, loudspeaker
from display_node.voice.memory import Memory
from display_node.voice.phrase import Clip, Phrases, Sentence, Utterance, manual_sentence, needed, sentence
from display_node.voice.queue import VoiceQueue
from display_node.voice.renderer import Renderer
from display_node.voice.settings import VoiceSettings, volume_at
from display_node.voice.troubles import VoiceTroubles
from display_node.voice.utterance import assemble
from display_node.wall.words import languages_of
from firmware.messages.notices import Announcement, AnnouncementKind, Office
from firmware.node.clock import Clock

RETRY_SECONDS: Final = 10.0

log = logging.getLogger(__name__)


class Spoken(Struct, frozen=True, kw_only=True):
    """A sentence has ended, at `at` seconds of the boot clock.

    `ids` are the announcements that it stood for; none for a test.
    """

    ids: tuple[str, ...]
    number: str
    counter: int
    kind: AnnouncementKind
    at: float


class _Announced(Struct, frozen=True):
    announcement: Announcement
    age: float


class _Standing(Struct, frozen=True):
    tickets: frozenset[str]
    position: int


class _Manual(Struct, frozen=True):
    is_manual: bool


class _Wake(Struct, frozen=True):
    pass


class Voice:
    """The voice of one zone. `post` takes a `VoiceReport` or `Spoken`, from the voice's thread."""

    def __init__(
        self,
        settings: VoiceSettings,
        state_folder: Path,
        post: Callable[[object], None],
        clock: Clock,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        """Remember what was said before this start. The folder must exist."""
        self._settings = settings
        self._post = post
        self._clock = clock
        self._retry_seconds = retry_seconds
        self._inbox: SimpleQueue[object] = SimpleQueue()
        self._memory = Memory(state_folder)
        self._queue = VoiceQueue(done=self._memory.load())
        self._tests: deque[Utterance] = deque()
        self._office: Office | None = None
        self._phrases: tuple[Phrases, ...] = ()
        self._failed: dict[Clip, str] = {}
        self._troubles = VoiceTroubles(post)
        cache = state_folder / "clips"
        cache.mkdir(exist_ok=True)
        self._clips = Clips(cache, settings, Renderer(cache), self._inbox.put)
        self._loudspeaker = loudspeaker(settings, state_folder)
        self._is_running = settings.is_enabled
        self._thread = threading.Thread(target=self._run, name="voice", daemon=True)

    def start(self) -> None:
        """Begin to work, if the settings want a voice at all."""
        if self._settings.is_enabled:
            self._clips.start()
            self._thread.start()

    def prepare(self, office: Office) -> None:
        """Render what this office will say, in the background; also whenever the office changes."""
        self._put(office)

    def announce(self, announcement: Announcement, age: float) -> None:
        """Say a call when its turn comes. `age` is the seconds since it was called, at this moment."""
        self._put(_Announced(announcement, age))

    def standing(self, tickets: frozenset[str], position: int) -> None:
        """Hear which tickets are still called, according to the board of this position."""
        self._put(_Standing(tickets, position))

    def say_manual(self) -> None:
        """Say that officers call by hand, after the calls that wait."""
        self._put(_Manual(is_manual=True))

    def drop_manual(self) -> None:
        """Leave that sentence out if it has not begun: the hub is back."""
        self._put(_Manual(is_manual=False))

    def test(self, number: str, counter: int) -> None:
        """Say a call that nobody made, after those that wait."""
        self._put(Utterance(kind=AnnouncementKind.CALL, number=number, counter=counter))

    def close(self) -> None:
        """Stop at once; a sentence that this cuts is not counted as said."""
        self._is_running = False
        self._loudspeaker.interrupt()
        self._inbox.put(_Wake())
        if self._thread.is_alive():
            self._clips.close()
            self._thread.join()

    def _put(self, message: object) -> None:
        if self._settings.is_enabled:
            self._inbox.put(message)

    # -- the voice's own thread --------------------------------------------------------------------------------------

    def _run(self) -> None:
        chime()  # made once; the first call shall not wait for it
        while self._is_running:
            try:
                self._step()
            except Exception:
                log.exception("the voice goes on after a fault")
                self._queue = voice_queue.end(self._queue)
                self._troubles.report("fault", "a fault in the voice; the box's log tells which")
        self._loudspeaker.close()

    def _step(self) -> None:
        self._listen()
        if self._office is None or not self._is_running:
            return
        self._queue = voice_queue.begin(self._queue)
        turn = self._queue.speaking
        if turn is not None:
            call = turn.announcement
            self._say(turn.ids, Utterance(kind=call.kind, number=call.number, counter=call.counter))
            if self._is_running:
                self._queue = voice_queue.end(self._queue)
                self._remember()
        elif voice_queue.is_manual_next(self._queue):
            self._queue = replace(self._queue, has_manual=False)
            self._say_manual()
        elif self._tests:
            self._say((), self._tests.popleft())

    def _listen(self) -> None:
        """Take in everything that waits; wait for something only where there is nothing to say.

        While nothing comes the loudspeaker is looked after: one that was unplugged is told before a call needs it, and
        one that is back is taken again.
        """
        is_busy = self._office is not None and bool(self._queue.waiting or self._tests or self._queue.has_manual)
        try:
            self._heed(self._inbox.get(not is_busy, self._retry_seconds))
        except Empty:
            if not is_busy:
                self._open()
        while not self._inbox.empty():
            self._heed(self._inbox.get())

    def _heed(self, message: object) -> None:
        match message:
            case _Announced(announcement, age):
                self._queue = voice_queue.arrive(self._queue, announcement, age)
            case _Standing(tickets, position):
                self._queue = voice_queue.heed_board(self._queue, tickets, position)
            case _Manual(is_manual):
                self._queue = replace(self._queue, has_manual=is_manual)
            case Utterance():
                self._tests.append(message)
            case ClipMade():
                self._heed_clip(message)
            case Office():
                self._settle(message)

    def _heed_clip(self, made: ClipMade) -> None:
        """Report a language when its first clip fails or its last is well, and count when all have been tried."""
        if made.error is None:
            self._failed.pop(made.clip, None)
        else:
            self._failed[made.clip] = made.error
        for language in {clip.language for clip in (made.clip, *self._failed)}:
            detail, concern = clip_trouble(self._failed, language), f"clips {language}"
            if not made.left or (detail is None) == (concern in self._troubles):
                self._troubles.report(concern, detail)

    def _settle(self, office: Office) -> None:
        if self._office is None:
            self._open()
        known = {language: phrases.load(language) for language in languages_of(office.languages)}
        self._office, self._phrases = office, tuple(each for each in known.values() if each)
        for language, found in known.items():
            self._troubles.report(f"language {language}", None if found else f"phrases/{language}.toml is missing")
        for each in self._phrases:
            self._clips.want(needed(office, each))

    def _say(self, ids: tuple[str, ...], said: Utterance) -> None:
        word = self._office.word if self._office else ""
        if self._speak(tuple(sentence(said, each, word, self._settings.digits) for each in self._phrases)):
            self._tell(ids, said)

    def _say_manual(self) -> None:
        if self._speak(tuple(manual_sentence(each) for each in self._phrases)):
            log.info("spoken manual at=%.6f", self._clock.boot())

    def _speak(self, sentences: tuple[Sentence, ...]) -> bool:
        """Return whether the hall has heard it all."""
        wanted = [clip for each in sentences for clip in each.clips]
        clips = self._clips.get(wanted, self._settings.patience_seconds)
        volume = self._volume()
        if volume == 0:
            return False
        try:
            self._loudspeaker.play(assemble(sentences, clips, self._settings.lead_seconds), volume)
        except LoudspeakerError as error:
            self._troubles.report("loudspeaker", str(error))
            return False
        self._troubles.report("loudspeaker", None)
        self._troubles.report("fault", None)
        return self._is_running

    def _volume(self) -> float:
        if not self._settings.quiet_hours or self._office is None:
            return self._settings.volume
        return volume_at(self._settings, self._clock.wall().astimezone(ZoneInfo(self._office.timezone)).time())

    def _tell(self, ids: tuple[str, ...], said: Utterance) -> None:
        at = self._clock.boot()
        for known in ids or ("test",):
            log.info(
                "spoken id=%s number=%s counter=%d kind=%s at=%.6f", known, said.number, said.counter, said.kind, at
            )
        self._post(Spoken(ids=ids, number=said.number, counter=said.counter, kind=said.kind, at=at))

    def _remember(self) -> None:
        try:
            self._memory.save(self._queue.done)
        except OSError as error:
            self._troubles.report("memory", f"what was said cannot be remembered: {error.strerror}; is the disk full?")
        else:
            self._troubles.report("memory", None)

    def _open(self) -> None:
        try:
            self._loudspeaker.open()
        except LoudspeakerError as error:
            self._troubles.report("loudspeaker", str(error))
        else:
            self._troubles.report("loudspeaker", None)
