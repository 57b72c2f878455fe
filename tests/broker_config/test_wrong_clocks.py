"""A Pi has no clock of its own: whatever it believes after a power cut, boxes and broker come together."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from firmware.demo.broker import Broker
from firmware.demo.supervisor import environment
from firmware.node.tls import client_context
from tests.broker_config.forgery import tls_folder
from tests.broker_config.knocking import CONNECT, DISCONNECT, knock
from tests.conftest import NODES
from tests.torture.clocks import find_library

# After what Raspberry Pi OS that runs this says by itself, and before the end of a certificate.
PAST, FUTURE = "2021-01-02 00:00:00", "+1826d"
BETWEEN = (datetime(2022, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))
BOX = """
import sys, time
from queue import SimpleQueue
from firmware.node.link import Link
from firmware.node.settings import BoxSettings
node, port, tls = sys.argv[1:]
inbox = SimpleQueue()
link = Link(BoxSettings(name=node, broker="127.0.0.1", port=int(port), tls=tls), inbox)
link.start()
print(time.gmtime().tm_year, type(inbox.get(timeout=10)).__name__)
link.close()
"""


def turned(clock: str) -> tuple[str, ...]:
    """Return the command that runs another with a wrong clock."""
    library = find_library()
    if library is None:
        pytest.skip("no libfaketime here; type: make setup")
    return (
        "/usr/bin/env",
        f"LD_PRELOAD={library}",
        f"FAKETIME={clock}",
        "FAKETIME_DONT_FAKE_MONOTONIC=1",
        "FAKETIME_FORCE_MONOTONIC_FIX=0",
        "FAKETIME_DISABLE_SHM=1",
    )


@pytest.mark.parametrize(("hub", "box"), [(PAST, FUTURE), (FUTURE, PAST)])
def test_a_box_gets_in_though_its_clock_and_the_hubs_are_wrong(hub: str, box: str, tmp_path: Path) -> None:
    """One believes that it is 2021, the other is five years ahead; nobody had to set a clock.

    The hub does believe it: a certificate of the years between is refused.
    """
    broker = Broker(tmp_path, NODES)
    broker.argv = (*turned(hub), *broker.argv)
    argv = [*turned(box), sys.executable, "-c", BOX, "kiosk-1", str(broker.port), str(broker.tls)]
    office = broker.authority
    between = tls_folder(tmp_path / "between", "kiosk-2", office, office, begins=BETWEEN[0], ends=BETWEEN[1])
    other = client_context(replace(broker.box_settings("kiosk-2"), tls=str(between)))
    with broker:
        assert knock(broker, other, CONNECT + DISCONNECT) == b""
        done = subprocess.run(argv, capture_output=True, text=True, env=environment(), timeout=20, check=True)
    year, came = done.stdout.split()
    assert came == "Connected"
    assert int(year) == 2021 if box == PAST else int(year) >= 2031
