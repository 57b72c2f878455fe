"""The display's loop: what the hub says becomes what the wall shows and the voice speaks.

One thread acts. It sleeps in the box's inbox until something happens, a minute ends or a frame of the pulse is due, and
draws only when what is to be seen has changed; the box's own duties wake it at least once a second, which is how it
notices that manual mode begins or an offline number has had its time. A lost screen stops no voice, and a broken voice
no wall.
"""

import logging
from collections import deque

from msgspec.structs import replace

from display_node.doorway import Doorway
from display_node.evacuation import Evacuation
from display_node.glass import Glass
from display_node.knowledge import Knowledge
from display_node.settings import DisplaySettings
from display_node.slides.folder import Look
from display_node.slides.slideshow import Slideshow
from display_node.storage import Storage
from display_node.voice.aged import aged
from display_node.voice.asking import new_help
from display_node.voice.troubles import VoiceReport
from display_node.voice.voice import Tried, Voice
from display_node.wall import manual, wall
from display_node.wall.calls import called
from display_node.wall.known import Known
from display_node.wall.logo import LogoWatch
from display_node.wall.manual import Silence
from display_node.wall.pulse import FRAME_SECONDS, glow, is_moving
from display_node.wall.screen import Screen, ScreenError
from display_node.wall.time_of_day import TimeOfDay
from firmware.messages import topics
from firmware.messages.codec import Garbage, decode
from firmware.messages.notices import Announcement, Beat, Board, CounterState, Office, Problem, Slip
from firmware.messages.requests import Announce, Done, Failed, Say, Sentence, TakeScreenshot
from firmware.node.box import Asked, Box
from firmware.node.neighbour import Overheard

log = logging.getLogger(__name__)


