"""The units as systemd reads them, and the promises that tie them to the code."""

import importlib.util
from pathlib import Path

import msgspec
import pytest

from firmware.demo.supervisor import RESTART_SECONDS
from firmware.hub.estimating import OOM_SCORE
from firmware.hub.settings import RecoveryTable
from firmware.node.box import WATCHDOG_SECONDS
from firmware.node.settings import EXIT_SETTINGS
from tests.systemd.unit_files import BROKER, COMMON, INSTALLED_PYTHON, SOURCE, UNITS, ask, gather, settings


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units beside Debian's own for mosquitto."""
    return gather(tmp_path / "units")


def verify(folder: Path) -> str:
    """Return all that systemd says of the units in the folder. Its exit status is 0 even for a key it ignores."""
    names = [str(path) for path in sorted(folder.glob("*.service"))]
    answer = ask("systemd-analyze", "verify", "--man=no", *names)
    return answer.stdout + answer.stderr + ("" if answer.returncode == 0 else f"exit status {answer.returncode}")


def test_systemd_has_nothing_to_say_of_the_units(units: Path) -> None:
    """`systemd-analyze verify` is silent for every unit, with what they share and with our words on mosquitto."""
    assert verify(units) == ""


@pytest.mark.parametrize(
    "file", [*(unit.name for unit in UNITS), "antrian-.service.d/box.conf", "mosquitto.service.d/antrian.conf"]
)
def test_a_misspelt_key_is_found(units: Path, file: str) -> None:
    """The check reads every file: a key that nobody knows is told with its file."""
    with (units / file).open("a", encoding="utf-8") as unit:
        unit.write("\n[Service]\nWatchdogSeconds=15\n")
    assert "Unknown key 'WatchdogSeconds'" in verify(units)


def test_every_role_has_a_unit() -> None:
    """What an office runs: the hub, button boxes, printer boxes and display boxes."""
    assert [unit.stem for unit in UNITS] == ["antrian-button", "antrian-display", "antrian-hub", "antrian-printer"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_starts_a_program_that_exists_with_settings_of_its_own(unit: Path) -> None:
    """The module can be run and the settings file is named after the box."""
    command = settings(unit)["ExecStart"].split()
    # Nothing that lies in a folder where it is started counts as a part of it.
    assert command[:3] == [INSTALLED_PYTHON, "-P", "-m"]
    assert importlib.util.find_spec(f"{command[3]}.__main__") is not None
    assert command[4:] == ["--settings", f"/etc/antrian/{unit.stem.removeprefix('antrian-')}.toml"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_repeats_no_key_of_what_all_share(unit: Path) -> None:
    """What all share is read last and would win in silence; paths that nothing may be run from add up."""
    assert not set(settings(unit)) & set(settings(COMMON)) - {"Description", "NoExecPaths"}


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_each_box_has_its_own_state_folder(unit: Path) -> None:
    """Two boxes on one Pi never share an outbox."""
    assert settings(unit)["StateDirectory"] == unit.stem.replace("antrian-", "antrian/")


def test_a_box_is_started_again_for_ever_but_not_with_bad_settings() -> None:
    """Any end brings a restart, without a limit; status 78 does not."""
    common = settings(COMMON)
    assert (common["Restart"], common["StartLimitIntervalSec"]) == ("always", "0")
    assert common["RestartPreventExitStatus"] == str(EXIT_SETTINGS)


def test_the_watchdog_waits_for_many_beats_of_the_loop() -> None:
    """A slow SD card is not a hung box: at least ten beats may be late."""
    assert float(settings(COMMON)["WatchdogSec"]) >= 10 * WATCHDOG_SECONDS


def test_a_hub_that_mends_its_journal_is_not_killed_for_it() -> None:
    """It is ready only afterwards; the longest wait for silent boxes that `hub.toml` may say takes half of the time."""
    longest = msgspec.json.schema(RecoveryTable)["$defs"]["RecoveryTable"]["properties"]["seconds"]["maximum"]
    timeout = settings(SOURCE / "antrian-hub.service")["TimeoutStartSec"]
    assert int(timeout.removesuffix("min")) * 60 >= 2 * longest


def test_memory_that_runs_out_ends_no_hub_with_its_estimator() -> None:
    """The kernel kills a process of the unit; systemd would then stop all the others of it."""
    hub = settings(SOURCE / "antrian-hub.service")
    assert hub["OOMPolicy"] == "continue"
    assert int(hub["OOMScoreAdjust"]) < 0 < int(OOM_SCORE)


def test_the_demo_restarts_as_fast_as_systemd_does() -> None:
    """What the demo measures of a kill is what an office sees."""
    assert settings(COMMON)["RestartSec"] == f"{round(RESTART_SECONDS * 1000)}ms"


def test_the_broker_is_started_with_the_settings_that_are_made_for_it() -> None:
    """Our words on mosquitto name the file that `firmware.node.broker_files` writes on a hub, and it comes back too."""
    ours = settings(BROKER)
    assert ours["ExecStart"] == "/usr/sbin/mosquitto -c /etc/antrian/broker/mosquitto.conf"
    assert (ours["Restart"], ours["StartLimitIntervalSec"]) == ("always", "0")


def test_the_broker_may_hold_as_many_connections_as_its_settings_say() -> None:
    """Each is an open file, and its own files come on top; mosquitto would refuse the rest without a word."""
    shipped = (SOURCE.parent / "broker_config" / "mosquitto.conf").read_text(encoding="utf-8")
    connections = next(line for line in shipped.splitlines() if line.startswith("max_connections "))
    assert int(settings(BROKER)["LimitNOFILE"]) >= int(connections.split()[1]) + 100
