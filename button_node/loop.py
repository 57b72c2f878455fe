"""The box's one loop: edges become gestures, gestures become commands, answers become light.

A press is kept on disk before it is sent and before its lamp says "taken"; when the disk refuses, the lamp says no
and nothing was promised. Time passes for the fingers only when the inbox is empty: an edge that waits there happened
earlier than the deadline that the clock has just reached, and a tap would be taken for a hold.

The hub answers a call within milliseconds, so the second tap of a double tap would truly name the person just called,
and call another. A call therefore locks its button from the press, and once more from the answer: an officer who was
kept waiting has not seen the new person either.

Fingers on several buttons are taken in the order of their times, and `together` says which of them are one hand. What
a kiosk does about a silent hub is its own (`kiosk`); the loop turns it, and lets the lamps tell what came of it.
"""

import logging
from collections.abc import Callable

from msgspec.structs import replace

from button_node import gesture, papers, sights, together
from button_node.action import Action, No, Stamp, calls, command_for, is_made_by
from button_node.control import Shown
from button_node.gesture import Contact, Edge, Felt, Gesture, Kind, Stuck
from button_node.keypad import KeypadGone, KeypadThere
from button_node.kiosk import Kiosk
from button_node.knowledge import Knowledge
from button_node.lamp import SEEN_SECONDS, Sight
from button_node.lamps import Lamps, Light, next_frame
from button_node.offers import AnyNeighbour
from button_node.settings import Settings
from button_node.small_page import AnySmallDisplay, SmallDisplayGone, SmallDisplayThere, see
from button_node.together import NO_HAND
from button_node.touch import Touch, Waiting, in_order
from firmware.messages.answers import Accepted, AnyAnswer, Reason
from firmware.messages.commands import AdoptTicket, AnyCommand, OpenDay, TakeTicket
from firmware.messages.notices import Problem
from firmware.node.box import Answered, Box
from firmware.node.files import StateError

