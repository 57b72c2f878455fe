"""What a button box is: which contact asks for what, and where its lamp is.

Everything that a technician can get wrong is refused here, before anything starts, with a sentence that says what to
change: a kiosk whose second button silently does nothing is found by visitors.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Literal, cast

from msgspec import Meta, Struct

from button_node.action import Action
from button_node.gesture import Contact, Timing
from firmware.messages.names import CounterNumber
from firmware.node.settings import BoxSettings

Pin = Annotated[int, Meta(ge=2, le=27)]
KeyName = Annotated[str, Meta(pattern=r"^KEY_[A-Z0-9_]+\Z")]
Seconds = Annotated[float, Meta(gt=0, le=3600)]
LockOut = Annotated[float, Meta(ge=0, le=60)]


class PanelSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `[panel]` table: how the box reaches its pins, and how it reads a finger. All times in seconds.

    `chip` is the label of the gpiochip (default: the header of any Pi); `control` the path of the socket that drives
    mock pins (default: `pins.sock` in the state folder). Two lock-outs: one against a second ticket, one against a
    second call. `together_seconds` is how soon after a press another button belongs to the same hand. `lamp_level` is
    how bright a lit lamp is, of 1.
    """

    pins: Literal["lgpio", "mock"] = "lgpio"
    chip: str | None = None
    control: str | None = None
    bounce_seconds: Seconds = 0.05
    lockout_seconds: LockOut = 3.0
    call_lockout_seconds: LockOut = 1.5
    hold_seconds: Seconds = 1.0
    stuck_seconds: Seconds = 30.0
    together_seconds: Annotated[float, Meta(ge=0, le=2)] = 0.3
    lamp_level: Annotated[float, Meta(ge=0.2, le=1)] = 1.0

    def lockout(self, action: Action | None) -> float:
        """Return for how long nothing is taken from a button after this."""
        if action is None:
            return 0.0
        if action.command == "TakeTicket":
            return self.lockout_seconds
        return self.call_lockout_seconds if action.may_call else 0.0

    def __post_init__(self) -> None:
        if not self.bounce_seconds < self.hold_seconds < self.stuck_seconds:
            raise ValueError("bounce_seconds must be shorter than hold_seconds, and that shorter than stuck_seconds")
        if self.control is not None and self.pins != "mock":
            raise ValueError("'control' drives mock pins only: delete it, or set pins = \"mock\"")


class KeypadSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `[keypad]` table: the USB keypad whose keys are buttons. Use the name under /dev/input/by-id/."""

    device: str


class ButtonSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One `[[button]]`: a BCM `pin` or a keypad's `key`, its `lamp` (a BCM pin), and what a press or a hold does."""

    pin: Pin | None = None
    key: KeyName | None = None
    lamp: Pin | None = None
    press: Action | None = None
    hold: Action | None = None

    def __post_init__(self) -> None:
        if (self.pin is None) == (self.key is None):
            raise ValueError("a button is either on a pin or on a keypad: give 'pin' or 'key', and one of them only")
        if self.press is None and self.hold is not None:
            raise ValueError(f"{self.name} has a hold but no press: a short press would do nothing; add 'press'")
        if self.press is None:
            raise ValueError(f'{self.name} does nothing: add press = {{ command = "TakeTicket", service = "A" }}')

    @property
    def contact(self) -> Contact:
        """What its edges are called."""
        return cast(Contact, self.pin if self.key is None else self.key)

    @property
    def name(self) -> str:
        """What a technician calls it: "pin 17" or "key KEY_KP1"."""
        return f"pin {self.pin}" if self.key is None else f"key {self.key}"

    @property
    def actions(self) -> tuple[Action, ...]:
        """What it can ask for."""
        return tuple(action for action in (self.press, self.hold) if action is not None)

    @property
    def may_resume(self) -> bool:
        """True where it can call back somebody whom the counter has set aside."""
        return any(action.command == "Park" for action in self.actions)

    @property
    def gives_tickets(self) -> bool:
        """True where a press or a hold gives a number."""
        return any(action.command == "TakeTicket" for action in self.actions)

    @property
    def may_answer_help(self) -> bool:
        """True where it can send the officer to somebody who asks for help."""
        return any(action.may_answer_help for action in self.actions)

    def timing(self, panel: PanelSettings) -> Timing:
        """Return how its finger is read. Tickets and calls lock it; only one with a hold waits."""
        return Timing(
            bounce_seconds=panel.bounce_seconds,
            lockout_seconds=panel.lockout(self.press),
            hold_lockout_seconds=panel.lockout(self.hold),
            hold_seconds=None if self.hold is None else panel.hold_seconds,
            stuck_seconds=panel.stuck_seconds,
        )


class NeighbourSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `[neighbours]` table of a kiosk: the doors of the boxes of the same Pi that can show a number."""

    printer: str | None = None
    display: str | None = None

    def __post_init__(self) -> None:
        for name, door in (("printer", self.printer), ("display", self.display)):
            if door is not None and not door.startswith("/"):
                raise ValueError(f"{name} {door!r} is not a whole path, such as /run/antrian/{name}/door.sock")


class SmallDisplaySettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `[small_display]` table of a counter: a small OLED beside the buttons.

    `driver` is "ssd1306" (128 x 64 dots on I2C) or "png", which draws into small-display.png in the state folder.
    `rotate` turns the picture by so many quarters, 2 where the glass is mounted upside down; `contrast` is 0 to 255.
    """

    driver: Literal["ssd1306", "png"] = "ssd1306"
    port: Annotated[int, Meta(ge=0, le=99)] = 1
    address: Annotated[int, Meta(ge=0x08, le=0x77)] = 0x3C
    rotate: Literal[0, 2] = 0
    contrast: Annotated[int, Meta(ge=0, le=255)] = 127


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file. With `counter` the box stands on that counter, without it is a kiosk."""

    box: BoxSettings
    button: tuple[ButtonSettings, ...] = ()
    counter: CounterNumber | None = None
    panel: PanelSettings = PanelSettings()
    keypad: KeypadSettings | None = None
    neighbours: NeighbourSettings = NeighbourSettings()
    small_display: SmallDisplaySettings | None = None

    def __post_init__(self) -> None:
        if not self.button:
            raise ValueError("no button: add a [[button]] with its pin and what a press does")
        pins = [pin for button in self.button for pin in (button.pin, button.lamp) if pin is not None]
        if (twice := _twice(pins)) is not None:
            raise ValueError(f"pin {twice} is used twice; each button and each lamp needs a BCM pin of its own")
        keys = [button.key for button in self.button if button.key is not None]
        if (twice := _twice(keys)) is not None:
            raise ValueError(f"key {twice} is used twice; each key is one button")
        self._check_keypad(keys)
        self._check_counter()

    def _check_keypad(self, keys: list[str]) -> None:
        if keys and self.keypad is None:
            raise ValueError(f"{keys[0]} is on a keypad, but which? Add [keypad] with its device")
        if self.keypad is not None and not keys:
            raise ValueError("[keypad] is there, but no [[button]] has a 'key'")

    def _check_counter(self) -> None:
        if self.counter is None:
            self._check_kiosk()
            return
        if self.neighbours != NeighbourSettings():
            raise ValueError("a counter gives no numbers: delete [neighbours], or 'counter' if this is a kiosk")
        for button, action in self._actions():
            if action.is_of_help:
                raise ValueError(
                    f"{button.name} says {action.command}, which a visitor says at a kiosk: "
                    "an officer says AnswerHelp; or delete 'counter' if this is a kiosk"
                )

    def _check_kiosk(self) -> None:
        if self.small_display is not None:
            raise ValueError(
                "[small_display] shows what a counter does: add 'counter = 1' as the first line, or delete it"
            )
        for button, action in self._actions():
            if action.is_of_counter:
                raise ValueError(
                    f"{button.name} says {action.command}, which is done at a counter: "
                    "add 'counter = 1' as the first line, with the number of the counter"
                )
            if action.is_of_day:
                raise ValueError(
                    f"{button.name} says {action.command}, which a kiosk in the hall may not: "
                    f"put it on a counter's button, or type: antrian day {action.command[:-3].lower()}"
                )
        said = {action.command for _, action in self._actions()}
        if "CancelHelp" in said and "RequestHelp" not in said:
            raise ValueError(
                'CancelHelp takes back what no button can ask for: add press = { command = "RequestHelp" } beside it'
            )

    def _actions(self) -> Iterable[tuple[ButtonSettings, Action]]:
        return ((button, action) for button in self.button for action in button.actions)


def _twice(values: Iterable[Contact]) -> Contact | None:
    return next((value for value, count in Counter(values).items() if count > 1), None)
