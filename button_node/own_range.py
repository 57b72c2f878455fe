"""The kiosk's range as the hub gave it and as the disk remembers it, beside the office in whose words a slip is made.

Both are notes in the box's outbox, so that a kiosk which starts while the hub is silent can go on. Only a hub that
beats now has told anything; what the broker kept counts once a beat of the same start of the hub has been heard.
"""

import logging
from collections.abc import Iterator
from datetime import date
from typing import Final

import msgspec

from button_node import claim
from button_node.claim import Range
from firmware.messages.answers import Accepted, AnyAnswer, Reason
from firmware.messages.codec import Garbage, decode, decode_answer, decode_command, encode
from firmware.messages.commands import AdoptTicket, ClaimNumbers
from firmware.messages.notices import Beat, KioskInfo, Office, Problem
from firmware.node import own_numbers
from firmware.node.box import Box
from firmware.node.files import StateError
from firmware.node.own_numbers import OwnNumbers

OFFICE_NOTE: Final = "office"
_PAGE: Final = 500

log = logging.getLogger(__name__)


class OwnRange:
    """What one kiosk knows of its numbers. `office` is the last that a living hub told (None: never any)."""

    def __init__(self, box: Box) -> None:
        """Read the notes. One that cannot be read is as none: the hub is asked again."""
        self._box = box
        self._own = self._read_own()
        self.office = self._read_office()
        self._told: Office | None = None
        self._asked: tuple[str, Range] | None = None
        self._settled: Range | None = None

    @property
    def kiosk(self) -> KioskInfo | None:
        """What the office says of this kiosk."""
        return claim.kiosk_in(self.office, self._box.name)

    @property
    def usable(self) -> OwnNumbers | None:
        """The numbers that may be given, or None."""
        return claim.usable(self._own, self.kiosk)

    @property
    def day(self) -> date | None:
        """The business day for which the hub gave the range."""
        return None if self._own is None else self._own.day

    def moved(self, own: OwnNumbers) -> None:
        """Take counters that are on disk already."""
        self._own = own

    def hear_office(self, office: Office) -> None:
        """Take what may be of a hub of long ago; the next beat says."""
        self._told = office

    def hear_beat(self, beat: Beat) -> None:
        """Keep the office that this hub has told, and ask for the range of its day."""
        told = self._told
        if told is not None and told != self.office and claim.is_told(told, beat) and self._write_office(told):
            self.office = told
        self._claim(claim.wanted(self.kiosk, beat))

    def hear_answer(self, command: ClaimNumbers, answer: AnyAnswer) -> None:
        """Believe an answer only for the day that it was asked for; for any other the box asks again."""
        asked, self._asked = self._asked, None
        beat = self._box.beat
        if asked is None or asked[0] != command.key or beat is None:
            return
        claimed = asked[1]
        if claimed != claim.wanted(self.kiosk, beat):
            return
        if isinstance(answer, Accepted):
            self._settle(claimed, claim.grant(self._own, claimed, self._adoptions()))
        elif answer.reason is not Reason.DAY_CLOSED:
            self._settle(claimed, claim.deny(self._own), answer.detail)

    def _claim(self, wanted: Range | None) -> None:
        if wanted is None or wanted == self._settled:
            return
        if any(isinstance(command, ClaimNumbers) for command in self._box.outbox.pending):
            return
        command = ClaimNumbers(key=self._box.names.key(), low=wanted.low, high=wanted.high)
        try:
            self._box.send(command)
        except StateError as error:
            self._complain(error)
            return
        log.info("send command=ClaimNumbers key=%s low=%d high=%d", command.key, wanted.low, wanted.high)
        self._asked = command.key, wanted

    def _settle(self, claimed: Range, own: OwnNumbers | None, refusal: str | None = None) -> None:
        if own is not None and own != self._own:
            if not self._write(own_numbers.NOTE, own_numbers.pack(own)):
                return
            self._own = own
        self._settled = claimed
        self._box.clear(Problem.RANGE_TAKEN)
        if refusal is None:
            log.info("own numbers low=%d high=%d day=%s", claimed.low, claimed.high, claimed.day)
            self._box.clear(Problem.NUMBERS_EXHAUSTED)
        elif self.usable is None:
            self._box.report(Problem.RANGE_TAKEN, f"{claimed.low} to {claimed.high}: {refusal[:200]}; {self._advice}")

    @property
    def _advice(self) -> str:
        return (
            f"look at the papers of today, then type: antrian offline-numbers {self._box.state} --from FIRST --to LAST"
        )

    def _adoptions(self) -> Iterator[claim.Adoption]:
        """All numbers that this store has given, as far as its outbox remembers them."""
        for command in self._box.outbox.pending:
            if isinstance(command, AdoptTicket):
                yield command, None
        after = 0
        while rows := self._box.outbox.kept(after, _PAGE):
            after = rows[-1].n
            for row in rows:
                yield from self._adoption(row.command, row.answer)

    def _adoption(self, command: bytes, answer: bytes) -> Iterator[claim.Adoption]:
        if b'"AdoptTicket"' not in command:
            return
        adopted, said = decode_command(self._box.name, command), decode_answer(answer)
        if isinstance(adopted, AdoptTicket) and isinstance(said, Accepted):
            yield adopted, said

    def _read_own(self) -> OwnNumbers | None:
        note = self._box.outbox.note(own_numbers.NOTE)
        try:
            return None if note is None else own_numbers.unpack(note)
        except msgspec.DecodeError as error:
            log.warning("the own numbers that were kept cannot be read, and the hub is asked again: %s", error)
            return None

    def _read_office(self) -> Office | None:
        note = self._box.outbox.note(OFFICE_NOTE)
        office = None if note is None else decode(Office, note)
        return None if isinstance(office, Garbage) else office

    def _write_office(self, office: Office) -> bool:
        return self._write(OFFICE_NOTE, encode(office))

    def _write(self, name: str, note: bytes) -> bool:
        try:
            self._box.outbox.write(name, note)
        except StateError as error:
            self._complain(error)
            return False
        return True

    def _complain(self, error: StateError) -> None:
        log.error("%s", error)
        self._box.report(Problem.STORAGE, "outbox")
