"""Help: a visitor at a kiosk asks for an officer, and one of them goes there.

One kiosk has one call for help at a time, however often its button is pressed. An officer answers the kiosk that they
saw asking; the first to answer goes, and nobody else is sent after them. Asking again once somebody was on their way
begins a call for help of its own: they may have come and gone. A call for help that nobody answers stands until the
day closes, because nobody else knows whether the visitor has left.
"""

from firmware.messages.answers import Reason
from firmware.messages.commands import AnswerHelp
from firmware.queueing.events import HelpAnswered, HelpCancelled, HelpRequested
from firmware.queueing.model import Queue
from firmware.queueing.now import Now
from firmware.queueing.refusals import Refusal


def request_help(queue: Queue, now: Now) -> tuple[HelpRequested] | tuple[()]:
    """Return that the kiosk asks; nothing where it asks already and nobody has answered."""
    standing = queue.help.get(now.node)
    is_asking = standing is not None and standing.counter is None
    return () if is_asking else (HelpRequested(kiosk=now.node),)


def cancel_help(queue: Queue, now: Now) -> tuple[HelpCancelled] | tuple[()]:
    """Return that the kiosk asks no more; nothing where it does not ask."""
    return (HelpCancelled(kiosk=now.node),) if now.node in queue.help else ()


def answer_help(queue: Queue, command: AnswerHelp) -> tuple[HelpAnswered] | tuple[()] | Refusal:
    """Return that an officer goes to the kiosk, or who else does already."""
    standing = queue.help.get(command.kiosk)
    if standing is None:
        return Refusal(Reason.NOBODY_ASKS, f"nobody asks for help at {command.kiosk}")
    if standing.counter == command.counter:
        return ()
    if standing.counter is not None:
        return Refusal(Reason.NOBODY_ASKS, f"counter {standing.counter} goes to {command.kiosk} already")
    return (HelpAnswered(kiosk=command.kiosk, counter=command.counter),)
