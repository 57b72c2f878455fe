"""Two network namespaces on one cable: a Pi with the office's firewall, and everybody else who speaks to it.

Sockets of either end are opened in this process, by a thread that enters the namespace for that moment: so a test is a
conversation, and not a script in a shell. Nothing of this is left when its holders are gone.
"""

import ctypes
import os
import select
import shutil
import socket
import subprocess
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Final, NamedTuple

SOURCE: Final = Path(__file__).resolve().parents[2] / "systemd" / "nftables"
PI: Final = "192.168.10.2"
PI6: Final = "fd77::2"
BOX: Final = "192.168.10.20"
OTHER_BOX: Final = "192.168.10.21"
MAINTENANCE: Final = "192.168.10.5"
HALL: Final = "10.66.0.9"
BOX6: Final = "fd77::20"
MAINTENANCE6: Final = "fd77::5"
HALL6: Final = "fd99::9"
# Longer than a packet takes here, shorter than the second after which TCP asks again.
SILENCE_SECONDS: Final = 0.25
_HOLD: Final = ("setpriv", "--pdeathsig", "KILL", "unshare", "--net", "sh", "-c", "echo held; exec sleep infinity")
_CLONE_NEWNET: Final = 0x40000000
_EVERYBODY: Final = (BOX, OTHER_BOX, MAINTENANCE, HALL)
_EVERYBODY6: Final = (BOX6, MAINTENANCE6, HALL6)


def is_own_tree_allowed() -> bool:
    """Whether this machine lets us mount something that nobody else sees."""
    command = ["unshare", "--mount", "mount", "-t", "tmpfs", "none", "/run"]
    return subprocess.run(command, capture_output=True, check=False, timeout=20).returncode == 0


class Call(NamedTuple):
    """A connection that is tried."""

    source: str
    target: str
    port: int


class End:
    """One end of the cable: a namespace, as long as its holder sleeps."""

    def __init__(self) -> None:
        """Make it. Raises OSError where this machine does not allow it."""
        self._holder = subprocess.Popen(_HOLD, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert self._holder.stdout is not None
        if self._holder.stdout.readline() != b"held\n":
            self.close()
            raise OSError("no network namespaces here: it takes root")
        self.net = f"/proc/{self._holder.pid}/ns/net"
        # Nobody else is on this cable: an address needs no second of asking before it is used.
        self.run("sh", "-c", "echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad")
        self.run("ip", "link", "set", "lo", "up")

    @property
    def pid(self) -> int:
        """Who holds it."""
        return self._holder.pid

    def close(self) -> None:
        """Let the namespace go."""
        self._holder.kill()
        self._holder.communicate()

    def run(self, *command: str) -> str:
        """Run a command in it; returns what it says. Raises OSError with its complaint."""
        enter = ("nsenter", f"--net={self.net}", "--")
        done = subprocess.run([*enter, *command], capture_output=True, text=True, timeout=20, check=False)
        if done.returncode:
            raise OSError(done.stderr)
        return done.stdout

    def bound(self, address: str, port: int = 0, kind: socket.SocketKind = socket.SOCK_STREAM) -> socket.socket:
        """Return a socket of this end that has this address."""
        with ThreadPoolExecutor(1) as thread:
            opened = thread.submit(self._open, socket.AF_INET6 if ":" in address else socket.AF_INET, kind).result()
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((address, port))
        return opened

    def listener(self, address: str, port: int) -> socket.socket:
        """Return a socket that takes connections."""
        opened = self.bound(address, port)
        opened.listen(200)
        return opened

    def _open(self, family: socket.AddressFamily, kind: socket.SocketKind) -> socket.socket:
        """Open a socket; the thread stays in the namespace and ends."""
        space = os.open(self.net, os.O_RDONLY)
        try:
            if ctypes.CDLL(None, use_errno=True).setns(space, _CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), "setns")
            return socket.socket(family, kind)
        finally:
            os.close(space)


