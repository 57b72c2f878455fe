"""Starts `antrian`."""

from firmware.technician.cli import app


def main() -> None:
    """Run the command that was typed."""
    app(prog_name="antrian")


if __name__ == "__main__":
    main()
