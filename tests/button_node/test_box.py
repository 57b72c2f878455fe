"""The real process over the real broker: fingers on its pins on one side, a hub's mouth on the other."""

from __future__ import annotations

import resource
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from button_node.small_glass import PNG
from button_node.small_page import SmallPage
from button_node.small_picture import WANDER, blank, draw
from firmware.demo.broker import Broker
from firmware.messages.answers import Reason
from firmware.messages.commands import (
    AnyCommand,
    CallNext,
    CallTicket,
    Finish,
    OpenCounter,
    OpenDay,
    Park,
    Recall,
    RequestHelp,
    TakeTicket,
)
from firmware.messages.names import Role
from firmware.messages.notices import ClockState, CounterTicket, Health, HelpCall, Presence, PresenceState, Problem

if TYPE_CHECKING:
    from tests.button_node.conftest import ButtonBox, Fingers, Hub

    StartBox = Callable[..., ButtonBox]

PASPOR, FOREIGN, RECALL, NO_SHOW, FINISH, PARK = 17, 22, 5, 6, 13, 20
LAMP, LAMP_2 = 27, 23
HERE = CounterTicket(ticket="2026-11-23-A017", number="A017", service="A")
PARKED = CounterTicket(ticket="2026-11-23-A009", number="A009", service="A")
QUICK = {"lockout_seconds": 0.1, "call_lockout_seconds": 0.1, "hold_seconds": 0.3, "together_seconds": 0.05}


NEXT_BUTTON = {"pin": 17, "lamp": LAMP, "press": {"command": "CallNext"}}
RECALL_BUTTON = {"pin": RECALL, "lamp": LAMP_2, "press": {"command": "Recall"}}


@pytest.fixture
def kiosk(start_box: StartBox) -> StartBox:
    """A kiosk with two services; a hold of the second is for a third."""
    return partial(
        start_box,
        "kiosk-1",
        button=[
            {"pin": PASPOR, "lamp": LAMP, "press": {"command": "TakeTicket", "service": "A"}},
            {
                "pin": FOREIGN,
                "lamp": LAMP_2,
                "press": {"command": "TakeTicket", "service": "F", "priority": True},
                "hold": {"command": "TakeTicket", "service": "H"},
            },
        ],
    )


@pytest.fixture
def counter(start_box: StartBox) -> StartBox:
    """The box of counter 1 with its five buttons; a hold of the third opens the day."""
    return partial(
        start_box,
        "counter-1",
        counter=1,
        panel=QUICK,
        button=[
            {"pin": 17, "lamp": LAMP, "press": {"command": "CallNext"}, "hold": {"command": "OpenCounter"}},
            RECALL_BUTTON,
            {"pin": NO_SHOW, "lamp": 12, "press": {"command": "MarkNoShow"}, "hold": {"command": "OpenDay"}},
            {"pin": FINISH, "press": {"command": "Finish"}, "hold": {"command": "CloseCounter"}},
            {"pin": PARK, "lamp": 21, "press": {"command": "Transfer", "service": "F"}, "hold": {"command": "Park"}},
        ],
    )


def test_a_press_becomes_a_ticket_and_the_lamp_follows(hub: Hub, kiosk: StartBox) -> None:
    """The command has a key, a press and its age; the lamp says taken until the hub has answered, then press me."""
    fingers = kiosk(panel=QUICK).start()
    assert fingers.sees(LAMP, "READY")
    fingers.press(PASPOR)
    command = hub.next_command()
    assert isinstance(command, TakeTicket)
    assert (command.service, command.priority, command.is_age_exact) == ("A", False, True)
    assert command.press.startswith("kiosk-1-")
    assert command.age < 0.5
    assert fingers.sees(LAMP, "SENT")
    assert fingers.ask(lamps=None)["lamps"] == {str(LAMP): "SENT", str(LAMP_2): "READY"}
    hub.accept(command)
    assert fingers.sees(LAMP, "READY")


