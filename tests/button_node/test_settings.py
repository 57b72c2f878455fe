"""What a technician can get wrong is refused at start."""

import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from button_node.settings import NeighbourSettings, Settings, SmallDisplaySettings
from firmware.node.settings import EXIT_SETTINGS, SettingsError, load

KIOSK = """
[box]
name = "kiosk-1"
[[button]]
pin = 17
lamp = 27
press = { command = "TakeTicket", service = "A" }
"""
COUNTER = 'counter = 1\n[box]\nname = "counter-1"\n[[button]]\npin = 17\npress = { command = "CallNext" }\n'
MANUALS_HELP = """# [[button]]
# pin = 26
# lamp = 16
# press = { command = "RequestHelp" }
# hold = { command = "CancelHelp" }
"""
NO_COUNTER = COUNTER.removeprefix("counter = 1\n")

# What is wrong, the file, and what the sentence must say.
WRONG = {
    "two buttons on a pin": (
        KIOSK + '[[button]]\npin = 17\npress = { command = "TakeTicket", service = "F" }\n',
        "pin 17 is used twice",
    ),
    "a door that is no whole path": (
        KIOSK + '[neighbours]\nprinter = "printer.sock"\n',
        "/run/antrian/printer/door.sock",
    ),
    "a door at a counter": (
        COUNTER + '[neighbours]\nprinter = "/run/antrian/printer/door.sock"\n',
        "a counter gives no numbers",
    ),
    "a lamp on a button's pin": (KIOSK.replace("lamp = 27", "lamp = 17"), "pin 17 is used twice"),
    "two lamps on a pin": (
        KIOSK + '[[button]]\npin = 22\nlamp = 27\npress = { command = "TakeTicket", service = "F" }\n',
        "pin 27 is used twice",
    ),
    "a key used twice": (
        KIOSK.replace("pin = 17\nlamp = 27", 'key = "KEY_KP1"')
        + '[[button]]\nkey = "KEY_KP1"\npress = { command = "TakeTicket", service = "F" }\n'
        + '[keypad]\ndevice = "/dev/input/by-id/x"\n',
        "key KEY_KP1 is used twice",
    ),
    "an unknown command": (KIOSK.replace("TakeTicket", "TakeTiket"), "did you mean 'TakeTicket'?"),
    "a command that names a person": (COUNTER.replace("CallNext", "CallTicket"), "Park calls back"),
    "a ticket for no service": (KIOSK.replace(', service = "A"', ""), 'add service = "A"'),
    "a transfer to no service": (COUNTER.replace("CallNext", "Transfer"), "needs the letter of a service"),
    "a call for a service": (COUNTER.replace('"CallNext"', '"CallNext", service = "A"'), "delete 'service'"),
    "priority for a call": (COUNTER.replace('"CallNext"', '"CallNext", priority = true'), "delete 'priority'"),
    "a letter that is none": (KIOSK.replace('"A"', '"a"'), "matching regex"),
    "a counter's command without a counter": (NO_COUNTER, "add 'counter = 1' as the first line"),
    "a counter's hold without a counter": (KIOSK + 'hold = { command = "OpenCounter" }\n', "pin 17 says OpenCounter"),
    "a kiosk that opens the day": (KIOSK + 'hold = { command = "OpenDay" }\n', "type: antrian day open"),
    "a kiosk that closes the day": (KIOSK + 'hold = { command = "CloseDay" }\n', "put it on a counter's button"),
    "a hold without a press": (KIOSK.replace("press", "hold"), "a hold but no press"),
    "a button that does nothing": (re.sub("press.*", "", KIOSK), "pin 17 does nothing"),
    "a button that is nowhere": (KIOSK.replace("pin = 17\n", ""), "give 'pin' or 'key'"),
    "a button that is twice": (KIOSK.replace("pin = 17", 'pin = 17\nkey = "KEY_KP1"'), "one of them only"),
    "no button": ('[box]\nname = "kiosk-1"\n', "add a [[button]]"),
    "a key without a keypad": (KIOSK.replace("pin = 17", 'key = "KEY_KP1"'), "Add [keypad] with its device"),
    "a keypad without a key": (KIOSK + '[keypad]\ndevice = "/dev/input/by-id/x"\n', "no [[button]] has a 'key'"),
    "a pin that no Pi has": (KIOSK.replace("pin = 17", "pin = 41"), "<= 27"),
    "a misspelt setting": (KIOSK + "[panel]\nlock_out_seconds = 3.0\n", "did you mean 'lockout_seconds'?"),
    "a hold shorter than a bounce": (KIOSK + "[panel]\nhold_seconds = 0.04\n", "must be shorter than hold_seconds"),
    "a control socket with real pins": (KIOSK + '[panel]\ncontrol = "/tmp/x.sock"\n', "drives mock pins only"),
    "help that is taken back but never asked for": (
        KIOSK + '[[button]]\npin = 22\npress = { command = "CancelHelp" }\n',
        'add press = { command = "RequestHelp" }',
    ),
    "a counter that asks for help": (COUNTER.replace("CallNext", "RequestHelp"), "an officer says AnswerHelp"),
    "a counter that takes help back": (
        COUNTER + 'hold = { command = "CancelHelp" }\n',
        "pin 17 says CancelHelp, which a visitor says",
    ),
    "a kiosk that answers help": (KIOSK + 'hold = { command = "AnswerHelp" }\n', "pin 17 says AnswerHelp"),
    "help for a service": (KIOSK.replace("TakeTicket", "RequestHelp"), "delete 'service'"),
    "a small display at a kiosk": (KIOSK + "[small_display]\n", "shows what a counter does"),
    "a small display of another kind": (COUNTER + '[small_display]\ndriver = "sh1106"\n', "sh1106"),
    "a small display on its side": (COUNTER + "[small_display]\nrotate = 1\n", "rotate"),
    "a lamp that nobody would see": (KIOSK + "[panel]\nlamp_level = 0.1\n", "lamp_level"),
    "pins of another kind": (KIOSK + '[panel]\npins = "rpigpio"\n', "rpigpio"),
}


