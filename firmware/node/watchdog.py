"""What systemd wants to hear of a service: ready, alive, stopping (sd_notify(3)). Silent without NOTIFY_SOCKET."""

import os
import socket


class Watchdog:
    """Speaks to the service manager; the unit's WatchdogSec kills a box whose loop no longer turns."""

    def __init__(self, address: str | None = None) -> None:
        self._address = os.environ.get("NOTIFY_SOCKET") if address is None else address

    def ready(self) -> None:
        """The box does its work from now on."""
        self._say("READY=1")

    def alive(self) -> None:
        """The loop still turns."""
        self._say("WATCHDOG=1")

    def stopping(self) -> None:
        """The box ends by itself."""
        self._say("STOPPING=1")

    def _say(self, message: str) -> None:
        if not self._address:
            return
        # An abstract socket's name begins with "@" in the environment and with NUL on the wire.
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
            try:
                out.sendto(message.encode(), address)
            except OSError:
                return  # the manager is gone or busy; it will kill us if it minds
