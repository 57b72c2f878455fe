"""The display's loop around a box that hears what a hub says: what the voice is asked to say, what the wall shows."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pygame
import pytest
from msgspec.structs import replace

from display_node.display import Display
from display_node.doorway import Doorway
from display_node.layouts import calls
from display_node.panes import Pane
from display_node.settings import DisplaySettings, NightSettings, ScreenSettings, ThemeSettings
from display_node.voice.settings import VoiceSettings
from display_node.voice.voice import Voice
from display_node.wall.fonts import find
from display_node.wall.palette import PLAIN
from display_node.wall.screen import Screen, ScreenError
from display_node.wall.shapes import Panel, Picture, Shape, Text
from display_node.wall.time_of_day import TimeOfDay
from display_node.wall.wall import LAYOUTS, Filling
from firmware.demo.broker import Broker
from firmware.messages import topics
from firmware.messages.codec import encode
from firmware.messages.names import Role
from firmware.messages.notices import (
    Announcement,
    Beat,
    Board,
    Call,
    ClockState,
    HelpCall,
    Notice,
    Office,
    Problem,
    Slip,
)
from firmware.messages.requests import Announce, Done, Request, Sentence
from firmware.node.box import Asked, Box
from firmware.node.clock import SystemClock
from firmware.node.link import Received
from firmware.node.neighbour import Overheard
from firmware.node.settings import BoxSettings
from firmware.node.world import World

Say = Callable[..., Announcement]
MakeBoard = Callable[..., Board]
MakeCall = Callable[..., Call]
MakeOffice = Callable[..., Office]
MakeSlip = Callable[..., Slip]
AT = datetime(2026, 11, 23, 2, 41, tzinfo=UTC)
MANUAL = "Petugas akan memanggil secara manual."


class WrittenVoice(Voice):
    """A voice that writes down what it is asked to say, and says nothing."""

    asked: list[tuple[str, int]]
    manual: list[str]
    told: list[str]

    @property
    def said(self) -> list[Sentence]:
        """What a technician, or a start amid an evacuation, wanted to be said."""
        return self.__dict__.setdefault("sentences", [])

    def say(self, sentence: Sentence) -> None:
        """Write down what a technician wants."""
        self.said.append(sentence)

    def announce(self, announcement: Announcement, age: float) -> None:
        """Write down number and age."""
        self.asked.append((announcement.number, round(age)))

    def say_manual(self) -> None:
        """Write down that it was asked for."""
        self.manual.append("say")

    def drop_manual(self) -> None:
        """Write down that it was taken back."""
        self.manual.append("drop")

    def day(self, *, is_open: bool) -> None:
        """Write down what the board said."""
        self.told.append("open" if is_open else "closed")

    def help(self) -> None:
        """Write down that it was asked for."""
        self.told.append("help")


class WrittenScreen(Screen):
    """A screen that knows the words on it."""

    words: tuple[str, ...] = ()
    shapes: tuple[Shape, ...] = ()
    times = 0
    size_now: tuple[int, int] | None = None

    def show(self, shapes: tuple[Shape, ...]) -> None:
        """Write them down."""
        super().show(shapes)
        self.times += 1
        self.shapes = shapes
        self.words = tuple(shape.text for shape in shapes if isinstance(shape, Text))

    def has_changed(self) -> bool:
        """Say whether the test has hung another television there."""
        if self.size_now in (None, self.size):
            return False
        self._settings = replace(self._settings, width=self.size_now[0], height=self.size_now[1])
        return True


class HeldClock(SystemClock):
    """Stands still until the test moves it on; the time of day is believed."""

    def __init__(self) -> None:
        """Begin at nineteen to ten in Lampung."""
        super().__init__("trusted")
        self.passed = 0.0

    def boot(self) -> float:
        """Return how much the test has let pass."""
        return 1_000.0 + self.passed

    def wall(self) -> datetime:
        """Return the morning, as much later."""
        return AT + timedelta(seconds=self.passed)


class Hall:
    """A display with its box at a broker; the test puts the words of a hub into its inbox."""

    def __init__(self, box: BoxSettings, door: Path, **tables: Any) -> None:
        """Put it together as its entry point does, and start it."""
        self.clock = HeldClock()
        screen = ScreenSettings(driver="dummy", width=640, height=360)
        settings = replace(DisplaySettings(box=box, screen=screen), **tables)
        self.screen = WrittenScreen(settings.screen, find())
        self.box = Box(settings.box, Role.DISPLAY, world=World(clock=self.clock))
        time_of_day = TimeOfDay(self.box)
        self.voice = WrittenVoice(
            VoiceSettings(is_enabled=False), self.box.state, self.box.post, self.clock, time_of_day.now
        )
        self.voice.asked, self.voice.manual, self.voice.told = [], [], []
        self.doorway = Doorway(door, self.box.post)
        self.display = Display(settings, self.box, self.screen, self.voice, time_of_day, self.doorway)
        self.box.start()

    def hear(self, topic: str, notice: Notice) -> None:
        """Let the display hear a notice and act on it."""
        self.box.post(Received(topic=topic, payload=encode(notice)))
        while not self.box.inbox.empty():
            self.display.step(0)

    def pass_seconds(self, seconds: float) -> None:
        """Let so much time pass in which nothing comes in."""
        self.clock.passed += seconds
        self.display.step(0)
        self.display.step(0)

    def ask(self, request: Request) -> object:
        """Let a technician ask, and return the answer."""
        answers: list[object] = []
        self.box.respond = lambda _asked, answer: answers.append(answer)  # type: ignore[method-assign]
        self.box.post(Asked(request, "antrian/response/technician-1", b"1"))
        self.pass_seconds(0.0)
        return answers[0]

    def problems(self) -> list[Problem]:
        """Return what the box says is wrong."""
        return [trouble.problem for trouble in self.box._health().troubles]

    def large(self) -> str:
        """Return the number in the large panel."""
        numbers = [shape for shape in self.screen.shapes if isinstance(shape, Text) and shape.call is not None]
        return max(numbers, key=lambda number: number.size).text

    def close(self) -> None:
        """Stop it, as a restart does."""
        self.doorway.close()
        self.voice.close()
        self.screen.close()
        self.box.close()

    def has(self, words: str) -> bool:
        """Say whether these words are on the wall, in whatever lines."""
        return words in " ".join(self.screen.words)

    def hear_call(self, announcement: Announcement, office_time: float) -> None:
        """A call that was made at that office time."""
        self.hear(topics.ANNOUNCEMENT.name("hall"), replace(announcement, office_time=office_time))

    def hear_beat(self, office_time: float) -> None:
        """A sign of life."""
        beat = Beat(
            journal="0123456789abcdef",
            epoch=1,
            position=10,
            day=AT.date(),
            office_time=office_time,
            at=AT,
            clock=ClockState.TRUSTED,
        )
        self.hear(topics.BEAT.name(), beat)


@pytest.fixture
def start(broker: Broker, tmp_path: Path) -> Iterator[Callable[..., Hall]]:
    """Start a display with these tables changed; one that runs is stopped before, the last after the test."""
    started: list[Hall] = []

    def start(**tables: Any) -> Hall:
        for running in started:
            running.close()
        hall = Hall(broker.box_settings("display-1", tmp_path / "display-1"), tmp_path / "door", **tables)
        started[:] = [hall]
        return hall

    yield start
    for hall in started:
        hall.close()


@pytest.fixture
def hall(start: Callable[..., Hall]) -> Hall:
    """A display that has just started."""
    return start()


def test_a_call_before_the_first_beat_waits_for_it(hall: Hall, announcement: Say) -> None:
    """Then it is said with the age that it has, once, and before what comes later."""
    hall.hear_call(announcement(7, "A017", 3), 995.0)
    assert hall.voice.asked == []
    hall.hear_beat(1_000.0)
    hall.hear_beat(1_001.0)
    hall.hear_call(announcement(8, "F002", 1), 1_001.0)
    assert hall.voice.asked == [("A017", 5), ("F002", 0)]


def test_a_call_of_long_ago_is_not_said_by_a_display_that_starts(hall: Hall, announcement: Say) -> None:
    """The person has come or gone: the hall hears nothing of it."""
    hall.hear_call(announcement(7, "A017", 3), 400.0)
    hall.hear_call(announcement(8, "F002", 1), 999.0)
    hall.hear_beat(1_000.0)
    assert hall.voice.asked == [("F002", 1)]


def test_a_call_that_comes_late_is_not_said(hall: Hall, announcement: Say) -> None:
    """Also where the display has heard beats all along."""
    hall.hear_beat(1_000.0)
    hall.hear_call(announcement(7, "A017", 3), 979.0)
    assert hall.voice.asked == []


@pytest.fixture
def open_hall(hall: Hall, office: MakeOffice, board: MakeBoard, call: MakeCall) -> Hall:
    """A display in the middle of the morning; A017 is called to counter 3, and seven wait for each service."""
    hall.hear(topics.OFFICE.name(), office())
    hall.hear(topics.BOARD.name(), board([call(90, "A017", 3)]))
    hall.hear_beat(1_000.0)
    assert hall.has("A 017")
    assert hall.has("menunggu")
    return hall


def test_a_hub_that_is_silent_for_eight_seconds_is_manual_mode(open_hall: Hall) -> None:
    """The recent call and since when stay, the counts go, and the voice says it once."""
    open_hall.pass_seconds(3.0)
    assert open_hall.has("Terputus sejak 09.41")
    open_hall.pass_seconds(4.9)
    assert not open_hall.has(MANUAL)
    assert open_hall.voice.manual == []
    open_hall.pass_seconds(0.1)
    assert open_hall.has(MANUAL)
    assert open_hall.has("A 017")
    assert open_hall.has("Terputus sejak 09.41")
    assert not open_hall.has("menunggu")
    open_hall.pass_seconds(60.0)
    assert open_hall.voice.manual == ["say"]


def test_manual_mode_is_said_every_five_minutes_and_ends_at_once(open_hall: Hall) -> None:
    """One beat is enough for the usual picture, and takes back what has not been said yet."""
    for seconds in (3.0, 5.0, 299.9, 0.1, 300.0):
        open_hall.pass_seconds(seconds)
    assert open_hall.voice.manual == ["say", "say", "say"]
    open_hall.hear_beat(1_600.0)
    assert not open_hall.has(MANUAL)
    assert open_hall.has("menunggu")
    assert open_hall.voice.manual[3:] == ["drop"]


def test_a_hub_killed_and_back_within_a_second_changes_nothing(open_hall: Hall) -> None:
    """The wall does not flap, and the hall hears nothing of it."""
    words = open_hall.screen.words
    for n in range(5):
        open_hall.pass_seconds(1.9)
        open_hall.hear_beat(1_002.0 + n)
        assert open_hall.screen.words == words
    assert open_hall.voice.manual == []


def test_an_offline_number_of_this_pi_is_on_the_wall_for_twenty_seconds(
    open_hall: Hall, offline_slip: MakeSlip
) -> None:
    """With what it means; then manual mode has the wall again."""
    for seconds in (3.0, 5.0):
        open_hall.pass_seconds(seconds)
    open_hall.box.post(Overheard(topics.SLIP.name("kiosk-1"), encode(offline_slip("A701"))))
    open_hall.pass_seconds(0.0)
    for words in ("Nomor luring", "A 701", "Paspor baru", "Simpan dan ingat nomor ini", "Urutan sesuai waktu ambil"):
        assert open_hall.has(words)
    assert open_hall.has(MANUAL)
    open_hall.pass_seconds(19.9)
    assert open_hall.has("A 701")
    open_hall.pass_seconds(0.1)
    assert not open_hall.has("A 701")


def test_a_call_is_on_the_wall_at_once_beside_an_offline_number(
    open_hall: Hall, offline_slip: MakeSlip, board: MakeBoard, call: MakeCall
) -> None:
    """In the list first, and after the number's six seconds in the large panel."""
    open_hall.box.post(Overheard(topics.SLIP.name("kiosk-1"), encode(offline_slip("A701"))))
    open_hall.pass_seconds(0.0)
    open_hall.hear(topics.BOARD.name(), board([call(110, "B002", 1), call(90, "A017", 3)], position=110))
    assert open_hall.has("A 701")
    assert open_hall.has("B 002")
    open_hall.pass_seconds(6.0)
    assert not open_hall.has("A 701")
    assert open_hall.has("Nomor antrian")


