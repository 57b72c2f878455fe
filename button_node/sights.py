"""What the lamp of one button is about: of all that the box knows, what concerns this button.

Paper concerns the buttons that give tickets, a call for help the button that makes it, a reminder the one that acts on
it. A call for help is no use while nobody would hear it: its lamp is dark then, as if it were closed, but for a call
that stands.
"""

from msgspec import Struct
from msgspec.structs import replace

from button_node import papers
from button_node.papers import Coming, Told
from button_node.settings import ButtonSettings
from button_node.touch import Touch


class Facts(Struct, frozen=True, kw_only=True):
    """What is known and is the same for all buttons of the box.

    `board` is what the wall says of the kiosk. `is_overdue`: somebody has been set aside for too long; `is_asked`: a
    visitor at a kiosk asks the counter for help. `is_asking`: this kiosk asks; `is_helped`: somebody goes there.
    """

    is_hub_silent: bool = False
    is_closed: bool = False
    board: Told | None = None
    is_overdue: bool = False
    is_asked: bool = False
    is_asking: bool = False
    is_helped: bool = False


def look(touch: Touch, facts: Facts, now: float, *, is_pending: bool, is_paper_coming: bool) -> None:
    """Bring the sight of a button up to date, and forget the papers for which nobody waits any more.

    Nothing is done where nothing has changed: the loop looks at every button at every step.
    """
    known = (facts, is_pending, is_paper_coming)
    if known == touch.looked_at and not touch.papers:
        return
    touch.looked_at = known
    comings = {one: papers.coming(one, facts.board, now) for one in touch.papers}
    touch.papers = tuple(one for one, coming in comings.items() if coming is not Coming.OVER)
    button, is_for_help = touch.settings, _is_for_help(touch.settings)
    is_out = button.gives_tickets and papers.is_out(facts.board) and not facts.is_closed
    touch.sight = replace(
        touch.sight,
        is_pending=is_pending,
        is_paper_coming=is_paper_coming,
        is_hub_silent=facts.is_hub_silent and not is_for_help,
        is_printing=Coming.PRINTING in comings.values(),
        lacks_paper=is_out or Coming.MISSING in comings.values(),
        is_asking=is_for_help and facts.is_asking,
        is_helped=is_for_help and facts.is_helped,
        is_closed=facts.is_closed or (is_for_help and facts.is_hub_silent),
        is_reminding=_is_reminding(button, facts),
    )


def change_at(touch: Touch, now: float) -> float | None:
    """Return when time alone changes what the lamp is about; None while only news can."""
    return min((papers.change_at(one, now) for one in touch.papers), default=None)


def _is_for_help(button: ButtonSettings) -> bool:
    return any(action.is_of_help for action in button.actions)


def _is_reminding(button: ButtonSettings, facts: Facts) -> bool:
    return (facts.is_overdue and button.may_resume) or (facts.is_asked and button.may_answer_help)
