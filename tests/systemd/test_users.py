"""The users and the folder that the units need, made in an empty root as on a Pi."""

import os
import re
import shutil
from pathlib import Path

import pytest

from tests.systemd.unit_files import BROKER, COMMON, SOURCE, UNITS, ask, listed, settings

DEBIAN_GROUPS = Path("/usr/lib/sysusers.d/basic.conf")
MEETING_PLACE = Path("run/antrian")
DOORS = ("display", "printer")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root with Debian's own users, ours and the folder; systemd had nothing to complain of."""
    folder = tmp_path_factory.mktemp("root")
    for part in ("etc", "run", "usr/lib/sysusers.d", "usr/lib/tmpfiles.d"):
        (folder / part).mkdir(parents=True)
    shutil.copy(DEBIAN_GROUPS, folder / "usr/lib/sysusers.d")
    shutil.copy(SOURCE / "sysusers.conf", folder / "usr/lib/sysusers.d" / "antrian.conf")
    shutil.copy(SOURCE / "tmpfiles.conf", folder / "usr/lib/tmpfiles.d" / "antrian.conf")
    users = ask("systemd-sysusers", f"--root={folder}")
    made = [line for line in users.stderr.splitlines() if not line.startswith("Creating ")]
    assert (users.returncode, made) == (0, [])
    folders = ask("systemd-tmpfiles", f"--root={folder}", "--create", "antrian.conf")
    # Only root may give a folder to root.
    assert folders.stderr == "" or (os.geteuid() != 0 and "failed: Operation not permitted" in folders.stderr)
    return folder


def entries(root: Path, file: str) -> dict[str, list[str]]:
    """Return the lines of `passwd` or `group` by their first field."""
    return {line.split(":")[0]: line.split(":")[1:] for line in (root / "etc" / file).read_text().splitlines()}


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_the_user_of_a_unit_is_there(root: Path, unit: Path) -> None:
    """Nobody logs in as it, and its group is the one that all boxes share."""
    _password, _uid, gid, _name, home, shell = entries(root, "passwd")[settings(unit)["User"]]
    assert gid == entries(root, "group")[settings(COMMON)["Group"]][1]
    assert (home, shell) == ("/", "/usr/sbin/nologin")


def test_each_unit_runs_as_a_user_of_its_own(root: Path) -> None:
    """What one box keeps, another one that was taken over cannot read; the state folder is for its user only."""
    uids = [entries(root, "passwd")[settings(unit)["User"]][1] for unit in UNITS]
    assert len(set(uids)) == len(UNITS)
    assert "0" not in uids
    assert (settings(COMMON)["StateDirectoryMode"], settings(COMMON)["UMask"]) == ("0700", "0077")
    assert settings(BROKER)["User"] == "mosquitto"


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_every_group_that_a_unit_names_is_there(root: Path, unit: Path) -> None:
    """A unit that names one that is missing does not start."""
    assert set(listed(unit, "SupplementaryGroups")) <= set(entries(root, "group"))


def test_each_door_has_a_folder_that_is_its_boxs_own(root: Path) -> None:
    """No other box writes, locks or lists there; who comes to doors passes through, and gets the socket's group."""
    assert (root / MEETING_PLACE).stat().st_mode & 0o7777 == 0o711
    for role in DOORS:
        folder = (root / MEETING_PLACE / role).stat()
        assert folder.st_mode & 0o7777 == 0o2710
        if os.geteuid() == 0:
            assert str(folder.st_uid) == entries(root, "passwd")[f"antrian-{role}"][1]
            assert str(folder.st_gid) == entries(root, "group")["antrian-doors"][1]
    assert [unit.stem for unit in UNITS if "antrian-doors" in listed(unit, "SupplementaryGroups")] == ["antrian-button"]
    assert not any("RuntimeDirectory" in settings(file) for file in (COMMON, *UNITS))


def test_a_box_with_a_door_may_open_it_there() -> None:
    """The shipped doors are in those folders; each box may write in its own, and a kiosk needs only to come."""
    for role in DOORS:
        manual = (SOURCE.parent / f"{role}_node" / f"{role}.toml").read_text(encoding="utf-8")
        door = re.search(r'# door = "(/\S+)"', manual)
        assert door is not None
        assert door[1] == f"/{MEETING_PLACE}/{role}/door.sock"
    opened = {unit.stem: listed(unit, "ReadWritePaths") for unit in UNITS if "ReadWritePaths" in settings(unit)}
    assert opened == {f"antrian-{role}": [f"-/{MEETING_PLACE}/{role}"] for role in DOORS}
    assert all("AF_UNIX" in listed(unit, "RestrictAddressFamilies") for unit in UNITS)
