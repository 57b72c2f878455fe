"""Draw what README.md of firmware/queueing shows anew: `python tests/queueing/redraw_readme.py`."""

from pathlib import Path

import firmware.queueing
from firmware.queueing.diagram import redrawn
from firmware.queueing.picture import order_svg

FOLDER = Path(firmware.queueing.__path__[0])

if __name__ == "__main__":
    readme = FOLDER / "README.md"
    readme.write_text(redrawn(readme.read_text(encoding="utf-8")), encoding="utf-8")
    (FOLDER / "order.svg").write_text(order_svg(), encoding="utf-8")
