"""Each Pi of the office as a network namespace of its own, on a cable that can be pulled; the hub's with its own disk.

The hub's namespace has one cable to each other Pi (a veth pair), a small disk in memory under its state folder, and a
/run in which it finds out whether the network has set its clock. Nothing of this stands in the machine's own
namespaces: it is held by sleeping processes, and gone when they are.
"""

import errno
import shutil
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from firmware.demo import boxes
from firmware.demo.place import HOST, Place
from tests.torture.clocks import Clocks

HUB: Final = "hub"
PIS: Final = (*boxes.KIOSKS, *boxes.COUNTERS, *boxes.ZONES)
DISK_BYTES: Final = 32 * 1024 * 1024
_KIOSK_OF: Final = {printer: kiosk for kiosk, printer in boxes.KIOSKS.items()}
_HOLD: Final = ("setpriv", "--pdeathsig", "KILL", "unshare", "--net", "--mount", "sh", "-c")
# A station that is not there; the address is a locally administered one (IEEE 802).
_NOBODY: Final = "02:00:00:00:00:01"
_SYNCHRONIZED: Final = "run/systemd/timesync/synchronized"
_REMOUNT_SECONDS: Final = 5.0


class PisError(Exception):
    """The machine does not do what was asked of its namespaces; says which command failed, and why."""


def pi_of(process: str) -> str:
    """Return the Pi that a process of the office runs on."""
    name = process.removeprefix("virtual-")
    pi = _KIOSK_OF.get(name, name)
    return pi if pi in PIS else HUB


def why_not() -> str | None:
    """Say why this machine has no namespaces for us, or None where it has."""
    tried = _try(
        "unshare", "--net", "--mount", "ip", "link", "add", "name", "one", "type", "veth", "peer", "name", "two"
    )
    return None if tried is None else f"no network and mount namespaces here: {tried} (it takes root)"