def test_an_unanswered_press_is_sent_again_with_the_same_names(hub: Hub, kiosk: StartBox) -> None:
    """A hub that does not answer hears the same key and the same press, older each time, until it does."""
    fingers = kiosk().start()
    assert fingers.sees(LAMP, "READY")
    fingers.press(PASPOR)
    first, second, third = (hub.next_command() for _ in range(3))
    assert isinstance(first, TakeTicket)
    assert isinstance(second, TakeTicket)
    assert isinstance(third, TakeTicket)
    assert (first.key, first.press) == (second.key, second.press) == (third.key, third.press)
    assert first.age < second.age < third.age


def test_a_double_press_is_one_ticket(hub: Hub, kiosk: StartBox) -> None:
    """A second press within three seconds is not taken; another button is."""
    fingers = kiosk(panel={"together_seconds": 0.05}).start()
    fingers.press(PASPOR)
    command = hub.next_command()
    hub.accept(command)
    fingers.press(PASPOR)
    fingers.press(FOREIGN)
    other = hub.next_new_command(command)
    assert isinstance(other, TakeTicket)
    assert (other.service, other.priority) == ("F", True)


def test_a_bouncing_contact_is_one_ticket(hub: Hub, kiosk: StartBox) -> None:
    """Twenty edges on the wire, one press: the pins do not debounce, the box does."""
    fingers = kiosk(panel={"lockout_seconds": 0.0, "together_seconds": 0.0}).start()
    for _ in range(10):
        fingers.say(b'{"pin": 17, "level": "low"}')
        fingers.say(b'{"pin": 17, "level": "high"}')
    for _ in range(20):
        fingers.hear()
    command = hub.next_command()
    fingers.press(FOREIGN)
    other = hub.next_new_command(command)
    assert isinstance(other, TakeTicket)
    assert other.service == "F"


def test_the_next_visitor_need_not_wait_for_the_hub(hub: Hub, kiosk: StartBox) -> None:
    """While one press is unanswered, another one after the lock-out is another person's ticket."""
    fingers = kiosk(panel=QUICK).start()
    fingers.press(PASPOR, 0.2)
    first = hub.next_command()
    fingers.press(PASPOR, 0.2)
    second = hub.next_new_command(first)
    assert isinstance(first, TakeTicket)
    assert isinstance(second, TakeTicket)
    assert first.press != second.press


def test_a_killed_box_sends_the_press_it_had_taken(hub: Hub, kiosk: StartBox) -> None:
    """After SIGKILL the same key and press come again, with the true age, and the lamp still says taken."""
    box = kiosk(panel=QUICK)
    fingers = box.start()
    fingers.press(PASPOR)
    before = hub.next_command()
    box.service.await_ready(after_start=box.service.kill())
    fingers = box.fingers()
    while (again := hub.next_command()).age <= before.age + 0.2:
        assert again.key == before.key
    assert isinstance(again, TakeTicket)
    assert isinstance(before, TakeTicket)
    assert (again.key, again.press, again.is_age_exact) == (before.key, before.press, True)
    assert fingers.sees(LAMP, "SENT")
    hub.accept(again)
    assert fingers.sees(LAMP, "READY")
    fingers.press(PASPOR)
    assert hub.next_new_command(before, again).key.split("-")[3] == "2"


def test_after_a_power_cut_the_age_is_marked_inexact(hub: Hub, kiosk: StartBox) -> None:
    """A press kept from before the machine's last boot has an age that is a lower bound, and says so."""
    box = kiosk()
    fingers = box.start()
    fingers.press(PASPOR)
    before = hub.next_command()
    box.stop()
    with sqlite3.connect(box.state / "outbox.sqlite3") as outbox:
        outbox.execute("UPDATE pending SET boot_id = 'the boot before'")
    outbox.close()
    box = kiosk()
    box.start()
    while (again := hub.next_command()).is_age_exact:
        assert again.key == before.key
    assert again.key == before.key