@pytest.mark.parametrize(
    ("topic", "payload"),
    [("antrian/slip/kiosk-1", b"{"), ("antrian/board", b"{}"), ("elsewhere", b""), ("antrian/slip/kiosk-1", b"{}")],
)
def test_what_a_neighbour_says_wrong_is_dropped(open_hall: Hall, topic: str, payload: bytes) -> None:
    """The wall goes on."""
    words = open_hall.screen.words
    open_hall.box.post(Overheard(topic, payload))
    open_hall.pass_seconds(0.0)
    assert open_hall.screen.words == words


def test_the_door_is_open_only_while_there_is_a_picture(open_hall: Hall, tmp_path: Path) -> None:
    """A display that cannot show a number does not let the button box believe that it does."""
    assert (tmp_path / "door").exists()
    open_hall.display._glass.lose(ScreenError("the cable is out"))
    assert not (tmp_path / "door").exists()
    open_hall.screen.close()
    open_hall.pass_seconds(2.0)
    assert (tmp_path / "door").exists()


def test_a_number_that_came_just_before_the_screen_was_lost_waits_for_it(
    open_hall: Hall, offline_slip: MakeSlip
) -> None:
    """It has its twenty seconds on a wall that can be seen."""
    open_hall.box.post(Overheard(topics.SLIP.name("kiosk-1"), encode(offline_slip("A701"))))
    open_hall.display._glass.lose(ScreenError("the cable is out"))
    open_hall.screen.close()
    open_hall.pass_seconds(1.9)
    open_hall.pass_seconds(0.1)
    open_hall.pass_seconds(19.9)
    assert open_hall.has("A 701")


