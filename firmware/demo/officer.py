"""One officer at one counter: calls, looks at the wall, listens, and deals with whoever comes or does not.

What became of a press is read where a technician would read it, in the log of the box; that the person was called is
believed only when the wall shows it and the voice has said it. What the officer does with a person is drawn by a
seeded chance, so that a morning has recalls, no-shows, transfers and parked people in it.
"""

import random
import threading
from collections.abc import Callable
from typing import Final

from msgspec import Struct

from firmware.demo import boxes
from firmware.demo.office import DemoOffice

# A hub that stays away for five seconds and then starts on a slow machine is not an officer's failure.
ANSWER_SECONDS: Final = 30.0
CALL_SECONDS: Final = 30.0
TAP_SECONDS: Final = 0.03
HOLD_SECONDS: Final = boxes.HOLD_SECONDS + 0.1
_BREATH_SECONDS: Final = 0.02

_DEALINGS: Final = {"next": 66, "finish": 10, "recall": 8, "no-show": 6, "transfer": 5, "park": 5}


class Outcome(Struct, frozen=True):
    """What became of a press: accepted, for whom; or not, and why."""

    is_accepted: bool
    number: str | None = None
    reason: str | None = None


class Officer:
    """Sits at a counter. `hands` is held while the officer is busy with a person, from the call on."""

    def __init__(self, office: DemoOffice, box: str, chance: random.Random) -> None:
        self.box = box
        self.counter = boxes.COUNTERS[box]
        self.hands = threading.RLock()
        self._office = office
        self._finger = office.finger(box)
        self._service = office.services[box]
        self._chance = chance
        self._parked = 0

    def work(self, await_news: Callable[[], bool], tell: Callable[[], None], is_over: threading.Event) -> None:
        """Call and deal with people until nobody waits and `await_news` says that nobody will come any more."""
        is_last_look = False
        # A lock goes to whoever asks first, and that is who has just let it go: the breath lets others have it.
        while not is_over.wait(_BREATH_SECONDS):
            called = self._serve()
            if called.is_accepted:
                tell()
            elif called.reason == "NOBODY_WAITING":
                if is_last_look:
                    return
                # Somebody may have come between the answer and the news that nobody will.
                is_last_look = not await_news()

    def _serve(self) -> Outcome:
        """Call the next person and deal with them; with nobody waiting, one who was set aside."""
        with self.hands:
            marks = self._marks()
            called = self.do(boxes.NEXT)
            if called.is_accepted and called.number:
                self._see_called(called.number, "CALL", marks)
                self._deal(called.number)
            elif called.reason == "NOBODY_WAITING" and self._parked:
                return self._resume()
            return called

    def do(self, pin: int, *, is_hold: bool = False) -> Outcome:
        """Press a button whose lamp allows it, and wait for what becomes of it."""
        with self.hands:
            self._finger.await_lamp(pin, "READY", ANSWER_SECONDS)
            mark = self._service.mark()
            self._finger.hold(pin, HOLD_SECONDS) if is_hold else self._finger.press(pin, TAP_SECONDS)
            return self._outcome(mark)

    def await_ready(self) -> None:
        """See the lamp of the button for the next person say "press me"."""
        self._finger.await_lamp(boxes.NEXT, "READY", ANSWER_SECONDS)

    def press_next(self) -> Callable[[], None]:
        """Press without waiting for an answer, see the lamp say "taken"; the caller holds `hands`.

        Whoever breaks something calls `await_ready` before, and what this returns after: it waits for what becomes of
        the press, and for walls and voices if somebody was called.
        """
        marks, mark = self._marks(), self._service.mark()
        self._finger.press(boxes.NEXT, TAP_SECONDS)
        self._finger.await_lamp(boxes.NEXT, "SENT", ANSWER_SECONDS)
        return lambda: self._end_press(mark, marks)

    def _end_press(self, mark: int, marks: dict[str, int]) -> None:
        called = self._outcome(mark)
        if called.is_accepted and called.number:
            self._see_called(called.number, "CALL", marks)

    def _outcome(self, mark: int) -> Outcome:
        sent = self._service.await_line(
            r"send command=\S+ key=(?P<key>\S+)|not sent: (?P<reason>.+)", ANSWER_SECONDS, after=mark
        )
        if sent["key"] is None:
            return Outcome(is_accepted=False, reason=sent["reason"])
        key = sent["key"]
        answer = self._service.await_line(
            rf"(?P<verdict>accepted|refused) key={key} (number=(?P<number>\S+)|command=\S+ reason=(?P<reason>\S+))",
            ANSWER_SECONDS,
            after=mark,
        )
        number = None if answer["number"] in (None, "-") else answer["number"]
        return Outcome(is_accepted=answer["verdict"] == "accepted", number=number, reason=answer["reason"])

    def _marks(self) -> dict[str, int]:
        """Where the logs of the displays that call for this counter end now."""
        return {display: self._office.services[display].mark() for display in boxes.displays_of(self.counter)}

    def _see_called(self, number: str, kind: str, marks: dict[str, int]) -> None:
        """Look at every wall of this counter's zones, and listen to every voice."""
        for display, mark in marks.items():
            service = self._office.services[display]
            service.await_line(rf"shown number={number} counter={self.counter} ", CALL_SECONDS, after=mark)
            said = rf"spoken .*number={number} counter={self.counter} kind={kind} "
            service.await_line(said, CALL_SECONDS, after=mark)

    def _deal(self, number: str) -> None:
        match self._chance.choices(list(_DEALINGS), list(_DEALINGS.values()))[0]:
            case "finish":
                self.do(boxes.FINISH)
            case "recall":
                self._recall(number)
            case "no-show":
                self._recall(number)
                self.do(boxes.NO_SHOW)
            case "transfer":
                self.do(boxes.FIFTH)
            case "park":
                self._parked += self.do(boxes.FIFTH, is_hold=True).is_accepted

    def _recall(self, number: str) -> None:
        marks = self._marks()
        if self.do(boxes.RECALL).is_accepted:
            self._see_called(number, "RECALL", marks)

    def _resume(self) -> Outcome:
        """Call back whom this counter has set aside: a held button, with nobody at the counter."""
        self.do(boxes.FINISH)
        marks = self._marks()
        called = self.do(boxes.FIFTH, is_hold=True)
        if called.is_accepted and called.number:
            self._parked -= 1
            self._see_called(called.number, "CALL", marks)
        return called
