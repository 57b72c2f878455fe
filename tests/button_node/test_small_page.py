"""What the small display of a counter says."""

import pytest
from msgspec.structs import replace

from button_node.small_page import EMPTY, SmallPage, see
from firmware.messages.notices import CounterState, CounterTicket
from firmware.messages.why import Standing

HERE = CounterTicket(ticket="2026-11-23-A017", number="A017", service="F")
OTHER = CounterTicket(ticket="2026-11-23-A009", number="A009", service="A")
OPEN = CounterState(
    journal="00000000000000aa",
    epoch=1,
    position=9,
    counter=3,
    is_open=True,
    ticket=HERE,
    is_serving=False,
    waiting=12,
)


def page(counter: CounterState | None, *, is_hub_silent: bool = False) -> SmallPage | None:
    """Return the page where kiosk-2 stands at the entrance."""
    places = {"kiosk-2": "pintu masuk"}
    return see(counter, lambda kiosk: places.get(kiosk, kiosk), is_hub_silent=is_hub_silent)


def test_who_is_here_and_how_many_wait() -> None:
    """A letter and its digits are set apart; the service is the one that the person is here for."""
    assert page(OPEN) == SmallPage(number="A 017", service="F", waiting="12 menunggu", foot=(), is_urgent=False)


def test_nobody_is_here() -> None:
    """Then no number could be mistaken for one."""
    free = page(replace(OPEN, ticket=None, waiting=0))
    assert free == SmallPage(number=EMPTY, service="", waiting="0 menunggu", foot=(), is_urgent=False)


@pytest.mark.parametrize("counter", [None, replace(OPEN, is_open=False), replace(OPEN, is_open=False, help=("k",))])
def test_a_closed_counter_is_dark(counter: CounterState | None) -> None:
    """An OLED keeps what it shows all night."""
    assert page(counter) is None


@pytest.mark.parametrize(
    ("counter", "is_hub_silent", "foot"),
    [
        (replace(OPEN, overdue=2, parked=(OTHER,)), False, "Disisihkan lama: 2"),
        (replace(OPEN, overdue=2, help=("kiosk-2", "kiosk-1")), False, "Bantuan: pintu masuk"),
        (replace(OPEN, help=("kiosk-1",)), False, "Bantuan: kiosk-1"),
        (replace(OPEN, overdue=2, help=("kiosk-2",)), True, "Terputus: manual"),
    ],
)
def test_the_most_urgent_thing_is_said(counter: CounterState, is_hub_silent: bool, foot: str) -> None:
    """One line: a silent hub, then a visitor who asks for help, then whoever was set aside for too long."""
    shown = page(counter, is_hub_silent=is_hub_silent)
    assert shown is not None
    assert (shown.foot, shown.is_urgent) == ((foot,), True)


def test_else_the_line_is_about_who_is_here() -> None:
    """The class and never its reason, the stage, whom the counter has set aside, the wait."""
    ticket = replace(HERE, standing=Standing.PRIORITY, stage=(2, 3), waited=14)
    shown = page(replace(OPEN, ticket=ticket, parked=(OTHER,)))
    assert shown is not None
    assert (shown.foot, shown.is_urgent) == (("Prioritas", "tahap 2/3", "disisihkan 1", "14 mnt"), False)
