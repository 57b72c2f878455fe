"""What a finger meant."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from button_node.gesture import (
    Felt,
    Finger,
    Gesture,
    Kind,
    Stuck,
    Timing,
    deadline,
    feel,
    forgive,
    lock,
    rest,
    wait,
)

PLAIN = Timing()
TICKET = Timing(lockout_seconds=3.0)
HELD = Timing(hold_seconds=1.0)

Edges = list[tuple[float, bool]]


def play(timing: Timing, edges: Edges, until: float, finger: Finger | None = None) -> list[Felt]:
    """Feel all edges, then let time pass until `until`."""
    finger = finger or Finger()
    felt: list[Felt] = []
    for at, is_down in edges:
        finger, more = feel(finger, timing, is_down=is_down, at=at)
        felt += more
    return felt + wait(finger, timing, until)[1]


def press(at: float, seconds: float = 0.1) -> Edges:
    """Return the edges of one clean press."""
    return [(at, True), (at + seconds, False)]


def bounces(start: float, gaps: list[float], *, first: bool) -> Edges:
    """Return edges that alternate, beginning with `first` at `start`, with these gaps between them."""
    edges = [(start, first)]
    for gap in gaps:
        edges.append((edges[-1][0] + gap, not edges[-1][1]))
    return edges


def test_a_tap_is_known_at_the_leading_edge() -> None:
    """A button without a hold speaks before the finger has left."""
    _, felt = feel(Finger(), PLAIN, is_down=True, at=10.0)
    assert felt == [Gesture(Kind.TAP, 10.0)]


def test_two_presses_of_a_finger_are_two_taps() -> None:
    """Nothing is lost when the contact was open for longer than a bounce."""
    felt = play(PLAIN, press(10.0) + press(10.2), until=11)
    assert felt == [Gesture(Kind.TAP, 10.0), Gesture(Kind.TAP, 10.2)]


def test_a_second_ticket_within_the_lock_out_is_not_taken() -> None:
    """Three seconds after a ticket the same button gives the next one, and not before."""
    felt = play(TICKET, press(10.0) + press(12.9) + press(13.1), until=20)
    assert felt == [Gesture(Kind.TAP, 10.0), Gesture(Kind.TAP, 13.1)]


def test_a_refusal_ends_the_lock_out() -> None:
    """Who got nothing may press again at once."""
    finger, _ = feel(Finger(), TICKET, is_down=True, at=10.0)
    finger, _ = feel(finger, TICKET, is_down=False, at=10.1)
    _, felt = feel(forgive(finger), TICKET, is_down=True, at=10.3)
    assert felt == [Gesture(Kind.TAP, 10.3)]


def test_a_hold_locks_for_its_own_time() -> None:
    """What a hold asks for has nothing to do with what a tap asks for: after either, its own lock-out."""
    timing = Timing(lockout_seconds=3.0, hold_lockout_seconds=0.5, hold_seconds=1.0)
    felt = play(timing, press(10.0, 1.2) + press(11.3) + press(11.6) + press(14.5) + press(14.8), until=20)
    kinds = [(one.kind, one.at) for one in felt if isinstance(one, Gesture)]
    assert kinds == [(Kind.HOLD, 11.0), (Kind.TAP, pytest.approx(11.7)), (Kind.TAP, pytest.approx(14.9))]


@pytest.mark.parametrize("seconds", [0.1, 1.5])
def test_a_finger_that_is_down_when_the_button_is_locked_is_not_taken(seconds: float) -> None:
    """It came before the change that it would act on; a lock is never shortened by a later one."""
    touched, _ = feel(Finger(), HELD, is_down=True, at=10.0)
    locked = lock(lock(touched, 12.0), 11.0)
    assert play(HELD, [(10.0 + seconds, False), *press(11.9)], until=13, finger=locked) == []
    felt = play(HELD, [(10.0 + seconds, False), *press(12.1)], until=13, finger=locked)
    assert [one.kind for one in felt if isinstance(one, Gesture)] == [Kind.TAP]


def test_a_tap_of_a_button_with_a_hold_is_known_when_the_release_is_certain() -> None:
    """It is decided one bounce time after the finger left, and dated to when it left."""
    finger, felt = feel(Finger(), HELD, is_down=True, at=10.0)
    assert felt == []
    finger, felt = feel(finger, HELD, is_down=False, at=10.2)
    assert felt == []
    assert deadline(finger, HELD) == pytest.approx(10.25)
    assert wait(finger, HELD, 10.25)[1] == [Gesture(Kind.TAP, 10.2, pytest.approx(0.2))]


def test_a_hold_fires_while_the_button_is_still_down() -> None:
    """The officer need not guess when to let go."""
    finger, _ = feel(Finger(), HELD, is_down=True, at=10.0)
    assert deadline(finger, HELD) == 11.0
    finger, felt = wait(finger, HELD, 11.0)
    assert felt == [Gesture(Kind.HOLD, 11.0, 1.0)]
    finger, felt = feel(finger, HELD, is_down=False, at=15.0)
    assert felt + wait(finger, HELD, 20.0)[1] == []


def test_a_finger_that_leaves_just_before_the_hold_has_tapped() -> None:
    """The hold's time may pass while the release is not certain yet; the finger had left."""
    assert play(HELD, press(10.0, 0.98), until=20) == [Gesture(Kind.TAP, pytest.approx(10.98), pytest.approx(0.98))]