def test_the_voice_hears_of_the_day_and_of_each_visitor_who_asks_for_help(hall: Hall, board: MakeBoard) -> None:
    """Each board tells whether the day is open; a request is told once, and not by the first board of a start."""
    asking = tuple(HelpCall(call=n, kiosk="kiosk-1", at=AT) for n in (90, 105))
    hall.hear(topics.BOARD.name(), replace(board(position=100), help=asking[:1]))
    hall.hear(topics.BOARD.name(), replace(board(position=106), help=asking))
    hall.hear(topics.BOARD.name(), replace(board(position=107), help=asking))
    hall.hear(topics.BOARD.name(), board(position=108, day=None))
    assert hall.voice.told == ["open", "open", "help", "open", "closed"]


def test_two_calls_at_once_each_have_their_time_in_the_large_panel(
    open_hall: Hall, board: MakeBoard, call: MakeCall
) -> None:
    """The first four seconds, then the second; both are on the wall all the while, and the log tells each once."""
    both = [call(112, "F002", 1), call(111, "B009", 2), call(90, "A017", 3, "ENDED")]
    open_hall.hear(topics.BOARD.name(), board(both, position=112))
    assert open_hall.large() == "B 009"
    assert open_hall.has("F 002")
    open_hall.pass_seconds(3.9)
    assert open_hall.large() == "B 009"
    open_hall.pass_seconds(0.1)
    assert open_hall.large() == "F 002"
    assert open_hall.has("B 009")


