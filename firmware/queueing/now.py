"""Now: what a rule may know of the moment of a command, given as an argument."""

from msgspec import Struct


class Now(Struct, frozen=True, kw_only=True):
    """`office_time` in seconds, never going back; `node` is the box that sent the command."""

    office_time: float
    node: str
