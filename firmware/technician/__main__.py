"""Starts `antrian`."""

import logging

from firmware.technician.cli import app


def main() -> None:
    """Run the command that was typed. The kit's log is for journald; here one sentence says it all."""
    logging.getLogger().addHandler(logging.NullHandler())
    app(prog_name="antrian")


if __name__ == "__main__":
    main()
