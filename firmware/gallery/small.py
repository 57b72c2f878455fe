"""What stands on an officer's small display."""

from pathlib import Path

from firmware.gallery.exhibits import Room


def hang(folder: Path) -> tuple[Room, ...]:  # noqa: ARG001
    """Draw every state of the small display into the folder, and return the rooms."""
    return ()
