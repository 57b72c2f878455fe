"""The keyboard as a finger: an office that is left running is pressed by hand.

Keys are read one at a time without Enter. Without a terminal nothing is read, and the office runs until a signal ends
it.
"""

import os
import re
import signal
import sys
import termios
import threading
import tty
from collections.abc import Callable, Iterator
from typing import Final

from msgspec import Struct

from firmware.demo import boxes
from firmware.demo.finger import TAP_SECONDS, FingerError
from firmware.demo.office import DemoOffice
from firmware.demo.supervisor import Service

_KIOSK_KEYS: Final = "1234567"
_COUNTER_KEYS: Final = {"counter-1": "qwert", "counter-2": "asdfg", "counter-3": "zxcvb"}
_PINS: Final = (boxes.NEXT, boxes.RECALL, boxes.NO_SHOW, boxes.FINISH, boxes.FIFTH)
_TELLING: Final = re.compile(
    r"(?P<what>accepted|refused) key=\S+ (?P<how>.*?)( position=\d+)?$|(?P<no>\S+ not sent: .*)"
    r"|(?P<paper>paper number=\S+)|(?P<shown>shown .*) call=|(?P<spoken>spoken) id=\S+ (?P<said>.*) at="
)


class Key(Struct, frozen=True, kw_only=True):
    """What one key does: which button of which box it presses or holds, and what that `says`."""

    box: str
    pin: int
    is_hold: bool
    says: str


def keys() -> dict[str, Key]:
    """Return every key: digits and h at the first kiosk, a row of letters a counter, capitals to hold a button."""
    made = {
        name: Key(box="kiosk-1", pin=boxes.ticket_pin(service), is_hold=False, says=f"ticket {service}")
        for name, service in zip(_KIOSK_KEYS, boxes.SERVICES, strict=True)
    }
    made["h"] = Key(box="kiosk-1", pin=boxes.HELP, is_hold=False, says="help")
    made["H"] = Key(box="kiosk-1", pin=boxes.HELP, is_hold=True, says="no help")
    for box, row in _COUNTER_KEYS.items():
        for name, pin in zip(row, _PINS, strict=True):
            button = boxes.buttons(box)[pin]
            to = "" if button.service is None else f" to {button.service}"
            made[name] = Key(box=box, pin=pin, is_hold=False, says=button.tap + to)
            if button.hold is not None:
                made[name.upper()] = Key(box=box, pin=pin, is_hold=True, says=button.hold)
    return made


def legend() -> str:
    """Return which key presses what, a line for each box."""
    by_box: dict[str, list[str]] = {}
    for name, key in keys().items():
        by_box.setdefault(key.box, []).append(f"{name} {key.says}")
    return "\n".join(f"  {box:<10} {'   '.join(row)}" for box, row in by_box.items())


def press_by_hand(office: DemoOffice, say: Callable[[str], None]) -> None:
    """Let keys press buttons and say what happens, until Ctrl-C or SIGTERM ends it."""
    say(f"The office goes on; its files are in {office.folder}. A capital letter holds a button down. Ctrl-C ends it.")
    say(legend())
    say(f"  technician .venv/bin/antrian --settings {office.settings('technician')} status")
    for name, service in office.services.items():
        threading.Thread(target=_tell, args=(name, service, say), name=f"tell-{name}", daemon=True).start()
    if not sys.stdin.isatty():
        signal.pause()
        return
    known = keys()
    for name in _typed():
        if name in known:
            _press(office, known[name], say)


def _press(office: DemoOffice, key: Key, say: Callable[[str], None]) -> None:
    finger = office.finger(key.box)
    try:
        if key.is_hold:
            finger.hold(key.pin, boxes.HOLD_SECONDS + TAP_SECONDS)
        else:
            finger.press(key.pin)
    except FingerError as error:
        say(str(error))


def _tell(name: str, service: Service, say: Callable[[str], None]) -> None:
    for line in service.record.follow():
        if match := _TELLING.search(line):
            say(f"  {name}: {' '.join(filter(None, match.groupdict().values()))}")


def _typed() -> Iterator[str]:
    """Give each key as it is typed, until Ctrl-D; the terminal is put back as it was."""
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    tty.setcbreak(terminal)
    try:
        while (name := os.read(terminal, 1).decode(errors="replace")) not in ("", "\x04"):
            yield name
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
