"""What `technician.toml` says."""

from pathlib import Path
from typing import Annotated, Final

from msgspec import Meta, Struct

from firmware.node.settings import BoxSettings

SETTINGS: Final = Path("/etc/antrian/technician.toml")

_Seconds = Annotated[float, Meta(gt=0, le=60)]


class Patience(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long to wait, in seconds."""

    connect_seconds: _Seconds = 4.0
    answer_seconds: _Seconds = 4.0


class TechnicianSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    box: BoxSettings
    patience: Patience = Patience()
