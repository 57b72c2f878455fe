"""Runs a shipped program whose link has no TLS: `python -m tests.bench.plain MODULE ...`, for a bench to compare with.

The product has no switch for that, and here is the only place that takes its TLS away. The broker believes the name
that the box gives itself, so that its access list is the same.
"""

import runpy
import ssl
import sys

from paho.mqtt.client import Client

from firmware.node.link import Link
from firmware.node.settings import BoxSettings
from firmware.node.tls import TlsContext


def give_name_only(_link: Link, settings: BoxSettings, client: Client) -> TlsContext:
    """Take the place of `Link._secure`; what it returns secures nothing."""
    client.username_pw_set(settings.name)
    return TlsContext(ssl.PROTOCOL_TLS_CLIENT)


if __name__ == "__main__":
    Link._secure = give_name_only  # type: ignore[method-assign]
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
