"""The screen above the buttons of a kiosk: what to press, and the number itself where no paper tells it.

    ┌───────────────────────────────────┐      ┌───────────────────────────────────┐
    │ Tekan tombol layanan Anda         │      │ Nomor tanpa kertas                │
    │ ┌───────────────────────────────┐ │      │                                   │
    │ │ A  Paspor baru   7   20-35    │ │      │        A 017                      │
    │ ├───────────────────────────────┤ │      │                                   │
    │ │ F  Penggantian   3   10-20    │ │      │ Ingat atau foto nomor ini         │
    │ └───────────────────────────────┘ │      ├───────────────────────────────────┤
    │ Kertas tersedia                   │      │ → Petugas Loket 3 menuju ke sini  │
    └───────────────────────────────────┘      └───────────────────────────────────┘

A number without a paper takes everything but the notices, because its visitor has nothing else to hold.
"""

from display_node.layouts.kiosk_notices import notices_height, notices_shapes, quiet_height
from display_node.layouts.kiosk_rows import rows_shapes
from display_node.layouts.kiosk_scene import KioskScene, see
from display_node.layouts.lines import above, quiet_panel
from display_node.layouts.paper_panel import papers_shapes
from display_node.wall.page import GAP, Page, cap
from display_node.wall.shapes import Area, Shape, Text, Weight

__all__ = ["lay_out", "see"]

_HEADING = 54
_HEADING_SECOND = 36


def lay_out(scene: KioskScene, page: Page, area: Area, glow: float = 0.0) -> list[Shape]:  # noqa: ARG001 - no call here
    """Return what to draw, in order."""
    gap, low = page.px(GAP), notices_height(scene, page, area)
    foot = Area(area.x, area.bottom - low, area.width, low)
    body = Area(area.x, area.y, area.width, area.height - (low + gap if low else 0))
    usual = area.bottom - quiet_height(page) - gap
    return [*_body(scene, page, body, usual), *notices_shapes(scene, page, foot)]


def _body(scene: KioskScene, page: Page, area: Area, usual: int) -> list[Shape]:
    """What stands above the notices; on most days it ends at `usual`."""
    if scene.message.first:
        return quiet_panel(scene.message, scene.hint, page, area)
    if scene.papers:
        return papers_shapes(scene.papers, page, area)
    heading = _heading(scene, page, area)
    top = heading[-1].area.bottom + page.px(GAP)
    rows = Area(area.x, top, area.width, area.bottom - top)
    return [*heading, *rows_shapes(scene, page, rows, usual - top)]


def _heading(scene: KioskScene, page: Page, area: Area) -> list[Text]:
    """What to do, in both languages: beside each other, or the second below where that has no room."""
    size, small, theme = page.em(_HEADING), page.em(_HEADING_SECOND), page.theme
    baseline = area.y + above(size) + 1 + cap(size)
    said, room = scene.heading, area.width
    first = page.text(said.first, area.x, baseline, size, Weight.BOLD, theme.ink, theme.ground, room=room, smallest=0.4)
    if not said.second:
        return [first]
    wide = page.measure(said.second, Weight.MEDIUM, small)
    is_beside = first.area.right + page.px(32) + wide <= area.right
    x = first.area.right + page.px(32) if is_beside else area.x
    y = baseline if is_beside else first.area.bottom + above(small) + 1 + cap(small)
    second = page.text(
        said.second, x, y, small, Weight.MEDIUM, theme.soft, theme.ground, room=area.right - x, smallest=0.55
    )
    return [first, second] if not is_beside else [second, first]
