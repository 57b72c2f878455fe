"""A call reaches a wall: the real display process, a real broker, and a hub that the test plays."""

import io
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import pygame
import pytest

from display_node.wall.palette import PLAIN
from firmware.demo.broker import Broker
from firmware.demo.supervisor import Service, python
from firmware.demo.toml import to_toml
from firmware.messages import topics
from firmware.messages.codec import decode, decode_response, encode
from firmware.messages.notices import (
    Announcement,
    AnnouncementKind,
    Beat,
    Board,
    Call,
    CallState,
    ClockState,
    CounterInfo,
    CounterState,
    CounterTicket,
    Health,
    Line,
    Notice,
    Office,
    Presence,
    PresenceState,
    Problem,
    ServiceInfo,
)
from firmware.messages.requests import Announce, Done, Failed, ReadNodes, Request, Say, Sentence, TakeScreenshot
from firmware.node.link import Connected, Link, Received

JOURNAL = "0123456789abcdef"
SHOWN = r"shown number=(\S+) counter=(\d+) call=(\d+) at=([\d.]+)"
DISPLAY = "display-1"
WAIT = 10.0


class PlayedOffice:
    """The hub and the technician, played by the test over real links."""

    def __init__(self, broker: Broker) -> None:
        """Connect both."""
        self.inbox: SimpleQueue[Any] = SimpleQueue()
        self.link = self._join(broker, "hub", [topics.PRESENCE.pattern, topics.HEALTH.pattern])
        self.technician = self._join(broker, "technician-1", [topics.RESPONSE.name("technician-1")])

    def _join(self, broker: Broker, node: str, heard: list[str]) -> Link:
        subscriptions = [(topic, 1) for topic in heard]
        link = Link(broker.box_settings(node), self.inbox, subscriptions=subscriptions)
        link.start()
        self.wait(Connected)
        return link

    def wait(self, kind: type, is_right: Callable[[Any], bool] = lambda _: True) -> Any:
        """Return the next happening of this kind that is right."""
        deadline = time.monotonic() + WAIT
        while (left := deadline - time.monotonic()) > 0:
            try:
                happening = self.inbox.get(timeout=left)
            except Empty:
                break
            if isinstance(happening, kind) and is_right(happening):
                return happening
        pytest.fail(f"no such {kind.__name__} within {WAIT} s")

    def tell(self, topic: str, notice: Notice, *, is_retained: bool = True) -> float:
        """Publish, and return the boot clock just before."""
        at = time.clock_gettime(time.CLOCK_BOOTTIME)
        assert self.link.publish(topic, encode(notice), qos=1, is_retained=is_retained)
        return at

    def ask(self, request: Request) -> Received:
        """Return the display's answer to a technician."""
        topic = topics.REQUEST.name(DISPLAY)
        back = topics.RESPONSE.name("technician-1")
        assert self.technician.publish(topic, encode(request), qos=1, correlation=b"7", response_topic=back)
        answer: Received = self.wait(Received, lambda message: message.topic == back)
        assert answer.correlation == b"7"
        return answer

    def screenshot(self) -> pygame.Surface:
        """Return what the wall shows now."""
        answer = self.ask(TakeScreenshot())
        assert answer.content_type == "image/png"
        assert answer.payload.startswith(b"\x89PNG\r\n\x1a\n")
        return pygame.image.load(io.BytesIO(answer.payload), "wall.png")

    def hear_health(self, is_right: Callable[[Health], bool]) -> Health:
        """Return the next health of the display that is right."""
        topic = topics.HEALTH.name(DISPLAY)
        found: list[Health] = []

        def fits(message: Received) -> bool:
            health = decode(Health, message.payload) if message.topic == topic else None
            if isinstance(health, Health) and is_right(health):
                found.append(health)
            return bool(found)

        self.wait(Received, fits)
        return found[0]

    def close(self) -> None:
        """Leave."""
        self.link.close()
        self.technician.close()


@pytest.fixture
def office(broker: Broker) -> Iterator[PlayedOffice]:
    """The office around the display; office and an empty board are told."""
    played = PlayedOffice(broker)
    played.tell(topics.OFFICE.name(), an_office())
    played.tell(topics.BOARD.name(), a_board())
    yield played
    played.close()