def parse(folder: Path, text: str) -> Settings:
    """Return the settings in a file with this text."""
    path = folder / "button.toml"
    path.write_text(text, encoding="utf-8")
    return load(path, Settings)


@pytest.mark.parametrize(("text", "sentence"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_refused_with_what_to_change(tmp_path: Path, text: str, sentence: str) -> None:
    """Each mistake gets a sentence of its own that names the button or the key."""
    with pytest.raises(SettingsError, match=re.escape(sentence)):
        parse(tmp_path, text)


@pytest.mark.parametrize("text", [KIOSK, COUNTER])
def test_what_is_right_is_taken(tmp_path: Path, text: str) -> None:
    """The files that the mistakes are made from have none."""
    assert parse(tmp_path, text).button[0].contact == 17


@pytest.mark.parametrize(
    "mistake",
    [
        "two buttons on a pin",
        "a misspelt setting",
        "a counter's command without a counter",
        "a kiosk that opens the day",
    ],
)
def test_the_box_does_not_start_with_wrong_settings(tmp_path: Path, mistake: str) -> None:
    """It ends with status 78, which systemd does not answer with a restart, and says why; nothing starts half."""
    text, sentence = WRONG[mistake]
    path, state = tmp_path / "button.toml", tmp_path / "state"
    path.write_text(text.replace("[box]", f'[box]\nstate = "{state}"'), encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "button_node", "--settings", str(path)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode == EXIT_SETTINGS
    assert sentence in ended.stderr
    assert str(path) in ended.stderr
    assert not state.exists()


def test_without_the_pins_of_a_pi_the_box_says_so(tmp_path: Path, tls: Path) -> None:
    """Wrong hardware is no wrong settings: status 1, so that systemd tries again, and one sentence."""
    path = tmp_path / "button.toml"
    chip = '[panel]\nchip = "no-such-chip"\n'
    path.write_text(KIOSK.replace("[box]", f'[box]\nstate = "{tmp_path}"\ntls = "{tls}"') + chip, encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "button_node", "--settings", str(path)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode == 1
    assert "lgpio" in ended.stderr or "no gpiochip called no-such-chip" in ended.stderr
    assert "Traceback" not in ended.stderr


def manual() -> str:
    """Return the file that ships."""
    return (files("button_node") / "button.toml").read_text(encoding="utf-8")


def manuals_counter() -> str:
    """Return the counter at its end, uncommented as it says."""
    text = manual().split("delete everything above", 1)[1].split("\n", 1)[1]
    return "\n".join(line.removeprefix("#").removeprefix(" ") for line in text.splitlines())


def test_the_manual_is_a_kiosk(tmp_path: Path) -> None:
    """The file that ships is taken as it stands."""
    settings = parse(tmp_path, manual())
    assert (settings.counter, len(settings.button)) == (None, 2)


def test_the_manuals_counter_is_a_counter(tmp_path: Path) -> None:
    """The five buttons at its end are taken once they are uncommented as it says."""
    settings = parse(tmp_path, manuals_counter())
    said = [[action.command for action in button.actions] for button in settings.button]
    assert settings.counter == 1
    assert said == [
        ["CallNext"],
        ["Recall", "OpenCounter"],
        ["MarkNoShow"],
        ["Finish", "CloseCounter"],
        ["Transfer", "Park"],
    ]


def test_the_manuals_other_holds_are_taken_too(tmp_path: Path) -> None:
    """What stands commented out in the counter and in the kiosk works as soon as it is uncommented."""
    counter = parse(
        tmp_path, manuals_counter().replace('# hold = { command = "OpenDay" }', 'hold = { command = "OpenDay" }')
    )
    assert [action.command for action in counter.button[2].actions] == ["MarkNoShow", "OpenDay"]
    example = manual().split("A hold is a second thing", 1)[1].split("\n", 1)[1].split("\n\n", 1)[0]
    kiosk = parse(tmp_path, KIOSK + "\n".join(line.removeprefix("# ") for line in example.splitlines()))
    assert [action.service for action in kiosk.button[1].actions] == ["F", "F"]


@pytest.mark.parametrize("table", ["box", "panel"])
def test_the_manuals_defaults_are_the_defaults(tmp_path: Path, table: str) -> None:
    """A value that is commented out in the manual is the one that holds; paths and chips stand for None."""
    text = manual().split("\n[" + table + "]\n", 1)[1].split("\n[", 1)[0]
    settings = parse(tmp_path, KIOSK)
    shown = dict(re.findall(r"^# (\w+) = ([\d.]+|\"[^\"]*\")", text, re.MULTILINE))
    held = {key: getattr(getattr(settings, table), key) for key in shown}
    assert held
    assert {key: value for key, value in held.items() if value is not None} == {
        key: value.strip('"') if value.startswith('"') else float(value)
        for key, value in shown.items()
        if held[key] is not None
    }


def test_the_manuals_neighbours_are_taken(tmp_path: Path) -> None:
    """What stands commented out works as soon as it is uncommented; as shipped a kiosk has none."""
    text = manual()
    assert parse(tmp_path, text).neighbours == NeighbourSettings()
    for name in ("printer", "display"):
        text = text.replace(f"# {name} = ", f"{name} = ")
    shown = NeighbourSettings(printer="/run/antrian/printer/door.sock", display="/run/antrian/display/door.sock")
    assert parse(tmp_path, text).neighbours == shown


def test_asking_for_help_can_be_taken_back_at_once(tmp_path: Path) -> None:
    """A hold right behind a press counts; drumming asks once all the same, because the hub keeps one call a kiosk."""
    text = manual().replace(MANUALS_HELP, MANUALS_HELP.replace("# ", ""))
    settings = parse(tmp_path, text)
    (button,) = [one for one in settings.button if one.pin == 26]
    timing = button.timing(settings.panel)
    assert (timing.lockout_seconds, timing.hold_lockout_seconds, timing.hold_seconds) == (0.0, 0.0, 1.0)


def test_the_manuals_small_display_is_taken(tmp_path: Path) -> None:
    """What stands commented out is what a counter gets that only names the table."""
    text = manual()
    table = text[text.index("# [small_display]") :].split("\n\n")[0].replace("# [", "[")
    for key in ("driver", "port", "address", "rotate", "contrast"):
        table = table.replace(f"# {key}", key)
    assert parse(tmp_path, COUNTER + table).small_display == SmallDisplaySettings()
    assert parse(tmp_path, COUNTER).small_display is None


def test_only_tickets_and_calls_lock_their_button(tmp_path: Path) -> None:
    """A visitor's second ticket is not meant, nor an officer's second call; a second recall is."""
    kiosk, counter = parse(tmp_path, KIOSK), parse(tmp_path, manuals_counter())
    assert kiosk.button[0].timing(kiosk.panel).lockout_seconds == 3.0
    timings = [button.timing(counter.panel) for button in counter.button]
    assert [one.lockout_seconds for one in timings] == [1.5, 0.0, 0.0, 0.0, 0.0]
    assert [one.hold_lockout_seconds for one in timings] == [0.0, 0.0, 0.0, 0.0, 1.5]
    assert [one.hold_seconds for one in timings] == [None, 1.0, None, 1.0, 1.0]
