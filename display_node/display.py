"""The display's loop: what the hub says becomes what the wall shows and the voice speaks.

One thread acts. It sleeps in the box's inbox until something happens, a minute ends or a frame of the pulse is due, and
draws only when what is to be seen has changed; the box's own duties wake it at least once a second, which is how it
notices that manual mode begins or an offline number has had its time. A lost screen is reported and taken again every
two seconds; the voice goes on meanwhile, and a broken voice never stops the wall.
"""

import logging
from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from display_node.doorway import Doorway
from display_node.settings import DisplaySettings
from display_node.voice.aged import aged
from display_node.voice.asking import new_help
from display_node.voice.troubles import VoiceReport
from display_node.voice.voice import Voice
from display_node.wall import manual, offline_numbers, wall
from display_node.wall.calls import called, calls_here, standing
from display_node.wall.known import Known
from display_node.wall.manual import Silence
from display_node.wall.news import first_seen, is_new_call, is_newer
from display_node.wall.offline_numbers import OfflineNumbers
from display_node.wall.page import Page
from display_node.wall.pulse import FRAME_SECONDS, glow, is_moving
from display_node.wall.rehearsal import rehearsals
from display_node.wall.screen import Screen, ScreenError
from display_node.wall.shapes import Shape
from display_node.wall.time_of_day import TimeOfDay
from display_node.wall.wall import Wall
from firmware.messages import topics
from firmware.messages.codec import Garbage, decode
from firmware.messages.notices import Announcement, Beat, Board, Call, CounterState, Office, Problem, Slip
from firmware.messages.requests import Done, Failed, Say, TakeScreenshot
from firmware.node.box import Asked, Box
from firmware.node.files import StateError
from firmware.node.neighbour import Overheard

REOPEN_SECONDS: Final = 2.0

log = logging.getLogger(__name__)


