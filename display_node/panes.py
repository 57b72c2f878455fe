"""What stands where on a wall: one layout that fills it, or several *panes* beside each other.

A pane is a part of one wall. (A *zone* is a part of the building.) Panes share the longer side of the screen, from left
to right or from top to bottom, in the order in which the settings name them.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from firmware.messages.names import CounterNumber, NodeName, ServiceLetter

Layout = Literal["calls", "counters", "hall", "counter-sign", "kiosk", "information"]


class Pane(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `[[pane]]` table. `share` is its part of the wall, relative to the other panes.

    `counter` belongs to *counter-sign*, `kiosk` to *kiosk*; `services` narrows *hall* and *kiosk* (none: all). Of
    *information*, `folder` holds the slides, each shown for `seconds`. `has_tiles`: *calls* has the services below it.
    """

    layout: Layout = "calls"
    share: Annotated[float, Meta(gt=0, le=10)] = 1.0
    counter: CounterNumber | None = None
    kiosk: NodeName | None = None
    services: tuple[ServiceLetter, ...] = ()
    folder: Annotated[str, Meta(pattern=r"^/")] | None = None
    seconds: Annotated[float, Meta(ge=3, le=600)] = 15.0
    has_tiles: bool = True

    def __post_init__(self) -> None:
        """Refuse a pane that does not know what it is for."""
        if (self.layout == "counter-sign") != (self.counter is not None):
            raise ValueError('counter = 3 and layout = "counter-sign" go together: give both or neither')
        if (self.layout == "kiosk") != (self.kiosk is not None):
            raise ValueError('kiosk = "kiosk-1" and layout = "kiosk" go together: give both or neither')
        if (self.layout == "information") != (self.folder is not None):
            raise ValueError('folder = "/etc/antrian/slides" and layout = "information" go together')
