"""Who sshd would let in, asked of sshd itself: `sshd -T -C` says what counts for one user from one address."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.systemd.cable import is_own_tree_allowed

SOURCE = Path(__file__).resolve().parents[2] / "systemd"
OURS = "00-antrian.conf"
MAINTENANCE = "192.168.10.5"
SSHD = shutil.which("sshd", path="/usr/sbin:/usr/bin:/usr/local/sbin")

pytestmark = [
    pytest.mark.skipif(SSHD is None, reason="sshd is not here: apt-get install openssh-server"),
    pytest.mark.skipif(not is_own_tree_allowed(), reason="no mount namespace here for sshd's folder: it takes root"),
]


@pytest.fixture
def etc(tmp_path: Path) -> Path:
    """A Pi's /etc/ssh: Debian's order of files, with a careless file beside ours and careless words after it."""
    parts = tmp_path / "sshd_config.d"
    parts.mkdir()
    shutil.copy(SOURCE / "ssh" / OURS, parts)
    careless = "PasswordAuthentication yes\nPermitRootLogin yes\nKbdInteractiveAuthentication yes\n"
    (parts / "50-cloud-init.conf").write_text(careless, encoding="utf-8")
    key = tmp_path / "host_key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True, timeout=20)
    words = f"Include {parts}/*.conf\nHostKey {key}\nX11Forwarding yes\nUsePAM yes\nAllowTcpForwarding yes\n"
    (tmp_path / "sshd_config").write_text(words, encoding="utf-8")
    return tmp_path


def asked(etc: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Ask sshd, in a /run of its own: it wants a folder there, which a machine without its service lacks."""
    script = f'mount -t tmpfs none /run && mkdir -m 755 /run/sshd && exec {SSHD} "$@"'
    command = ["unshare", "--mount", "sh", "-c", script, "sshd", "-f", str(etc / "sshd_config"), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)


def counts(etc: Path, address: str, user: str = "budi") -> dict[str, str]:
    """Return what counts for this user from this address. Raises with what sshd complains of."""
    answer = asked(etc, "-T", "-C", f"user={user},host=somewhere,addr={address}")
    assert (answer.returncode, answer.stderr) == (0, "")
    return dict(line.split(maxsplit=1) for line in answer.stdout.splitlines() if " " in line)


def test_sshd_has_nothing_to_say_of_the_file(etc: Path) -> None:
    """`sshd -t` ends with 0 and in silence: no word is unknown, none is deprecated."""
    answer = asked(etc, "-t")
    assert (answer.returncode, answer.stdout + answer.stderr) == (0, "")


def test_a_technician_comes_with_a_key_from_a_maintenance_host(etc: Path) -> None:
    """A key and nothing else, of somebody in the group, who is not root."""
    told = counts(etc, MAINTENANCE)
    assert told["pubkeyauthentication"] == "yes"
    assert told["authenticationmethods"] == "publickey"
    assert told["allowgroups"] == "technicians"
    assert "denyusers" not in told
    assert told["permitrootlogin"] == "no"


@pytest.mark.parametrize("address", ["192.168.10.20", "192.168.10.50", "10.66.0.9", "fd77::20", "fe80::1", "127.0.0.1"])
def test_from_anywhere_else_nothing_is_allowed(etc: Path, address: str) -> None:
    """Every user is denied there, and no method is left to try."""
    told = counts(etc, address)
    assert told["denyusers"] == "*"
    for way in ("pubkey", "password", "kbdinteractive", "hostbased", "gssapi"):
        assert told[f"{way}authentication"] == "no"


@pytest.mark.parametrize("address", [MAINTENANCE, "10.66.0.9"])
def test_what_other_files_allow_stays_forbidden(etc: Path, address: str) -> None:
    """Passwords, root and forwarding were allowed by a file beside ours and by sshd's own: ours is read first."""
    told = counts(etc, address, user="root")
    for key in ("passwordauthentication", "kbdinteractiveauthentication", "permitrootlogin", "x11forwarding"):
        assert told[key] == "no"
    assert told["disableforwarding"] == "yes"
    assert told["permitemptypasswords"] == "no"


def test_what_follows_ours_is_for_all_addresses(etc: Path) -> None:
    """Our `Match` ends with our file: a setting of the next file is not read as one for strangers only."""
    (etc / "sshd_config.d" / "60-more.conf").write_text("ClientAliveCountMax 9\nPort 2222\n", encoding="utf-8")
    assert counts(etc, MAINTENANCE)["port"] == "2222"


def test_the_firewall_and_sshd_are_shipped_with_the_same_maintenance_hosts(etc: Path) -> None:
    """Two programs, two files, one list."""
    ours = (etc / "sshd_config.d" / OURS).read_text(encoding="utf-8")
    network = (SOURCE / "nftables" / "network.nft").read_text(encoding="utf-8")
    hosts = re.search(r"^Match Address \*,(.*)$", ours, re.MULTILINE)
    walls = re.search(r"^define maintenance = \{ (.*) \}$", network, re.MULTILINE)
    assert hosts is not None
    assert walls is not None
    assert hosts[1].replace("!", "").split(",") == walls[1].split(", ") == [MAINTENANCE]
