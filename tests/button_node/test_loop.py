"""The one loop, one step at a time, on a real box that has not found its broker yet."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from msgspec import Struct
from msgspec.structs import replace

from button_node.action import Action
from button_node.gesture import Edge
from button_node.keypad import KeypadGone
from button_node.lamp import LampState
from button_node.loop import Loop
from button_node.settings import ButtonSettings, KeypadSettings, PanelSettings, Settings
from button_node.small_page import AnySmallDisplay, SmallDisplayGone, SmallDisplayThere, SmallPage
from firmware.messages import topics
from firmware.messages.answers import Accepted, Reason, Refused
from firmware.messages.codec import encode
from firmware.messages.commands import AnswerHelp, AnyCommand, CallNext, Finish, MarkNoShow, TakeTicket
from firmware.messages.names import Role
from firmware.messages.notices import Beat, ClockState, CounterState, CounterTicket, Problem
from firmware.node.box import Box, Wake
from firmware.node.clock import SystemClock
from firmware.node.link import Received
from firmware.node.settings import BoxSettings
from firmware.node.world import World

TICKET = Action(command="TakeTicket", service="A")
OTHER = Action(command="TakeTicket", service="H")
KIOSK = (
    ButtonSettings(pin=17, lamp=27, press=TICKET, hold=OTHER),
    ButtonSettings(key="KEY_KP1", press=Action(command="TakeTicket", service="F"), hold=OTHER),
)
COUNTER = (
    ButtonSettings(pin=17, lamp=27, press=Action(command="CallNext")),
    ButtonSettings(pin=22, press=Action(command="Finish")),
)


JOURNAL = "00000000000000aa"
DAY = date(2026, 11, 23)


class LateClock(SystemClock):
    """This machine's clock, and as much later as a test says."""

    later = 0.0

    def boot(self) -> float:
        """Return seconds since the machine started, and some."""
        return super().boot() + self.later


class Bench:
    """A box and its loop; lamps that only remember how bright they are."""

    def __init__(
        self,
        folder: Path,
        tls: Path,
        buttons: tuple[ButtonSettings, ...],
        counter: int | None,
        small: AnySmallDisplay | None = None,
        panel: PanelSettings = PanelSettings(),  # noqa: B008 - a frozen value
    ) -> None:
        # Nobody listens on port 1: the box keeps what it would send.
        own = BoxSettings(name="kiosk-1", broker="127.0.0.1", port=1, tls=str(tls), state=str(folder), clock="trusted")
        keypad = KeypadSettings(device="/dev/input/by-id/x") if buttons is KIOSK else None
        settings = Settings(box=own, button=buttons, counter=counter, panel=panel, keypad=keypad)
        self.clock = LateClock()
        self.box = Box(own, Role.KIOSK, world=World(clock=self.clock))
        self.lamps: dict[int, float] = {}
        self.position = 9
        self.loop = Loop(self.box, settings, is_down=lambda _pin: False, light=self.lamps.__setitem__, small=small)
        self.clock.later = 60.0  # the box has been up for a minute when the first finger comes
        self.is_hub_silent = False
        self.box.start()
        self.turn()

    def feel(self, contact: int | str, *levels: tuple[float, bool]) -> None:
        """Post edges that happened so many seconds ago, all of them before the loop looks."""
        now = self.box.clock.boot()
        for ago, is_down in levels:
            self.box.post(Edge(contact=contact, is_down=is_down, at=now - ago))

    def tap(self, pin: int) -> None:
        """Press and release a button, and let the loop act."""
        self.feel(pin, (0.0, True))
        self.turn()
        self.clock.later += 0.06
        self.feel(pin, (0.0, False))
        self.clock.later += 0.06
        self.turn()

    def accept(self, number: str | None) -> AnyCommand:
        """Let the hub accept what waits, with this person at the counter then; return what it was."""
        (command,) = self.box.outbox.pending
        self.position += 1
        answer = Accepted(key=command.key, journal=JOURNAL, epoch=1, position=self.position, number=number)
        self.hear(topics.ANSWER.name(self.box.name), answer)
        state = counter_state(self.position, number)
        self.hear(topics.COUNTER.name(state.counter), state)
        self.turn()
        return command

    def hear(self, topic: str, message: Struct) -> None:
        """Let the hub say something, in this very moment."""
        self.box.post(Received(topic=topic, payload=encode(message)))

    def turn(self) -> None:
        """Let the loop act on everything that waits, and once more for the time that has passed."""
        if not self.is_hub_silent:
            self.hear(topics.BEAT.name(), beat(self.position))
        while not self.box.inbox.empty():
            self.loop.step()
        self.box.post(Wake())
        self.loop.step()


