"""The box's one loop: edges become gestures, gestures become commands, answers become light.

A press is kept on disk before it is sent and before its lamp says "taken"; when the disk refuses, the lamp says no
and nothing was promised. Time passes for the fingers only when the inbox is empty: an edge that waits there happened
earlier than the deadline that the clock has just reached, and a tap would be taken for a hold.

The hub answers a call within milliseconds, so the second tap of a double tap would truly name the person just called,
and call another. A call therefore locks its button from the press, and once more from the answer: an officer who was
kept waiting has not seen the new person either.

What a kiosk does about a silent hub is its own (`kiosk`); the loop turns it, and lets the lamps tell what came of it.
"""

import logging
from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from button_node import gesture
from button_node.action import Action, No, Stamp, calls, command_for, is_made_by
from button_node.control import Shown
from button_node.gesture import Contact, Edge, Felt, Finger, Gesture, Kind, Stuck, Timing
from button_node.keypad import KeypadGone, KeypadThere
from button_node.kiosk import Kiosk
from button_node.knowledge import Knowledge
from button_node.lamp import SEEN_SECONDS, Sight
from button_node.lamps import Lamps, Light, next_frame
from button_node.offer import Outcome
from button_node.offers import AnyNeighbour
from button_node.settings import ButtonSettings, Settings
from firmware.messages.answers import Accepted, AnyAnswer, Reason
from firmware.messages.commands import AdoptTicket, AnyCommand, OpenDay, TakeTicket
from firmware.messages.notices import Problem
from firmware.node.box import Answered, Box
from firmware.node.files import StateError

log = logging.getLogger(__name__)


class Touch(Struct, kw_only=True):
    """One button as the loop sees it."""

    settings: ButtonSettings
    timing: Timing
    finger: Finger
    sight: Sight = Sight()


class Visitor(Struct, kw_only=True):
    """Whoever waits for a ticket at one button; `key` is the command that asks the hub for it."""

    touch: Touch
    key: str
    is_paper_coming: bool = False


