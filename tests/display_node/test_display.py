"""The display's loop around a box that hears what a hub says: what the voice is asked to say, what the wall shows."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from display_node.display import Display
from display_node.doorway import Doorway
from display_node.settings import DisplaySettings, ScreenSettings
from display_node.voice.settings import VoiceSettings
from display_node.voice.voice import Voice
from display_node.wall.fonts import find
from display_node.wall.screen import Screen, ScreenError
from display_node.wall.shapes import Shape, Text
from firmware.demo.broker import Broker
from firmware.messages import topics
from firmware.messages.codec import encode
from firmware.messages.names import Role
from firmware.messages.notices import Announcement, Beat, Board, Call, ClockState, HelpCall, Notice, Office, Slip
from firmware.node.box import Box
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

    def show(self, shapes: tuple[Shape, ...]) -> None:
        """Write them down."""
        super().show(shapes)
        self.words = tuple(shape.text for shape in shapes if isinstance(shape, Text))


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

    def __init__(self, box: BoxSettings, door: Path) -> None:
        """Put it together as its entry point does, and start it."""
        self.clock = HeldClock()
        settings = DisplaySettings(
            box=box,
            screen=ScreenSettings(driver="dummy", width=640, height=360),
        )
        self.screen = WrittenScreen(settings.screen, find())
        self.box = Box(settings.box, Role.DISPLAY, world=World(clock=self.clock))
        self.voice = WrittenVoice(VoiceSettings(is_enabled=False), self.box.state, self.box.post, self.box.clock)
        self.voice.asked, self.voice.manual, self.voice.told = [], [], []
        self.doorway = Doorway(door, self.box.post)
        self.display = Display(settings, self.box, self.screen, self.voice, self.doorway)
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
def hall(broker: Broker, tmp_path: Path) -> Iterator[Hall]:
    """A display that has just started."""
    hall = Hall(broker.box_settings("display-1", tmp_path / "display-1"), tmp_path / "door")
    yield hall
    hall.doorway.close()
    hall.voice.close()
    hall.screen.close()
    hall.box.close()


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
