"""What many tests share: the office's boxes, and a real broker that knows them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.demo.broker import Broker
from firmware.messages.names import Role

NODES = (
    ("hub", Role.HUB),
    ("kiosk-1", Role.KIOSK),
    ("kiosk-2", Role.KIOSK),
    ("counter-1", Role.COUNTER),
    ("counter-2", Role.COUNTER),
    ("counter-3", Role.COUNTER),
    ("printer-1", Role.PRINTER),
    ("printer-2", Role.PRINTER),
    ("display-1", Role.DISPLAY),
    ("display-2", Role.DISPLAY),
    ("technician-1", Role.TECHNICIAN),
)


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Certificates of the boxes of NODES, for a box that is to find no broker."""
    return Broker(tmp_path_factory.mktemp("broker"), NODES).tls


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    """A mosquitto on a free port that knows the boxes of NODES, each with its certificate and its rights."""
    with Broker(tmp_path / "broker", NODES) as running:
        yield running
