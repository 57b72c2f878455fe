"""Starts `antrian`."""

import logging
import sys

try:
    from firmware.technician.cli import app
except ModuleNotFoundError as error:
    sys.exit(f"antrian: {error.name} is not installed; on a Pi: pip install '/opt/antrian/source[technician]'")


def main() -> None:
    """Run the command that was typed. The kit's log is for journald; here one sentence says it all."""
    logging.getLogger().addHandler(logging.NullHandler())
    app(prog_name="antrian")


if __name__ == "__main__":
    main()