class Pis(Place):
    """The Pis of one office. Make them before the office, close them after it."""

    listener = "0.0.0.0"  # noqa: S104 - inside the namespace of the hub
    hosts = (HOST, *(f"10.77.{number}.1" for number in range(1, len(PIS) + 1)))

    def __init__(self, folder: Path, clocks: Clocks | None) -> None:
        """`folder` is where the office's files will be; `clocks` turn the wall clocks of some. Raises PisError."""
        self._clocks = clocks
        self._state = folder.resolve() / "state" / HUB
        self._state.mkdir(parents=True, exist_ok=True)
        self._holders: dict[str, subprocess.Popen[bytes]] = {}
        try:
            for pi in (HUB, *PIS):
                self._hold(pi)
            self._make_hub()
            for number, pi in enumerate(PIS, start=1):
                self._lay_cable(number, pi)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let everything go; what was on the hub's disk is left in the office's folder, for whoever asks why."""
        if HUB in self._holders:
            with suppress(OSError, shutil.Error):
                shutil.copytree(self._inside(self._state), self._state, dirs_exist_ok=True)
        for holder in self._holders.values():
            holder.kill()
            with holder:
                pass

    # -- what the office asks ----------------------------------------------------------------------------------------

    def argv(self, name: str, argv: Sequence[str]) -> tuple[str, ...]:
        """Return the command that runs a process on its Pi."""
        return (*self._enter(pi_of(name)), *argv)

    def environment(self, name: str) -> dict[str, str]:
        """Return what turns the wall clock of this process."""
        return {} if self._clocks is None else self._clocks.environment(name)

    def box(self, name: str) -> dict[str, str]:
        """Return where a box finds the broker; the hub asks its Pi whether the clock was set."""
        if pi_of(name) != HUB:
            return {"broker": f"10.77.{PIS.index(pi_of(name)) + 1}.1"}
        return {"clock": "system"} if name == HUB else {}

    # -- what breaks -------------------------------------------------------------------------------------------------

    def pull(self, pi: str) -> None:
        """Pull the cable of a Pi."""
        self._on_hub("ip", "link", "set", f"to-{pi}", "down")

    def plug(self, pi: str) -> None:
        """Put it back."""
        self._on_hub("ip", "link", "set", f"to-{pi}", "up")

    def lose(self, pi: str) -> None:
        """Let every packet to and from a Pi vanish while its link stays up, as behind a switch without power."""
        for enter, address, device in self._ends(pi):
            _do(*enter, *f"ip neigh replace {address} lladdr {_NOBODY} dev {device} nud permanent".split())

    def find(self, pi: str) -> None:
        """Let packets through again."""
        for enter, address, device in self._ends(pi):
            _do(*enter, *f"ip neigh del {address} dev {device}".split())

    def fill_disk(self) -> None:
        """Leave no byte on the hub's disk."""
        block = bytes(64 * 1024)
        with (self._inside(self._state) / "filler").open("ab", buffering=0) as file:
            while block:
                try:
                    file.write(block)
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise
                    block = block[: len(block) // 2]

    def free_disk(self) -> None:
        """Give the room back."""
        (self._inside(self._state) / "filler").unlink(missing_ok=True)

    def make_disk_read_only(self) -> None:
        """Mount it anew as the kernel does after a bad block; possible only while nobody has a file open to write."""
        deadline = time.monotonic() + _REMOUNT_SECONDS
        while (said := _try(*self._enter(HUB), "mount", "-o", "remount,ro", str(self._state))) is not None:
            if time.monotonic() > deadline:
                raise PisError(said)
            time.sleep(0.01)

    def make_disk_writable(self) -> None:
        """Mount it as it was."""
        self._on_hub("mount", "-o", "remount,rw", str(self._state))

    def let_network_set_clock(self, *, is_set: bool) -> None:
        """Say whether the hub's clock was set by the network since its boot."""
        path = self._inside(Path("/")) / _SYNCHRONIZED
        if is_set:
            path.touch()
        else:
            path.unlink(missing_ok=True)

    # -- making it ---------------------------------------------------------------------------------------------------

    def _hold(self, pi: str) -> None:
        command = [*_HOLD, "echo held; exec sleep infinity"]
        self._holders[pi] = holder = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
        assert holder.stdout is not None
        if holder.stdout.readline() != b"held\n":
            raise PisError(f"no namespaces for {pi}; see: {' '.join(_HOLD)} true")

    def _make_hub(self) -> None:
        size = f"size={DISK_BYTES}"
        self._on_hub("mount", "-t", "tmpfs", "-o", size, "antrian-disk", str(self._state))
        self._on_hub("mount", "-t", "tmpfs", "-o", "size=1m", "antrian-run", "/run")
        self._on_hub("ip", "link", "set", "lo", "up")
        (self._inside(Path("/")) / _SYNCHRONIZED).parent.mkdir(parents=True)
        self.let_network_set_clock(is_set=True)

    def _lay_cable(self, number: int, pi: str) -> None:
        end, peer = f"to-{pi}", str(self._holders[pi].pid)
        self._on_hub("ip", "link", "add", end, "type", "veth", "peer", "name", "eth0", "netns", peer)
        self._on_hub("ip", "address", "add", f"10.77.{number}.1/24", "dev", end)
        self._on_hub("ip", "link", "set", end, "up")
        for words in ("link set lo up", f"address add 10.77.{number}.2/24 dev eth0", "link set eth0 up"):
            _do(*self._enter(pi), "ip", *words.split())

    def _ends(self, pi: str) -> tuple[tuple[tuple[str, ...], str, str], ...]:
        """Return both ends of a cable: how to get there, whom it speaks to, over which device."""
        number = PIS.index(pi) + 1
        return (
            (self._enter(HUB), f"10.77.{number}.2", f"to-{pi}"),
            (self._enter(pi), f"10.77.{number}.1", "eth0"),
        )

    def _enter(self, pi: str) -> tuple[str, ...]:
        holder = self._holders[pi].pid
        also = (f"--mount=/proc/{holder}/ns/mnt",) if pi == HUB else ()
        return ("nsenter", f"--net=/proc/{holder}/ns/net", *also, "--")

    def _on_hub(self, *command: str) -> None:
        _do(*self._enter(HUB), *command)

    def _inside(self, path: Path) -> Path:
        """Return the path at which we see a file of the hub's Pi."""
        return Path(f"/proc/{self._holders[HUB].pid}/root") / path.relative_to("/")


def _do(*command: str) -> None:
    if (said := _try(*command)) is not None:
        raise PisError(said)


def _try(*command: str) -> str | None:
    """Run a command; returns what it complains of, or None."""
    with suppress(FileNotFoundError):
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
        return None if done.returncode == 0 else f"{' '.join(command)}: {done.stderr.strip()}"
    return f"{command[0]} is not on this machine"
