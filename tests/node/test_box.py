"""A whole box at a real broker, with a hub that the test plays word by word."""

import socket
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest

from firmware.demo.broker import Broker
from firmware.messages import topics
from firmware.messages.answers import Accepted, Reason, Refused
from firmware.messages.codec import decode, decode_command, encode
from firmware.messages.commands import TakeTicket
from firmware.messages.names import Role
from firmware.messages.notices import Beat, ClockState, Health, Paper, Presence, PresenceState, Problem, Trouble
from firmware.messages.requests import Done, TakeScreenshot
from firmware.node.box import Answered, Asked, Box
from firmware.node.link import Connected, Link, Received
from firmware.node.settings import BoxSettings, SettingsError
from firmware.node.watchdog import Watchdog
from firmware.node.world import World

OURS, OTHER = "0123456789abcdef", "fedcba9876543210"
WaitFor = Callable[..., Any]


class PlayedHub:
    """What a hub says, said by the test."""

    def __init__(self, link: Link, inbox: SimpleQueue[Any], wait_for: WaitFor) -> None:
        """Speak over this link."""
        self.link = link
        self._inbox = inbox
        self._wait_for = wait_for

    def is_back(self) -> None:
        """Wait until the hub's own link stands again."""
        self._wait_for(self._inbox, Connected)

    def hear(self, topic: topics.Topic) -> bytes:
        """Return what the kiosk says next on this topic."""
        while True:
            message = self._wait_for(self._inbox, Received)
            if message.topic == topic.name("kiosk-1"):
                return bytes(message.payload)

    def hear_command(self) -> TakeTicket:
        """Return the next command of the kiosk."""
        command = decode_command("kiosk-1", self.hear(topics.COMMAND))
        assert isinstance(command, TakeTicket)
        return command

    def hear_health(self) -> Health:
        """Return how the kiosk says that it feels."""
        health = decode(Health, self.hear(topics.HEALTH))
        assert isinstance(health, Health)
        return health

    def answer(self, answer: Accepted | Refused) -> None:
        """Answer the kiosk."""
        assert self.link.publish(topics.ANSWER.name("kiosk-1"), encode(answer), qos=1)

    def beat(self, journal: str = OURS, epoch: int = 1, office_time: float = 500.0) -> None:
        """Beat once."""
        beat = Beat(
            journal=journal,
            epoch=epoch,
            position=4,
            day=None,
            office_time=office_time,
            at=datetime(2026, 11, 23, tzinfo=UTC),
            clock=ClockState.TRUSTED,
        )
        assert self.link.publish(topics.BEAT.name(), encode(beat), qos=0)


@pytest.fixture
def hub(broker: Broker, links: list[Link], wait_for: WaitFor) -> PlayedHub:
    """The hub's place at the broker."""
    inbox: SimpleQueue[Any] = SimpleQueue()
    heard = [(topic.pattern, 1) for topic in (topics.COMMAND, topics.PRESENCE, topics.HEALTH)]
    link = Link(broker.box_settings("hub"), inbox, subscriptions=heard)
    links.append(link)
    link.start()
    wait_for(inbox, Connected)
    return PlayedHub(link, inbox, wait_for)


@pytest.fixture
def box(broker: Broker, hub: PlayedHub, tmp_path: Path, clock: Any) -> Iterator[Box]:
    """A kiosk that has connected after the hub, with a clock that the test moves."""
    assert hub.link.is_connected
    box = Box(broker.box_settings("kiosk-1", tmp_path / "kiosk-1"), Role.KIOSK, world=World(clock=clock))
    box.start()
    step_until(box, Connected)
    box.step(0)
    yield box
    box.close()


