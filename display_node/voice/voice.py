"""Says each call aloud, one after another, and never lets a broken loudspeaker stop the wall.

All work happens in the voice's own thread; every method only puts a word into its inbox and returns at once. What is
wrong or well again is posted back to the box's loop as `VoiceReport`; what was said is in the log. While a sentence is
said the inbox waits: that is how sentences never overlap and are never cut. A call that cannot be said is not said
later; the wall shows it, and the officer can recall.
"""

import logging
import math
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from display_node.voice import agenda
from display_node.voice import queue as calls_queue
from display_node.voice.agenda import Agenda, Item, Tone
from display_node.voice.chime import chime
from display_node.voice.clips import ClipMade, Clips
from display_node.voice.inbox import Announced, Day, Help, Standing, Wake, Withdrawn
from display_node.voice.memory import Memory
from display_node.voice.phrase import Utterance
from display_node.voice.queue import Turn, VoiceQueue
from display_node.voice.renderer import Renderer
from display_node.voice.settings import VoiceSettings
from display_node.voice.speech import Speech
from display_node.voice.troubles import VoiceTroubles
from firmware.messages.notices import Announcement, AnnouncementKind, Office
from firmware.messages.requests import Sentence
from firmware.node.clock import Clock

RETRY_SECONDS: Final = 10.0

log = logging.getLogger(__name__)


class Spoken(Struct, frozen=True, kw_only=True):
    """A call has been said, at `at` seconds of the boot clock. A display has nothing to do then and lets it pass.

    It is for whoever waits for the end of a sentence and reads no log, as tests do. `ids` are the announcements that it
    stood for; none for a test and for a repetition by itself.
    """

    ids: tuple[str, ...]
    number: str
    counter: int
    kind: AnnouncementKind
    at: float


class Tried(Struct, frozen=True, kw_only=True):
    """A technician's test is over. `trouble` is why it was not heard as it should be (None: it was)."""

    number: str
    counter: int
    trouble: str | None


