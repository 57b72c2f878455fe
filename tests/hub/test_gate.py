"""The gate: what a box says passes the door before it is parsed, on every topic, and a siege is lifted again."""

import logging
from pathlib import Path

import pytest

from firmware.hub.desk import Arrival
from firmware.hub.door import NONSENSE_LIMIT, OVER_LIMIT, QUARANTINE_SECONDS, Limits
from firmware.hub.gate import LOOK_SECONDS, Asked, Gate, Heard, Told, TooFast
from firmware.hub.inbox import Inbox
from firmware.messages.answers import Accepted, Reason, Refused
from firmware.messages.codec import encode
from firmware.messages.names import Role
from firmware.messages.notices import ClockState, Health, Presence, PresenceState
from firmware.messages.requests import ReadNodes
from firmware.node.link import Received
from firmware.node.outbox import Outbox
from tests.hub.bench import take

LIMITS = Limits(rate=20.0, burst=200)
PRESENCE = encode(Presence(node="kiosk-1", role=Role.KIOSK, version="1", state=PresenceState.ONLINE, start=1))
HEALTH = encode(Health(node="kiosk-1", role=Role.KIOSK, uptime=1.0, outbox=0))
GOOD = {
    "antrian/command/kiosk-1": encode(take(1)),
    "antrian/presence/kiosk-1": PRESENCE,
    "antrian/health/kiosk-1": HEALTH,
    "antrian/request/hub": encode(ReadNodes()),
    "antrian/response/hub": b"whatever a box remembers",
}
GUESTS = {**dict.fromkeys(GOOD, "kiosk-1"), "antrian/request/hub": "a technician"}
GUESTS["antrian/response/hub"] = "a box that answers"


class Listening:
    """A link that notes what it is told to hear."""

    def __init__(self) -> None:
        self.told: list[tuple[set[str], bool]] = []

    def listen(self, subscriptions: list[tuple[str, int]], *, is_anew: bool = False) -> None:
        """Note it."""
        self.told.append(({topic for topic, _ in subscriptions}, is_anew))


class Yard:
    """A gate with its inbox and its link, at a time that the test sets."""

    def __init__(self) -> None:
        self.inbox, self.link, self.now = Inbox(), Listening(), 100.0
        self.gate = Gate("hub", {"kiosk-1", "kiosk-2"}, LIMITS, self.inbox)

    def say(self, topic: str, payload: bytes, back: str | None = "antrian/response/technician-1") -> Heard | None:
        """Let something come over the broker."""
        return self.gate.hear(Received(topic=topic, payload=payload, response_topic=back), self.now)

    def listen(self, *, is_asking: bool = False) -> None:
        """What the hub does every second."""
        self.gate.listen(self.link, (), self.now, is_asking=is_asking)  # type: ignore[arg-type]

    def flood(self, topic: str = "antrian/command/kiosk-1") -> int:
        """Say something good until it is too much; returns how many came in."""
        came_in = 0
        who = GUESTS[topic]
        while who not in self.gate.guests or not self.gate.guests[who].is_quarantined(self.now):
            came_in += not isinstance(self.say(topic, GOOD[topic]), TooFast | None)
        return came_in


@pytest.fixture
def yard() -> Yard:
    """A gate in peace."""
    return Yard()


@pytest.mark.parametrize(("topic", "kind"), list(zip(GOOD, (Arrival, Presence, Health, Asked, Told), strict=True)))
def test_what_is_good_comes_in_decoded(yard: Yard, topic: str, kind: type) -> None:
    """A command is only carried: its journal is asked before it is judged."""
    assert isinstance(yard.say(topic, GOOD[topic]), kind)


@pytest.mark.parametrize("topic", GOOD)
def test_every_topic_has_its_bucket_and_its_quarantine(yard: Yard, topic: str) -> None:
    """Whatever it says, a box that goes on after TOO_FAST is named."""
    came_in = yard.flood(topic)
    assert came_in <= 500
    assert [trouble.detail for trouble in yard.gate.troubles(yard.now)] == [f"{GUESTS[topic]}: floods"]
    assert yard.say(topic, GOOD[topic]) is None


def test_one_bucket_holds_all_that_a_box_says(yard: Yard) -> None:
    """A flood on three topics is one flood."""
    own = [topic for topic, who in GUESTS.items() if who == "kiosk-1"]
    for n in range(OVER_LIMIT + LIMITS.burst + 1):
        yard.say(own[n % 3], GOOD[own[n % 3]])
    assert yard.gate.guests["kiosk-1"].is_quarantined(yard.now)
    assert yard.say("antrian/command/kiosk-2", b"") == Arrival("kiosk-2", b"")


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        ("antrian/presence/kiosk-1", b"\xff"),
        ("antrian/presence/kiosk-1", PRESENCE.replace(b"kiosk-1", b"kiosk-2")),
        ("antrian/health/kiosk-1", b"{}"),
        ("antrian/health/kiosk-1", HEALTH.replace(b"kiosk-1", b"hub")),
        ("antrian/request/hub", b"[[["),
    ],
    ids=["no presence", "another's presence", "no health", "another's health", "no request"],
)
def test_nonsense_counts_on_every_topic(yard: Yard, topic: str, payload: bytes) -> None:
    """Twenty of it shut a box out; so does a box that speaks for another."""
    for _ in range(NONSENSE_LIMIT):
        assert yard.say(topic, payload) is None
    assert [t.detail for t in yard.gate.troubles(yard.now)] == [f"{GUESTS[topic]}: talks nonsense"]


