"""A kiosk that goes on while the hub is silent: it gives numbers of its own, and the printer or the wall tells them.

What is given is on disk before anybody sees it: the command that asks the hub for a ticket is replaced by one that
tells the number, and the counter moves, in one transaction. From then on this press has that number, however late an
answer to the first command may come. `claim` and `offer` are the rules; the loop asks for a `turn` at each step.
"""

import logging

from msgspec.structs import replace

from button_node import offer
from button_node.offer import Outcome, Wish
from button_node.offers import AnyNeighbour, Offers
from button_node.own_range import OwnRange
from firmware.messages import topics
from firmware.messages.answers import AnyAnswer, Refused
from firmware.messages.codec import decode_command
from firmware.messages.commands import (
    AdoptTicket,
    AnyCommand,
    ClaimNumbers,
    PrintOutcome,
    ReportPrint,
    TakeTicket,
)
from firmware.messages.names import ticket_number
from firmware.messages.notices import Beat, Office, Problem
from firmware.node import own_numbers
from firmware.node.box import Answered, Box
from firmware.node.files import StateError
from firmware.node.neighbour import NeighbourGone, NeighbourThere, Overheard
from firmware.node.own_numbers import OwnNumbers

log = logging.getLogger(__name__)


class Kiosk:
    """What one kiosk does about presses that the hub does not answer."""

    def __init__(self, box: Box, printer: AnyNeighbour | None, display: AnyNeighbour | None) -> None:
        """Go on with what the outbox remembers. Without a neighbour nobody could see a number, so none is asked for."""
        self._box = box
        self._has_neighbours = printer is not None or display is not None
        self._range = OwnRange(box)
        self._offers = Offers(box, self._range, printer, display)
        self._wishes: dict[str, Wish] = {}
        for command in box.outbox.aged():
            self._resume(command)

    def wish(self, command: TakeTicket) -> None:
        """Take a press that is in the outbox."""
        pressed_at = self._box.clock.boot() - command.age
        self._wishes[command.key] = Wish(command=command, pressed_at=pressed_at)

    def hear(self, happening: object) -> None:
        """Take what the hub or a neighbour says."""
        match happening:
            case Office():
                self._range.hear_office(happening)
            case Beat() if self._has_neighbours:
                self._range.hear_beat(happening)
            case Answered(command, answer):
                self._hear_answer(command, answer)
            case Overheard():
                self._overhear(happening)
            case NeighbourThere(place):
                self._offers.meet(place)
            case NeighbourGone(place, detail):
                self._offers.miss(place, detail)

    def turn(self) -> list[tuple[str, Outcome]]:
        """Do what is due, and return what became of which press since the last turn."""
        now = self._box.clock.boot()
        is_silent = self._box.silent_since is not None
        for wish in [one for one in self._wishes.values() if offer.is_due(one, now, is_silent=is_silent)]:
            if not self._give(wish, now) and is_silent:
                self._refuse(wish)
        self._offers.turn(now)
        outcomes, self._offers.outcomes = self._offers.outcomes, []
        return outcomes

    def next_at(self) -> float | None:
        """Return when time alone asks for a turn, on the boot clock."""
        now = self._box.clock.boot()
        due = [at for at in map(offer.due_at, self._wishes.values()) if at > now]
        return min((at for at in (*due, self._offers.next_at()) if at is not None), default=None)

    def is_paper_coming(self, press: str) -> bool:
        """Say whether this press has a number of the kiosk's own, which the visitor waits to see."""
        return self._offers.is_awaited(press)

    def _give(self, wish: Wish, now: float) -> bool:
        given = self._next(wish.command.service)
        return given is not None and self._adopt(wish, *given, now)

    def _refuse(self, wish: Wish) -> None:
        """Say once that there is no number; a hub that comes back soon may have one."""
        if not wish.is_told:
            self._wishes[wish.command.key] = replace(wish, is_told=True)
            self._offers.outcomes.append((wish.command.press, Outcome.UNABLE))

    def _next(self, service: str) -> tuple[int, OwnNumbers] | None:
        """Return the next figure and what is left then; None where there is none, or nobody would see it."""
        own = self._range.usable
        if own is None or offer.service_in(self._range.office, service) is None or not self._offers.has_place():
            return None
        given = own_numbers.give(own, service)
        self._box.report(Problem.NUMBERS_EXHAUSTED, f"service {service}", wrong=given is None)
        return given

    def _adopt(self, wish: Wish, figure: int, left: OwnNumbers, now: float) -> bool:
        command = offer.adopt(wish, self._box.names.key(), figure, now)
        try:
            self._box.outbox.exchange(wish.command.key, command, own_numbers.NOTE, own_numbers.pack(left))
        except StateError as error:
            log.error("%s", error)  # noqa: TRY400 - the sentence says what to check
            self._box.report(Problem.STORAGE, "outbox")
            return False
        del self._wishes[wish.command.key]
        self._range.moved(left)
        self._offers.outcomes.append((command.press, Outcome.GIVEN))
        self._offers.add(command)
        log.info(
            "send command=AdoptTicket key=%s instead=%s number=%s%d press=%s at=%.6f",
            command.key,
            wish.command.key,
            command.service,
            figure,
            command.press,
            now,
        )
        return True

    def _hear_answer(self, command: AnyCommand, answer: AnyAnswer) -> None:
        match command:
            case TakeTicket():
                self._wishes.pop(command.key, None)
            case AdoptTicket() if isinstance(answer, Refused):
                # Somebody holds this paper: a technician must hear of it, not only the log.
                number = ticket_number(command.service, command.number)
                self._box.report(Problem.NUMBER_VOID, f"{number}: {answer.reason} {answer.detail}")
                self._offers.cancel(command)
            case ClaimNumbers():
                self._range.hear_answer(command, answer)

    def _overhear(self, said: Overheard) -> None:
        """Take a printer's report, which it tells its neighbours in the words that the hub hears."""
        parsed = topics.parse(said.topic)
        if parsed is None or parsed[0] is not topics.COMMAND or parsed[1] is None:
            return
        report = decode_command(parsed[1], said.payload)
        if not isinstance(report, ReportPrint):
            return
        self._offers.hear(report)
        if report.outcome is PrintOutcome.PRINTED:
            # The hub's paper is there and only its answer is not: a second number would confuse the visitor.
            self._wishes = {key: wish for key, wish in self._wishes.items() if wish.command.press != report.press}

    def _resume(self, command: AnyCommand) -> None:
        """Go on with what an earlier start had begun; after a reboot of the machine nobody knows how long ago."""
        if not command.is_age_exact:
            return
        if isinstance(command, TakeTicket):
            self.wish(command)
        elif isinstance(command, AdoptTicket) and command.age <= offer.OFFER_LIMIT_SECONDS:
            self._offers.add(command)
