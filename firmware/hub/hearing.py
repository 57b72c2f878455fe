"""What the hub hears at the broker, and who says it.

In peace it hears every box of every name. While one is shut out it hears each box it knows by name, all but that one:
mosquitto has no limit of rate, queues 5,000 messages for the hub and then drops silently, so a flood that nobody reads
would push out what the others say. A topic on which several may speak to the hub counts as one guest.
"""

from collections.abc import Collection
from typing import Final

from firmware.messages import topics
from firmware.messages.topics import Topic

ASKERS: Final = "a technician"
TELLERS: Final = "a box that answers"

OWN: Final = (topics.COMMAND, topics.PRESENCE, topics.HEALTH)
"""Topics of which each box has its own."""

Subscriptions = list[tuple[str, int]]

_SHARED: Final = {topics.REQUEST: ASKERS, topics.RESPONSE: TELLERS}


def sender(topic: str) -> str | None:
    """Return the guest who speaks on a topic, or None for a topic that is not ours."""
    parsed = topics.parse(topic)
    return None if parsed is None else _SHARED.get(parsed[0], parsed[1])


def heard(own: str, known: Collection[str], shut_out: Collection[str], *, is_asking: bool) -> Subscriptions:
    """Return what the hub of the name `own` has to hear; responses only while it asks."""
    names = sorted(_boxes(known) - set(shut_out)) if is_besieged(shut_out) else ["+"]
    own_topics = [(f"antrian/{topic.word}/{name}", topic.qos) for topic in OWN for name in names]
    shared = [topics.REQUEST] if ASKERS not in shut_out else []
    if is_asking and TELLERS not in shut_out:
        shared.append(topics.RESPONSE)
    return [*own_topics, *(_at(topic, own) for topic in shared)]


def looking_around(subscriptions: Subscriptions) -> Subscriptions:
    """Return the same and everybody's presence, which the broker keeps: whoever has come meanwhile is found by it."""
    return [*subscriptions, (topics.PRESENCE.pattern, topics.PRESENCE.qos)]


def is_besieged(shut_out: Collection[str]) -> bool:
    """Say whether boxes are heard by name."""
    return bool(_boxes(shut_out))


def _boxes(names: Collection[str]) -> set[str]:
    return set(names) - {ASKERS, TELLERS}


def _at(topic: Topic, own: str) -> tuple[str, int]:
    return topic.name(own), topic.qos