def test_a_flicker_over_the_end_of_the_hold_is_a_hold() -> None:
    """The finger never left, so it becomes a hold as soon as the contact is closed again."""
    felt = play(HELD, [(10.0, True), (10.98, False), (11.01, True)], until=12)
    assert felt == [Gesture(Kind.HOLD, 11.01, pytest.approx(1.01))]


def test_a_button_that_is_down_at_the_start_says_nothing() -> None:
    """A box that restarts under a finger does not take a ticket; the next press counts."""
    down = rest(is_down=True, now=5.0)
    assert play(PLAIN, [(6.0, False)], until=7, finger=down) == []
    assert play(PLAIN, [(6.0, False), (7.0, True)], until=7.5, finger=down) == [Gesture(Kind.TAP, 7.0)]


def test_a_stuck_button_is_told_once_and_told_well_again() -> None:
    """After thirty seconds down it is an alarm; the release ends it."""
    finger, _ = feel(Finger(), PLAIN, is_down=True, at=10.0)
    finger, felt = wait(finger, PLAIN, 500.0)
    assert felt == [Stuck(is_stuck=True)]
    assert deadline(finger, PLAIN) is None
    finger, _ = feel(finger, PLAIN, is_down=False, at=600.0)
    assert wait(finger, PLAIN, 601.0)[1] == [Stuck(is_stuck=False)]


def test_a_button_stuck_since_the_start_is_an_alarm_too() -> None:
    """A wire that was squeezed overnight is found in the morning."""
    assert wait(rest(is_down=True, now=5.0), PLAIN, 35.0)[1] == [Stuck(is_stuck=True)]


def test_nothing_is_due_while_nothing_is_pressed() -> None:
    """An idle button never wakes the loop."""
    assert deadline(rest(is_down=False, now=5.0), HELD) is None


short = st.floats(min_value=0.0001, max_value=0.049)
any_gap = st.floats(min_value=0.0001, max_value=5.0)


@given(st.lists(short, max_size=40))
def test_bounces_never_make_two_taps(gaps: list[float]) -> None:
    """However a contact bounces on its way down or up, one press is one tap."""
    felt = play(PLAIN, bounces(10.0, gaps, first=True), until=12.5)
    assert [one for one in felt if isinstance(one, Gesture)] == [Gesture(Kind.TAP, 10.0)]


@given(st.lists(short, min_size=1, max_size=40), st.floats(min_value=1.06, max_value=20.0))
def test_a_held_button_never_makes_a_tap(gaps: list[float], seconds: float) -> None:
    """A worn contact that flickers under a finger is one hold, whatever it does when the finger leaves."""
    flicker = bounces(10.0, gaps[: len(gaps) // 2 * 2], first=True)
    released = max(10.0 + seconds, flicker[-1][0] + 1.06)
    felt = play(HELD, flicker + bounces(released, gaps, first=False), until=released + 25)
    assert [one.kind for one in felt if isinstance(one, Gesture)] == [Kind.HOLD]


@given(st.lists(any_gap, max_size=60))
def test_tickets_of_one_button_are_never_closer_than_the_lock_out(gaps: list[float]) -> None:
    """No way of pressing gets two tickets within three seconds."""
    felt = play(TICKET, bounces(10.0, gaps, first=True), until=400)
    taps = [one.at for one in felt if isinstance(one, Gesture)]
    # Times are sums: three seconds may come out a rounding short.
    assert all(later - earlier >= 3.0 - 1e-9 for earlier, later in pairwise(taps))
    assert taps[0] == 10.0


@given(st.lists(any_gap, max_size=30), st.sampled_from([PLAIN, TICKET, HELD]), st.integers(1, 7))
def test_it_does_not_matter_how_often_the_loop_looks(gaps: list[float], timing: Timing, looks: int) -> None:
    """A loop that wakes late or often feels the same: time is in the edges, not in the waking."""
    finger, felt = Finger(), []
    edges = bounces(10.0, gaps, first=True)
    for (at, is_down), (later, _) in pairwise([*edges, (500.0, False)]):
        finger, more = feel(finger, timing, is_down=is_down, at=at)
        felt += more
        for look in range(1, looks):
            finger, more = wait(finger, timing, at + (later - at) * look / looks)
            felt += more
    assert felt + wait(finger, timing, 500.0)[1] == play(timing, edges, until=500.0)


@given(st.lists(any_gap, max_size=30), st.sampled_from([PLAIN, TICKET, HELD]))
def test_nothing_happens_before_its_deadline(gaps: list[float], timing: Timing) -> None:
    """Between two deadlines a loop may sleep."""
    finger = Finger()
    for at, is_down in bounces(10.0, gaps, first=True):
        finger, _ = feel(finger, timing, is_down=is_down, at=at)
        due = deadline(finger, timing)
        if due is not None and due > at:
            assert wait(finger, timing, (at + due) / 2) == (finger, [])
            assert wait(finger, timing, due)[0] != finger