@pytest.fixture
def bench(tmp_path: Path, tls: Path) -> Iterator[Callable[..., Bench]]:
    """Make a bench that is cleared away when the test ends."""
    benches: list[Bench] = []

    def make(
        buttons: tuple[ButtonSettings, ...] = KIOSK, counter: int | None = None, small: AnySmallDisplay | None = None
    ) -> Bench:
        benches.append(Bench(tmp_path / "state", tls, buttons, counter, small))
        return benches[-1]

    yield make
    for one in benches:
        one.box.close()


def beat(position: int) -> Beat:
    """Return the hub's beat in an open business day."""
    return Beat(
        journal=JOURNAL,
        epoch=1,
        position=position,
        day=DAY,
        office_time=1.0,
        at=datetime(2026, 11, 23, 1, 0, tzinfo=UTC),
        clock=ClockState.TRUSTED,
    )


def counter_state(position: int, number: str | None, epoch: int = 1) -> CounterState:
    """Return counter 1 as it was at a position of the journal."""
    ticket = None if number is None else CounterTicket(ticket=f"2026-11-23-{number}", number=number, service="A")
    return CounterState(
        journal=JOURNAL,
        epoch=epoch,
        position=position,
        counter=1,
        is_open=True,
        ticket=ticket,
        is_serving=False,
        waiting=3,
    )


def test_a_loop_that_was_kept_waiting_does_not_take_a_tap_for_a_hold(bench: Callable[..., Bench]) -> None:
    """A disk that hung for five seconds changes neither what the finger meant nor how long ago it was."""
    made = bench()
    made.feel(17, (5.0, True), (4.8, False))
    made.turn()
    (command,) = made.box.outbox.pending
    assert isinstance(command, TakeTicket)
    assert command.service == "A"
    assert command.age == pytest.approx(4.8, abs=0.5)


def test_a_key_of_a_keypad_is_a_button(bench: Callable[..., Bench]) -> None:
    """It goes the same way as a pin."""
    made = bench()
    made.feel("KEY_KP1", (0.5, True), (0.2, False))
    made.turn()
    (command,) = made.box.outbox.pending
    assert isinstance(command, TakeTicket)
    assert command.service == "F"


def test_a_keypad_pulled_out_under_a_finger_presses_nothing(bench: Callable[..., Bench]) -> None:
    """The release never comes, and that is neither a tap nor a hold."""
    made = bench()
    made.feel("KEY_KP1", (0.5, True))
    made.box.post(KeypadGone("/dev/input/by-id/x"))
    made.turn()
    made.feel("KEY_KP1", (0.0, False))
    made.turn()
    assert made.box.outbox.pending == ()


def test_what_the_broker_kept_from_before_is_not_taken_for_new(bench: Callable[..., Bench]) -> None:
    """An officer saw the newest state; an older one that arrives later does not bring back who has gone."""
    made = bench(COUNTER, 1)
    for state in (counter_state(9, "A018", epoch=2), counter_state(12, "A017", epoch=1), counter_state(8, "A016", 2)):
        made.box.post(state)
    made.feel(22, (0.3, True), (0.2, False))
    made.turn()
    (command,) = made.box.outbox.pending
    assert isinstance(command, Finish)
    assert command.saw == "2026-11-23-A018"