def test_an_evacuation_has_the_wall_until_all_is_clear(open_hall: Hall, board: MakeBoard, call: MakeCall) -> None:
    """No call comes through; afterwards the wall shows what stands then."""
    assert open_hall.ask(Announce(sentence=Sentence.EVACUATION)) == Done()
    assert open_hall.has("Mohon segera keluar dari gedung melalui pintu terdekat.")
    assert open_hall.has("Leave the building now by the nearest exit.")
    open_hall.hear(topics.BOARD.name(), board([call(111, "B009", 2)], position=111))
    assert not open_hall.has("B 009")
    open_hall.ask(Announce(sentence=Sentence.ALL_CLEAR))
    assert open_hall.large() == "B 009"
    assert open_hall.voice.said == [Sentence.EVACUATION, Sentence.ALL_CLEAR]


def test_an_evacuation_outlives_a_power_cut(start: Callable[..., Hall]) -> None:
    """The box comes back with the same picture, and the voice goes on saying it."""
    start().ask(Announce(sentence=Sentence.EVACUATION))
    again = start()
    again.pass_seconds(0.0)
    assert again.has("Leave the building")
    assert again.voice.said == [Sentence.EVACUATION]
    again.ask(Announce(sentence=Sentence.ALL_CLEAR))
    after = start()
    after.pass_seconds(0.0)
    assert not after.has("Leave the building")
    assert after.voice.said == []