class Cable:
    """A Pi, and the street before it: all other addresses are the other end's."""

    def __init__(self) -> None:
        """Lay it. Raises OSError where this machine does not allow it."""
        with ExitStack() as stack:
            self.pi, self.street = End(), End()
            stack.callback(self.pi.close)
            stack.callback(self.street.close)
            self.pi.run(*f"ip link add eth0 type veth peer name eth0 netns {self.street.pid}".split())
            for end, addresses in ((self.pi, (PI, PI6)), (self.street, (*_EVERYBODY, *_EVERYBODY6))):
                for address in addresses:
                    end.run("ip", "address", "add", f"{address}/{64 if ':' in address else 24}", "dev", "eth0")
                end.run("ip", "link", "set", "eth0", "up")
            # The Pi knows a way back to the hall, as it does by its router.
            self.pi.run(*f"ip route add {HALL}/32 dev eth0".split())
            self.pi.run(*f"ip -6 route add {HALL6}/128 dev eth0".split())
            self._wait_for_ipv6()
            self._closing = stack.pop_all()

    def close(self) -> None:
        """Let both ends go."""
        self._closing.close()

    def _wait_for_ipv6(self) -> None:
        """An address answers a little later than it is there, and whoever asked too early asks again after a second."""
        deadline = time.monotonic() + 5
        calls = [Call(source, PI6, 9) for source in _EVERYBODY6]
        while "silent" in outcomes(self.street, calls).values():
            if time.monotonic() > deadline:
                raise OSError("no IPv6 between two namespaces here")

    def forget_neighbours(self) -> None:
        """Let both ends ask again who has which address (ARP, neighbour discovery)."""
        for end in (self.pi, self.street):
            end.run("ip", "neigh", "flush", "all")

    def load(self, etc: Path) -> None:
        """Load the firewall of a Pi whose /etc is this folder. Raises OSError with what nft says."""
        self.pi.run("nft", "-I", str(etc), "-f", str(etc / "nftables.conf"))


def etc_of(folder: Path, *roles: str) -> Path:
    """Return a folder that is the /etc of a Pi with these roles, as README.md has it installed."""
    firewall = folder / "antrian" / "firewall"
    (firewall / "roles").mkdir(parents=True)
    shutil.copy(SOURCE / "nftables.conf", folder)
    shutil.copy(SOURCE / "network.nft", folder / "antrian")
    shutil.copy(SOURCE / "base.nft", firewall)
    for role in roles:
        shutil.copy(SOURCE / f"{role}.nft", firewall / "roles")
    return folder


def outcomes(end: End, calls: Iterable[Call]) -> dict[Call, str]:
    """Try connections from one end all at once; each is "open", "refused" or, where nobody answers, "silent"."""
    with ExitStack() as stack:
        tried = {call: begun(stack, end, call) for call in calls}
        told = waited(tried.values())
        return {call: told[caller] for call, caller in tried.items()}


def begun(stack: ExitStack, end: End, call: Call) -> socket.socket:
    """Send the first packet of a connection and wait for nothing; the stack closes it."""
    caller = stack.enter_context(end.bound(call.source))
    caller.setblocking(False)
    caller.connect_ex((call.target, call.port))
    return caller


def waited(callers: Iterable[socket.socket], seconds: float = SILENCE_SECONDS) -> dict[socket.socket, str]:
    """Wait until each has its answer, or for as long as an answer may take; returns what became of each."""
    told = dict.fromkeys(callers, "silent")
    waiting, deadline = set(told), time.monotonic() + seconds
    while waiting and (left := deadline - time.monotonic()) > 0:
        answered = set(select.select([], list(waiting), [], left)[1])
        told |= {caller: _outcome(caller) for caller in answered}
        waiting -= answered
    return told


def _outcome(caller: socket.socket) -> str:
    """Return how an attempt ended; the error of a socket can be read once."""
    return "refused" if caller.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) else "open"
