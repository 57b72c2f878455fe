"""A mad box: `python -m tests.torture.poison SETTINGS SEED` says with a valid box's name what no box says.

Noise, deep and huge JSON, wrong types, another box's keys, topics that are not its own, and a key that it has used with
another body. Exit status 1 when the hub accepts any of it. It may be quarantined; silence is an answer here.
"""

import json
import random
import sys
import time
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final, TypeVar

from firmware.messages import topics
from firmware.messages.answers import Accepted, Reason, Refused
from firmware.messages.codec import decode_answer
from firmware.node.identity import begin
from firmware.node.link import Connected, Link, Received
from firmware.node.settings import load, state_folder
from firmware.technician.settings import TechnicianSettings

CONNECT_SECONDS: Final = 10.0
ANSWER_SECONDS: Final = 1.0
# One less than brings a quarantine in a single run.
NOISES: Final = 7

T = TypeVar("T")


def main(path: Path, seed: int) -> int:
    """Say it all; returns the exit status."""
    box = load(path, TechnicianSettings).box
    names = begin(box.name, state_folder(box))
    inbox: SimpleQueue[object] = SimpleQueue()
    link = Link(
        box,
        inbox,
        subscriptions=[(topics.ANSWER.name(box.name), 1)],
    )
    link.start()
    try:
        if not _hears(inbox, Connected, CONNECT_SECONDS):
            return 0  # the broker is dead too: there is nobody to poison
        _poison(link, box.name, random.Random(seed))
        return _reuse_key(link, inbox, box.name, names.key(), names.press())
    finally:
        link.close()


def _poison(link: Link, name: str, chance: random.Random) -> None:
    own = topics.COMMAND.name(name)
    for payload in chance.sample(_noises(name, chance), NOISES):
        link.publish(own, payload, qos=1)
    for topic in (topics.PRESENCE.name(name), topics.HEALTH.name(name)):
        link.publish(topic, chance.randbytes(200), qos=1, is_retained=True)
    # The broker must not let these through.
    for topic in (
        topics.BOARD.name(),
        topics.BEAT.name(),
        topics.COMMAND.name("kiosk-1"),
        topics.ANSWER.name("kiosk-2"),
    ):
        link.publish(topic, b'{"poison": true}', qos=1, is_retained=True)


def _noises(name: str, chance: random.Random) -> list[bytes]:
    key = f"{name}-{chance.getrandbits(64):016x}-1-{chance.randrange(1, 9_999)}"
    ticket = {"command": "TakeTicket", "key": key, "press": key.replace("-1-", "-1-p"), "service": "A"}
    return [
        b"",
        chance.randbytes(3_000),
        b"[" * 4_000,
        b"\xff\xfe" + json.dumps(ticket).encode(),
        json.dumps({**ticket, "service": "A" * 900_000}).encode(),
        json.dumps({**ticket, "service": 7}).encode(),
        json.dumps({**ticket, "age": -1}).encode(),
        json.dumps({**ticket, "age": "old", "key": {"a": 1}}).encode(),
        json.dumps({**ticket, "command": "GiveMeTheOffice"}).encode(),
        json.dumps({**ticket, "key": "kiosk-1-0123456789abcdef-1-1"}).encode(),
        json.dumps({**ticket, "press": "kiosk-1-0123456789abcdef-1-p1"}).encode(),
        json.dumps({**ticket, "extra": None}).encode(),
        json.dumps({name: value for name, value in ticket.items() if name != "key"}).encode(),
    ]


def _reuse_key(link: Link, inbox: "SimpleQueue[object]", name: str, key: str, press: str) -> int:
    """Use one key for two commands; the second must not be done."""
    own = topics.COMMAND.name(name)
    link.publish(own, json.dumps({"command": "RequestHelp", "key": key}).encode(), qos=1)
    _hears(inbox, Received, ANSWER_SECONDS)
    take = {"command": "TakeTicket", "key": key, "press": press, "service": "A"}
    link.publish(own, json.dumps(take).encode(), qos=1)
    deadline = time.monotonic() + ANSWER_SECONDS
    while (said := _hears(inbox, Received, deadline - time.monotonic())) is not None:
        answer = decode_answer(said.payload)
        if isinstance(answer, Refused) and answer.reason is Reason.KEY_REUSED:
            return 0
        if isinstance(answer, Accepted) and answer.ticket is not None:
            sys.stderr.write(f"a key with another body was accepted: {answer}\n")
            return 1
    return 0


def _hears(inbox: "SimpleQueue[object]", kind: type[T], seconds: float) -> T | None:
    """Return the first of its kind that comes in time."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            happening = inbox.get(timeout=max(0.0, deadline - time.monotonic()))
        except Empty:
            return None
        if isinstance(happening, kind):
            return happening


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
