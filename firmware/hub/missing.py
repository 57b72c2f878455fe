"""Asks the boxes that were missing when the journal was put together, as soon as each is there, while the hub works.

A page is asked for when the one before it has come, so presses wait for no more than one page. What a box tells is put
into the journal in one transaction, which also notes that the box is no longer missing. A box that is there and
remembers nothing of this journal (a new card) stays named, and is asked again when it comes the next time.
"""

import logging
import secrets
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from firmware.hub.bookings import Bookings
from firmware.hub.collecting import LONGEST_PATIENCE, Talk, asked_node
from firmware.hub.desk import Desk
from firmware.hub.journal import Entry, Journal, Known, Stamped
from firmware.hub.latecomers import take_in
from firmware.hub.memories import Memory, Remembered, remember
from firmware.hub.office_time import Moment
from firmware.hub.replay import Lost, Restored
from firmware.messages.codec import fingerprint
from firmware.node.link import Received
from firmware.node.world import AnyLink
from firmware.queueing.events import JournalRebuilt

PATIENCE_SECONDS: Final = 30.0

log = logging.getLogger(__name__)


class _Talk:
    """A talk with one box: until when it is waited for, and what it has told that the journal does not know."""

    def __init__(self, talk: Talk, now: float) -> None:
        self.talk = talk
        self.until = now + PATIENCE_SECONDS
        self.end = now + PATIENCE_SECONDS * LONGEST_PATIENCE
        self.memory = Memory(node=talk.node, journal=None)
        self.rows = 0


class MissingBoxes:
    """The talks with boxes that are named in `rebuilt`. `nodes` says of each box whether it is a printer's."""

    def __init__(self, own: str, nodes: Mapping[str, bool], journal: Journal, bookings: Bookings | None = None) -> None:
        self._own = own
        self._nodes = nodes
        self._journal = journal
        self._bookings = bookings or Bookings(None, ())
        self._talks: dict[str, _Talk] = {}
        self.rebuilt: JournalRebuilt | None = None
        self.look()

    @property
    def is_asking(self) -> bool:
        """True while answers are waited for."""
        return bool(self._talks)

    def look(self) -> None:
        """Read who is missing from the journal: after its day has changed, or somebody has told."""
        self.rebuilt = self._journal.rebuilt()
        self._talks = {node: talk for node, talk in self._talks.items() if self._is_missing(node)}

    def arrive(self, node: str, now: float) -> None:
        """Begin to ask a box that is there, if it is missing."""
        if self._is_missing(node) and node in self._nodes:
            mark = f"{secrets.token_hex(8)}."  # only the box that is asked may know it: all answer on one topic
            talk = Talk(node, is_printer=self._nodes[node], mark=mark)
            self._talks[node] = _Talk(talk, now)
            log.info("asking %s, which was missing when the journal was put together", node)

    def leave(self, node: str) -> None:
        """Forget what a box had told that is gone before its end."""
        self._talks.pop(node, None)

    def ask(self, link: AnyLink, now: float) -> None:
        """Ask what has to be asked by now; call it every second."""
        for node, one in list(self._talks.items()):
            if now >= one.until:
                log.warning("%s is there and does not tell what it remembers; restart it", node)
                del self._talks[node]
            else:
                one.talk.ask(link, self._own, now)

    def hear(self, message: Received, link: AnyLink, now: Moment) -> Memory | None:
        """Take a page and ask for the next; return what the journal does not know once a box has told everything.

        A box that remembers nothing of this journal has told nothing.
        """
        one = self._talks.get(asked_node(message))
        if one is None or not one.talk.hear(message, now.office):
            return None
        self._read(one)
        if not one.talk.is_done:
            one.until = min(now.boot + PATIENCE_SECONDS, one.end)
            one.talk.ask(link, self._own, now.boot)
            return None
        del self._talks[one.talk.node]
        if one.rows and one.memory.journal == self._journal.id:
            return one.memory
        log.warning("%s remembers nothing of this journal; it stays missing", one.talk.node)
        return None

    def _read(self, one: _Talk) -> None:
        """Read a page as it comes, so that no press waits for the reading of a whole day."""
        page = remember(one.talk.node, [one.talk.pages.pop()])
        one.rows += len(page.commands) + len(page.papers)
        fresh = tuple(known for known in page.commands if self._is_unknown(known))
        one.memory = replace(
            one.memory,
            journal=page.journal or one.memory.journal,
            commands=one.memory.commands + fresh,
            papers=one.memory.papers + page.papers,
        )

    def take_in(self, memory: Memory, desk: Desk, now: Moment) -> bool:
        """Put what a box remembers into the journal of the open day; say whether anything was. Raises StorageError."""
        if self.rebuilt is None or desk.queue.day is None or not self._is_missing(memory.node):
            return False
        fresh = replace(memory, commands=tuple(one for one in memory.commands if self._is_unknown(one)))
        lost = Lost(
            journal=self._journal.id,
            epoch=self._journal.epoch,
            now=now.office,
            today=now.today,
            missing=tuple(node for node in self.rebuilt.missing if node != memory.node),
            after=self.rebuilt.after,
            slots=self._bookings.slots(desk.queue.day, now),
        )
        recovery = take_in(desk.queue, fresh, lost)
        for doubt in recovery.doubts:
            log.warning("a doubt: %s", doubt)
        if not recovery.steps:
            return False
        desk.go_on(_entries(recovery.steps, fresh, desk.queue.position), recovery.queue, now)
        log.warning(
            "%s has told: %d steps, still missing: %s", memory.node, len(recovery.steps) - 1, list(lost.missing)
        )
        self.look()
        return True

    def _is_missing(self, node: str) -> bool:
        return self.rebuilt is not None and node in self.rebuilt.missing

    def _is_unknown(self, one: Remembered) -> bool:
        return one.answer.journal == self._journal.id and self._journal.known(one.command.key) is None


def _entries(steps: Sequence[Restored], memory: Memory, position: int) -> list[Entry]:
    """Return the steps, and every key that was answered with what was answered, as one transaction."""
    answers = {one.command.key: Known(fingerprint(one.command), one.said) for one in memory.commands}
    entries = []
    for step in steps:
        stamped = tuple(Stamped(n, step.at, event) for n, event in enumerate(step.events, start=position + 1))
        position += len(stamped)
        entries.append(Entry(step.key, position, answers.pop(step.key, Known(b"", b"")), step.day, stamped))
    return entries + [Entry(key, position, known, None, ()) for key, known in answers.items()]