class Loop:
    """Acts on what happens to one box; `step` does one thing."""

    def __init__(
        self,
        box: Box,
        settings: Settings,
        *,
        is_down: Callable[[int], bool],
        light: Light,
        printer: AnyNeighbour | None = None,
        display: AnyNeighbour | None = None,
    ) -> None:
        """`is_down` reads a pin, `light` sets a lamp's brightness; both are the panel's.

        `printer` and `display` are the boxes of this Pi that can show a number; what they say is posted to the box.
        """
        self._box = box
        self._settings = settings
        self._lamps = Lamps(light)
        self._kiosk = Kiosk(box, printer, display) if settings.counter is None else None
        self._knowledge = Knowledge(box, settings.counter)
        now = box.clock.boot()
        self._touches: dict[Contact, Touch] = {
            button.contact: Touch(
                settings=button,
                timing=button.timing(settings.panel),
                finger=gesture.rest(is_down=button.pin is not None and is_down(button.pin), now=now),
            )
            for button in settings.button
        }
        for touch in self._touches.values():
            # The start of a box may fall between the two taps of a double tap.
            if any(action.may_call for action in touch.settings.actions):
                self._lock(touch)
        self._owners: dict[str, Touch] = {}
        self._visitors: dict[str, Visitor] = {}
        for command in box.outbox.pending:
            self._resume(command)
        self._shine()

    @property
    def shown(self) -> Shown:
        """What the lamps say, for whoever waits in another thread."""
        return self._lamps.shown

    @property
    def next_at(self) -> float:
        """When time alone asks for a step, on the boot clock; a lamp that only goes on with its pattern does not."""
        fingers = (gesture.deadline(touch.finger, touch.timing) for touch in self._touches.values())
        kiosk = None if self._kiosk is None else self._kiosk.next_at()
        return min(at for at in (self._box.next_at, kiosk, *fingers) if at is not None)

    def step(self, timeout: float | None = None) -> None:
        """Wait for one thing, at most `timeout` seconds and until something is due, and act on it."""
        wait = self._timeout()
        self._act(self._box.step(wait if timeout is None else min(wait, timeout)))
        self._pass_time()
        self._shine()

    # -- what happened -----------------------------------------------------------------------------------------------

    def _act(self, happening: object) -> None:
        self._knowledge.hear(happening)
        if self._kiosk is not None:
            self._kiosk.hear(happening)
        match happening:
            case Edge(contact=contact, is_down=is_down, at=at):
                touch = self._touches[contact]
                touch.finger, felt = gesture.feel(touch.finger, touch.timing, is_down=is_down, at=at)
                self._take(touch, felt)
            case Answered(command, answer):
                self._hear(command, answer)
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
        if self._kiosk is not None:
            for press, outcome in self._kiosk.turn():
                self._tell(press, outcome)

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
        command = command_for(action, self._knowledge.known(), stamp)
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
        self._own(touch, command)
        if isinstance(command, TakeTicket) and self._kiosk is not None:
            self._kiosk.wish(command)
        shown_until = max(touch.finger.locked_until, at + SEEN_SECONDS)
        touch.sight = replace(touch.sight, taken_until=shown_until, refused_at=None)

    def _hear(self, command: AnyCommand, answer: AnyAnswer) -> None:
        touch = self._owners.pop(command.key, None)
        if isinstance(command, TakeTicket):
            self._visitors.pop(command.press, None)
        if isinstance(answer, Accepted):
            log.info("accepted key=%s number=%s position=%d", command.key, answer.number or "-", answer.position)
            if touch is not None and calls(command):
                self._lock(touch)
            return
        name = type(command).__name__
        log.info("refused key=%s command=%s reason=%s %s", command.key, name, answer.reason, answer.detail)
        if isinstance(command, OpenDay) and answer.reason is Reason.DAY_PAST:
            self._knowledge.note_day(command.day)
        if touch is not None:
            self._refuse(touch)

    def _tell(self, press: str, outcome: Outcome) -> None:
        """Let the lamp of a press say what the kiosk has done about it."""
        visitor = self._visitors.get(press)
        if visitor is None:
            return
        if outcome is Outcome.GIVEN:
            self._owners.pop(visitor.key, None)
            visitor.is_paper_coming = True
        elif outcome is not Outcome.UNABLE:
            del self._visitors[press]
        if outcome in (Outcome.UNABLE, Outcome.UNSEEN):
            self._say_no(visitor.touch)

    def _lock(self, touch: Touch) -> None:
        until = self._box.clock.boot() + self._settings.panel.call_lockout_seconds
        touch.finger = gesture.lock(touch.finger, until)
        touch.sight = replace(touch.sight, taken_until=until, refused_at=None)

    def _refuse(self, touch: Touch) -> None:
        touch.finger = gesture.forgive(touch.finger)
        self._say_no(touch)

    def _say_no(self, touch: Touch) -> None:
        touch.sight = replace(touch.sight, taken_until=0.0, refused_at=self._box.clock.boot())

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

    def _resume(self, command: AnyCommand) -> None:
        """Give the buttons that could have made a command of an earlier start of the box its lamp back."""
        for touch in self._touches.values():
            if any(is_made_by(action, command) for action in touch.settings.actions):
                self._own(touch, command)

    def _own(self, touch: Touch, command: AnyCommand) -> None:
        match command:
            case AdoptTicket(press=press):
                if self._kiosk is not None and self._kiosk.is_paper_coming(press):
                    self._visitors[press] = Visitor(touch=touch, key=command.key, is_paper_coming=True)
            case TakeTicket(press=press):
                self._owners[command.key] = touch
                self._visitors[press] = Visitor(touch=touch, key=command.key)
            case _:
                self._owners[command.key] = touch

    # -- lamps -------------------------------------------------------------------------------------------------------

    def _shine(self) -> None:
        """Look at every button anew, and let its lamp say what is known."""
        pending = {id(touch) for touch in self._owners.values()}
        is_reminded = self._knowledge.is_reminded()
        coming = {id(visitor.touch) for visitor in self._visitors.values() if visitor.is_paper_coming}
        for touch in self._touches.values():
            touch.sight = replace(
                touch.sight,
                is_pending=id(touch) in pending,
                is_paper_coming=id(touch) in coming,
                is_hub_silent=self._box.silent_since is not None,
                is_closed=self._knowledge.is_closed(),
                is_reminding=is_reminded and touch.settings.may_resume,
            )
        self._lamps.show(self._sights(), self._box.clock.boot())

    def _sights(self) -> dict[int, Sight]:
        touches = self._touches.values()
        return {touch.settings.lamp: touch.sight for touch in touches if touch.settings.lamp is not None}

    def _timeout(self) -> float:
        now = self._box.clock.boot()
        frame = next_frame(self._sights(), now)
        return max(0.0, (self.next_at if frame is None else min(self.next_at, frame)) - now)
