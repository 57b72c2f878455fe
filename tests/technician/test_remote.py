"""Typing on another Pi, with an ssh that is a script: what it is told, and how its failures read."""

from pathlib import Path

import pytest

from firmware.technician.faults import BoxSilent, NotDone
from firmware.technician.remote import Remote


@pytest.fixture
def ssh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program `ssh` that a test writes; before any other on the PATH."""
    path = tmp_path / "bin" / "ssh"
    path.parent.mkdir()
    monkeypatch.setenv("PATH", f"{path.parent}:/usr/bin:/bin")
    return path


def does(ssh: Path, script: str) -> None:
    """Say what `ssh` does."""
    ssh.write_text(f"#!/bin/sh\n{script}\n")
    ssh.chmod(0o755)


def test_words_arrive_as_they_were_typed_and_nobody_is_asked_for_a_password(ssh: Path) -> None:
    """A shell over there reads the words once more, so they are quoted; what is said goes in by stdin."""
    does(ssh, 'for word in "$@"; do echo "$word"; done; cat')
    told = Remote("pi@kiosk-1.local", ["Port=2222"]).run("enroll", "a b", "--host", "$HOME", said=b"answer")
    assert told.decode().splitlines() == [
        *("-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "-o", "Port=2222", "--", "pi@kiosk-1.local"),
        "sudo -n antrian enroll 'a b' --host '$HOME'",
        "answer",
    ]


def test_a_no_over_there_is_told_in_its_own_words(ssh: Path) -> None:
    """With the Pi that says it, and without what could move a terminal's cursor."""
    does(ssh, "echo 'Warning: something' >&2; printf 'antrian: the stick\\033[2J is full\\n' >&2; exit 1")
    with pytest.raises(NotDone, match=r"^pi@hub: the stick\[2J is full$"):
        Remote("pi@hub").run("version")


def test_a_pi_that_cannot_be_reached_is_told_apart(ssh: Path) -> None:
    """Status 69, and what to try by hand."""
    does(ssh, "echo 'ssh: Could not resolve hostname kiosk-9' >&2; exit 255")
    with pytest.raises(BoxSilent, match=r"no way to pi@kiosk-9 \(ssh: Could not resolve.*by hand: ssh pi@kiosk-9"):
        Remote("pi@kiosk-9").run("version")


@pytest.mark.parametrize("target", ["", "-oProxyCommand=reboot", "pi@kiosk 1"])
def test_what_is_no_address_is_never_given_to_ssh(ssh: Path, target: str) -> None:
    """It would be taken for an option."""
    does(ssh, "exit 0")
    with pytest.raises(NotDone, match="is no USER@HOST"):
        Remote(target)


def test_a_machine_without_ssh_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small Debian has none."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotDone, match="openssh-client"):
        Remote("pi@hub")