log = logging.getLogger(__name__)


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
        small: AnySmallDisplay | None = None,
    ) -> None:
        """`is_down` reads a pin, `light` sets a lamp's brightness; both are the panel's.

        `printer` and `display` are the boxes of this Pi that can show a number, `small` is the counter's small
        display; what they say is posted to the box.
        """
        self._box = box
        self._settings = settings
        self._lamps = Lamps(light, settings.panel.lamp_level)
        self._small = small
        self._small_wrong = ""
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
        self._waiting = Waiting()
        self._hand = NO_HAND
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
        now = self._box.clock.boot()
        paper = (sights.change_at(touch, now) for touch in self._touches.values() if touch.papers)
        kiosk = None if self._kiosk is None else self._kiosk.next_at()
        return min(at for at in (self._box.next_at, kiosk, *fingers, *paper) if at is not None)

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
            case Edge():
                self._feel(happening)
            case Answered(command, answer):
                self._hear(command, answer)
            case KeypadThere():
                self._box.clear(Problem.PANEL_GONE)
            case KeypadGone(device):
                self._lose_keypad(device)
            case SmallDisplayThere():
                self._see_small("")
            case SmallDisplayGone(detail):
                self._see_small(detail)

    def _feel(self, edge: Edge) -> None:
        # What other fingers have said before this edge was before it.
        self._wait_for_fingers(edge.at)
        touch = self._touches[edge.contact]
        touch.finger, felt = gesture.feel(touch.finger, touch.timing, is_down=edge.is_down, at=edge.at)
        for one in felt:
            self._take(touch, one)

    def _pass_time(self) -> None:
        if not self._box.inbox.empty():
            return
        self._wait_for_fingers(self._box.clock.boot())
        if self._kiosk is not None:
            for press, outcome in self._kiosk.turn():
                touch = self._waiting.tell(press, outcome)
                if touch is not None:
                    self._say_no(touch)

    def _wait_for_fingers(self, until: float) -> None:
        felt: list[tuple[Touch, Felt]] = []
        for touch in self._touches.values():
            touch.finger, passed = gesture.wait(touch.finger, touch.timing, until)
            felt.extend((touch, one) for one in passed)
        for touch, one in in_order(felt):
            self._take(touch, one)

    def _take(self, touch: Touch, felt: Felt) -> None:
        match felt:
            case Stuck(is_stuck):
                self._box.report(Problem.BUTTON_STUCK, touch.settings.name, wrong=is_stuck)
            case Gesture(kind):
                action = touch.settings.press if kind is Kind.TAP else touch.settings.hold
                if action is not None:
                    self._ask(touch, action, felt)

    def _ask(self, touch: Touch, action: Action, felt: Gesture) -> None:
        stamp = self._stamp(felt.at)
        press = stamp.press if action.command == "TakeTicket" else "-"
        log.info("press pin=%s press=%s at=%.6f", touch.settings.contact, press, felt.at)
        contact, at_once = touch.settings.contact, self._settings.panel.together_seconds
        is_beside = together.is_of(self._hand, contact, felt, at_once)
        command = No.TOGETHER if is_beside else command_for(action, self._knowledge.known(), stamp)
        if isinstance(command, No):
            log.info("%s not sent: %s", action.command, command)
            self._refuse(touch)
        elif self._send(touch, command, felt.at) and (self._kiosk is not None or calls(command)):
            self._hand = together.hand_of(contact, felt)

    def _send(self, touch: Touch, command: AnyCommand, at: float) -> bool:
        try:
            self._box.send(command)
        except StateError as error:
            log.error("%s", error)  # noqa: TRY400 - the sentence says what to check; a traceback would bury it
            self._box.report(Problem.STORAGE, "outbox")
            self._refuse(touch)
            return False
        log.info("send command=%s key=%s at=%.6f", type(command).__name__, command.key, self._box.clock.boot())
        self._box.report(Problem.STORAGE, "outbox", wrong=False)
        self._waiting.add(touch, command)
        if isinstance(command, TakeTicket) and self._kiosk is not None:
            self._kiosk.wish(command)
        shown_until = max(touch.finger.locked_until, at + SEEN_SECONDS)
        touch.sight = replace(touch.sight, taken_until=shown_until, refused_at=None)
        return True

    def _hear(self, command: AnyCommand, answer: AnyAnswer) -> None:
        touch = self._waiting.settle(command)
        if isinstance(answer, Accepted):
            log.info("accepted key=%s number=%s position=%d", command.key, answer.number or "-", answer.position)
            if touch is not None:
                self._go_on(touch, command, answer)
            return
        name = type(command).__name__
        log.info("refused key=%s command=%s reason=%s %s", command.key, name, answer.reason, answer.detail)
        if isinstance(command, OpenDay) and answer.reason is Reason.DAY_PAST:
            self._knowledge.note_day(command.day)
        if touch is not None:
            self._refuse(touch)

    def _go_on(self, touch: Touch, command: AnyCommand, answer: Accepted) -> None:
        if calls(command):
            self._lock(touch)
        elif isinstance(command, TakeTicket):
            paper = papers.awaited(answer, self._box.clock.boot())
            touch.papers = touch.papers if paper is None else (*touch.papers, paper)

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

    def _see_small(self, wrong: str) -> None:
        """Report the latest that is wrong with the small display; the same is said at each vain attempt."""
        if wrong != self._small_wrong:
            self._box.clear(Problem.SMALL_DISPLAY_FAILED)
        if wrong:
            self._box.report(Problem.SMALL_DISPLAY_FAILED, wrong)
        self._small_wrong = wrong

    # -- what is known -----------------------------------------------------------------------------------------------

    def _stamp(self, at: float) -> Stamp:
        age = max(0.0, round(self._box.clock.boot() - at, 3))
        return Stamp(key=self._box.names.key(), press=self._box.names.press(), age=age)

    def _resume(self, command: AnyCommand) -> None:
        """Give the buttons that could have made a command of an earlier start of the box its lamp back."""
        for touch in self._touches.values():
            if any(is_made_by(action, command) for action in touch.settings.actions):
                is_coming = isinstance(command, AdoptTicket) and self._is_paper_coming(command)
                self._waiting.add(touch, command, is_paper_coming=is_coming)

    def _is_paper_coming(self, command: AdoptTicket) -> bool:
        return self._kiosk is not None and self._kiosk.is_paper_coming(command.press)

    # -- lamps -------------------------------------------------------------------------------------------------------

    def _shine(self) -> None:
        """Look at every button anew, and let its lamp and the small display say what is known."""
        now, facts = self._box.clock.boot(), self._knowledge.facts()
        for touch in self._touches.values():
            is_pending, is_coming = self._waiting.is_pending(touch), self._waiting.is_paper_coming(touch)
            sights.look(touch, facts, now, is_pending=is_pending, is_paper_coming=is_coming)
        self._lamps.show(self._sights(), now)
        if self._small is not None:
            self._small.show(see(self._knowledge.counter, self._knowledge.place, is_hub_silent=facts.is_hub_silent))

    def _sights(self) -> dict[int, Sight]:
        touches = self._touches.values()
        return {touch.settings.lamp: touch.sight for touch in touches if touch.settings.lamp is not None}

    def _timeout(self) -> float:
        now = self._box.clock.boot()
        frame = next_frame(self._sights(), now)
        return max(0.0, (self.next_at if frame is None else min(self.next_at, frame)) - now)