def step_until(box: Box, kind: type, seconds: float = 5.0) -> Any:
    """Let the box work until something of this kind happens."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        happening = box.step(0.1)
        if isinstance(happening, kind):
            return happening
    pytest.fail(f"no {kind.__name__} within {seconds} s")


def take(box: Box) -> TakeTicket:
    """Return what a finger makes."""
    return TakeTicket(key=box.names.key(), press=box.names.press(), service="A")


def accepted(command: TakeTicket, journal: str = OURS) -> Accepted:
    """Return the hub's yes."""
    return Accepted(key=command.key, journal=journal, epoch=1, position=5, ticket="2026-11-23-A001", number="A001")


def test_a_command_is_answered_and_settled(box: Box, hub: PlayedHub) -> None:
    """The loop gets command and answer together, and the outbox is empty."""
    command = take(box)
    box.send(command)
    assert hub.hear_command().key == command.key
    hub.answer(accepted(command))
    assert step_until(box, Answered) == Answered(command, accepted(command))
    assert len(box.outbox) == 0


def test_an_unanswered_command_is_sent_again_with_the_same_key(box: Box, hub: PlayedHub, clock: Any) -> None:
    """Its age grows meanwhile."""
    box.send(take(box))
    first = hub.hear_command()
    clock.now += 1.0
    box.step(0)
    second = hub.hear_command()
    assert (first.key, first.age, second.age) == (second.key, 0.0, 1.0)


def test_an_answer_for_somebody_else_s_key_is_nothing(box: Box, hub: PlayedHub) -> None:
    """Nor is an answer said twice: the loop hears of each command once."""
    command = take(box)
    box.send(command)
    hub.answer(accepted(command))
    hub.answer(accepted(command))
    hub.answer(Refused(key=None, reason=Reason.TOO_FAST, journal=OURS, epoch=1, position=5))
    hub.beat()
    assert isinstance(step_until(box, Answered), Answered)
    heard = [box.step(0.1) for _ in range(5)]
    assert not [happening for happening in heard if isinstance(happening, Answered)]


def test_presence_is_told_and_withdrawn(broker: Broker, hub: PlayedHub, tmp_path: Path) -> None:
    """ONLINE with role, version and start; OFFLINE at the end, without waiting for the last will."""
    box = Box(broker.box_settings("kiosk-1", tmp_path / "kiosk-1"), Role.KIOSK)
    box.start()
    step_until(box, Connected)
    online = decode(Presence, hub.hear(topics.PRESENCE))
    box.close()
    offline = decode(Presence, hub.hear(topics.PRESENCE))
    assert isinstance(online, Presence)
    assert isinstance(offline, Presence)
    assert (online.state, online.role, online.start) == (PresenceState.ONLINE, Role.KIOSK, 1)
    assert offline.state is PresenceState.OFFLINE


def test_three_seconds_without_a_beat_are_silence(box: Box, hub: PlayedHub, clock: Any) -> None:
    """`silent_since` is a time of day for the screen; the next beat ends it."""
    hub.beat()
    step_until(box, Beat)
    clock.now += 2.9
    box.step(0)
    assert box.silent_since is None
    clock.now += 0.2
    box.step(0)
    assert box.silent_since == clock.wall()
    hub.beat()
    step_until(box, Beat)
    assert box.silent_since is None


def test_a_hub_that_speaks_again_hears_at_once_what_it_missed(box: Box, hub: PlayedHub, clock: Any) -> None:
    """Else the order in which people came would be that of the boxes' patience."""
    hub.beat()
    step_until(box, Beat)
    first, second = take(box), take(box)
    box.send(first)
    for _ in range(6):  # until it would be told only each five seconds
        hub.hear_command()
        clock.now += 10.0
        box.step(0)
    hub.hear_command()
    box.send(second)
    assert hub.hear_command().key == second.key
    assert box.silent_since is not None
    hub.beat()
    step_until(box, Beat)
    box.step(0)
    assert [hub.hear_command().key for _ in range(2)] == [first.key, second.key]


def test_a_hub_that_was_never_heard_is_silent_too(box: Box, clock: Any) -> None:
    """A box that starts in a dead office says so after three seconds."""
    clock.now += 3.1
    box.step(0)
    assert box.silent_since is not None
    assert box.hub_time() is None


