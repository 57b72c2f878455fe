"""One table of topics: who says what to whom, how surely, and whether it is kept.

A topic with a leaf is `antrian/<word>/<leaf>`, where the leaf is a node, a zone or a counter. Slips, announcements and
commands are never retained: a broker that comes back with an old one would repeat the past.
"""

import re
from enum import StrEnum
from typing import Final

from msgspec import Struct

from firmware.messages import notices


class Leaf(StrEnum):
    """What stands behind the last slash."""

    NODE = "node"
    ZONE = "zone"
    COUNTER = "counter"


class Topic(Struct, frozen=True, kw_only=True):
    """One row of the table. `body` is the class that travels, in words."""

    word: str
    leaf: Leaf | None
    speaker: str
    listener: str
    qos: int
    is_retained: bool
    body: str

    def name(self, leaf: str | int | None = None) -> str:
        """Return the topic to publish on; a leaf is required exactly where the table has one."""
        if (leaf is None) != (self.leaf is None):
            raise ValueError(f"topic {self.word!r} takes {'no leaf' if self.leaf is None else f'a {self.leaf}'}")
        return f"antrian/{self.word}" if leaf is None else f"antrian/{self.word}/{leaf}"

    @property
    def pattern(self) -> str:
        """The topic filter that matches every leaf."""
        return f"antrian/{self.word}" if self.leaf is None else f"antrian/{self.word}/+"


def _topic(word: str, leaf: Leaf | None, speaker: str, listener: str, qos: int, retained: bool, body: str) -> Topic:
    return Topic(word=word, leaf=leaf, speaker=speaker, listener=listener, qos=qos, is_retained=retained, body=body)


COMMAND: Final = _topic("command", Leaf.NODE, "box", "hub", 1, False, "a command with its key")
ANSWER: Final = _topic("answer", Leaf.NODE, "hub", "box", 1, False, "Accepted or Refused, with the key")
SLIP: Final = _topic("slip", Leaf.NODE, "hub", "printer", 1, False, "Slip")
ANNOUNCEMENT: Final = _topic("announcement", Leaf.ZONE, "hub", "displays", 1, False, "Announcement")
BOARD: Final = _topic("board", None, "hub", "kiosks, displays", 1, True, "Board")
COUNTER: Final = _topic("counter", Leaf.COUNTER, "hub", "the counter's box, displays", 1, True, "CounterState")
OFFICE: Final = _topic("office", None, "hub", "all", 1, True, "Office")
BEAT: Final = _topic("beat", None, "hub", "all", 0, False, "Beat")
PRESENCE: Final = _topic("presence", Leaf.NODE, "box", "hub", 1, True, "Presence")
HEALTH: Final = _topic("health", Leaf.NODE, "box", "hub", 0, False, "Health")
REQUEST: Final = _topic("request", Leaf.NODE, "technician", "box", 1, False, "a request")
RESPONSE: Final = _topic("response", Leaf.NODE, "box", "technician", 1, False, "a Response, or a PNG")

TOPICS: Final = (
    COMMAND,
    ANSWER,
    SLIP,
    ANNOUNCEMENT,
    BOARD,
    COUNTER,
    OFFICE,
    BEAT,
    PRESENCE,
    HEALTH,
    REQUEST,
    RESPONSE,
)

_LEAF: Final = re.compile(r"[a-z0-9-]{1,32}")
"""What a node, a zone and a counter are called; whatever else stands there goes into no log."""

_BY_WORD: Final = {topic.word: topic for topic in TOPICS}

HUB_NOTICES: Final[dict[str, type[notices.Notice]]] = {
    SLIP.word: notices.Slip,
    ANNOUNCEMENT.word: notices.Announcement,
    BOARD.word: notices.Board,
    COUNTER.word: notices.CounterState,
    OFFICE.word: notices.Office,
    BEAT.word: notices.Beat,
}


def parse(name: str) -> tuple[Topic, str | None] | None:
    """Return the table's row and the leaf of a received topic, or None for a topic that is not ours."""
    root, _, rest = name.partition("/")
    word, _, leaf = rest.partition("/")
    topic = _BY_WORD.get(word)
    if root != "antrian" or topic is None or bool(leaf) != (topic.leaf is not None):
        return None
    if leaf and not _LEAF.fullmatch(leaf):
        return None
    return topic, leaf or None