def test_a_silent_hub_turns_the_lamps_to_offline(hub: Hub, kiosk: StartBox) -> None:
    """A kiosk without a printer of its own says that it has no number; a hub that speaks again hears the press."""
    fingers = kiosk(panel=QUICK).start()
    assert fingers.sees(LAMP, "READY")
    hub.fall_silent()
    assert fingers.sees(LAMP, "OFFLINE", 8)
    fingers.press(PASPOR)
    command = hub.next_command()
    assert fingers.sees(LAMP, "REFUSED")
    assert fingers.sees(LAMP, "OFFLINE")
    hub.speak()
    assert fingers.sees(LAMP, "SENT")
    hub.accept(command)
    assert fingers.sees(LAMP, "READY")


def test_a_kept_press_that_is_too_old_by_then_is_refused_by_its_lamp(hub: Hub, kiosk: StartBox) -> None:
    """Nothing was promised, and a visitor who still stands there is told to press again."""
    fingers = kiosk(panel=QUICK).start()
    assert fingers.sees(LAMP, "READY")
    hub.fall_silent()
    assert fingers.sees(LAMP, "OFFLINE", 8)
    fingers.press(PASPOR)
    command = hub.next_command()
    assert fingers.sees(LAMP, "REFUSED")
    assert fingers.sees(LAMP, "OFFLINE")
    hub.refuse(command, Reason.TOO_OLD)
    assert fingers.sees(LAMP, "REFUSED")


def test_a_press_without_a_broker_is_sent_when_it_is_back(
    broker: Broker, start_hub: Callable[[], Hub], kiosk: StartBox
) -> None:
    """The press is on disk before it is sent, so nothing is lost with the broker."""
    broker.kill()
    fingers = kiosk(panel=QUICK).start()
    fingers.press(PASPOR)
    assert fingers.sees(LAMP, "OFFLINE", 8)
    broker.start()
    assert isinstance(start_hub().next_command(15), TakeTicket)


def test_the_lamps_of_a_closed_day_are_dark(hub: Hub, kiosk: StartBox) -> None:
    """They come to life when the day opens. A press in the dark is asked for all the same, and refused."""
    hub.day = None
    fingers = kiosk(panel=QUICK).start()
    fingers.press(PASPOR)
    hub.refuse(hub.next_command(), Reason.DAY_CLOSED)
    assert fingers.sees(LAMP, "REFUSED")
    assert fingers.sees(LAMP, "DARK")
    hub.day = date(2026, 11, 23)
    assert fingers.sees(LAMP, "READY")


def test_a_held_key_opens_the_day_of_the_offices_zone(hub: Hub, counter: StartBox) -> None:
    """At eight in the evening in London it is already tomorrow in Jakarta."""
    hub.at = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
    hub.tell_office("Asia/Jakarta")
    hub.day = None
    hub.tell_counter()
    fingers = counter().start()
    assert fingers.sees(LAMP, "READY")
    fingers.press(NO_SHOW, 0.4)
    command = hub.next_command()
    assert isinstance(command, OpenDay)
    assert command.day == date(2026, 11, 23)


def test_a_held_key_that_cannot_know_the_date_says_no_and_what_to_type(hub: Hub, counter: StartBox) -> None:
    """The hub's clock is not set and the day was open before: the hub says so once, then the box knows."""
    hub.clock = ClockState.UNTRUSTED
    hub.tell_office("Asia/Jakarta")
    hub.day = None
    hub.tell_counter()
    box = counter()
    fingers = box.start()
    assert fingers.sees(LAMP, "READY")
    fingers.press(NO_SHOW, 0.4)
    hub.refuse(hub.next_command(), Reason.DAY_PAST, detail="2026-11-23 was open already")
    assert fingers.sees(12, "REFUSED")
    box.service.await_line(r"refused .*reason=DAY_PAST 2026-11-23 was open already", 5)
    fingers.press(NO_SHOW, 0.4)
    box.service.await_line(r"OpenDay not sent: .*type: antrian day open DATE", 5)
    assert fingers.sees(12, "REFUSED")


