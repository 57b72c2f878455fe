"""What is typed for the people in the hall: a sentence that all shall hear, a slip that somebody doubts."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from firmware.messages import topics
from firmware.messages.requests import Announce, CheckSlip, Sentence, SlipChecked, Verdict
from firmware.messages.text import cleaned
from firmware.node.settings import load
from firmware.technician.displays import Displays, heard_displays
from firmware.technician.ending import plain_ending
from firmware.technician.faults import NotDone
from firmware.technician.office_line import OfficeLine
from firmware.technician.settings import TechnicianSettings
from firmware.technician.snapshot import HUB


class Said(StrEnum):
    """The sentences, as they are typed."""

    MANUAL = "manual"
    CLOSING = "closing"
    EVACUATION = "evacuation"
    ALL_CLEAR = "all-clear"


_SENTENCES: Final = {
    Said.MANUAL: Sentence.MANUAL,
    Said.CLOSING: Sentence.CLOSING,
    Said.EVACUATION: Sentence.EVACUATION,
    Said.ALL_CLEAR: Sentence.ALL_CLEAR,
}
_DATED: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}-[A-Z][0-9]{3,4}(?:[^0-9A-Z]+[0-9A-Z]{6})?\Z")
_UNDATED: Final = re.compile(r"[A-Z][0-9]{3,4}(?:[^0-9A-Z]+[0-9A-Z]{6})?")
_VERDICTS: Final = {
    Verdict.GENUINE: "asli / genuine: this office printed it for the open day",
    Verdict.OLD: "lama / old: a slip of another day",
    Verdict.OFFLINE: "luring / offline: a number given while the hub was silent; its paper bears no code",
    Verdict.FORGED: "PALSU / FORGED: the code is not this office's, or nobody has this number today",
    Verdict.UNREADABLE: 'cannot be read; type the line under the QR, like "A017 7K2QMX"',
}


def said_by_slip(text: str) -> str:
    """Return what a slip says in what was typed or scanned, "" where nothing does; the rest may be about a person."""
    typed = cleaned(text).upper()
    found = _DATED.search(typed) or _UNDATED.fullmatch(typed)
    return found[0] if found else ""


def announce(
    context: typer.Context,
    sentence: Annotated[Said, typer.Argument(help="evacuation stays on every wall until all-clear.")],
    display: Annotated[str | None, typer.Argument(metavar="[DISPLAY]", help="Only there; else everywhere.")] = None,
) -> None:
    """Let the displays say one of the prepared sentences; one that is silent or away keeps it from no other."""
    with plain_ending(), OfficeLine(load(Path(context.obj), TechnicianSettings), (topics.PRESENCE,)) as line:
        asked = Displays((display,), ()) if display else heard_displays(line)
        ended = line.ask_all(asked.here, Announce(sentence=_SENTENCES[sentence]))
        print("".join(f"{name}: {sentence}\n" for name, fault in ended.items() if fault is None), end="")
        failed = [str(fault) for fault in ended.values() if fault is not None]
        again = f"announce {sentence} again when it is back"
        failed += [f"{name} is not there and was not told; {again}" for name in asked.away]
        if failed:
            raise NotDone("; ".join(failed))


def check_slip(
    context: typer.Context,
    text: Annotated[list[str], typer.Argument(help='What the QR says, or the line under it: "A017 7K2QMX".')],
) -> None:
    """Say whether a slip is genuine. Status 0: it is, or bears no code because it is offline; 1: it is not."""
    with plain_ending():
        slip = said_by_slip(" ".join(text))
        checked = _checked(context, slip) if slip else SlipChecked(verdict=Verdict.UNREADABLE)
        state = f"; {checked.ticket} is {checked.state}" if checked.ticket else ""
        print(f"{_VERDICTS[checked.verdict]}{state}")
        raise typer.Exit(0 if checked.verdict in (Verdict.GENUINE, Verdict.OFFLINE) else 1)


def _checked(context: typer.Context, slip: str) -> SlipChecked:
    with OfficeLine(load(Path(context.obj), TechnicianSettings)) as line:
        checked = line.ask(HUB, CheckSlip(text=slip))
    if not isinstance(checked, SlipChecked):
        raise NotDone(f"the hub answered with {type(checked).__name__}; do hub and antrian have the same version?")
    return checked