def test_office_time_goes_on_between_beats(box: Box, hub: PlayedHub, clock: Any) -> None:
    """The last beat's office time plus the boot clock since."""
    hub.beat(office_time=500.0)
    step_until(box, Beat)
    clock.now += 0.75
    assert box.hub_time() == 500.75


def test_another_journal_gets_no_command_and_is_shown(box: Box, hub: PlayedHub, clock: Any) -> None:
    """The box keeps its commands for the hub it knows, without spinning, and health names the stranger."""
    hub.beat(OURS)
    step_until(box, Beat)
    hub.beat(OTHER)
    deadline = time.monotonic() + 5.0
    while box.trust.stranger is None and time.monotonic() < deadline:
        box.step(0.1)
    box.send(take(box))
    while not (health := hub.hear_health()).troubles:
        box.step(0)
    assert [(trouble.problem, trouble.detail) for trouble in health.troubles] == [(Problem.UNKNOWN_JOURNAL, OTHER)]
    began = time.monotonic()
    assert box.step(0.3) is None
    assert time.monotonic() - began >= 0.3
    assert len(box.outbox) == 1
    hub.beat(OURS)
    step_until(box, Beat)
    clock.now += 0.1
    box.step(0)
    assert hub.hear_command().key == box.outbox.pending[0].key


def test_an_older_epoch_is_not_heard(box: Box, hub: PlayedHub) -> None:
    """What a dead start of the hub left in the pipe."""
    hub.beat(epoch=2, office_time=2.0)
    assert step_until(box, Beat).epoch == 2
    hub.beat(epoch=1, office_time=1.0)
    hub.beat(epoch=2, office_time=3.0)
    assert step_until(box, Beat).office_time == 3.0


def test_a_hub_that_goes_on_with_an_older_epoch_is_named(box: Box, hub: PlayedHub) -> None:
    """Its journal was put back from a backup: what it says is not obeyed, and a technician must hear of it."""
    hub.beat(epoch=57)
    step_until(box, Beat)
    for _ in range(3):
        hub.beat(epoch=51)
    hub.beat(OTHER)
    while box.trust.stranger is None:
        box.step(0.1)
    box.step(0)
    while not (health := hub.hear_health()).troubles:
        pass
    assert health.troubles[0] == Trouble(problem=Problem.OLD_EPOCH, detail="epoch 51, 57 was heard")


def test_health_tells_outbox_paper_and_troubles(box: Box, hub: PlayedHub) -> None:
    """A trouble that comes or goes is told at once, not after ten seconds."""
    assert hub.hear_health().troubles == ()
    box.paper = Paper.NEAR_END
    box.outbox.add(take(box))
    box.report(Problem.BUTTON_STUCK, "pin 17")
    box.step(0)
    # Health is told twice where a connection is noticed between two looks at the clock.
    while not (health := hub.hear_health()).troubles:
        pass
    assert (health.outbox, health.paper, health.clock) == (1, Paper.NEAR_END, ClockState.TRUSTED)
    assert [(trouble.problem, trouble.detail) for trouble in health.troubles] == [(Problem.BUTTON_STUCK, "pin 17")]
    assert health.disk_free is not None
    box.clear(Problem.BUTTON_STUCK)
    box.step(0)
    assert hub.hear_health().troubles == ()


def test_a_box_with_any_number_of_troubles_lives_and_tells(box: Box, hub: PlayedHub) -> None:
    """What does not fit into one message is counted; the loop that says it goes on."""
    for n in range(300):
        box.report(Problem.VOICE_FAILED, f"id: clip {n} {'came out silent ' * 30}")
    box.step(0)
    while not (troubles := hub.hear_health().troubles):
        pass
    assert troubles[0].detail.startswith("id: clip 0 ")
    assert troubles[-1].detail == f"and {300 - (len(troubles) - 1)} more troubles"
    box.clear(Problem.VOICE_FAILED)
    box.step(0)
    while hub.hear_health().troubles:
        pass