class Display:
    """A wall and a voice on one box."""

    def __init__(
        self, settings: DisplaySettings, box: Box, screen: Screen, voice: Voice, doorway: Doorway | None = None
    ) -> None:
        """Hold the parts; nothing is opened or shown yet."""
        self._settings = settings
        self._box = box
        self._screen = screen
        self._voice = voice
        self._doorway = doorway or Doorway(None, box.post)
        self._silence = Silence()
        self._offline = OfflineNumbers()
        self._board: Board | None = None
        self._office: Office | None = None
        self._counters: dict[int, CounterState] = {}
        self._time_of_day = TimeOfDay(box)
        self._unspoken: tuple[Announcement, ...] = ()
        self._pointed_at: float | None = None
        self._drawn: tuple[Wall, float] | None = None
        self._seen: frozenset[int] = frozenset()
        self._reopen_at = 0.0
        self._rehearsals: Iterator[Known] = iter(())
        self._is_rehearsing = False

    def step(self, timeout: float | None = None) -> None:
        """Wait for one thing, at most `timeout` seconds, act on it, and show what has changed."""
        wait = self._wait()
        self._hear(self._box.step(wait if timeout is None else min(wait, timeout)))
        if self._screen.is_asked_to_close():
            self._box.stop()
        self._heed_silence()
        self._turn_offline()
        self.show()
        self._rehearse()

    def show(self) -> None:
        """Bring the wall up to date, if it is not."""
        if not self._screen.is_open and not self._reopen():
            return
        seen = (wall.see(self._known(), self._settings.pane), glow(self._pulse_age()))
        if seen == self._drawn:
            return
        shapes = self._lay_out(*seen)
        try:
            self._screen.show(shapes)
        except ScreenError as error:
            self._lose_screen(error)
            return
        self._tell(shapes)
        self._drawn = seen

    def _lay_out(self, seen: Wall, brightness: float) -> tuple[Shape, ...]:
        screen, size = self._settings.screen, self._screen.size
        page = Page(
            size, self._screen.measure, screen.letter(size), screen.least(size), safe_share=screen.safe_area / 100
        )
        return wall.lay_out(seen, page, brightness)

    def _rehearse(self) -> None:
        """Draw one call that nobody made where nobody sees it, while there is nothing else to do."""
        if not self._is_rehearsing or not self._screen.is_open or is_moving(self._pulse_age()):
            return
        known = next(self._rehearsals, None)
        self._is_rehearsing = known is not None
        if known is not None:
            self._screen.rehearse(self._lay_out(wall.see(known, self._settings.pane), 0.0))

    # -- what comes in -----------------------------------------------------------------------------------------------

    def _hear(self, happening: object | None) -> None:
        match happening:
            case Board():
                self._take_board(happening)
            case Office():
                self._office = happening
                self._time_of_day.move(happening.timezone)
                self._voice.prepare(happening)
                self._rehearsals, self._is_rehearsing = rehearsals(self._known()), True
            case CounterState():
                self._take_counter(happening)
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
            case VoiceReport(detail=detail, is_wrong=is_wrong):
                self._box.report(Problem.VOICE_FAILED, detail, wrong=is_wrong)

    def _take_board(self, board: Board) -> None:
        if not is_newer(board, self._board):
            log.info("a board of position %d comes late and is dropped", board.position)
            return
        before, self._board = self._board, board
        if is_new_call(standing(self._calls()), before):
            self._pointed_at = self._box.clock.boot()
            self._offline = offline_numbers.urge(self._offline)
        self._voice.standing(called(board), board.position)
        self._voice.day(is_open=board.day is not None)
        for _ in new_help(board, before):
            self._voice.help()

    def _take_counter(self, state: CounterState) -> None:
        if is_newer(state, self._counters.get(state.counter)):
            self._counters = {**self._counters, state.counter: state}

    def _overhear(self, message: Overheard) -> None:
        parsed = topics.parse(message.topic)
        if parsed is None or parsed[0] is not topics.SLIP:
            return
        slip = decode(Slip, message.payload)
        if isinstance(slip, Garbage):
            log.error("a neighbour's slip cannot be read: %s", slip.detail)
            return
        self._offline = offline_numbers.arrive(self._offline, slip, self._box.clock.boot())

    def _heed_silence(self) -> None:
        """Have the voice say that officers call by hand, or keep silent about it once the hub is back."""
        boot, now = self._box.clock.boot(), self._time_of_day.now()
        is_silent = self._box.silent_since is not None
        if self._silence.since is not None and not is_silent:
            self._voice.drop_manual()
        self._silence = manual.heed(self._silence, boot, is_silent=is_silent)
        if manual.is_due(self._silence, self._board, boot, now.date() if now else None):
            self._silence = replace(self._silence, said_at=boot)
            self._voice.say_manual()

    def _turn_offline(self) -> None:
        if not self._screen.is_open:
            return
        before = self._offline.shown
        self._offline = offline_numbers.turn(self._offline, self._box.clock.boot())
        shown = self._offline.shown
        if shown is not None and shown is not before:
            log.info("shown offline number=%s id=%s", shown.slip.number, shown.slip.id)

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
                self._voice.test(number, counter)
                self._box.respond(asked, Done())
            case _:
                self._box.respond(asked, Failed(detail="a display does not know that; ask the hub"))

    # -- the wall ----------------------------------------------------------------------------------------------------

    def _known(self) -> Known:
        """All that the wall is made of."""
        now, silent = self._time_of_day.now(), self._box.silent_since
        if silent is not None and now is not None:
            # The box noted it by its own clock, which may be wrong by as much as it is now.
            silent += now - self._box.clock.wall()
        return Known(
            board=self._board,
            office=self._office,
            now=now,
            silent_since=silent,
            is_manual=manual.is_manual(self._silence, self._board, self._box.clock.boot()),
            offline=self._offline.shown.slip if self._offline.shown else None,
            zone=self._settings.zone,
            counters=self._counters,
            box=self._box.name,
        )

    def _calls(self) -> tuple[Call, ...]:
        return calls_here(self._board, self._office, self._settings.zone)

    def _pulse_age(self) -> float | None:
        return None if self._pointed_at is None else self._box.clock.boot() - self._pointed_at

    def _wait(self) -> float:
        """Seconds until the wall changes by itself."""
        if not self._screen.is_open:
            return max(0.0, self._reopen_at - self._box.clock.boot())
        if is_moving(self._pulse_age()):
            return FRAME_SECONDS
        if self._is_rehearsing:
            return 0.0
        now = self._box.clock.wall()
        return 60 - now.second - now.microsecond / 1e6

    def _tell(self, shapes: tuple[Shape, ...]) -> None:
        """Log each call that this flip showed for the first time."""
        at = self._box.clock.boot()
        calls, self._seen = first_seen(self._calls(), shapes, self._seen)
        for call in calls:
            log.info("shown number=%s counter=%d call=%d at=%.6f", call.number, call.counter, call.call, at)

    def _reopen(self) -> bool:
        if self._box.clock.boot() < self._reopen_at:
            return False
        try:
            self._screen.open()
        except ScreenError as error:
            self._lose_screen(error)
            return False
        self._box.clear(Problem.SCREEN_FAILED)
        self._drawn = None
        self._open_door()
        return True

    def _open_door(self) -> None:
        try:
            self._doorway.open()
        except StateError as error:
            self._box.report(Problem.STORAGE, str(error))

    def _lose_screen(self, error: ScreenError) -> None:
        self._doorway.close()
        self._box.report(Problem.SCREEN_FAILED, str(error))
        self._reopen_at = self._box.clock.boot() + REOPEN_SECONDS
