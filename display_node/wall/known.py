"""All that a display knows at one moment. Every layout is made from it and from nothing else."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from display_node.slides.slide import Image, Shown
from firmware.messages.notices import Board, CounterState, Office, Slip


class Known(Struct, frozen=True, kw_only=True):
    """Times are aware; `now` is None while nobody vouches for the time of day.

    `board` and `office` are None until the hub has told them; `silent_since` is when the hub fell silent (None: it has
    not). With `is_manual` officers call by hand, with `is_evacuating` everybody is to leave. `offline` is a number of
    this Pi's kiosk that is shown because it cannot be printed. `zone` is the part of the building whose calls belong
    here (None: all). `pointed` is the call, by its journal position, that has the large panel for its least time (None:
    the newest that stands). `counters` are the counters this display has asked for. `box` stands for the office's name
    until the hub has told it. `unprinted` are, for each kiosk, the numbers to show for want of paper, the newest first.
    `slides` are those of each folder that a pane names, and `boot` is this box's boot clock in seconds.
    `logo` stands beside the office's name.
    """

    board: Board | None = None
    office: Office | None = None
    now: datetime | None = None
    silent_since: datetime | None = None
    is_manual: bool = False
    is_evacuating: bool = False
    offline: Slip | None = None
    zone: str | None = None
    pointed: int | None = None
    counters: Mapping[int, CounterState] = {}
    box: str = ""
    unprinted: Mapping[str, tuple[str, ...]] = {}
    slides: Mapping[str, Shown] = {}
    boot: float = 0.0
    logo: Image | None = None