def test_a_command_from_before_a_restart_lights_its_button_and_blocks_the_counter(bench: Callable[..., Bench]) -> None:
    """What was asked is still asked: the lamp of its button is steady, and another button waits."""
    made = bench(COUNTER, 1)
    made.box.post(counter_state(9, None))
    made.feel(17, (0.3, True), (0.2, False))
    made.turn()
    made.box.close()
    again = bench(COUNTER, 1)
    assert again.loop.shown.states() == {27: LampState.SENT}
    assert again.lamps == {27: 1.0}
    again.box.post(counter_state(9, None))
    again.feel(22, (0.3, True), (0.2, False))
    again.turn()
    (command,) = again.box.outbox.pending
    assert isinstance(command, CallNext)


def test_one_broken_row_of_a_bounce_is_one_ticket(bench: Callable[..., Bench]) -> None:
    """Edges in a burst, read late and all at once, are what they would have been one by one."""
    made = bench(COUNTER, 1)
    made.box.post(counter_state(9, None))
    made.feel(17, *((0.300 - step / 1000, step % 2 == 0) for step in range(20)))
    made.turn()
    assert len(made.box.outbox.pending) == 1


def test_a_second_tap_a_quarter_of_a_second_later_calls_nobody(bench: Callable[..., Bench]) -> None:
    """The hub has answered and the box knows the new person; the finger does not."""
    made = bench(COUNTER, 1)
    made.box.post(counter_state(9, None))
    made.tap(17)
    made.accept("A017")
    made.clock.later += 0.13
    made.tap(17)
    assert made.box.outbox.pending == ()
    assert made.loop.shown.states() == {27: LampState.SENT}
    made.clock.later += 1.5
    made.turn()
    assert made.loop.shown.states() == {27: LampState.READY}
    made.tap(17)
    command = made.accept("A018")
    assert isinstance(command, CallNext)
    assert command.saw == "2026-11-23-A017"


def test_an_officer_who_was_kept_waiting_calls_one_person(bench: Callable[..., Bench]) -> None:
    """The impatient taps come while the hub is slow and just after its late answer; none of them calls another."""
    made = bench(COUNTER, 1)
    made.box.post(counter_state(9, None))
    made.tap(17)
    made.clock.later += 4.0
    made.tap(17)
    assert made.loop.shown.states() == {27: LampState.REFUSED}
    made.accept("A017")
    assert made.loop.shown.states() == {27: LampState.SENT}
    made.tap(17)
    assert made.box.outbox.pending == ()


def test_finish_and_then_next_need_not_wait(bench: Callable[..., Bench]) -> None:
    """Two buttons are two wishes, however quickly one follows the other."""
    made = bench(COUNTER, 1)
    made.box.post(counter_state(9, "A017"))
    made.tap(22)
    assert isinstance(made.accept(None), Finish)
    made.tap(17)
    assert isinstance(made.accept("A018"), CallNext)


def test_an_absence_that_only_says_the_call_again_is_said_of_the_same_person(bench: Callable[..., Bench]) -> None:
    """The hub accepts and tells nothing of the counter, because nothing has changed there."""
    made = bench((*COUNTER, ButtonSettings(pin=5, lamp=6, press=Action(command="MarkNoShow"))), 1)
    made.box.post(counter_state(9, "A017"))
    for _ in range(2):
        made.tap(5)
        (command,) = made.box.outbox.pending
        assert isinstance(command, MarkNoShow)
        assert command.saw == "2026-11-23-A017"
        made.position += 1
        answer = Accepted(key=command.key, journal=JOURNAL, epoch=1, position=made.position, number="A017")
        made.hear(topics.ANSWER.name(made.box.name), answer)
        made.turn()
    made.tap(17)
    (call,) = made.box.outbox.pending
    assert isinstance(call, CallNext)
    assert call.saw == "2026-11-23-A017"


@pytest.mark.parametrize("reason", [Reason.CALL_STANDS, Reason.PARK_FULL, Reason.COME_BACK_OVER])
def test_a_rule_s_refusal_is_seen_at_the_lamp_and_ends(bench: Callable[..., Bench], reason: Reason) -> None:
    """Two blinks; the person is still there and the button may be pressed again."""
    made = bench((*COUNTER, ButtonSettings(pin=5, lamp=6, press=Action(command="MarkNoShow"))), 1)
    made.box.post(counter_state(9, "A017"))
    made.tap(5)
    (command,) = made.box.outbox.pending
    refused = Refused(key=command.key, reason=reason, journal=JOURNAL, epoch=1, position=9)
    made.hear(topics.ANSWER.name(made.box.name), refused)
    made.turn()
    assert made.loop.shown.states()[6] is LampState.REFUSED
    made.clock.later += 2.1
    made.tap(5)
    assert len(made.box.outbox.pending) == 1


