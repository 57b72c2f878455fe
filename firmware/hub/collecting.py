"""Asks every box of the office what it keeps, all at the same time, over a connection of the hub's own name.

Nothing here decides: pages in, memories out, and the names of the boxes that did not tell everything. Any box may
speak on the topic of the answers, so only the page that was asked for is waited for, and no box may tell for ever.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from queue import Empty
from typing import Final

from firmware.hub.inbox import Inbox
from firmware.hub.memories import Memory, remember
from firmware.hub.settings import OfficeSettings
from firmware.messages import topics
from firmware.messages.codec import decode_response, encode
from firmware.messages.requests import KeptPage, PaperPage, ReadKept, ReadPapers
from firmware.node.link import Connected, Disconnected, Received
from firmware.node.settings import BoxSettings
from firmware.node.world import AnyLink, World

DAY_ROWS: Final = 6_000
"""How many of its newest commands and slips a box is asked for: more than the busiest day has."""
ROWS_LIMIT: Final = 2 * DAY_ROWS
"""How many rows of one kind a box may tell: its day goes on while it tells, and in wrong hands it has no end."""
LONGEST_PATIENCE: Final = 20.0
"""How long all boxes may take together, in times of what a silent one is waited for."""
ASK_AGAIN_SECONDS: Final = 1.0

Pages = list[tuple[float, KeptPage | PaperPage]]


class NoBrokerError(Exception):
    """The broker cannot be reached or lets nobody in; says what to check."""


class Talk:
    """The questions to one box, one at a time. `mark` tells the answers of this talk from those of an earlier one."""

    def __init__(self, node: str, *, is_printer: bool, mark: str = "") -> None:
        self.node = node
        self._mark = mark
        self.pages: Pages = []
        self._kinds: list[type[ReadKept | ReadPapers]] = [ReadKept, ReadPapers] if is_printer else [ReadKept]
        self._after = -DAY_ROWS
        self._asked = 0
        self._ask_at = 0.0
        self._rows = 0

    @property
    def is_done(self) -> bool:
        """True once the box has told everything."""
        return not self._kinds

    def ask(self, link: AnyLink, own: str, now: float) -> None:
        """Ask the next question, or the same one again where no answer has come."""
        if self.is_done or now < self._ask_at:
            return
        self._ask_at = now + ASK_AGAIN_SECONDS
        link.publish(
            topics.REQUEST.name(self.node),
            encode(self._kinds[0](after=self._after)),
            qos=1,
            expiry=5.0,
            response_topic=topics.RESPONSE.name(own),
            correlation=self._correlation(),
        )

    def hear(self, message: Received, at: float) -> bool:
        """Take the answer to the question that is open, and say whether it was that; any other is an old one.

        A page that does not go on from the one before, or with which the box has told too much, is none.
        """
        if self.is_done or message.correlation != self._correlation():
            return False
        page = decode_response(message.payload)
        if not isinstance(page, KeptPage if self._kinds[0] is ReadKept else PaperPage):
            return False
        if page.rows and (page.rows[-1].n <= self._after or self._rows + len(page.rows) > ROWS_LIMIT):
            return False
        self.pages.append((at, page))
        self._asked += 1
        self._ask_at = 0.0
        self._rows += len(page.rows)
        if page.is_last or not page.rows:
            self._kinds.pop(0)
            self._after = -DAY_ROWS
            self._rows = 0
        else:
            self._after = page.rows[-1].n
        return True

    def _correlation(self) -> bytes:
        return f"{self.node}/{self._mark}{self._asked}".encode()


def asked_node(message: Received) -> str:
    """Return the box whose answer this is, by what was sent with the question."""
    return (message.correlation or b"").partition(b"/")[0].decode(errors="replace")


def boxes_of(office: OfficeSettings) -> dict[str, bool]:
    """Return every box that may remember something of the day, and whether it is a printer's."""
    buttons = [kiosk.name for kiosk in office.kiosk] + [counter.box for counter in office.counter if counter.box]
    printers = [kiosk.printer for kiosk in office.kiosk if kiosk.printer]
    return {**dict.fromkeys(buttons, False), **dict.fromkeys(printers, True)}


def collect(
    box: BoxSettings,
    world: World,
    nodes: Mapping[str, bool],
    seconds: float,
    office_time: Callable[[], float],
) -> tuple[list[Memory], list[str]]:
    """Return what these boxes remember, and which of them have not told everything.

    They are given up after `seconds` without an answer of any, or twenty times as long in all. `nodes` says of each
    whether it is a printer's. Raises NoBrokerError where the broker is not there at all.
    """
    inbox = Inbox()
    link = world.connect(box, inbox, subscriptions=[(topics.RESPONSE.name(box.name), 1)])
    # All boxes answer on one topic, so only the box that is asked may know how its answer is to be marked.
    talks = {
        node: Talk(node, is_printer=is_printer, mark=f"{world.chance.getrandbits(64):016x}.")
        for node, is_printer in nodes.items()
    }
    link.start()
    try:
        _talk(link, inbox, box.name, talks, seconds, office_time)
    finally:
        link.close()
    done = [remember(talk.node, talk.pages) for talk in talks.values() if talk.is_done]
    return done, sorted(talk.node for talk in talks.values() if not talk.is_done)


def _talk(
    link: AnyLink,
    inbox: Inbox,
    own: str,
    talks: Mapping[str, Talk],
    seconds: float,
    office_time: Callable[[], float],
) -> None:
    deadline = time.monotonic() + seconds
    end = time.monotonic() + seconds * LONGEST_PATIENCE
    was_connected, said = False, "the broker does not answer; is mosquitto running on this Pi?"
    while any(not talk.is_done for talk in talks.values()):
        now = time.monotonic()
        if now >= deadline:
            break
        if link.is_connected:
            was_connected = True
            _ask_all(link, own, talks.values(), now)
        happening = _next(inbox, min(0.2, deadline - now))
        if isinstance(happening, Disconnected):
            said = happening.detail
        elif isinstance(happening, Received):
            talk = talks.get(asked_node(happening))
            if talk is not None and talk.hear(happening, office_time()):
                deadline = min(now + seconds, end)
        elif isinstance(happening, Connected):
            was_connected = True
    if talks and not was_connected:
        raise NoBrokerError(said)


def _ask_all(link: AnyLink, own: str, talks: Iterable[Talk], now: float) -> None:
    for talk in talks:
        talk.ask(link, own, now)


def _next(inbox: Inbox, seconds: float) -> object | None:
    try:
        return inbox.get(timeout=max(0.0, seconds))
    except Empty:
        return None
