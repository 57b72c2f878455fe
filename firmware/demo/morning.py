"""A morning: visitors at the kiosks, officers at the counters, and three things that break in the middle of it.

Each person is a thread that does one thing after another, as people do. The director lets them work, and once enough
have come, breaks the hub, then the broker, then lets a printer run out of paper. Before a kill the process is frozen
and two fingers press, so that the kill lands while commands are on their way that nobody can have answered.
"""

import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Final

from firmware.demo import boxes
from firmware.demo.account import Window
from firmware.demo.camera import Camera
from firmware.demo.office import DemoOffice
from firmware.demo.officer import Officer
from firmware.demo.supervisor import Service
from firmware.demo.visitor import Visitors

SEED: Final = 20_261_123
ROUNDS: Final = 9
MORNING_SECONDS: Final = 60.0
CALM_SECONDS: Final = 20.0
# What share of the visitors has come when something breaks.
HUB_AT, BROKER_AT, PAPER_AT = 0.25, 0.5, 0.75
_WAITING_FOR_PAPER: Final = 4
_LINES_LEFT: Final = 12


class MorningError(Exception):
    """The morning did not go on; says what was waited for."""


class Morning:
    """One morning in a running office. After `play` there are `windows` (what was broken, when) and `pictures`."""

    def __init__(self, office: DemoOffice, say: Callable[[str], None]) -> None:
        """`say` takes the lines that tell people what happens."""
        chance = random.Random(SEED)
        self.windows: list[Window] = []
        self.pictures: dict[str, bytes] = {}
        self._office = office
        self._say = say
        self._news = threading.Condition()
        self._failure: BaseException | None = None
        self._is_over = threading.Event()
        self._is_everybody_there = False
        self._visitors = [
            Visitors(office, kiosk, _wishes(chance), random.Random(chance.random())) for kiosk in boxes.KIOSKS
        ]
        self._officers = [Officer(office, box, random.Random(chance.random())) for box in boxes.COUNTERS]

    def play(self) -> None:
        """Play it to the end. Raises MorningError, or whatever stopped one of its people."""
        with (
            Camera(self._office.box_settings(boxes.TECHNICIAN)) as camera,
            ThreadPoolExecutor(max_workers=len(self._visitors) + len(self._officers)) as people,
            self._ending(),
        ):
            working = [
                people.submit(self._person, officer.work, self._await_news, self._tell, self._is_over)
                for officer in self._officers
            ]
            coming = [people.submit(self._person, one.come, self._tell, self._is_over) for one in self._visitors]
            self._await_share(HUB_AT)
            self._kill("hub", self._office.hub)
            self._await_share(BROKER_AT)
            self._photograph(camera, "middle")
            self._kill("broker", self._office.broker)
            self._await_share(PAPER_AT)
            self._run_out_of_paper()
            self._await_people(coming, "all visitors have pressed")
            self._await_papers(boxes.KIOSKS)
            self._is_everybody_there = True
            self._tell()
            self._await_people(working, "the officers have emptied their lines")
            self._photograph(camera, "end")

    # -- what breaks -------------------------------------------------------------------------------------------------

    def _kill(self, name: str, service: Service) -> None:
        """Freeze it, press, see that nobody answers, kill it, and wait until everybody has been served."""
        visitors, officer = self._visitors[0], self._officers[0]
        with visitors.hands, officer.hands:
            officer.await_ready()
            since = _boot()
            service.freeze()
            visitors.press_one()
            officer.press_next()
            unanswered = self._office.unanswered()
            if not unanswered:
                raise MorningError(
                    f"everything was answered before {name} could be killed: the kill would prove nothing"
                )
            marks = {box: self._office.services[box].mark() for box in boxes.everywhere()}
            start = service.kill()
        self._say(f"{name} killed while {len(unanswered)} commands were unanswered")
        service.await_ready(after_start=start)
        if service is self._office.broker:
            # Each box comes back in its own time, also one at which nobody has pressed meanwhile.
            for box, mark in marks.items():
                self._office.services[box].await_line(": connected$", CALM_SECONDS, after=mark)
        self._await_answers(unanswered)
        self._await_papers(boxes.KIOSKS)
        everybody = frozenset((*boxes.KIOSKS, *boxes.COUNTERS))
        self._note(
            Window(what=f"{name} killed", since=since, until=_boot(), boxes=everybody, unanswered=len(unanswered))
        )

    def _run_out_of_paper(self) -> None:
        """Let the paper end in the middle of a slip, let people press on, and put a new roll in."""
        visitors = self._visitors[0]
        printer = self._office.printer(boxes.KIOSKS[visitors.kiosk])
        since = _boot()
        printer.leave_lines(_LINES_LEFT)
        pressed = self._office.press_log.count(visitors.kiosk, "TakeTicket")
        self._await(
            lambda: self._office.press_log.count(visitors.kiosk, "TakeTicket") >= pressed + _WAITING_FOR_PAPER,
            "people to press at the kiosk that has no paper",
        )
        waiting = self._office.press_log.count(visitors.kiosk, "TakeTicket") - self._office.paper_count(visitors.kiosk)
        self._say(f"{boxes.KIOSKS[visitors.kiosk]} ran out of paper; {waiting} people wait for theirs")
        printer.refill()
        self._await_papers([visitors.kiosk])
        self._note(Window(what="paper out", since=since, until=_boot(), boxes=frozenset({visitors.kiosk})))

    def _note(self, window: Window) -> None:
        self.windows.append(window)
        self._say(f"{window.what}: everybody served again after {window.until - window.since:.1f} s")

    # -- what is waited for ------------------------------------------------------------------------------------------

    def _await_share(self, share: float) -> None:
        left = sum(one.all for one in self._visitors) * (1 - share)
        self._await(lambda: sum(one.to_come for one in self._visitors) <= left, f"{share:.0%} of the visitors to come")

    def _await_answers(self, commands: dict[str, str]) -> None:
        for key, box in commands.items():
            self._office.services[box].await_line(f"(accepted|refused) key={key} ", CALM_SECONDS)

    def _await_papers(self, kiosks: Iterable[str]) -> None:
        """Wait until everybody who has pressed until now has a paper."""
        for kiosk in kiosks:
            pressed = self._office.press_log.count(kiosk, "TakeTicket")
            if not self._office.sees_papers(kiosk, pressed, CALM_SECONDS):
                printed = self._office.paper_count(kiosk)
                raise MorningError(
                    f"{pressed} have pressed at {kiosk} and only {printed} papers came out in {CALM_SECONDS:g} s; "
                    f"see {kiosk}.log and {boxes.KIOSKS[kiosk]}.log in {self._office.logs}"
                )

    def _await_people(self, people: Iterable["Future[None]"], what: str) -> None:
        waiting = tuple(people)
        self._await(lambda: all(one.done() for one in waiting), what)

    def _await(self, is_it: Callable[[], bool], what: str) -> None:
        with self._news:
            came = self._news.wait_for(lambda: self._failure is not None or is_it(), MORNING_SECONDS)
        if self._failure is not None:
            raise self._failure
        if not came:
            raise MorningError(f"waited {MORNING_SECONDS:g} s for {what}; see the logs in {self._office.logs}")

    def _await_news(self) -> bool:
        """An officer with nobody to call waits for the next visitor; False when nobody will come any more."""
        if self._is_everybody_there or self._is_over.is_set():
            return False
        with self._news:
            self._news.wait(CALM_SECONDS)
        return True

    # -- people ------------------------------------------------------------------------------------------------------

    def _person(self, work: Callable[..., None], *arguments: object) -> None:
        try:
            work(*arguments)
        except BaseException as error:
            self._failure = self._failure or error
            raise
        finally:
            self._tell()

    def _tell(self) -> None:
        with self._news:
            self._news.notify_all()

    @contextmanager
    def _ending(self) -> Iterator[None]:
        """However it ends, everybody goes home."""
        try:
            yield
        finally:
            self._is_over.set()
            self._tell()

    def _photograph(self, camera: Camera, when: str) -> None:
        """Have every wall drawn while nobody presses: drawing takes a display as long as ten calls."""
        with ExitStack() as hands:
            for lock in [one.hands for one in self._visitors] + [one.hands for one in self._officers]:
                hands.enter_context(lock)
            for display in boxes.ZONES:
                self.pictures[f"{display}-{when}"] = camera.shoot(display)


def _wishes(chance: random.Random) -> list[str]:
    """Every service as often as every other, in an order that nobody can guess."""
    return [wish for _ in range(ROUNDS) for wish in chance.sample(boxes.SERVICES, len(boxes.SERVICES))]


def _boot() -> float:
    return time.clock_gettime(time.CLOCK_BOOTTIME)