def test_health_comes_every_ten_seconds(box: Box, hub: PlayedHub, clock: Any) -> None:
    """By the boot clock."""
    clock.now += 9.9
    box.step(0)
    clock.now += 0.2
    box.step(0)
    uptimes = []
    while 10.1 not in uptimes:
        uptimes.append(hub.hear_health().uptime)
    assert set(uptimes) == {0.0, 10.1}


def test_a_technician_s_request_is_handed_over_and_answered(
    box: Box, broker: Broker, links: list[Link], wait_for: WaitFor
) -> None:
    """The answer goes where the request said, under its correlation data; JSON and PNG are told apart."""
    inbox: SimpleQueue[Any] = SimpleQueue()
    back = topics.RESPONSE.name("technician-1")
    asking = Link(broker.box_settings("technician-1"), inbox, subscriptions=[(back, 1)])
    links.append(asking)
    asking.start()
    wait_for(inbox, Connected)
    request = topics.REQUEST.name("kiosk-1")
    # Neither may move the box to speak where it should not, nor end it.
    for elsewhere in (None, "antrian/board", "antrian/response/+"):
        asking.publish(request, encode(TakeScreenshot()), qos=1, response_topic=elsewhere)
    asking.publish(request, b"{", qos=1, response_topic=back)
    asking.publish(request, encode(TakeScreenshot()), qos=1, response_topic=back, correlation=b"7")
    asked = step_until(box, Asked)
    assert asked == Asked(TakeScreenshot(), back, b"7")
    box.respond(asked, Done())
    box.respond(asked, b"\x89PNG")
    answers = [wait_for(inbox, Received) for _ in range(2)]
    assert [(a.payload, a.content_type, a.correlation) for a in answers] == [
        (b'{"response":"Done"}', "application/json", b"7"),
        (b"\x89PNG", "image/png", b"7"),
    ]


def test_a_broker_that_comes_back_gets_presence_and_the_outbox(box: Box, broker: Broker, hub: PlayedHub) -> None:
    """Both at once on the new connection, while the clock stands: the old broker took its memory with it."""
    hub.hear(topics.PRESENCE)
    broker.kill()
    command = take(box)
    box.send(command)
    broker.start()
    hub.is_back()
    step_until(box, Connected)
    presence = decode(Presence, hub.hear(topics.PRESENCE))
    assert isinstance(presence, Presence)
    assert presence.state is PresenceState.ONLINE
    assert hub.hear_command().key == command.key


def test_the_watchdog_hears_the_loop_turn(broker: Broker, tmp_path: Path, clock: Any) -> None:
    """Ready at the start, alive once a second, stopping at the end; a loop that stands is not alive."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(2.0)
        settings = broker.box_settings("kiosk-1", tmp_path / "kiosk-1")
        box = Box(settings, Role.KIOSK, world=World(clock=clock), watchdog=Watchdog(str(tmp_path / "notify")))
        box.start()
        box.step(0)
        box.step(0)
        clock.now += 1.0
        box.step(0)
        box.close()
        assert [manager.recv(100) for _ in range(4)] == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1", b"STOPPING=1"]
        manager.setblocking(False)
        with pytest.raises(BlockingIOError):
            manager.recv(100)


def test_a_box_without_a_state_folder_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """It could not keep a command."""
    monkeypatch.delenv("STATE_DIRECTORY", raising=False)
    with pytest.raises(SettingsError, match="no state folder"):
        Box(BoxSettings(name="kiosk-1"), Role.KIOSK)


def test_a_certificate_that_is_missing_is_named_with_what_makes_it(broker: Broker, tmp_path: Path) -> None:
    """Before anything is tried at the broker, and nothing is left open."""
    settings = broker.box_settings("kiosk-1", tmp_path / "state")
    (broker.tls / "kiosk-1.crt").unlink()
    with pytest.raises(SettingsError, match="sudo antrian enroll kiosk-1"):
        Box(settings, Role.KIOSK)
