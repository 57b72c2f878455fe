"""How every box is started: `python -m button_node --settings FILE`, and how it ends.

Exit status 0 after SIGTERM or SIGINT, 78 (EX_CONFIG) for settings that cannot be used, 1 for anything else, which
systemd answers with a restart.
"""

import argparse
import logging
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, Final, TypeVar

from msgspec import Struct

from firmware.node.files import StateError
from firmware.node.log_line import LogLine
from firmware.node.settings import EXIT_SETTINGS, SettingsError, load

S = TypeVar("S", bound=Struct)

# A box is a few threads that hand work to each other. Python lets a thread run on for 5 ms while the next one waits,
# which is as long as everything else between a finger and the first byte at the printer.
SWITCH_SECONDS: Final = 0.0005


def run(
    kind: type[S],
    main: Callable[Concatenate[S, ...], None],
    *,
    prog: str,
    description: str,
    add: Callable[[argparse.ArgumentParser], None] | None = None,
) -> None:
    """Parse `--settings FILE`, load the settings, call `main`, and exit with the box's status.

    `add` adds options of the box's own; `main` gets each of them by its name.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    parser = argparse.ArgumentParser(prog=prog, description=description)
    parser.add_argument("--settings", type=Path, required=True, metavar="FILE", help="the box's TOML file")
    if add is not None:
        add(parser)
    options = vars(parser.parse_args())
    settings = options.pop("settings")
    begin_log()
    try:
        main(load(settings, kind), **options)
    except SettingsError as error:
        print(f"{prog}: {error}", file=sys.stderr)
        sys.exit(EXIT_SETTINGS)
    except StateError as error:
        print(f"{prog}: {error}", file=sys.stderr)
        sys.exit(1)


def begin_log() -> None:
    """Let the process tell on stderr what happens."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LogLine())
    # `force`, because python-escpos configures the log on import, and a second configuration would be ignored.
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


def on_stop(stop: Callable[[], None]) -> None:
    """Call `stop` on SIGTERM and SIGINT."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop())
