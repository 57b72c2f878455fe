"""The hub's inbox: of each sender only so much may wait."""

from queue import Empty

import pytest

from firmware.hub.inbox import MESSAGE_BYTES, WAITING_BYTES, Inbox
from firmware.messages.codec import LIMIT, Garbage, decode
from firmware.messages.notices import Presence
from firmware.node.link import Connected, Received


def say(node: str, size: int = 0) -> Received:
    """A command of a node, of so many bytes."""
    return Received(topic=f"antrian/command/{node}", payload=b"x" * size)


def take_all(inbox: Inbox) -> list[object]:
    """Everything that waits."""
    taken = []
    while not inbox.empty():
        taken.append(inbox.get_nowait())
    return taken


def test_a_flood_waits_only_up_to_the_limit_and_the_rest_is_counted() -> None:
    """Whatever happens is still taken in, and so are the others' words."""
    inbox, room = Inbox(), WAITING_BYTES // MESSAGE_BYTES
    for _ in range(room + 100):
        inbox.put(say("kiosk-1"))
    inbox.put(say("kiosk-2"))
    inbox.put(Connected())
    assert len(take_all(inbox)) == room + 2
    assert (inbox.lost("kiosk-1"), inbox.lost("kiosk-2")) == (100, 0)
    assert inbox.lost("kiosk-1") == 0


def test_what_was_taken_makes_room() -> None:
    """The limit is for what waits, not for what was ever said."""
    inbox = Inbox()
    for _ in range(2 * WAITING_BYTES // MESSAGE_BYTES):
        inbox.put(say("kiosk-1"))
        assert inbox.get(timeout=0.0) == say("kiosk-1")
    assert inbox.lost("kiosk-1") == 0


def test_of_a_giant_only_so_much_waits_that_it_is_seen_to_be_one() -> None:
    """A message may be a megabyte before anybody has looked at it; it stays nonsense, and costs 8 KiB."""
    inbox = Inbox()
    for _ in range(WAITING_BYTES // LIMIT):
        inbox.put(say("kiosk-1", 1_000_000))
    waiting = take_all(inbox)
    assert sum(len(one.payload) for one in waiting if isinstance(one, Received)) <= WAITING_BYTES
    assert all(isinstance(decode(Presence, one.payload), Garbage) for one in waiting if isinstance(one, Received))


def test_an_empty_inbox_says_so() -> None:
    """After the time that somebody is ready to wait."""
    with pytest.raises(Empty):
        Inbox().get(timeout=0.0)
    with pytest.raises(Empty):
        Inbox().get_nowait()
