"""From when on a revoked box is out, what that costs the others, and what a list that has ended would do."""

import ssl
from pathlib import Path

from firmware.demo.broker import Broker
from firmware.node.link import Connected, Disconnected
from firmware.node.tls import client_context
from tests.broker_config.ears import Ear
from tests.broker_config.forgery import expired_list
from tests.broker_config.knocking import CONNECT, DISCONNECT, knock


def test_a_revoked_box_is_out_from_the_restart_on(broker: Broker) -> None:
    """Also the one that was connected, and with a ticket of an earlier session; the others are back by themselves."""
    lost, other = Ear(broker, "kiosk-1"), Ear(broker, "kiosk-2")
    for ear in (lost, other):
        ear.wait(Connected)
    context = client_context(broker.box_settings("counter-1"))
    tickets: list[ssl.SSLSession] = []
    assert knock(broker, context, CONNECT + DISCONNECT, tickets=tickets)[:1] == b"\x20"
    assert knock(broker, context, CONNECT + DISCONNECT, ticket=tickets[0])[:1] == b"\x20"
    broker.revoke(broker.serial("kiosk-1"), broker.serial("counter-1"))
    broker.restart()
    said = lost.wait(Disconnected)
    while not said.is_refused:
        said = lost.wait(Disconnected)
    assert "is revoked; enrol it anew: antrian enroll" in said.detail
    other.wait(Disconnected)
    other.wait(Connected)
    assert knock(broker, context, CONNECT + DISCONNECT, ticket=tickets[0]) == b""
    for ear in (lost, other):
        ear.link.close()


def test_a_list_that_has_ended_locks_out_every_box_until_it_is_renewed(broker: Broker, tmp_path: Path) -> None:
    """Why the office's own list has no end. A box says that it is time, and comes back by itself."""
    (tmp_path / "broker" / "revoked.crl").write_bytes(expired_list(broker.authority))
    broker.restart()
    kiosk = Ear(broker, "kiosk-1")
    said = kiosk.wait(Disconnected)
    assert said.is_refused
    assert "has expired, or the hub's clock is wrong" in said.detail
    broker.revoke()
    broker.restart()
    kiosk.wait(Connected)
    kiosk.link.close()
