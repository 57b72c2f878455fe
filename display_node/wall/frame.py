"""What surrounds the panes: whose office it is, what time it is, and whether what the wall shows is still true.

A full frame has a header and a footer. A slim one, for small screens over a counter or a kiosk, is one line at the
foot. The time of day is shown only when somebody vouches for it, because a wrong clock on a wall is believed by
everybody; while the hub is silent a quiet mark says since when.
"""

from datetime import datetime

from msgspec import Struct

from display_node.slides.slide import Image
from display_node.wall.dates import clock_text, date_text, zone_text
from display_node.wall.known import Known
from display_node.wall.words import Said, say, spoken_in


class Frame(Struct, frozen=True, kw_only=True):
    """The words of a frame and the office's logo; what has nothing to say is empty, or None."""

    title: str
    date: str
    clock: str
    zone: str
    footer: Said
    mark: str | None
    logo: Image | None = None


def see(known: Known, *, says_manual: bool, tells_waits: bool) -> Frame:
    """Return what the frame says.

    With `says_manual` a pane tells already that officers call by hand; with `tells_waits` one shows waiting times
    while the hub answers.
    """
    languages, now = spoken_in(known.office), known.now
    return Frame(
        title=known.office.name if known.office else known.box,
        date=date_text(now, languages[0]) if now else say("clock", languages).first,
        clock=clock_text(now, languages[0]) if now else "",
        zone=zone_text(now) if now else "",
        footer=_footer(known, languages, says_manual=says_manual and known.offline is None, tells_waits=tells_waits),
        mark=_mark(now, known.silent_since, languages),
        logo=known.logo,
    )


def _footer(known: Known, languages: tuple[str, ...], *, says_manual: bool, tells_waits: bool) -> Said:
    board = known.board
    if known.is_manual and not says_manual:
        said, hint = say("manual", languages), say("manual_hint", languages)
        return Said(f"{said.first} {hint.first}", f"{said.second} {hint.second}".strip())
    if board is None or (board.day is None and not board.calls):
        return Said("")
    has_estimates = tells_waits and any(line.estimate is not None for line in board.lines)
    if known.silent_since is not None and has_estimates and not known.is_manual:
        return say("withdrawn", languages)
    return say("keep", languages)


def _mark(now: datetime | None, silent_since: datetime | None, languages: tuple[str, ...]) -> str | None:
    if silent_since is None:
        return None
    if now is None:
        return say("silent", languages).first
    return say("silent_since", languages, time=clock_text(silent_since.astimezone(now.tzinfo), languages[0])).first
