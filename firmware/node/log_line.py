"""How a box writes its log: whatever is told, one record begins one line, and nothing in it moves a cursor.

A log may quote the name of a file or a word of another box. What would begin a line of its own there is set in, as the
lines of a traceback are, so that no text can pass for a record; what nobody can see is left out.
"""

import logging
from typing import Final

from firmware.messages.text import visible

FORMAT: Final = "%(levelname)s %(name)s: %(message)s"
_SET_IN: Final = "\n    "


class LogLine(logging.Formatter):
    """Journald adds the time and the unit; "<3>" style levels are not needed for a technician's `journalctl -u`."""

    def __init__(self) -> None:
        super().__init__(FORMAT)

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line, and what follows it set in."""
        return _SET_IN.join(visible(line) for line in super().format(record).splitlines())
