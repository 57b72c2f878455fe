"""How a command ends when it cannot do its work: one sentence on stderr, a status, never a traceback."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from firmware.node.files import StateError
from firmware.node.settings import EXIT_SETTINGS, SettingsError
from firmware.technician.faults import Fault
from firmware.technician.terminal import lines


@contextmanager
def plain_ending() -> Iterator[None]:
    """Turn what a person can do something about into a sentence and an exit status."""
    try:
        yield
    except Fault as fault:
        _end(str(fault), fault.status)
    except SettingsError as error:
        _end(str(error), EXIT_SETTINGS)
    except StateError as error:
        _end(f"{error}; try it with sudo", 1)
    except BrokenPipeError:
        # `antrian journal | head` has read enough; point stdout elsewhere so that Python's own flush is quiet too.
        sys.stdout = None
        raise typer.Exit(0) from None


def _end(sentence: str, status: int) -> None:
    print(f"antrian: {lines(sentence)}", file=sys.stderr)
    raise typer.Exit(status)
