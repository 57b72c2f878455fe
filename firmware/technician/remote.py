"""The `antrian` of another Pi, over the system's own ssh: words go there, and what it prints comes back.

Nobody is asked for a password: keys and ports are those of `~/.ssh/config`. Certificates and requests go through stdin
and stdout, so nothing is left lying on the way, and ssh itself has proved which Pi it is.
"""

import shlex
import shutil
import subprocess
from collections.abc import Sequence
from typing import Final

from firmware.technician.faults import BoxSilent, NotDone

COMMAND: Final = "sudo -n antrian"
_NOT_CONNECTED: Final = 255
_SECONDS: Final = 120.0


class Remote:
    """One Pi, as `USER@HOST`. `options` are ssh's, as after its -o; `command` is what starts `antrian` there."""

    def __init__(self, target: str, options: Sequence[str] = (), command: str = COMMAND) -> None:
        """Connect to nobody yet. Raises NotDone for what is no target, and without ssh."""
        ssh = shutil.which("ssh")
        if ssh is None:
            raise NotDone("this machine has no ssh; install it: sudo apt install openssh-client")
        if not target or target.startswith("-") or any(letter.isspace() for letter in target):
            raise NotDone(f"{target!r} is no USER@HOST, like pi@kiosk-1.local")
        self.target = target
        given = [word for option in ("BatchMode=yes", "ConnectTimeout=10", *options) for word in ("-o", option)]
        self._argv = [ssh, *given, "--", target]
        self._command = command

    def run(self, *words: str, said: bytes = b"") -> bytes:
        """Type `antrian` with these words there, give it `said`, and return what it prints.

        Raises BoxSilent where ssh does not get there, NotDone with the other Pi's own sentence where it says no.
        """
        argv = [*self._argv, f"{self._command} {shlex.join(words)}"]
        try:
            ended = subprocess.run(argv, input=said, capture_output=True, check=False, timeout=_SECONDS)  # noqa: S603
        except subprocess.TimeoutExpired:
            raise BoxSilent(
                f"{self.target} does not answer within {_SECONDS:.0f} s; try it by hand: ssh {self.target}"
            ) from None
        sentence = _last_line(ended.stderr)
        if ended.returncode == _NOT_CONNECTED:
            raise BoxSilent(f"no way to {self.target} ({sentence}); try it by hand: ssh {self.target}")
        if ended.returncode != 0:
            raise NotDone(f"{self.target}: {sentence or f'it ended with status {ended.returncode}'}")
        return ended.stdout


def _last_line(text: bytes) -> str:
    lines = [line for line in text.decode(errors="replace").splitlines() if line.strip()]
    last = lines[-1] if lines else ""
    return "".join(letter for letter in last if letter.isprintable()).removeprefix("antrian: ")