def test_a_disk_that_refuses_an_evacuation_is_told_until_it_takes_one(open_hall: Hall) -> None:
    """The wall shows it all the same; once the disk has taken its mark nothing is wrong any more."""
    mark = open_hall.box.state / "evacuating"
    mark.mkdir()
    open_hall.ask(Announce(sentence=Sentence.EVACUATION))
    assert open_hall.has("Leave the building")
    open_hall.ask(Announce(sentence=Sentence.ALL_CLEAR))
    (trouble,) = open_hall.box._health().troubles
    assert (trouble.problem, "restart would begin" in trouble.detail) == (Problem.STORAGE, True)
    mark.rmdir()
    open_hall.ask(Announce(sentence=Sentence.ALL_CLEAR))
    assert open_hall.problems() == []


def test_a_door_that_could_not_be_opened_is_tried_again_every_second(open_hall: Hall, tmp_path: Path) -> None:
    """Not only when the screen is taken anew; what was wrong with it is told once and then is well again."""
    open_hall.doorway.close()
    (tmp_path / "door").mkdir()
    for _ in range(2):
        open_hall.pass_seconds(1.0)
        assert open_hall.problems() == [Problem.STORAGE]
    (tmp_path / "door").rmdir()
    open_hall.hear_beat(1_002.0)
    open_hall.pass_seconds(1.0)
    assert (tmp_path / "door").is_socket()
    assert open_hall.problems() == []


@pytest.mark.parametrize("sentence", [Sentence.MANUAL, Sentence.CLOSING])
def test_other_sentences_are_for_the_voice_alone(open_hall: Hall, sentence: Sentence) -> None:
    """The wall stays as it is."""
    words = open_hall.screen.words
    assert open_hall.ask(Announce(sentence=sentence)) == Done()
    assert (open_hall.voice.said, open_hall.screen.words) == ([sentence], words)


def test_a_layout_that_fails_is_replaced_and_told(start: Callable[..., Hall], office: MakeOffice) -> None:
    """The hall sees plain calls and never an error; the technician reads which layout it was until it is well."""
    broken = Filling(see=_fail, lay_out=calls.lay_out)
    shipped = LAYOUTS["counters"]
    LAYOUTS["counters"] = broken
    try:
        hall = start(pane=(Pane(layout="counters"),))
        hall.hear(topics.OFFICE.name(), office())
        assert hall.has("Menunggu server")
        (trouble,) = hall.box._health().troubles
        assert trouble.problem is Problem.SCREEN_FAILED
        assert "layout counters: ZeroDivisionError" in trouble.detail
    finally:
        LAYOUTS["counters"] = shipped
    hall.pass_seconds(0.0)
    assert hall.problems() == []


def _fail(_known: object, _pane: Pane) -> None:
    raise ZeroDivisionError("a layout with a mistake")


def test_a_screen_that_was_changed_is_taken_anew(open_hall: Hall) -> None:
    """Another television, another size: the page is laid out for it, and the number stays."""
    open_hall.screen.size_now = (1280, 720)
    open_hall.pass_seconds(1.0)
    assert open_hall.screen.size == (1280, 720)
    assert open_hall.large() == "A 017"


