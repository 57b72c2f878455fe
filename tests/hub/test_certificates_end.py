"""The hub's alarm before the broker's certificate ends, which nobody else would see coming."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from firmware.hub.hub import Hub
from firmware.hub.journal import create
from firmware.hub.settings import HubSettings, load_office
from firmware.messages.codec import decode
from firmware.messages.notices import Health, Trouble
from firmware.node.certificates_end import FIRST_LOOK_SECONDS
from firmware.node.link import Connected
from firmware.node.settings import BoxSettings
from firmware.node.watchdog import Watchdog
from firmware.node.world import World
from tests.hub.test_day_by_hours import QuietLink, SetClock
from tests.hub.test_office_hours import OPEN


class HeardLink(QuietLink):
    """A connection whose health messages the test reads."""

    def __init__(self) -> None:
        super().__init__([])
        self.troubles: tuple[Trouble, ...] = ()

    def publish(self, *words: Any, **more: Any) -> bool:
        """Keep what the hub says of its health."""
        topic, payload = words
        if topic == "antrian/health/hub" and isinstance(health := decode(Health, payload), Health):
            self.troubles = health.troubles
        return super().publish(*words, **more)


def test_the_hub_tells_when_the_broker_s_certificate_ends(tmp_path: Path) -> None:
    """By what the broker showed at the connection; a connection to a renewed one ends it at the next look."""
    (tmp_path / "office.toml").write_text(OPEN)
    create(tmp_path / "journal.sqlite3")
    clock, link = SetClock(), HeardLink()
    settings = HubSettings(box=BoxSettings(name="hub", state=str(tmp_path), tls=str(tmp_path)), office="")
    world = World(clock=clock, connect=lambda *_, **__: link)
    hub = Hub(settings, load_office(str(tmp_path / "office.toml")), world, Watchdog(""))
    for ends, told in (
        (datetime(2026, 12, 24, tzinfo=UTC), ["broker.crt ends 2026-12-24, in 31 days: antrian renew broker"]),
        (datetime(2036, 12, 24, tzinfo=UTC), []),
    ):
        hub.inbox.put(Connected(ends))
        hub.step(0.0)
        clock.seconds += max(FIRST_LOOK_SECONDS, 3_600.0)
        hub.step(0.0)
        assert [trouble.detail for trouble in link.troubles] == told
    hub.stop()
    hub.run()
