"""Draw the diagram and the table of firmware/queueing/README.md anew: `python tests/queueing/redraw_readme.py`."""

from pathlib import Path

import firmware.queueing
from firmware.queueing.diagram import redrawn

README = Path(firmware.queueing.__path__[0]) / "README.md"

if __name__ == "__main__":
    README.write_text(redrawn(README.read_text(encoding="utf-8")), encoding="utf-8")
