"""Restarting what reads a new certificate, with a systemctl that is a script."""

from pathlib import Path

import pytest

from firmware.technician.faults import NotDone
from firmware.technician.units import restart


@pytest.fixture
def systemctl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that notes its words, and ends as the files beside it say: 0 unless told."""
    path = tmp_path / "systemctl"
    path.write_text('#!/bin/sh\necho "$@" >>"$0.log"\nread status <"$0.$1" || status=0\nexit "$status"\n')
    path.chmod(0o755)
    for word in ("is-enabled", "restart"):
        path.with_name(f"systemctl.{word}").write_text("0\n")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return path


def test_a_unit_that_this_pi_starts_is_started_again(systemctl: Path, tmp_path: Path) -> None:
    """Also one that had given up for want of a certificate."""
    assert restart("antrian-button", tmp_path)
    assert (
        systemctl.with_name("systemctl.log").read_text()
        == "is-enabled --quiet antrian-button\nrestart antrian-button\n"
    )


def test_a_unit_that_nobody_has_enabled_stays_down(systemctl: Path, tmp_path: Path) -> None:
    """The box is being set up, and comes when it is told to."""
    systemctl.with_name("systemctl.is-enabled").write_text("1\n")
    assert not restart("antrian-button", tmp_path)


@pytest.mark.usefixtures("systemctl")
def test_where_systemd_does_not_run_nothing_is_restarted(tmp_path: Path) -> None:
    """A container, or a Pi's card in another machine."""
    assert not restart("antrian-button", tmp_path / "none")


def test_a_unit_that_does_not_come_up_is_told(systemctl: Path, tmp_path: Path) -> None:
    """The certificates are in place all the same."""
    systemctl.with_name("systemctl.restart").write_text("1\n")
    with pytest.raises(NotDone, match="all is in place, but mosquitto does not start; see: systemctl status mosquitto"):
        restart("mosquitto", tmp_path)
