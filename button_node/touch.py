"""One button as the loop sees it, and who waits for what at which button.

The hub answers a command by its key, the kiosk's neighbours speak of a press: both lead back to one button and its
lamp.
"""

from collections.abc import Iterable

from msgspec import Struct

from button_node.gesture import Felt, Finger, Gesture, Timing
from button_node.lamp import Sight
from button_node.offer import Outcome
from button_node.papers import Awaited
from button_node.settings import ButtonSettings
from firmware.messages.commands import AdoptTicket, AnyCommand, TakeTicket


class Touch(Struct, kw_only=True):
    """A button; `papers` are the numbers of the hub whose paper is awaited here.

    `looked_at` is what was known when its sight was made (None: it was not yet).
    """

    settings: ButtonSettings
    timing: Timing
    finger: Finger
    sight: Sight = Sight()
    papers: tuple[Awaited, ...] = ()
    looked_at: object = None


class Visitor(Struct, kw_only=True):
    """Whoever waits for a ticket at one button; `key` is the command that asks the hub for it."""

    touch: Touch
    key: str
    is_paper_coming: bool = False


def in_order(felt: Iterable[tuple[Touch, Felt]]) -> list[tuple[Touch, Felt]]:
    """Return what several fingers meant in the order in which it became clear; at once: as the settings name them."""
    return sorted(felt, key=lambda one: one[1].at if isinstance(one[1], Gesture) else 0.0)


class Waiting:
    """The buttons whose commands are not answered, and the visitors whose number nobody has seen."""

    def __init__(self) -> None:
        """Nobody waits."""
        self._owners: dict[str, Touch] = {}
        self._visitors: dict[str, Visitor] = {}

    def add(self, touch: Touch, command: AnyCommand, *, is_paper_coming: bool = False) -> None:
        """This button has asked for this. `is_paper_coming`: the kiosk has given the number, and nobody has seen it."""
        match command:
            case AdoptTicket(press=press):
                if is_paper_coming:
                    self._visitors[press] = Visitor(touch=touch, key=command.key, is_paper_coming=True)
                return
            case TakeTicket(press=press):
                self._visitors[press] = Visitor(touch=touch, key=command.key)
        self._owners[command.key] = touch

    def settle(self, command: AnyCommand) -> Touch | None:
        """The hub has answered: return the button that waits for it, if one does."""
        if isinstance(command, TakeTicket):
            self._visitors.pop(command.press, None)
        return self._owners.pop(command.key, None)

    def tell(self, press: str, outcome: Outcome) -> Touch | None:
        """Note what the kiosk has done about a press, and return the button whose lamp must say no, if one must."""
        visitor = self._visitors.get(press)
        if visitor is None:
            return None
        if outcome is Outcome.GIVEN:
            self._owners.pop(visitor.key, None)
            visitor.is_paper_coming = True
        elif outcome is not Outcome.UNABLE:
            del self._visitors[press]
        return visitor.touch if outcome in (Outcome.UNABLE, Outcome.UNSEEN) else None

    def is_pending(self, touch: Touch) -> bool:
        """Say whether the hub has yet to answer this button."""
        return any(owner is touch for owner in self._owners.values())

    def is_paper_coming(self, touch: Touch) -> bool:
        """Say whether somebody at this button waits to see a number that the kiosk has given."""
        return any(visitor.is_paper_coming and visitor.touch is touch for visitor in self._visitors.values())
