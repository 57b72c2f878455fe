"""The office as this box last heard it, kept over a restart: a slip's time is written in the office's zone.

A box that was killed goes on with its slips before the broker has told it the office again.
"""

import logging
from pathlib import Path

from msgspec import DecodeError, json

from firmware.messages.codec import encode
from firmware.messages.notices import Office
from firmware.node.disk import DISK, Disk
from firmware.node.zone import zone_of
from printer_node.slip import Style

log = logging.getLogger(__name__)


class KnownOffice:
    """Holds the style of the office's slips; remembers the office in `folder`."""

    def __init__(self, folder: Path, disk: Disk = DISK) -> None:
        self._disk = disk
        self._path = folder / "office.json"
        self.style = Style()
        if self._path.exists():
            try:
                self.style = style_of(json.decode(self._path.read_bytes(), type=Office))
            except DecodeError as error:
                log.warning("%s is damaged (%s); the hub tells it anew", self._path, error)

    def hear(self, office: Office) -> None:
        """Take the office's word; written to disk only when it changes what stands on a slip."""
        style = style_of(office)
        if style != self.style:
            self._disk.write(self._path, encode(office))
            self.style = style


def style_of(office: Office) -> Style:
    """Return how this office writes its slips; an unknown zone leaves the times as the hub sends them."""
    zone = zone_of(office.timezone)
    if zone is None:
        log.error("the office's zone %r is not known here; is the package tzdata installed?", office.timezone)
    return Style(zone=zone, word=office.word)
