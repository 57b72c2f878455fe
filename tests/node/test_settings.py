"""Settings become values at the door, or a sentence that says what to change."""

import subprocess
import sys
from pathlib import Path

import pytest
from msgspec import Struct

from firmware.node.settings import EXIT_SETTINGS, BoxSettings, SettingsError, load


class Lamp(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table in an array of tables."""

    pin: int
    lock_seconds: float = 3.0

    def __post_init__(self) -> None:
        """Refuse a pin that no Pi has."""
        if not 0 <= self.pin <= 27:
            raise ValueError(f"pin {self.pin} is not a GPIO of a Pi: 0 to 27")


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings of a box with one table of its own."""

    box: BoxSettings
    lamp: tuple[Lamp, ...] = ()


def written(folder: Path, text: str) -> Path:
    """Return a settings file with this text."""
    path = folder / "box.toml"
    path.write_text(text, encoding="utf-8")
    return path


def complaint(folder: Path, text: str) -> str:
    """Return the sentence with which this text is refused."""
    with pytest.raises(SettingsError) as caught:
        load(written(folder, text), Settings)
    return str(caught.value)


def test_a_good_file_becomes_a_value(tmp_path: Path) -> None:
    """What is not said has its default."""
    settings = load(written(tmp_path, '[box]\nname = "kiosk-1"\n[[lamp]]\npin = 17\n'), Settings)
    assert settings.box == BoxSettings(name="kiosk-1", broker="hub.local", port=8883)
    assert settings.lamp == (Lamp(pin=17, lock_seconds=3.0),)


def test_an_unknown_key_is_refused_with_the_nearest_known_name(tmp_path: Path) -> None:
    """A misspelt key is never silently ignored."""
    sentence = complaint(tmp_path, '[box]\nname = "kiosk-1"\n[[lamp]]\npin = 17\nlock_second = 1\n')
    assert "unknown key 'lock_second'; did you mean 'lock_seconds'?" in sentence
    assert "lamp[0]" in sentence


def test_an_unknown_key_like_no_other_is_to_be_deleted(tmp_path: Path) -> None:
    """Where no known name is near, none is suggested."""
    assert "unknown key 'zzzzzz'; delete it" in complaint(tmp_path, '[box]\nname = "kiosk-1"\nzzzzzz = 1\n')


def test_a_wrong_type_names_file_and_key(tmp_path: Path) -> None:
    """The sentence says where to look."""
    sentence = complaint(tmp_path, '[box]\nname = "kiosk-1"\nport = "8883"\n')
    assert sentence.startswith(str(tmp_path / "box.toml"))
    assert "[box.port]" in sentence


def test_a_key_that_is_needed_and_missing_is_named(tmp_path: Path) -> None:
    """A box without a name does not start."""
    assert "name" in complaint(tmp_path, "[box]\n")


def test_a_name_that_cannot_be_a_topic_is_refused(tmp_path: Path) -> None:
    """Slashes and wildcards would reach into other boxes' topics."""
    for name in ("kiosk/1", "kiosk+", "#", "Kiosk-1", "kiosk-", ""):
        assert "[box.name]" in complaint(tmp_path, f'[box]\nname = "{name}"\n')


def test_a_value_that_the_struct_refuses_keeps_its_sentence(tmp_path: Path) -> None:
    """What `__post_init__` says reaches the technician."""
    assert "pin 99 is not a GPIO of a Pi" in complaint(tmp_path, '[box]\nname = "a"\n[[lamp]]\npin = 99\n')


def test_broken_toml_names_the_line(tmp_path: Path) -> None:
    """The TOML parser's line is kept."""
    sentence = complaint(tmp_path, '[box]\nname = "kiosk-1\n')
    assert "not TOML" in sentence
    assert "line 2" in sentence


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    """Latin-1 from a Windows editor is a sentence, not a traceback."""
    path = tmp_path / "box.toml"
    path.write_bytes(b'[box]\nname = "caf\xe9"\n')
    with pytest.raises(SettingsError, match="not TOML"):
        load(path, Settings)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The path and the question whether it exists."""
    with pytest.raises(SettingsError, match=r"none\.toml: No such file"):
        load(tmp_path / "none.toml", Settings)


def test_a_box_with_bad_settings_ends_with_status_78(tmp_path: Path) -> None:
    """EX_CONFIG: systemd does not restart on it, and the sentence is all that is printed."""
    code = (
        "from firmware.node.program import run; from firmware.node.settings import BoxSettings;"
        "run(BoxSettings, print, prog='box', description='a box')"
    )
    path = written(tmp_path, 'nam = "kiosk-1"\n')
    ended = subprocess.run(
        [sys.executable, "-c", code, "--settings", path], capture_output=True, text=True, check=False
    )
    assert ended.returncode == EXIT_SETTINGS == 78
    assert ended.stderr == f"box: {path}: unknown key 'nam'; did you mean 'name'?\n"


def test_an_option_of_the_boxs_own_reaches_its_main(tmp_path: Path) -> None:
    """What only one box understands is no business of the others."""
    code = (
        "from firmware.node.program import run; from firmware.node.settings import BoxSettings;"
        "run(BoxSettings, lambda settings, again: print(settings.name, again), prog='box', description='a box',"
        " add=lambda parser: parser.add_argument('--again', action='store_true'))"
    )
    path = written(tmp_path, 'name = "kiosk-1"\n')
    argv = [sys.executable, "-c", code, "--settings", path, "--again"]
    ended = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert ended.stdout == "kiosk-1 True\n", ended.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[box]\nname = "kiosk-1"\nbroker = "hub\\u200b.local"\n',
            "[box.broker]: U+200B (zero width space) after 'hub' is nothing that can be read; delete it",
        ),
        ('[box]\nname = "kiosk-1"\n"\\u001b[2J" = 1\n', "[box]: U+001B (a control character) at its beginning"),
        ('[[lamp]]\npin = "\\u202e17"\n', "[lamp[0].pin]: U+202E (right-to-left override)"),
        (
            '[box]\nstate = """\n/var/lib"""\n[[lamp]]\n"a\\nb" = 1\n',
            "[lamp[0]]: U+000A (a control character) after 'a'",
        ),
    ],
)
def test_text_that_nobody_can_see_is_refused(tmp_path: Path, text: str, said: str) -> None:
    """Nobody finds it in an editor: the sentence says what it is, where, and what to do."""
    assert said in complaint(tmp_path, text)
