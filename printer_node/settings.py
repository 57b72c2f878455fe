"""The printer box's settings; `printer.toml` in this folder says what each is for."""

from typing import Annotated

from msgspec import Meta, Struct

from firmware.node.settings import BoxSettings
from printer_node.elements import Roll
from printer_node.form import WHOLE, Form
from printer_node.printer import Proof
from printer_node.transport import Kind, parse_address

COLUMNS = {80: 48, 58: 32}


class PrinterSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `[printer]` table. Durations are in seconds."""

    kind: Kind = "usb"
    address: str = "/dev/usb/lp0"
    baud: Annotated[int, Meta(ge=1_200, le=1_000_000)] = 19_200
    profile: str = "TM-T20II"
    width_mm: int = 80
    columns: Annotated[int, Meta(ge=32, le=64)] | None = None
    proof: Proof = "GS r"
    status_seconds: Annotated[float, Meta(ge=0.1, le=10)] = 1.0
    print_seconds: Annotated[float, Meta(ge=1, le=60)] = 10.0
    idle_seconds: Annotated[float, Meta(ge=0.5, le=60)] = 3.0
    unwell_seconds: Annotated[float, Meta(ge=0.1, le=10)] = 0.5

    def __post_init__(self) -> None:
        if self.width_mm not in COLUMNS:
            raise ValueError(f"width_mm = {self.width_mm}: paper rolls are 80 or 58")
        if self.kind == "tcp":
            parse_address(self.address)
        elif not self.address.startswith("/"):
            raise ValueError(f"address {self.address!r} is not a device path, such as /dev/usb/lp0")

    @property
    def roll(self) -> Roll:
        """How wide the paper prints."""
        return Roll(self.columns or COLUMNS[self.width_mm])


class NeighbourSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `[neighbours]` table: the boxes of the same Pi. Without a `door` only the broker brings slips."""

    door: str | None = None

    def __post_init__(self) -> None:
        if self.door is not None and not self.door.startswith("/"):
            raise ValueError(f"door {self.door!r} is not a whole path, such as /run/antrian/printer/door.sock")


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    box: BoxSettings
    printer: PrinterSettings = PrinterSettings()
    slip: Form = WHOLE
    neighbours: NeighbourSettings = NeighbourSettings()
