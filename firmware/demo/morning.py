"""A morning: visitors at the kiosks, officers at the counters, and four things that break in the middle of it.

Each person is a thread that does one thing after another, as people do. The director lets them work, and once enough
have come, breaks the hub, then the broker, lets a printer run out of paper, and in the end breaks the hub for so long
that the kiosks give numbers of their own. Before a kill the process is frozen and two fingers press, so that the kill
lands while commands are on their way that nobody can have answered.
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
MORNING_SECONDS: Final = 120.0
CALM_SECONDS: Final = 30.0
# What share of the visitors has come when something breaks.
HUB_AT, BROKER_AT, PAPER_AT, AWAY_AT = 0.2, 0.4, 0.55, 0.7
AWAY_SECONDS: Final = 4.5
_NUMBERS_EACH: Final = 3
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
            self._kill("hub killed", self._office.hub)
            self._await_share(BROKER_AT)
            self._photograph(camera, "middle")
            self._kill("broker killed", self._office.broker)
            self._await_share(PAPER_AT)
            self._run_out_of_paper()
            self._await_share(AWAY_AT)
            self._kill("hub away", self._office.hub, lambda: self._stay_away(camera))
            self._await_people(coming, "all visitors have pressed")
            self._await_papers(boxes.KIOSKS)
            # The paper of a kiosk's own number may be there before the hub has heard of it.
            self._office.await_answers(self._office.unanswered(), CALM_SECONDS)
            self._is_everybody_there = True
            self._tell()
            self._await_people(working, "the officers have emptied their lines")
            self._photograph(camera, "end")

    # -- what breaks -------------------------------------------------------------------------------------------------

    def _kill(self, what: str, service: Service, stay_away: Callable[[], None] = lambda: None) -> None:
        """Freeze it, press, see that nobody answers, kill it, and wait until everybody has been served.

        `stay_away` is what happens between freezing and killing; the officer who pressed waits for the call meanwhile.
        """
        visitors, officer = self._visitors[0], self._officers[0]
        with officer.hands:
            with visitors.hands:
                officer.await_ready()
                since = _boot()
                service.freeze()
                visitors.press_one()
                end_press = officer.press_next()
            unanswered = self._office.unanswered()
            if not unanswered:
                raise MorningError(f"everything was answered before {service.name} was killed: that proves nothing")
            stay_away()
            marks = {box: self._office.services[box].mark() for box in boxes.everywhere()}
            start = service.kill()
            self._say(f"{what} while {len(unanswered)} commands were unanswered")
            service.await_ready(CALM_SECONDS, after_start=start)
            if service is self._office.broker:
                # Each box comes back in its own time, also one at which nobody has pressed meanwhile.
                for box, mark in marks.items():
                    self._office.services[box].await_line(": connected$", CALM_SECONDS, after=mark)
            self._office.await_answers(unanswered, CALM_SECONDS)
            self._await_papers(boxes.KIOSKS)
            everybody = frozenset((*boxes.KIOSKS, *boxes.COUNTERS))
            self._note(Window(what=what, since=since, until=_boot(), boxes=everybody, unanswered=len(unanswered)))
            end_press()

    def _stay_away(self, camera: Camera) -> None:
        """Wait until people at every kiosk hold numbers of its own, and draw the walls that say so."""
        end = time.monotonic() + AWAY_SECONDS
        marks = {display: self._office.services[display].mark() for display in boxes.ZONES}
        # On a slow machine few may be left to come.
        wanted = {
            one.kiosk: self._office.offline_count(one.kiosk) + min(_NUMBERS_EACH, one.to_come) for one in self._visitors
        }
        self._await(
            lambda: all(self._office.offline_count(kiosk) >= count for kiosk, count in wanted.items()),
            "every kiosk to give numbers of its own",
        )
        for display, mark in marks.items():
            self._office.services[display].await_line("the hub is silent", CALM_SECONDS, after=mark)
            self.pictures[f"{display}-away"] = camera.shoot(display)
        self._is_over.wait(end - time.monotonic())

    def _run_out_of_paper(self) -> None:
        """Let the paper end in the middle of a slip, let people press on, and put a new roll in."""
        visitors = self._visitors[0]
        printer = self._office.printer(boxes.KIOSKS[visitors.kiosk])
        since = _boot()
        printer.leave_lines(_LINES_LEFT)
        wanted = self._office.press_log.count(visitors.kiosk, "TakeTicket") + min(_WAITING_FOR_PAPER, visitors.to_come)
        self._await(
            lambda: self._office.press_log.count(visitors.kiosk, "TakeTicket") >= wanted,
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
