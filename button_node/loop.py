"""The box's one loop: edges become gestures, gestures become commands, answers become light.

A press is kept on disk before it is sent and before its lamp says "taken"; when the disk refuses, the lamp says no
and nothing was promised. Time passes for the fingers only when the inbox is empty: an edge that waits there happened
earlier than the deadline that the clock has just reached, and a tap would be taken for a hold.

The hub answers a call within milliseconds, so the second tap of a double tap would truly name the person just called,
and call another. A call therefore locks its button from the press, and once more from the answer: an officer who was
kept waiting has not seen the new person either.
"""

import logging
from collections.abc import Callable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from button_node import gesture
from button_node.action import Action, Known, No, Stamp, calls, command_for, is_made_by
from button_node.control import Shown
from button_node.gesture import Contact, Edge, Felt, Finger, Gesture, Kind, Stuck, Timing
from button_node.keypad import KeypadGone, KeypadThere
from button_node.lamp import SEEN_SECONDS, LampState, Sight, brightness, next_change, state
from button_node.settings import ButtonSettings, Settings
from firmware.messages.answers import Accepted, AnyAnswer, Reason
from firmware.messages.commands import AnyCommand, CounterCommand, OpenDay
from firmware.messages.notices import Beat, ClockState, CounterState, Office, Problem
from firmware.node.box import Answered, Box
from firmware.node.files import StateError

log = logging.getLogger(__name__)

Light = Callable[[int, float], None]


class Touch(Struct, kw_only=True):
    """One button as the loop sees it."""

    settings: ButtonSettings
    timing: Timing
    finger: Finger
    sight: Sight = Sight()