class Display:
    """A wall and a voice on one box."""

    def __init__(
        self,
        settings: DisplaySettings,
        box: Box,
        screen: Screen,
        voice: Voice,
        time_of_day: TimeOfDay,
        doorway: Doorway | None = None,
    ) -> None:
        """Hold the parts; nothing is opened or shown yet."""
        self._settings = settings
        self._box = box
        self._screen = screen
        self._voice = voice
        self._doorway = doorway or Doorway(None, box.post)
        self._storage = Storage(box)
        self._glass = Glass(settings, box, screen, self._open_or_close_door)
        self._knowledge = Knowledge(
            settings.zone, box.name, settings.screen.least_seconds, shows_priority=settings.screen.show_priority
        )
        self._silence = Silence()
        self._time_of_day = time_of_day
        self._slideshow = Slideshow(settings.pane, box, screen.keep_decoded)
        self._unspoken: tuple[Announcement, ...] = ()
        self._tests: deque[Asked] = deque()
        self._logo = LogoWatch(settings.theme.logo, box)
        self._evacuation = Evacuation(box.state)
        self._knowledge.is_evacuating = self._evacuation.is_on
        if self._evacuation.is_on:
            voice.say(Sentence.EVACUATION)

    def start(self) -> None:
        """Begin to look at the folders of slides."""
        self._slideshow.start()

    def close(self) -> None:
        """Look at them no more."""
        self._slideshow.close()

    def step(self, timeout: float | None = None) -> None:
        """Wait for one thing, at most `timeout` seconds, act on it, and show what has changed."""
        wait = self._wait()
        self._hear(self._box.step(wait if timeout is None else min(wait, timeout)))
        if self._screen.is_asked_to_close():
            self._box.stop()
        self._heed_silence()
        self.show()
        if not self._is_moving():
            self._glass.rehearse()

    def show(self) -> None:
        """Bring the wall up to date, if it is not."""
        self._knowledge.logo = self._logo.look()
        self._slideshow.heed()
        if self._glass.is_open:
            self._turn()
        self._glass.show(self._known(), self._knowledge.calls, glow(self._pulse_age()))

    # -- what comes in -----------------------------------------------------------------------------------------------

    def _hear(self, happening: object | None) -> None:
        match happening:
            case Board():
                self._take_board(happening)
            case Office():
                self._knowledge.take_office(happening)
                self._time_of_day.move(happening.timezone)
                self._voice.prepare(happening)
                self._glass.plan_rehearsals(self._known())
            case CounterState():
                self._knowledge.take_counter(happening)
            case Beat():
                self._time_of_day.hear_beat()
                self._announce()
            case Announcement():
                self._unspoken += (happening,)
                self._announce()
            case Asked():
                self._answer(happening)
            case Overheard():
                self._overhear(happening)
            case Look():
                self._slideshow.take(happening)
                self._knowledge.slides = self._slideshow.shown
            case VoiceReport() | Tried():
                self._heed_voice(happening)

    def _heed_voice(self, told: VoiceReport | Tried) -> None:
        match told:
            case VoiceReport(detail=detail, is_wrong=is_wrong):
                self._box.report(Problem.VOICE_FAILED, detail, wrong=is_wrong)
            case Tried(trouble=trouble):
                self._box.respond(self._tests.popleft(), Failed(detail=trouble) if trouble else Done())

    def _take_board(self, board: Board) -> None:
        before = self._knowledge.board
        if not self._knowledge.take_board(board, self._box.clock.boot(), self._time_of_day.now()):
            log.info("a board of position %d comes late and is dropped", board.position)
            return
        self._voice.standing(called(board), board.position)
        self._voice.day(is_open=board.day is not None)
        for _ in new_help(board, before):
            self._voice.help()

    def _overhear(self, message: Overheard) -> None:
        parsed = topics.parse(message.topic)
        if parsed is None or parsed[0] is not topics.SLIP:
            return
        slip = decode(Slip, message.payload)
        if isinstance(slip, Garbage):
            log.error("a neighbour's slip cannot be read: %s", slip.detail)
            return
        self._knowledge.take_offline(slip, self._box.clock.boot())

    def _heed_silence(self) -> None:
        """Have the voice say that officers call by hand, or keep silent about it once the hub is back."""
        boot, now = self._box.clock.boot(), self._time_of_day.now()
        is_silent = self._box.silent_since is not None
        if self._silence.since is not None and not is_silent:
            self._voice.drop_manual()
        self._silence = manual.heed(self._silence, boot, is_silent=is_silent)
        if manual.is_due(self._silence, self._knowledge.board, boot, now.date() if now else None):
            self._silence = replace(self._silence, said_at=boot)
            self._voice.say_manual()

    def _turn(self) -> None:
        """Let what waits for its place on the wall have it."""
        slip = self._knowledge.turn(self._box.clock.boot(), is_manual=self._is_manual())
        if slip is not None:
            log.info("shown offline number=%s id=%s", slip.number, slip.id)

    def _announce(self) -> None:
        """Hand what is not too old to the voice, once a beat tells how old it is."""
        now = self._box.hub_time()
        if now is None:
            return
        heard, self._unspoken = aged(self._unspoken, now), ()
        for each in heard:
            if each.is_too_old:
                log.warning("a call of %s is %.1f s old and not spoken", each.announcement.number, each.age)
            else:
                self._voice.announce(each.announcement, each.age)

    def _answer(self, asked: Asked) -> None:
        match asked.request:
            case TakeScreenshot():
                try:
                    self._box.respond(asked, self._screen.picture())
                except ScreenError as error:
                    self._box.respond(asked, Failed(detail=str(error)))
            case Say(number=number, counter=counter):
                self._test_voice(asked, number, counter)
            case Announce(sentence=sentence):
                self._evacuate(sentence)
                self._voice.say(sentence)
                self._box.respond(asked, Done())
            case _:
                self._box.respond(asked, Failed(detail="a display does not know that; ask the hub"))

    def _test_voice(self, asked: Asked, number: str, counter: int) -> None:
        """Have a test said; it is answered when it was heard, or was not."""
        if not self._settings.voice.is_enabled:
            self._box.respond(asked, Failed(detail="it has no voice: is_enabled in [voice] of display.toml is false"))
            return
        self._tests.append(asked)
        self._voice.test(number, counter)

    def _evacuate(self, sentence: Sentence) -> None:
        """Let everybody leave, or come back; any other sentence changes nothing on the wall."""
        if sentence is Sentence.EVACUATION:
            self._storage.attempt("evacuation", self._evacuation.begin)
        elif sentence is Sentence.ALL_CLEAR:
            self._storage.attempt("evacuation", self._evacuation.end)
        self._knowledge.is_evacuating = self._evacuation.is_on

    # -- the wall ----------------------------------------------------------------------------------------------------

    def _known(self) -> Known:
        """All that the wall is made of."""
        now, silent = self._time_of_day.now(), self._box.silent_since
        if silent is not None and now is not None:
            # The box noted it by its own clock, which may be wrong by as much as it is now.
            silent += now - self._box.clock.wall()
        return self._knowledge.known(self._box.clock.boot(), now, silent, is_manual=self._is_manual())

    def _is_manual(self) -> bool:
        return manual.is_manual(self._silence, self._knowledge.board, self._box.clock.boot())

    def _pulse_age(self) -> float | None:
        return self._knowledge.pulse_age(self._box.clock.boot())

    def _is_moving(self) -> bool:
        """Whether the next frame of a pulse is due: a wall may have nothing that breathes."""
        return self._glass.is_breathing and is_moving(self._pulse_age())

    def _wait(self) -> float:
        """Seconds until the wall changes by itself."""
        if not self._glass.is_open:
            return self._glass.reopens_in
        if self._is_moving():
            return FRAME_SECONDS
        if self._glass.is_rehearsing:
            return 0.0
        now = self._box.clock.wall()
        changes = (
            self._knowledge.next_change(self._box.clock.boot()),
            wall.next_change(self._known(), self._settings.pane),
            60 - now.second - now.microsecond / 1e6,
        )
        return min(change for change in changes if change is not None)

    def _open_or_close_door(self, is_seen: bool) -> None:
        """Let the neighbours in while there is a picture, and only then."""
        if is_seen:
            self._storage.attempt("door", self._doorway.open)
        else:
            self._doorway.close()