@pytest.fixture
def start(broker: Broker, tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """Start the shipped display with these tables changed; it is stopped after the test."""
    started: list[Service] = []

    def start(**tables: object) -> Service:
        settings = {
            "box": broker.box_table(DISPLAY, tmp_path / DISPLAY),
            "screen": {"driver": "dummy", "width": 1280, "height": 720},
            "voice": {"is_enabled": False},
            **tables,
        }
        file = tmp_path / "display.toml"
        file.write_text(to_toml(settings))
        service = Service(DISPLAY, python("display_node", "--settings", str(file)), folder=tmp_path)
        started.append(service)
        service.start()
        service.await_line("connected", WAIT)
        return service

    yield start
    for service in started:
        service.stop()


def an_office() -> Office:
    """Return an office with two services and three counters."""
    return Office(
        journal=JOURNAL,
        epoch=1,
        position=1,
        name="Kantor Imigrasi Lampung Tengah",
        timezone="Asia/Jakarta",
        languages=("id",),
        word="antrian",
        services=tuple(ServiceInfo(letter=letter, name={"id": f"Layanan {letter}"}) for letter in "AF"),
        counters=tuple(CounterInfo(number=n, serves=("A",), box=None, zones=("hall",)) for n in (1, 2, 3)),
    )


def a_board(*calls: Call, position: int = 10, epoch: int = 1) -> Board:
    """Return the board of an open day with these calls."""
    lines = tuple(Line(service=letter, waiting=2) for letter in "AF")
    return Board(journal=JOURNAL, epoch=epoch, position=position, day=date(2026, 11, 23), calls=calls, lines=lines)


def a_call(position: int, number: str, counter: int) -> Call:
    """Return a call that stands."""
    ticket = f"2026-11-23-{number}"
    at = datetime(2026, 11, 23, 2, 41, tzinfo=UTC)
    return Call(call=position, ticket=ticket, number=number, counter=counter, state=CallState.CALLED, at=at)


def a_beat(position: int = 10, office_time: float = 1_000.0) -> Beat:
    """Return a sign of life."""
    at = datetime(2026, 11, 23, 2, 41, tzinfo=UTC)
    return Beat(
        journal=JOURNAL,
        epoch=1,
        position=position,
        day=at.date(),
        office_time=office_time,
        at=at,
        clock=ClockState.TRUSTED,
    )


def is_accent(colour: tuple[int, ...]) -> bool:
    """Say whether a colour lies between the accent at rest and at full glow."""
    return all(low <= channel <= high for channel, low, high in zip(colour, PLAIN.accent, PLAIN.glow, strict=True))


def accent_share(wall: pygame.Surface) -> float:
    """Return how much of the wall has the accent of a standing call."""
    points = [(x, y) for x in range(0, wall.get_width(), 8) for y in range(0, wall.get_height(), 8)]
    return sum(is_accent(tuple(wall.get_at(point))[:3]) for point in points) / len(points)


def mark_pixels(wall: pygame.Surface) -> int:
    """Return how many points of the lower right corner have the ink of the quiet mark, on its panel."""
    width, height = wall.get_size()
    corner = [
        tuple(wall.get_at((x, y)))[:3] for x in range(width * 3 // 4, width) for y in range(height * 11 // 12, height)
    ]
    return min(corner.count(PLAIN.value), corner.count(PLAIN.panel))


def test_a_call_is_on_the_wall_at_once_and_in_the_picture(office: PlayedOffice, start: Callable[..., Service]) -> None:
    """From the hub's word to the flip under 100 ms; the picture shows the panel that only a standing call has."""
    display = start()
    display.await_line("connected", WAIT)
    assert accent_share(office.screenshot()) == 0
    took = []
    for n in range(5):
        told_at = office.tell(topics.BOARD.name(), a_board(a_call(11 + n, f"A{17 + n:03d}", 3), position=11 + n))
        shown = display.await_line(rf"shown number=A{17 + n:03d} counter=3 call={11 + n} at=([\d.]+)", WAIT)
        took.append(float(shown[1]) - told_at)
    assert 0 < min(took) < 0.1
    assert accent_share(office.screenshot()) > 0.2


def test_two_calls_in_one_board_are_both_shown_and_told_once(
    office: PlayedOffice, start: Callable[..., Service]
) -> None:
    """The second does not push the first from the wall, and the same board again tells nothing."""
    display = start()
    both = a_board(a_call(12, "F002", 1), a_call(11, "A017", 3), position=12)
    office.tell(topics.BOARD.name(), both)
    office.tell(topics.BOARD.name(), both)
    office.tell(topics.BOARD.name(), a_board(a_call(13, "A018", 2), *both.calls, position=13))
    display.await_line(SHOWN, WAIT, count=3)
    assert [match.group(1) for match in display.lines(SHOWN)] == ["F002", "A017", "A018"]


def test_a_late_board_is_dropped(office: PlayedOffice, start: Callable[..., Service]) -> None:
    """What is older than what the wall shows changes nothing."""
    display = start()
    office.tell(topics.BOARD.name(), a_board(a_call(11, "A017", 3), position=20))
    display.await_line(SHOWN, WAIT)
    office.tell(topics.BOARD.name(), a_board(position=19))
    display.await_line("comes late", WAIT)
    assert accent_share(office.screenshot()) > 0.2


def test_the_wall_says_when_the_hub_is_silent_and_when_it_speaks_again(
    office: PlayedOffice, start: Callable[..., Service]
) -> None:
    """The call stays; a quiet mark comes in the corner and goes with the next beat."""
    display = start()
    office.tell(topics.BOARD.name(), a_board(a_call(11, "A017", 3), position=11))
    office.tell(topics.BEAT.name(), a_beat(), is_retained=False)
    display.await_line(SHOWN, WAIT)
    assert mark_pixels(office.screenshot()) == 0
    display.await_line("the hub is silent", WAIT)
    wall = office.screenshot()
    assert mark_pixels(wall) > 20
    assert accent_share(wall) > 0.2
    office.tell(topics.BEAT.name(), a_beat(), is_retained=False)
    display.await_line("the hub speaks again", WAIT)
    assert mark_pixels(office.screenshot()) == 0


def test_a_wall_survives_the_broker(broker: Broker, office: PlayedOffice, start: Callable[..., Service]) -> None:
    """After a killed broker has come back, the next call is shown without anybody touching the display."""
    display = start()
    office.tell(topics.BOARD.name(), a_board(a_call(11, "A017", 3), position=11))
    display.await_line(SHOWN, WAIT)
    mark = display.mark()
    broker.restart()
    display.await_line("connected", WAIT, after=mark)
    while not (office.link.is_connected and office.technician.is_connected):
        office.wait(Connected)
    office.tell(topics.BOARD.name(), a_board(a_call(21, "F003", 1), position=21, epoch=2))
    assert display.await_line(SHOWN, WAIT, after=mark).group(1, 2) == ("F003", "1")
    assert display.starts == 1


def test_a_display_that_was_killed_shows_the_board_again(office: PlayedOffice, start: Callable[..., Service]) -> None:
    """The broker keeps the board for it."""
    display = start()
    office.tell(topics.BOARD.name(), a_board(a_call(11, "A017", 3), position=11))
    display.await_line(SHOWN, WAIT)
    mark = display.mark()
    display.kill()
    assert display.await_line(SHOWN, WAIT, after=mark).group(1) == "A017"
    assert accent_share(office.screenshot()) > 0.2


def test_a_box_without_its_screen_says_so_and_goes_on(office: PlayedOffice, start: Callable[..., Service]) -> None:
    """There is no compositor here: health tells what to check, the technician gets an answer, the box lives."""
    display = start(screen={"driver": "wayland"})
    health = office.hear_health(lambda health: bool(health.troubles))
    assert [trouble.problem for trouble in health.troubles] == [Problem.SCREEN_FAILED]
    assert "WAYLAND_DISPLAY" in health.troubles[0].detail
    answer = decode_response(office.ask(TakeScreenshot()).payload)
    assert isinstance(answer, Failed)
    assert "not open" in answer.detail
    assert display.starts == 1


def test_a_display_says_what_it_does_not_know(office: PlayedOffice, start: Callable[..., Service]) -> None:
    """A request for the hub is refused with a sentence, never with silence."""
    start()
    answer = decode_response(office.ask(ReadNodes()).payload)
    assert isinstance(answer, Failed)
    assert "ask the hub" in answer.detail
    silent = decode_response(office.ask(Say(number="A099", counter=2)).payload)
    assert isinstance(silent, Failed)
    assert "it has no voice" in silent.detail


def test_a_call_is_spoken_but_not_when_it_is_old(
    office: PlayedOffice, start: Callable[..., Service], tmp_path: Path
) -> None:
    """A fresh announcement becomes a sentence in a WAV file; one over its age limit does not; a test does."""
    folder = tmp_path / "sentences"
    display = start(voice={"loudspeaker": "wav", "folder": str(folder)})
    office.tell(topics.BEAT.name(), a_beat(office_time=1_000.0), is_retained=False)
    office.tell(topics.BOARD.name(), a_board(a_call(12, "F002", 1), a_call(11, "A017", 3), position=12))
    for position, number, called_at in ((11, "A017", 900.0), (12, "F002", 999.0)):
        office.tell(topics.ANNOUNCEMENT.name("hall"), an_announcement(position, number, called_at), is_retained=False)
    display.await_line(r"A017 is [\d.]+ s old and not spoken", WAIT)
    spoken = display.await_line(r"spoken id=(\S+) number=(\S+) counter=(\d+)", 30)
    assert spoken.group(1, 2, 3) == (f"{JOURNAL}-12", "F002", "3")
    assert decode_response(office.ask(Say(number="A099", counter=2)).payload) == Done()
    assert len(list(folder.glob("call-*.wav"))) == 2, "answered before it was heard"
    display.await_line(r"spoken id=test number=A099 counter=2", 30)


def an_announcement(position: int, number: str, called_at: float) -> Announcement:
    """Return what makes a display speak."""
    return Announcement(
        journal=JOURNAL,
        epoch=1,
        position=position,
        id=f"{JOURNAL}-{position}",
        kind=AnnouncementKind.CALL,
        ticket=f"2026-11-23-{number}",
        number=number,
        counter=3,
        service="A",
        office_time=called_at,
        age_limit=20.0,
    )


def test_a_wall_evacuates_at_a_technician_s_word_and_after_a_power_cut(
    office: PlayedOffice, start: Callable[..., Service]
) -> None:
    """A white sheet instead of the call, also when the process was killed, until all is clear."""
    display = start()
    office.tell(topics.BOARD.name(), a_board(a_call(11, "A017", 3), position=11))
    display.await_line(SHOWN, WAIT)
    assert decode_response(office.ask(Announce(sentence=Sentence.EVACUATION)).payload) == Done()
    assert paper_share(office.screenshot()) > 0.5
    mark = display.mark()
    display.kill()
    display.await_line("connected", WAIT, after=mark)
    wall = office.screenshot()
    assert paper_share(wall) > 0.5
    assert accent_share(wall) == 0
    assert decode_response(office.ask(Announce(sentence=Sentence.ALL_CLEAR)).payload) == Done()
    display.await_line(SHOWN, WAIT, after=mark)
    assert accent_share(office.screenshot()) > 0.2


def paper_share(wall: pygame.Surface) -> float:
    """Return how much of the wall is white."""
    points = [(x, y) for x in range(0, wall.get_width(), 8) for y in range(0, wall.get_height(), 8)]
    return sum(tuple(wall.get_at(point))[:3] == PLAIN.paper for point in points) / len(points)


def test_a_counter_s_sign_hears_its_counter(office: PlayedOffice, start: Callable[..., Service]) -> None:
    """A display asks the broker for the counters that its panes name."""
    start(pane=[{"layout": "counter-sign", "counter": 3}])
    office.tell(topics.BEAT.name(), a_beat(), is_retained=False)
    before = pygame.image.tobytes(office.screenshot(), "RGB")
    ticket = CounterTicket(ticket="2026-11-23-A017", number="A017", service="A", waited=12)
    state = CounterState(
        journal=JOURNAL,
        epoch=1,
        position=12,
        counter=3,
        is_open=True,
        ticket=ticket,
        is_serving=True,
        waiting=31,
    )
    office.tell(topics.COUNTER.name(3), state)
    deadline = time.monotonic() + WAIT
    while pygame.image.tobytes(office.screenshot(), "RGB") == before:
        assert time.monotonic() < deadline, "the sign shows nothing of its counter"


def test_a_display_that_is_stopped_says_farewell(office: PlayedOffice, start: Callable[..., Service]) -> None:
    """SIGTERM ends it with status 0 and an OFFLINE of its own."""
    display = start()
    display.stop()

    def is_farewell(message: Received) -> bool:
        presence = decode(Presence, message.payload)
        return isinstance(presence, Presence) and presence.state is PresenceState.OFFLINE

    office.wait(Received, is_farewell)
    assert display.lines(r"ended with status (-?\d+)")[0][1] == "0"


def test_settings_that_cannot_work_end_with_status_78(broker: Broker, tmp_path: Path) -> None:
    """Nothing starts half, and the service manager does not try again."""
    file = tmp_path / "display.toml"
    file.write_text(to_toml({"box": broker.box_table(DISPLAY, tmp_path), "screen": {"drivr": "dummy"}}))
    service = Service(DISPLAY, python("display_node", "--settings", str(file)), folder=tmp_path)
    service.begin()
    service.await_line("did you mean 'driver'", WAIT)
    service.await_line("ended with status 78", WAIT)
    service.stop()
