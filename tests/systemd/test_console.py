"""What a keyboard can do to a Pi without logging in: nothing, in words that systemd knows."""

from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "systemd" / "console"
# Debian's own file names every key with its default.
LOGIND = Path("/etc/systemd/logind.conf")


def words(path: Path) -> dict[str, str]:
    """Return the keys and values of a file of settings."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if "=" in line and not line.startswith("#")]
    return {key.strip(): value.strip() for key, _, value in (line.partition("=") for line in lines)}


def test_no_key_of_a_keyboard_reaches_the_kernel() -> None:
    """Alt+SysRq does nothing, and Ctrl+Alt+Del is left to a target of systemd's that is masked."""
    assert words(SOURCE / "sysctl.conf") == {"kernel.sysrq": "0", "kernel.ctrl-alt-del": "0"}


def test_logind_knows_each_word() -> None:
    """No login prompt on another screen, no key that turns a Pi off."""
    if not LOGIND.exists():
        pytest.skip("no logind.conf of Debian's here to compare with: apt-get install systemd")
    known = {line.lstrip("#").partition("=")[0] for line in LOGIND.read_text(encoding="utf-8").splitlines()}
    ours = words(SOURCE / "logind.conf")
    assert set(ours) - known == set()
    assert (ours["NAutoVTs"], ours["ReserveVT"]) == ("0", "0")