def test_a_request_that_cannot_be_answered_is_nonsense(yard: Yard) -> None:
    """It names no topic of ours for the response."""
    assert yard.say("antrian/request/hub", GOOD["antrian/request/hub"], back=None) is None
    assert yard.gate.guests["a technician"].dropped == 1


def test_a_flood_is_no_longer_heard_and_neither_is_what_the_broker_holds_of_it(yard: Yard) -> None:
    """Over a new connection, by name; for nonsense the old one does."""
    yard.flood()
    yard.listen()
    topics, is_anew = yard.link.told[0]
    assert is_anew
    assert "antrian/command/kiosk-2" in topics
    assert not {topic for topic in topics if topic.endswith(("+", "kiosk-1"))}
    for _ in range(NONSENSE_LIMIT):
        yard.gate.blame("kiosk-2", "not JSON", yard.now)
    yard.link.told.clear()
    yard.listen()
    assert not yard.link.told[0][1]


def test_in_a_siege_the_hub_looks_around_for_who_has_come(yard: Yard) -> None:
    """At once and every two seconds; and whoever is found is heard from then on."""
    yard.flood()
    yard.listen()
    around, back = yard.link.told[1:]
    assert around[0] - back[0] == {"antrian/presence/+"}
    yard.link.told.clear()
    yard.say("antrian/presence/display-1", PRESENCE.replace(b"kiosk-1", b"display-1"))
    yard.now += LOOK_SECONDS / 2
    yard.listen()
    ((topics, _),) = yard.link.told
    assert "antrian/health/display-1" in topics
    yard.now += LOOK_SECONDS / 2
    yard.listen()
    assert len(yard.link.told) == 3


def test_after_its_quarantine_a_box_is_heard_again(yard: Yard, caplog: pytest.LogCaptureFixture) -> None:
    """One line at the beginning and one at the end, with how much nobody has read."""
    caplog.set_level(logging.WARNING)
    yard.flood()
    yard.listen()
    for _ in range(500):
        yard.say("antrian/command/kiosk-1", b"")
    yard.now += QUARANTINE_SECONDS
    yard.listen()
    assert "antrian/command/+" in yard.link.told[-1][0]
    assert isinstance(yard.say("antrian/command/kiosk-1", b""), Arrival)
    assert yard.gate.troubles(yard.now) == ()
    begin, end = caplog.messages
    assert begin == "kiosk-1 floods: it is not heard for 60 s; look at it, or see: antrian revoke"
    assert end == "kiosk-1 is let in again; 500 of its messages were not read"


def test_answers_are_heard_only_while_the_hub_asks(yard: Yard) -> None:
    """From the question on, and no longer."""
    yard.listen(is_asking=True)
    yard.listen()
    assert ["antrian/response/hub" in topics for topics, _ in yard.link.told] == [True, False]


# -- an honest box -----------------------------------------------------------------------------------------------------


class Clock:
    """A clock that is set by hand."""

    boot_id = "boot"
    now = 100.0

    def boot(self) -> float:
        """Seconds."""
        return self.now

    def state(self) -> ClockState:
        """How far it may be believed."""
        return ClockState.TRUSTED


def answer(key: str | None) -> Accepted | Refused:
    """What the hub says: yes, or (without a key) too fast."""
    said = {"journal": "0" * 16, "epoch": 1, "position": 1}
    if key is None:
        return Refused(key=None, reason=Reason.TOO_FAST, retry_after=0.1, **said)  # type: ignore[arg-type]
    return Accepted(key=key, **said)  # type: ignore[arg-type]


@pytest.mark.parametrize("flaps", [(), (0.5, 1.0, 1.5, 2.0, 9.0)], ids=["calm", "flapping"])
def test_five_hundred_commands_that_waited_all_come_through(
    tmp_path: Path, yard: Yard, flaps: tuple[float, ...]
) -> None:
    """After an outage the box is slowed down and never shut out, also while its connection comes and goes."""
    clock = Clock()
    outbox = Outbox(tmp_path / "outbox.sqlite3", "kiosk-1", clock)  # type: ignore[arg-type]
    for n in range(500):
        outbox.add(take(n + 1))
    answers: list[tuple[float, str | None]] = []
    reconnects = [clock.now + at for at in flaps]
    while len(outbox):
        clock.now += 0.01
        yard.now = clock.now
        if reconnects and clock.now >= reconnects[0]:
            reconnects.pop(0)
            outbox.retry_now()
        for command in outbox.due():
            came_in = yard.say("antrian/command/kiosk-1", encode(command))
            if came_in is not None:
                answers.append((clock.now + 0.02, command.key if isinstance(came_in, Arrival) else None))
        while answers and answers[0][0] <= clock.now:
            outbox.settle(answer(answers.pop(0)[1]))
        assert yard.gate.troubles(yard.now) == ()
    outbox.close()
    assert clock.now < 100.0 + 30.0