def test_a_logo_that_is_missing_is_told_and_the_wall_goes_on(start: Callable[..., Hall], tmp_path: Path) -> None:
    """It is shown as soon as it is there."""
    path = tmp_path / "logo.png"
    hall = start(theme=ThemeSettings(logo=str(path)))
    hall.pass_seconds(0.0)
    assert hall.problems() == [Problem.LOGO_FAILED]
    assert hall.has("display-1")
    pygame.image.save(pygame.Surface((40, 40)), path)
    hall.pass_seconds(10.0)
    assert hall.problems() == []
    assert any(isinstance(shape, Picture) for shape in hall.screen.shapes)


def test_health_says_only_what_is_wrong_with_the_logo_by_the_latest_look(
    start: Callable[..., Hall], tmp_path: Path
) -> None:
    """A file that was missing and is now no picture is one trouble, not two."""
    path = tmp_path / "logo.png"
    hall = start(theme=ThemeSettings(logo=str(path)))
    hall.pass_seconds(0.0)
    missing = hall.box._health().troubles[0].detail
    path.write_bytes(b"no picture")
    hall.pass_seconds(10.0)
    (trouble,) = hall.box._health().troubles
    assert trouble.problem is Problem.LOGO_FAILED
    assert trouble.detail != missing


def test_a_class_is_shown_only_where_the_office_wants_it(
    start: Callable[..., Hall], office: MakeOffice, board: MakeBoard, call: MakeCall
) -> None:
    """The quiet tag says that somebody has priority, never why."""
    told = replace(call(90, "A017", 3), is_priority=True)
    for shows, screen in ((True, {}), (False, {"show_priority": False})):
        hall = start(screen=ScreenSettings(driver="dummy", width=640, height=360, **screen))
        hall.hear(topics.OFFICE.name(), office())
        hall.hear(topics.BOARD.name(), board([told]))
        assert hall.has("Prioritas") is shows


def test_a_night_dims_the_wall(start: Callable[..., Hall]) -> None:
    """In the office's time: it is nineteen to ten in Lampung."""
    for night, is_dim in ((NightSettings(start="09:00", end="10:00"), True), (NightSettings(), False)):
        hall = start(night=night)
        hall.pass_seconds(0.0)
        ground = hall.screen.shapes[0]
        assert isinstance(ground, Panel)
        assert (ground.colour != PLAIN.ground) is is_dim


@pytest.mark.parametrize(
    ("pane", "is_drawn"),
    [(Pane(layout="hall"), False), (Pane(layout="counter-sign", counter=4), False), (Pane(), True)],
)
def test_only_a_wall_that_points_the_call_out_draws_the_frames_of_its_pulse(
    start: Callable[..., Hall], office: MakeOffice, board: MakeBoard, call: MakeCall, pane: Pane, is_drawn: bool
) -> None:
    """Half a hundred pictures a call are for those who wait for it."""
    hall = start(pane=(pane,))
    hall.hear(topics.OFFICE.name(), office())
    hall.hear(topics.BOARD.name(), board(position=89))
    hall.hear(topics.BOARD.name(), board([call(90, "A017", 3)], position=90))
    hall.hear_beat(1_000.0)
    drawn = hall.screen.times
    for _ in range(20):
        hall.pass_seconds(0.1)
    assert (hall.screen.times > drawn) is is_drawn


def test_nothing_is_drawn_while_nothing_changes(open_hall: Hall) -> None:
    """Within a minute of the clock, and between two steps of the walk against burn-in."""
    open_hall.pass_seconds(2.5)
    while open_hall.display._glass.is_rehearsing:
        open_hall.pass_seconds(0.0)
    drawn = open_hall.screen.times
    for n in range(30):
        open_hall.hear_beat(1_002.5 + n)
        open_hall.pass_seconds(1.0)
    assert open_hall.screen.times == drawn
    open_hall.pass_seconds(30.0)
    open_hall.hear_beat(1_070.0)
    assert open_hall.screen.times > drawn
