"""The supervisor plays systemd: real processes, real signals."""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from firmware.demo.supervisor import Service, ServiceError, python

READY = "from firmware.node.watchdog import Watchdog; print('begun', flush=True); Watchdog().ready(); "
HOLD_TERM = "import signal; signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM]); "
UNTIL_TERM = HOLD_TERM + READY + "signal.sigwait([signal.SIGTERM])"
FOR_EVER = HOLD_TERM + READY + "import time; time.sleep(600)"

MakeService = Callable[..., Service]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[MakeService]:
    """Make a service that runs a line of Python, and stop it afterwards."""
    made: list[Service] = []

    def make(code: str, **more: str) -> Service:
        made.append(Service("box", (sys.executable, "-c", code), folder=tmp_path, env=more, restart_seconds=0.05))
        return made[-1]

    yield make
    for one in made:
        one.stop(1.0)


def is_running(pid: int) -> bool:
    """Say whether the process lives (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_start_waits_until_the_process_says_that_it_is_ready(service: MakeService) -> None:
    """READY=1 on NOTIFY_SOCKET is what `start` waits for, and nothing earlier."""
    box = service("import time; time.sleep(0.3); " + UNTIL_TERM)
    began = time.monotonic()
    box.start()
    assert time.monotonic() - began > 0.3
    assert box.pid is not None


def test_a_process_that_never_gets_ready_is_named_with_its_log(service: MakeService) -> None:
    """The message says which process, how long was waited, where the log is, and its last line."""
    box = service("print('no printer here', flush=True); import time; time.sleep(60)")
    with pytest.raises(ServiceError, match=r"box did not become ready in 0\.5 s; see .*box\.log.*no printer here"):
        box.start(0.5)


def test_a_killed_process_is_started_again(service: MakeService) -> None:
    """After SIGKILL another process is ready, and the log goes on in the same file."""
    box = service(UNTIL_TERM)
    box.start()
    first = box.pid
    box.await_ready(after_start=box.kill())
    assert box.pid not in (None, first)
    box.await_line("begun", 5.0, count=2)
    assert len(box.lines(r"ended with status -9")) == 1


def test_status_78_is_not_started_again(service: MakeService) -> None:
    """Settings that cannot be used do not get better by another start."""
    box = service("import sys; sys.exit(78)")
    with pytest.raises(ServiceError, match="ended with status 78"):
        box.start(10.0)
    assert box.starts == 1


def test_stop_lets_the_process_end_by_itself(service: MakeService) -> None:
    """SIGTERM comes first, and a process that heeds it is not killed."""
    box = service(UNTIL_TERM + "; print('goodbye', flush=True)")
    box.start()
    pid = box.pid
    assert pid is not None
    box.stop()
    assert not is_running(pid)
    assert len(box.lines("^goodbye$")) == 1
    assert len(box.lines("status 0")) == 1


def test_a_killed_process_stays_dead_for_as_long_as_it_is_told(service: MakeService) -> None:
    """A pulled plug is put back when the one who pulled it wants it."""
    box = service(UNTIL_TERM)
    box.start()
    began = time.monotonic()
    box.await_ready(after_start=box.kill(dead_seconds=0.6))
    assert time.monotonic() - began > 0.6


def test_readiness_is_heard_at_a_path_too(tmp_path: Path) -> None:
    """A process in another network namespace knows no abstract name; a path it finds, at every start anew."""
    box = Service(
        "box", (sys.executable, "-c", UNTIL_TERM), folder=tmp_path, restart_seconds=0.05, notify=tmp_path / "box.notify"
    )
    try:
        box.start()
        box.await_ready(after_start=box.kill())
    finally:
        box.stop(1.0)


def test_stop_kills_a_process_that_does_not_heed_it(service: MakeService) -> None:
    """A process that ignores SIGTERM is gone after the time it was given."""
    box = service(FOR_EVER)
    box.start()
    pid = box.pid
    assert pid is not None
    box.stop(0.3)
    assert not is_running(pid)
    assert len(box.lines("status -9")) == 1


def test_a_frozen_process_does_nothing_until_it_thaws(service: MakeService) -> None:
    """SIGSTOP keeps the process where it is; it goes on after SIGCONT."""
    box = service(READY + "import time\nwhile True: print('tick', flush=True); time.sleep(0.01)")
    box.start()
    box.await_line("tick", 2.0)
    box.freeze()
    frozen = box.mark() + 2  # a tick may have been on its way
    with pytest.raises(ServiceError):
        box.await_line("tick", 0.3, after=frozen)
    box.thaw()
    box.await_line("tick", 2.0, after=frozen)


def test_a_frozen_process_can_be_stopped(service: MakeService) -> None:
    """Stopping thaws first, so that the process can end by itself."""
    box = service(UNTIL_TERM)
    box.start()
    box.freeze()
    box.stop(2.0)
    assert len(box.lines("status 0")) == 1


def test_what_a_dead_process_leaves_behind_is_killed_too(service: MakeService) -> None:
    """As systemd does for a unit's control group: a child does not outlive its box."""
    child = "import subprocess, sys; c = subprocess.Popen(['sleep', '600']); print('child', c.pid, flush=True); "
    box = service(child + UNTIL_TERM)
    box.start()
    pid = int(box.await_line(r"child (\d+)", 2.0)[1])
    box.stop()
    deadline = time.monotonic() + 2.0
    while is_running(pid):
        assert time.monotonic() < deadline, "the child still runs"


def test_nothing_survives_a_killed_supervisor(tmp_path: Path) -> None:
    """When the demo itself is killed with SIGKILL, the kernel ends its boxes."""
    outer = (
        "import sys, time; from pathlib import Path; from firmware.demo.supervisor import Service; "
        f"inner = Service('inner', (sys.executable, '-c', {UNTIL_TERM!r}), folder=Path({str(tmp_path)!r})); "
        "inner.start(); print('inner', inner.pid, flush=True); time.sleep(600)"
    )
    demo = Service("outer", (sys.executable, "-c", outer), folder=tmp_path, restart_seconds=60.0)
    demo.begin()
    try:
        inner = int(demo.await_line(r"inner (\d+)", 10.0)[1])
        demo.kill()
        deadline = time.monotonic() + 2.0
        while is_running(inner):
            assert time.monotonic() < deadline, "the box outlived its supervisor"
    finally:
        demo.stop(1.0)


def test_a_line_without_an_end_is_a_line_when_the_process_is_dead(service: MakeService) -> None:
    """The last words of a crash are kept even without a newline."""
    box = service("import sys; sys.stdout.write('last words'); sys.stdout.flush(); sys.exit(78)")
    box.begin()
    assert box.await_line("^last words$", 5.0)


def test_only_lines_behind_the_mark_are_waited_for(service: MakeService) -> None:
    """An old line does not answer a new question."""
    box = service(UNTIL_TERM)
    box.start()
    assert box.await_line("begun", 2.0)
    with pytest.raises(ServiceError, match=r"did not say 'begun' in 0\.1 s"):
        box.await_line("begun", 0.1, after=box.mark())


def test_a_module_is_run_by_this_interpreter() -> None:
    """The boxes run under the Python that runs the demo, not under whatever `python` is on the path."""
    assert python("firmware.hub", "--settings", "x") == (sys.executable, "-m", "firmware.hub", "--settings", "x")