def box_that_has_just_called(hub: Hub, counter: StartBox) -> tuple[ButtonBox, Fingers, AnyCommand]:
    """A counter's box whose first tap has called the person who is here, the hand, and the command that did it."""
    hub.tell_counter()
    box = counter(panel={"hold_seconds": 0.3, "together_seconds": 0.05}, button=[NEXT_BUTTON, RECALL_BUTTON])
    fingers = box.start()
    assert fingers.sees(LAMP, "READY")
    fingers.press(17)
    call = hub.next_command()
    hub.tell_counter(HERE)
    hub.accept(call)
    box.service.await_line(f"accepted key={call.key}", 5)
    return box, fingers, call


def test_a_double_tap_on_next_calls_one_person(hub: Hub, counter: StartBox) -> None:
    """The answer and the person called are there before the second tap, and still it calls nobody."""
    _, fingers, call = box_that_has_just_called(hub, counter)
    fingers.press(17)
    assert fingers.ask(lamps=None)["lamps"][str(LAMP)] == "SENT"
    fingers.press(RECALL)
    after = hub.next_new_command(call)
    assert isinstance(after, Recall)
    hub.accept(after)
    assert fingers.sees(LAMP, "READY")
    fingers.press(17)
    following = hub.next_new_command(call, after)
    assert isinstance(following, CallNext)
    assert following.saw == HERE.ticket