class Loop:
    """Acts on what happens to one box; `step` does one thing."""

    def __init__(self, box: Box, settings: Settings, *, is_down: Callable[[int], bool], light: Light) -> None:
        """`is_down` reads a pin, `light` sets a lamp's brightness; both are the panel's."""
        self.shown = Shown()
        self._box = box
        self._settings = settings
        self._light = light
        self._office: Office | None = None
        self._counter: CounterState | None = None
        self._latest_day: date | None = None
        now = box.clock.boot()
        self._touches: dict[Contact, Touch] = {
            button.contact: Touch(
                settings=button,
                timing=button.timing(settings.panel),
                finger=gesture.rest(is_down=button.pin is not None and is_down(button.pin), now=now),
            )
            for button in settings.button
        }
        self._owners = {command.key: touch for command in box.outbox.pending for touch in self._makers(command)}
        self._levels: dict[int, float] = {}
        self._shine()

    def step(self) -> None:
        """Wait for one thing, at most until a finger or a lamp is due, and act on it."""
        self._act(self._box.step(self._timeout()))
        self._pass_time()
        self._shine()

    # -- what happened -----------------------------------------------------------------------------------------------

    def _act(self, happening: object) -> None:
        match happening:
            case Edge(contact=contact, is_down=is_down, at=at):
                touch = self._touches[contact]
                touch.finger, felt = gesture.feel(touch.finger, touch.timing, is_down=is_down, at=at)
                self._take(touch, felt)
            case Answered(command, answer):
                self._hear(command, answer)
            case Beat(day=date() as day):
                self._note_day(day)
            case CounterState():
                self._look(happening)
            case Office():
                self._office = happening
            case KeypadThere():
                self._box.clear(Problem.PANEL_GONE)
            case KeypadGone(device):
                self._lose_keypad(device)

    def _pass_time(self) -> None:
        now = self._box.clock.boot()
        if not self._box.inbox.empty():
            return
        for touch in self._touches.values():
            touch.finger, felt = gesture.wait(touch.finger, touch.timing, now)
            self._take(touch, felt)

    def _take(self, touch: Touch, felt: list[Felt]) -> None:
        for one in felt:
            match one:
                case Stuck(is_stuck):
                    self._box.report(Problem.BUTTON_STUCK, touch.settings.name, wrong=is_stuck)
                case Gesture(kind, at):
                    action = touch.settings.press if kind is Kind.TAP else touch.settings.hold
                    if action is not None:
                        self._ask(touch, action, at)

    def _ask(self, touch: Touch, action: Action, at: float) -> None:
        stamp = self._stamp(at)
        press = stamp.press if action.command == "TakeTicket" else "-"
        log.info("press pin=%s press=%s at=%.6f", touch.settings.contact, press, at)
        command = command_for(action, self._known(), stamp)
        if isinstance(command, No):
            log.info("%s not sent: %s", action.command, command)
            self._refuse(touch)
            return
        self._send(touch, command, at)

    def _send(self, touch: Touch, command: AnyCommand, at: float) -> None:
        try:
            self._box.send(command)
        except StateError as error:
            log.error("%s", error)  # noqa: TRY400 - the sentence says what to check; a traceback would bury it
            self._box.report(Problem.STORAGE, "outbox")
            self._refuse(touch)
            return
        log.info("send command=%s key=%s at=%.6f", type(command).__name__, command.key, self._box.clock.boot())
        self._box.report(Problem.STORAGE, "outbox", wrong=False)
        self._owners[command.key] = touch
        shown_until = max(touch.finger.locked_until, at + SEEN_SECONDS)
        touch.sight = replace(touch.sight, taken_until=shown_until, refused_at=None)

    def _hear(self, command: AnyCommand, answer: AnyAnswer) -> None:
        touch = self._owners.pop(command.key, None)
        if isinstance(answer, Accepted):
            log.info("accepted key=%s number=%s position=%d", command.key, answer.number or "-", answer.position)
            if touch is not None and calls(command):
                self._lock(touch)
            return
        name = type(command).__name__
        log.info("refused key=%s command=%s reason=%s %s", command.key, name, answer.reason, answer.detail)
        if isinstance(command, OpenDay) and answer.reason is Reason.DAY_PAST:
            self._note_day(command.day)
        if touch is not None:
            self._refuse(touch)

    def _lock(self, touch: Touch) -> None:
        until = self._box.clock.boot() + self._settings.panel.call_lockout_seconds
        touch.finger = gesture.lock(touch.finger, until)
        touch.sight = replace(touch.sight, taken_until=until, refused_at=None)

    def _refuse(self, touch: Touch) -> None:
        touch.finger = gesture.forgive(touch.finger)
        touch.sight = replace(touch.sight, taken_until=0.0, refused_at=self._box.clock.boot())

    def _look(self, counter: CounterState) -> None:
        if counter.counter == self._settings.counter and not _is_older(counter, self._counter):
            self._counter = counter

    def _note_day(self, day: date) -> None:
        self._latest_day = max(day, self._latest_day or day)

    def _lose_keypad(self, device: str) -> None:
        self._box.report(Problem.PANEL_GONE, device)
        for touch in self._touches.values():
            if touch.settings.key is not None:
                touch.finger = gesture.rest(is_down=False, now=self._box.clock.boot())
                self._box.report(Problem.BUTTON_STUCK, touch.settings.name, wrong=False)

    # -- what is known -----------------------------------------------------------------------------------------------

    def _stamp(self, at: float) -> Stamp:
        age = max(0.0, round(self._box.clock.boot() - at, 3))
        return Stamp(key=self._box.names.key(), press=self._box.names.press(), age=age)

    def _known(self) -> Known:
        beat = self._box.beat
        return Known(
            counter=self._counter,
            is_in_flight=any(isinstance(command, CounterCommand) for command in self._box.outbox.pending),
            today=self._today(),
            is_today_believed=beat is not None and beat.clock is not ClockState.UNTRUSTED,
            day=None if beat is None else beat.day,
            latest_day=self._latest_day,
        )

    def _today(self) -> date | None:
        """The date in the office's zone, by the hub's clock as it goes on since its last beat."""
        beat, now = self._box.beat, self._box.hub_time()
        if beat is None or now is None or self._office is None:
            return None
        at = beat.at + timedelta(seconds=now - beat.office_time)
        return at.astimezone(ZoneInfo(self._office.timezone)).date()

    def _is_closed(self) -> bool:
        if self._settings.counter is not None:
            return self._counter is None or not self._counter.is_open
        return self._box.beat is None or self._box.beat.day is None

    def _makers(self, command: AnyCommand) -> list[Touch]:
        """Buttons that could have made a command of an earlier start of the box."""
        return [
            touch
            for touch in self._touches.values()
            if any(is_made_by(action, command) for action in touch.settings.actions)
        ]

    # -- lamps -------------------------------------------------------------------------------------------------------

    def _shine(self) -> None:
        """Look at every button anew and set each lamp whose brightness has changed."""
        now = self._box.clock.boot()
        pending = {id(touch) for touch in self._owners.values()}
        says: dict[int, LampState] = {}
        for touch in self._touches.values():
            touch.sight = replace(
                touch.sight,
                is_pending=id(touch) in pending,
                is_hub_silent=self._box.silent_since is not None,
                is_closed=self._is_closed(),
            )
            if touch.settings.lamp is not None:
                says[touch.settings.lamp] = state(touch.sight, now)
                self._set(touch.settings.lamp, brightness(touch.sight, now))
        if says != self.shown.states():
            self.shown.show(says)

    def _set(self, lamp: int, level: float) -> None:
        if self._levels.get(lamp) != level:
            self._levels[lamp] = level
            self._light(lamp, level)

    def _timeout(self) -> float | None:
        now = self._box.clock.boot()
        touches = self._touches.values()
        fingers = [gesture.deadline(touch.finger, touch.timing) for touch in touches]
        lamps = [next_change(touch.sight, now) for touch in touches if touch.settings.lamp is not None]
        return min((max(0.0, at - now) for at in (*fingers, *lamps) if at is not None), default=None)


def _is_older(counter: CounterState, known: CounterState | None) -> bool:
    """True for what the broker kept from before the state that is known; another journal has its own positions."""
    if known is None or counter.journal != known.journal:
        return False
    return (counter.epoch, counter.position) < (known.epoch, known.position)