def test_only_the_button_that_resumes_reminds(bench: Callable[..., Bench]) -> None:
    """And it stops when nobody is overdue any more."""
    made = bench((*COUNTER, ButtonSettings(pin=5, lamp=6, press=Action(command="Park"))), 1)
    made.box.post(replace(counter_state(9, None), overdue=1))
    made.turn()
    assert made.loop.shown.states() == {27: LampState.READY, 6: LampState.REMINDER}
    made.box.post(counter_state(9, None))
    made.turn()
    assert made.loop.shown.states() == {27: LampState.READY, 6: LampState.READY}


RECALL = ButtonSettings(pin=5, lamp=6, press=Action(command="Recall"), hold=Action(command="OpenCounter"))


def test_recall_with_nobody_there_goes_to_who_asks_for_help(bench: Callable[..., Bench]) -> None:
    """Its lamp reminds of it, nobody else's does; the second tap of a double tap sends the officer to nobody else."""
    made = bench((*COUNTER, RECALL), 1)
    made.box.post(replace(counter_state(9, None), help=("kiosk-2", "kiosk-1")))
    made.turn()
    assert made.loop.shown.states() == {27: LampState.READY, 6: LampState.REMINDER}
    made.tap(5)
    (command,) = made.box.outbox.pending
    assert isinstance(command, AnswerHelp)
    assert (command.counter, command.kiosk) == (1, "kiosk-2")
    answer = Accepted(key=command.key, journal=JOURNAL, epoch=1, position=10)
    made.hear(topics.ANSWER.name(made.box.name), answer)
    made.box.post(replace(counter_state(10, None), help=("kiosk-1",)))
    made.turn()
    made.tap(5)
    assert made.box.outbox.pending == ()
    made.clock.later += 1.5
    made.turn()
    assert made.loop.shown.states()[6] is LampState.REMINDER


def test_a_recall_that_waits_from_before_a_restart_may_be_on_the_way_to_a_visitor(bench: Callable[..., Bench]) -> None:
    """The lamp of the button that said it is steady again."""
    made = bench((*COUNTER, RECALL), 1)
    made.box.post(replace(counter_state(9, None), help=("kiosk-2",)))
    made.tap(5)
    made.box.close()
    assert bench((*COUNTER, RECALL), 1).loop.shown.states()[6] is LampState.SENT


@pytest.mark.parametrize("order", [(17, 22), (22, 17)])
def test_two_fingers_on_next_and_finish_never_finish_the_person_just_called(
    bench: Callable[..., Bench], order: tuple[int, int]
) -> None:
    """Within a hundredth of a second, with a hub that answers in between; the same edges always mean the same."""
    made = bench(COUNTER, 1)
    made.box.post(counter_state(9, "A017"))
    made.turn()
    made.feel(order[0], (0.01, True))
    made.turn()
    first = made.accept("A018" if order[0] == 17 else None)
    made.feel(order[1], (0.0, True))
    made.turn()
    sent = [type(one).__name__ for one in (first, *made.box.outbox.pending)]
    assert sent == (["CallNext"] if order[0] == 17 else ["Finish", "CallNext"])
    if order[0] == 17:
        made.clock.later += 0.4
        made.feel(22, (0.3, False), (0.0, True))
        made.turn()
        assert isinstance(made.box.outbox.pending[0], Finish)


def test_a_finger_that_lay_on_a_button_before_a_call_is_about_who_was_there(bench: Callable[..., Bench]) -> None:
    """A button with a hold speaks late; by then somebody else is at the counter."""
    held = ButtonSettings(pin=13, lamp=19, press=Action(command="Finish"), hold=Action(command="CloseCounter"))
    made = bench((*COUNTER, held), 1)
    made.box.post(counter_state(9, "A017"))
    made.turn()
    made.feel(13, (0.0, True))
    made.turn()
    made.clock.later += 0.5
    made.feel(17, (0.0, True))
    made.turn()
    made.accept("A018")
    made.feel(13, (0.0, False))
    made.clock.later += 0.1
    made.turn()
    assert made.box.outbox.pending == ()
    assert made.loop.shown.states()[19] is LampState.REFUSED