class Voice:
    """The voice of one zone. `post` takes a `VoiceReport`, `Spoken` or `Tried`, from the voice's thread."""

    def __init__(
        self,
        settings: VoiceSettings,
        state_folder: Path,
        post: Callable[[object], None],
        clock: Clock,
        now: Callable[[], datetime | None],
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        """Remember what was said before this start. The folder must exist.

        `now` returns the office's time of day, or None where nobody is sure of it; it is asked in the voice's thread.
        """
        self._settings = settings
        self._post = post
        self._clock = clock
        self._retry_seconds = retry_seconds
        self._inbox: SimpleQueue[object] = SimpleQueue()
        self._memory = Memory(state_folder)
        self._agenda = Agenda(calls=VoiceQueue(done=self._memory.load()))
        self._troubles = VoiceTroubles(post)
        cache = state_folder / "clips"
        cache.mkdir(exist_ok=True)
        self._clips = Clips(cache, settings, Renderer(cache), self._inbox.put)
        self._speech = Speech(settings, state_folder, self._clips, self._troubles, now)
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
        if announcement.kind in self._settings.says:
            self._put(Announced(announcement, age, self._clock.boot()))

    def standing(self, tickets: frozenset[str], position: int) -> None:
        """Hear which tickets are still called, according to the board of this position."""
        self._put(Standing(tickets, position))

    def say_manual(self) -> None:
        """Say that officers call by hand, after the calls that wait, if the settings want that."""
        if "MANUAL" in self._settings.says:
            self._put(Sentence.MANUAL)

    def drop_manual(self) -> None:
        """Leave that sentence out if it has not begun: the hub is back."""
        self._put(Withdrawn(Sentence.MANUAL))

    def say(self, sentence: Sentence) -> None:
        """Say a sentence for everybody, because a technician wants it.

        An evacuation is said before everything that waits, again and again until all is clear; no call is said
        meanwhile. The others are said once.
        """
        self._put(sentence)

    def day(self, *, is_open: bool) -> None:
        """Hear from each board whether the day is open: the voice tests itself, says the closing, or sees no change."""
        self._put(Day(is_open))

    def help(self) -> None:
        """Sound the chime of a visitor who asks for an officer, after the calls that wait."""
        if "HELP" in self._settings.says:
            self._put(Help())

    def test(self, number: str, counter: int) -> None:
        """Say a call that nobody made, after those that wait; a `Tried` tells what became of it."""
        self._put(Utterance(kind=AnnouncementKind.CALL, number=number, counter=counter))

    def close(self) -> None:
        """Stop at once; a sentence that this cuts is not counted as said."""
        self._is_running = False
        self._speech.stop()
        self._inbox.put(Wake())
        if self._thread.ident is not None:
            # Begun; it may have ended by itself in this very moment, and the clips go on without it.
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
                self._troubles.report("fault", "a fault in the voice; the box's log tells which")
        self._speech.close()

    def _step(self) -> None:
        self._listen()
        if not self._can_speak() or not self._is_running:
            return
        self._agenda, item = agenda.take(self._agenda, self._clock.boot())
        if item is None:
            return
        is_heard = False
        try:
            is_heard = self._act(item)
        finally:
            # What the hall has heard is remembered, also when the box is stopped in that very moment.
            if is_heard or self._is_running:
                self._finish(item)

    def _can_speak(self) -> bool:
        return self._speech.is_settled or agenda.is_urgent(self._agenda)

    def _act(self, item: Item) -> bool:
        """Say it; True where it is a call that the hall has heard to its end."""
        is_heard = False
        match item:
            case Turn(announcement=call):
                said = Utterance(kind=call.kind, number=call.number, counter=call.counter)
                if is_heard := self._speech.call(said, call.service):
                    self._tell(item.ids, said, "repeat")
            case Utterance():
                self._test(item)
            case Sentence() | Tone():
                if self._speech.prepared(item) if isinstance(item, Sentence) else self._speech.sound(item):
                    log.info("spoken %s at=%.6f", item.lower().replace("_", "-"), self._clock.boot())
        return is_heard

    def _finish(self, item: Item) -> None:
        settings = self._settings
        pause, repeat = settings.evacuation_pause_seconds, settings.repeat_seconds
        self._agenda = agenda.finish(self._agenda, item, self._clock.boot(), pause, repeat)
        if isinstance(item, Turn) and item.ids:
            self._remember()

    def _listen(self) -> None:
        """Take in everything that waits; wait for something only where there is nothing to say.

        While nothing comes the loudspeaker is looked after: one that was unplugged is told before a call needs it, and
        one that is back is taken again.
        """
        due = agenda.next_at(self._agenda) - self._clock.boot() if self._can_speak() else math.inf
        wait = min(max(0.0, due), self._retry_seconds)
        try:
            self._heed(self._inbox.get(wait > 0, wait))
        except Empty:
            if wait > 0:
                self._speech.open()
        self._heed_all()

    def _heed_all(self) -> None:
        while not self._inbox.empty():
            self._heed(self._inbox.get())

    def _heed(self, message: object) -> None:
        match message:
            case Announced(announcement, age, at):
                calls = calls_queue.arrive(self._agenda.calls, announcement, age, at)
                self._agenda = replace(self._agenda, calls=calls)
            case Standing(tickets, position):
                calls = calls_queue.heed_board(self._agenda.calls, tickets, position)
                self._agenda = replace(self._agenda, calls=calls)
            case Day(is_open):
                self._heed_day(is_open=is_open)
            case Sentence():
                self._agenda = agenda.ask(self._agenda, message, self._clock.boot())
            case Withdrawn(sentence):
                self._agenda = agenda.withdraw(self._agenda, sentence)
            case Help():
                self._agenda = agenda.ask_help(self._agenda)
            case Utterance():
                self._agenda = replace(self._agenda, tests=(*self._agenda.tests, message))
            case ClipMade():
                self._speech.heed_clip(message)
            case Office():
                self._speech.settle(message)

    def _heed_day(self, *, is_open: bool) -> None:
        if is_open is not self._agenda.is_open:
            self._agenda = agenda.turn_day(self._agenda, is_open=is_open, says=frozenset(self._settings.says))
            self._speech.turn_day(is_open=is_open)

    def _tell(self, ids: tuple[str, ...], said: Utterance, otherwise: str) -> None:
        at = self._clock.boot()
        for known in ids or (otherwise,):
            log.info(
                "spoken id=%s number=%s counter=%d kind=%s at=%.6f", known, said.number, said.counter, said.kind, at
            )
        self._post(Spoken(ids=ids, number=said.number, counter=said.counter, kind=said.kind, at=at))

    def _test(self, said: Utterance) -> None:
        is_heard = False
        try:
            is_heard = self._speech.call(said, said.number[0])
        finally:  # whoever asked is answered, whatever happens
            self._heed_all()  # what is wrong with a clip has come in meanwhile
            self._post(Tried(number=said.number, counter=said.counter, trouble=self._trouble(is_heard=is_heard)))
        if is_heard:
            self._tell((), said, "test")

    def _trouble(self, *, is_heard: bool) -> str | None:
        wrong = "; ".join(self._troubles.details)
        if is_heard:
            return f"heard, but not as it should be: {wrong}" if wrong else None
        return wrong or "not heard; is the volume 0 at this hour (volume, quiet_hours)? Else see the display's log"

    def _remember(self) -> None:
        try:
            self._memory.save(self._agenda.calls.done)
        except OSError as error:
            self._troubles.report("memory", f"what was said cannot be remembered: {error.strerror}; is the disk full?")
        else:
            self._troubles.report("memory", None)
