"""Slips of the kiosk's own numbers on their way to a paper or to the wall, and the boxes of this Pi that show them.

The printer comes first. The wall tells a number where there is no printer, or where the printer says that no paper
comes; it is told once for each time that it is there, because it would show the number again.
"""

import logging
from datetime import timedelta
from typing import Protocol

from msgspec.structs import replace

from button_node import offer
from button_node.offer import Offer, Outcome
from button_node.own_range import OwnRange
from firmware.messages import topics
from firmware.messages.codec import encode
from firmware.messages.commands import AdoptTicket, ReportPrint
from firmware.messages.notices import ClockState, Problem
from firmware.node.box import Box

log = logging.getLogger(__name__)


class AnyNeighbour(Protocol):
    """Another box of this Pi; `firmware/node/neighbour.py` says what each word means."""

    @property
    def is_there(self) -> bool:
        """True while it can be spoken to."""
        ...

    @property
    def place(self) -> str:
        """Where its socket is; its happenings say the same."""
        ...

    def publish(self, topic: str, payload: bytes) -> bool:
        """Tell it, without waiting; False when it is not there."""
        ...


class Offers:
    """The open offers of one kiosk. `outcomes` is what became of a press, for whoever takes it away."""

    def __init__(
        self, box: Box, own_range: OwnRange, printer: AnyNeighbour | None, display: AnyNeighbour | None
    ) -> None:
        self._box = box
        self._range = own_range
        self._printer = printer
        self._display = display
        self._gone: dict[str, str] = {}
        self._offers: dict[str, Offer] = {}
        self.outcomes: list[tuple[str, Outcome]] = []

    def add(self, command: AdoptTicket) -> None:
        """Offer the slip of this number from now on; where it is too old, no longer than the next turn."""
        now = self._box.clock.boot()
        is_told = command.age >= offer.STANDS_SECONDS
        made = Offer(command=command, pressed_at=now - command.age, next_at=now, is_told=is_told)
        self._offers[command.press] = made

    def is_awaited(self, press: str) -> bool:
        """Say whether a visitor waits to see the number of this press."""
        return press in self._offers and not self._offers[press].is_told

    def cancel(self, command: AdoptTicket) -> None:
        """The hub says that this number is void."""
        if (one := self._offers.get(command.press)) is not None:
            self._drop(one, Outcome.UNSEEN)

    def turn(self, now: float) -> None:
        """Offer what is due, and let go of what is too old."""
        for one in list(self._offers.values()):
            self._go_on(one, now)

    def next_at(self) -> float | None:
        """Return when time alone asks for a turn."""
        return min(map(offer.change_at, self._offers.values()), default=None)

    def hear(self, report: ReportPrint) -> None:
        """Take the printer's word about a slip."""
        one = self._offers.get(report.press)
        if one is None or one.slip != report.slip:
            return
        log.info("number=%s outcome=%s cause=%s", one.number, report.outcome, report.cause)
        one, outcome = offer.hear(one, report)
        if outcome is Outcome.UNSEEN:
            one = self._show_on_wall(one, self._slip(one, self._box.clock.boot()))
        if report.is_final:
            self._drop(one, outcome)
        else:
            self._offers[report.press] = self._tell(one, outcome)

    def has_place(self) -> bool:
        """Say whether a number would be seen: a printer that holds a slip because it cannot print shows no other."""
        if self._display is not None and self._display.is_there:
            return True
        return self._printer_topic is not None and not any(one.is_held for one in self._offers.values())

    def meet(self, place: str) -> None:
        """A neighbour is there: it hears at once what it may have missed."""
        self.miss(place, None)
        is_wall = self._display is not None and place == self._display.place
        for press, one in self._offers.items():
            self._offers[press] = replace(one, next_at=0.0, is_on_wall=one.is_on_wall and not is_wall)

    def miss(self, place: str, detail: str | None) -> None:
        """A neighbour is gone, and why; None: it is not."""
        before = self._gone.pop(place, None)
        if before is not None and before != detail:
            self._box.report(Problem.NEIGHBOUR_GONE, before, wrong=False)
        if detail is not None:
            self._gone[place] = detail
            self._box.report(Problem.NEIGHBOUR_GONE, detail)

    def _go_on(self, one: Offer, now: float) -> None:
        if offer.is_over(one, now):
            self._drop(one, Outcome.UNSEEN)
            return
        if now >= one.next_at:
            one = replace(self._show(one, now), next_at=now + offer.OFFER_SECONDS)
        if now >= one.pressed_at + offer.STANDS_SECONDS:
            one = self._tell(one, Outcome.UNSEEN)
        self._offers[one.command.press] = one

    def _show(self, one: Offer, now: float) -> Offer:
        slip, topic = self._slip(one, now), self._printer_topic
        if slip is None:
            return one
        is_with_printer = topic is not None and self._printer is not None and self._printer.publish(topic, slip)
        return one if is_with_printer and not one.is_held else self._show_on_wall(one, slip)

    def _show_on_wall(self, one: Offer, slip: bytes | None) -> Offer:
        if one.is_on_wall or self._display is None or slip is None:
            return one
        if not self._display.publish(topics.SLIP.name(self._box.name), slip):
            return one
        return self._tell(replace(one, is_on_wall=True), Outcome.SHOWN)

    def _slip(self, one: Offer, now: float) -> bytes | None:
        office, journal, heard = self._range.office, self._box.trust.journal, self._box.trust.heard
        service = offer.service_in(office, one.command.service)
        if office is None or service is None or journal is None:
            return None
        age = max(0.0, round(now - one.pressed_at, 3))
        wall = self._box.clock.wall()
        is_believed = self._box.clock.state() is not ClockState.UNTRUSTED
        slip = offer.slip_of(
            one,
            office,
            service,
            day=offer.business_day(self._range.day, office, wall, is_believed=is_believed),
            at=wall - timedelta(seconds=age),
            age=age,
            journal=journal,
            heard=(heard.epoch, heard.position),
        )
        return encode(slip)

    @property
    def _printer_topic(self) -> str | None:
        """What the printer of this Pi listens to, while it is there."""
        kiosk = self._range.kiosk
        if self._printer is None or not self._printer.is_there or kiosk is None or kiosk.printer is None:
            return None
        return topics.SLIP.name(kiosk.printer)

    def _tell(self, one: Offer, outcome: Outcome) -> Offer:
        if not one.is_told:
            self.outcomes.append((one.command.press, outcome))
        return replace(one, is_told=True)

    def _drop(self, one: Offer, outcome: Outcome) -> None:
        self._tell(one, outcome)
        del self._offers[one.command.press]