def test_a_full_disk_refuses_the_press_and_the_box_goes_on(hub: Hub, kiosk: StartBox) -> None:
    """Nothing is promised that could not be kept: the lamp says no, health says why, and both end with the fault."""
    box = kiosk(panel=QUICK)
    fingers = box.start()
    assert fingers.sees(LAMP, "READY")
    assert box.service.pid is not None
    unlimited = resource.prlimit(box.service.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(box.service.pid, resource.RLIMIT_FSIZE, (0, unlimited[1]))
    fingers.press(PASPOR)
    assert fingers.sees(LAMP, "REFUSED")
    assert hub.await_trouble(Problem.STORAGE).outbox == 0
    resource.prlimit(box.service.pid, resource.RLIMIT_FSIZE, unlimited)
    fingers.press(PASPOR)
    assert isinstance(hub.next_command(), TakeTicket)
    hub.await_trouble(Problem.STORAGE, wrong=False)


def test_a_stuck_button_is_told_and_the_others_work(hub: Hub, kiosk: StartBox) -> None:
    """The alarm names the pin and ends with the release."""
    fingers = kiosk(panel={**QUICK, "stuck_seconds": 0.5}).start()
    fingers.ask(pin=PASPOR, level="low")
    stuck = hub.await_trouble(Problem.BUTTON_STUCK)
    assert [one.detail for one in stuck.troubles if one.problem is Problem.BUTTON_STUCK] == ["pin 17"]
    command = hub.next_command()
    fingers.press(FOREIGN)
    other = hub.next_new_command(command)
    assert isinstance(other, TakeTicket)
    assert other.service == "F"
    fingers.ask(pin=PASPOR, level="high")
    hub.await_trouble(Problem.BUTTON_STUCK, wrong=False)


def test_a_box_says_what_it_is_and_when_it_leaves(hub: Hub, kiosk: StartBox, counter: StartBox) -> None:
    """With a counter in its settings it is a counter's box; stopped by systemd it says OFFLINE and ends well."""
    for make, name, role in ((kiosk, "kiosk-1", Role.KIOSK), (counter, "counter-1", Role.COUNTER)):
        box = make()
        box.start()
        hub.await_told(
            lambda told, name=name, role=role: (
                isinstance(told, Presence)  # type: ignore[misc]
                and (told.node, told.role, told.state) == (name, role, PresenceState.ONLINE)
            )
        )
        box.stop()
        hub.await_told(
            lambda told, name=name: (
                isinstance(told, Presence)  # type: ignore[misc]
                and (told.node, told.state) == (name, PresenceState.OFFLINE)
            )
        )
        assert box.service.lines("ended with status 0")


def test_the_log_says_when_a_finger_pressed_and_when_it_was_sent(hub: Hub, kiosk: StartBox) -> None:
    """Both lines carry the boot clock, the names that cross the broker, and nothing in between took long."""
    box = kiosk(panel=QUICK)
    at = box.start().press(PASPOR)
    command = hub.next_command()
    assert isinstance(command, TakeTicket)
    pressed = box.service.await_line(r"press pin=17 press=(\S+) at=([0-9.]+)$", 5)
    sent = box.service.await_line(r"send command=TakeTicket key=(\S+) at=([0-9.]+)$", 5)
    assert (pressed[1], sent[1]) == (command.press, command.key)
    assert at <= float(pressed[2]) <= float(sent[2]) < at + 1.0


def test_an_officer_calls_on_behalf_of_what_was_seen(hub: Hub, counter: StartBox) -> None:
    """A closed counter is dark; once open, calls carry whom the counter's state shows at the press."""
    fingers = counter().start()
    assert fingers.sees(LAMP, "DARK")
    hub.tell_counter()
    assert fingers.sees(LAMP, "READY")
    fingers.press(17)
    call = hub.next_command()
    assert isinstance(call, CallNext)
    assert (call.counter, call.saw) == (1, None)
    hub.tell_counter(HERE)
    hub.accept(call)
    assert fingers.sees(LAMP, "READY")
    fingers.press(FINISH)
    finish = hub.next_new_command(call)
    assert isinstance(finish, Finish)
    assert finish.saw == HERE.ticket


def test_a_hold_opens_the_counter_and_does_not_call(hub: Hub, counter: StartBox) -> None:
    """Holding is another wish than pressing, and the press inside it is none."""
    hub.tell_counter()
    fingers = counter().start()
    assert fingers.sees(LAMP, "READY")
    hub.tell_counter(is_open=False)
    assert fingers.sees(LAMP, "DARK")
    fingers.press(RECALL)
    first = hub.next_command()
    hub.refuse(first, Reason.COUNTER_CLOSED)
    assert fingers.sees(LAMP_2, "REFUSED")
    fingers.press(17, 0.5)
    opened = hub.next_new_command(first)
    assert isinstance(opened, OpenCounter)
    hub.accept(opened)
    hub.tell_counter()
    assert fingers.sees(LAMP, "READY")
    fingers.press(RECALL)
    assert isinstance(hub.next_new_command(first, opened), Recall)


def test_park_parks_and_resumes(hub: Hub, counter: StartBox) -> None:
    """With somebody there a hold parks them; with nobody there it calls back the one parked last."""
    hub.tell_counter(HERE)
    fingers = counter().start()
    assert fingers.sees(LAMP, "READY")
    fingers.press(PARK, 0.5)
    park = hub.next_command()
    assert isinstance(park, Park)
    hub.tell_counter(None, HERE, PARKED)
    hub.accept(park)
    assert fingers.sees(21, "SENT")
    assert fingers.sees(21, "READY")
    fingers.press(PARK, 0.5)
    resume = hub.next_new_command(park)
    assert isinstance(resume, CallTicket)
    assert (resume.saw, resume.ticket) == (None, HERE.ticket)


def test_nothing_is_sent_before_the_counter_is_known(hub: Hub, counter: StartBox) -> None:
    """The officer cannot have seen what the box has not heard; another counter's state is no help."""
    hub.tell_counter(HERE, number=2)
    fingers = counter().start()
    fingers.press(NO_SHOW)
    assert fingers.sees(12, "REFUSED")
    hub.tell_counter(HERE)
    assert fingers.sees(LAMP, "READY")
    fingers.press(RECALL)
    assert isinstance(hub.next_command(), Recall)


def test_one_command_of_a_counter_is_in_flight(hub: Hub, counter: StartBox) -> None:
    """A second button is refused by its lamp until the hub has answered the first."""
    hub.tell_counter(HERE)
    fingers = counter().start()
    assert fingers.sees(LAMP, "READY")
    fingers.press(17)
    call = hub.next_command()
    fingers.press(RECALL)
    assert fingers.sees(LAMP_2, "REFUSED")
    hub.accept(call)
    assert fingers.sees(LAMP, "READY")
    fingers.press(RECALL)
    assert isinstance(hub.next_new_command(call), Recall)


def test_a_call_that_was_too_old_is_over(hub: Hub, counter: StartBox) -> None:
    """The lamp says no, the command is gone for good, and the officer's next press is a new one."""
    hub.tell_counter(HERE)
    fingers = counter().start()
    assert fingers.sees(LAMP, "READY")
    fingers.press(17)
    old = hub.next_command()
    hub.refuse(old, Reason.TOO_OLD)
    assert fingers.sees(LAMP, "REFUSED")
    hub.await_told(lambda told: isinstance(told, Health) and told.node == "counter-1" and told.outbox == 0)
    fingers.press(17)
    new = hub.next_new_command(old)
    assert isinstance(new, CallNext)
    assert new.saw == HERE.ticket


def test_a_refusal_that_may_be_tried_again_is_tried_again(hub: Hub, counter: StartBox) -> None:
    """When the hub's disk refuses, the lamp keeps saying taken and the same key comes again."""
    hub.tell_counter(HERE)
    fingers = counter().start()
    assert fingers.sees(LAMP, "READY")
    fingers.press(17)
    call = hub.next_command()
    hub.refuse(call, Reason.STORAGE, retry_after=0.2)
    assert hub.next_command().key == call.key
    assert fingers.ask(lamps=None)["lamps"][str(LAMP)] == "SENT"


def test_a_box_killed_between_the_taps_of_a_double_tap_calls_one_person(hub: Hub, counter: StartBox) -> None:
    """A box that has just started does not know what its button did a moment ago; its lamp says that it rests."""
    box, _, call = box_that_has_just_called(hub, counter)
    start = box.service.kill()
    box.service.await_ready(after_start=start)
    fingers = box.fingers()
    fingers.press(17)
    assert fingers.ask(lamps=None)["lamps"][str(LAMP)] == "SENT"
    assert fingers.sees(LAMP, "READY")
    fingers.press(RECALL)
    assert isinstance(hub.next_new_command(call), Recall)


def test_a_visitor_asks_for_help_and_the_lamp_says_who_comes(hub: Hub, start_box: StartBox) -> None:
    """Over the real broker, which lets a kiosk read the wall."""
    press, hold = {"command": "RequestHelp"}, {"command": "CancelHelp"}
    button = {"pin": 26, "lamp": 16, "press": press, "hold": hold}
    fingers = start_box("kiosk-1", panel=QUICK, button=[button]).start()
    assert fingers.sees(16, "READY")
    fingers.press(26)
    command = hub.next_command()
    assert isinstance(command, RequestHelp)
    hub.tell_board(HelpCall(call=2, kiosk="kiosk-1", at=hub.at, counter=3))
    hub.accept(command)
    assert fingers.sees(16, "COMING")


def test_a_counters_small_display_shows_who_is_here(hub: Hub, counter: StartBox) -> None:
    """The file that a bench has in place of glass; dark again when the box ends."""
    hub.tell_counter(HERE)
    box = counter(small_display={"driver": "png"}, button=[NEXT_BUTTON])
    fingers = box.start()
    assert fingers.sees(LAMP, "READY")
    page = SmallPage(number="A 017", service="A", waiting="3 menunggu", foot=(), is_urgent=False)
    pictures = {draw(page, place).tobytes() for place in range(len(WANDER))}
    assert await_picture(box.state / PNG, pictures)
    box.stop()
    assert await_picture(box.state / PNG, {blank().tobytes()})


def await_picture(path: Path, wanted: set[bytes]) -> bool:
    """Say whether the file came to show one of these; the file system tells nobody when."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        if path.exists():
            with Image.open(path) as shown:
                if shown.tobytes() in wanted:
                    return True
        time.sleep(0.02)
    return False