def test_what_became_clear_before_an_edge_is_taken_before_it(bench: Callable[..., Bench]) -> None:
    """A loop that was kept waiting takes a released button before the next one, as the fingers did."""
    held = ButtonSettings(pin=13, lamp=19, press=Action(command="Finish"), hold=Action(command="CloseCounter"))
    made = bench((*COUNTER, held), 1)
    made.box.post(counter_state(9, "A017"))
    made.feel(13, (1.0, True), (0.8, False))
    made.feel(17, (0.5, True))
    made.turn()
    (command,) = made.box.outbox.pending
    assert isinstance(command, Finish)


class PlayedSmallDisplay:
    """Remembers what it was shown."""

    def __init__(self) -> None:
        self.page: SmallPage | None = None

    def show(self, page: SmallPage | None) -> None:
        """Show."""
        self.page = page


def test_a_small_display_follows_the_counter_and_its_loss_is_told(bench: Callable[..., Bench]) -> None:
    """Number and waiting, then the silence of the hub; a display that is gone is a trouble and no more."""
    small = PlayedSmallDisplay()
    made = bench(COUNTER, 1, small)
    assert small.page is None
    made.box.post(counter_state(9, "A017"))
    made.box.post(SmallDisplayGone("is it plugged in?"))
    made.turn()
    assert small.page == SmallPage(number="A 017", service="A", waiting="3 menunggu", foot=(), is_urgent=False)
    assert (Problem.SMALL_DISPLAY_FAILED, "is it plugged in?") in made.box._troubles
    made.box.post(SmallDisplayThere())
    made.is_hub_silent = True
    made.clock.later += 3.1
    made.turn()
    assert small.page.is_urgent
    assert made.box._troubles == {}


def test_what_is_wrong_with_a_small_display_is_its_latest_trouble(
    bench: Callable[..., Bench], caplog: pytest.LogCaptureFixture
) -> None:
    """It is said at every vain attempt, in other words when the cable is out than when the bus is off; once each."""
    made = bench(COUNTER, 1, PlayedSmallDisplay())
    for detail in ("no /dev/i2c-1", "no /dev/i2c-1", "is it plugged in?", "is it plugged in?"):
        made.box.post(SmallDisplayGone(detail))
        made.turn()
    assert list(made.box._troubles) == [(Problem.SMALL_DISPLAY_FAILED, "is it plugged in?")]
    assert sum(record.levelname == "ERROR" for record in caplog.records) == 2


def test_lamps_are_as_bright_as_the_technician_says(tmp_path: Path, tls: Path) -> None:
    """Every level of every pattern, so that they stay one language."""
    made = Bench(tmp_path / "state", tls, COUNTER, 1, panel=PanelSettings(lamp_level=0.4))
    made.box.post(counter_state(9, "A017"))
    made.tap(17)
    assert made.lamps == {27: 0.4}
    made.box.close()


def test_while_the_hub_is_silent_the_officer_calls_by_voice(bench: Callable[..., Bench]) -> None:
    """Next is not sent; what became of the person who is there is kept, and asked until the hub is back."""
    made = bench(COUNTER, 1)
    made.box.post(counter_state(9, "A017"))
    made.turn()
    made.is_hub_silent = True
    made.clock.later += 3.1
    made.turn()
    made.tap(17)
    assert made.box.outbox.pending == ()
    assert made.loop.shown.states() == {27: LampState.REFUSED}
    made.tap(22)
    (command,) = made.box.outbox.pending
    assert isinstance(command, Finish)
    assert command.saw == "2026-11-23-A017"
    made.clock.later += 600.0
    made.turn()
    assert made.loop.shown.states() == {27: LampState.OFFLINE}
    made.is_hub_silent = False
    made.turn()
    assert isinstance(made.accept(None), Finish)
    made.tap(17)
    assert isinstance(made.accept("A018"), CallNext)
