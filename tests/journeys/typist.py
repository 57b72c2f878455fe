"""Types `antrian` many times for the price of one start: its modules are loaded once, each command is a fork of that.

What runs is the shipped entry point in a process of its own, with its own words, environment, output and status. Used
as a module by the tests, and as a program by itself.
"""

import contextlib
import gc
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory


class Typist:
    """Somebody at a keyboard."""

    def __init__(self, folder: Path) -> None:
        """Sit down; what is printed goes through files in `folder`."""
        self._printed = folder / "printed"
        self._complained = folder / "complained"
        self._hands = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.typist"],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def types(self, environment: Mapping[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
        """Type `antrian` with these words, and return how it ended."""
        assert self._hands.stdin is not None
        assert self._hands.stdout is not None
        task = [words, dict(environment), str(self._printed), str(self._complained)]
        self._hands.stdin.write(json.dumps(task) + "\n")
        self._hands.stdin.flush()
        status = int(self._hands.stdout.readline())
        return subprocess.CompletedProcess(words, status, self._printed.read_text(), self._complained.read_text())

    def leave(self) -> None:
        """Stand up."""
        assert self._hands.stdin is not None
        assert self._hands.stdout is not None
        self._hands.stdin.close()
        self._hands.wait(10.0)
        self._hands.stdout.close()


def _type(words: list[str], environment: dict[str, str], printed: str, complained: str) -> int:
    for path, number in ((printed, 1), (complained, 2)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["antrian", *words]
    try:
        from firmware.technician.__main__ import main  # noqa: PLC0415 - as it is started

        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def _listen() -> None:
    import firmware.technician.box_enrolling  # noqa: PLC0415
    import firmware.technician.certifying  # noqa: F401, PLC0415
    from firmware.technician.cli import app  # noqa: PLC0415

    # One command typed here loads what the libraries load only when they are first used.
    with TemporaryDirectory() as folder, contextlib.suppress(SystemExit):
        app(["enroll", "kiosk-1", "--role", "kiosk", "--request", f"{folder}/request", "--tls", folder])
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                status = _type(*json.loads(line))
                sys.stdout.flush()
            except BaseException:  # noqa: BLE001 - nothing of a child goes on as its parent
                sys.excepthook(*sys.exc_info())
                status = 1
            sys.stderr.flush()
            os._exit(status)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)  # noqa: T201 - to the test


if __name__ == "__main__":
    _listen()
