"""Where the processes of an office run: all on this machine, side by side.

A test that pulls cables or turns clocks brings a place of its own, in which each Pi is a network namespace with its
own wall clock; the office itself stays the same.
"""

from collections.abc import Sequence
from typing import Final

HOST: Final = "127.0.0.1"


class Place:
    """This machine as it is."""

    listener = HOST
    """The address at which the broker listens."""
    hosts: tuple[str, ...] = (HOST,)
    """The addresses by which boxes find it; its certificate names them."""

    def argv(self, _name: str, argv: Sequence[str]) -> tuple[str, ...]:
        """Return the command that runs this process where it belongs."""
        return tuple(argv)

    def environment(self, _name: str) -> dict[str, str]:
        """Return what this process's environment has besides."""
        return {}

    def box(self, _name: str) -> dict[str, str]:
        """Return what the `[box]` table of this process says otherwise, such as where it finds the broker."""
        return {}
