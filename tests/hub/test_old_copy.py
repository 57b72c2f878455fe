"""A journal that was put back from an old copy: it would give numbers again, so boxes take its hub for silent."""

import shutil
import time
from pathlib import Path

import pytest

from firmware.demo.broker import Broker
from tests.hub.broken import BrokenHub

LIMIT = 60.0
SILENT_SECONDS = 10.0


def test_an_old_copy_of_the_journal_is_silence_until_it_is_recovered(
    tmp_path: Path, broker: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    """Boxes have heard a later start of the hub; a minute after the technician types, the next number is given."""
    hub = BrokenHub(tmp_path, broker)
    hub.start()
    hub.live()
    try:
        kiosk = hub.boxes["kiosk-1"]
        assert kiosk.take().number == "A001"
        hub.kill()
        shutil.copytree(hub.state, tmp_path / "copy")
        for box in (kiosk, hub.boxes["kiosk-2"]):
            hub.service.start()
            box.take()
            hub.boxes["counter-1"].open()
            hub.kill()
        shutil.rmtree(hub.state)
        shutil.copytree(tmp_path / "copy", hub.state)
        hub.service.start()
        deadline = time.monotonic() + SILENT_SECONDS
        while "OLD_EPOCH" not in caplog.text or kiosk.box.silent_since is None:
            assert time.monotonic() < deadline, "the kiosk believes a hub that has forgotten A002"
            time.sleep(0.05)
        hub.kill()
        began = time.monotonic()
        hub.journal.rename(tmp_path / "set-aside.sqlite3")
        ended = hub.type("--recover")
        assert ended.returncode == 0, ended.stderr
        hub.service.start()
        assert kiosk.take().number == "A004"
        assert time.monotonic() - began <= LIMIT
        print(f"recovered and answered in {time.monotonic() - began:.1f} s")  # noqa: T201 - seen with pytest -s
    finally:
        hub.close()
