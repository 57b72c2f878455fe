"""The door: how much a box may say, and what becomes of one that floods or talks nonsense."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from firmware.hub.door import (
    FORGIVEN_SECONDS,
    LONGEST_SECONDS,
    NONSENSE_LIMIT,
    OVER_LIMIT,
    OVER_RATE,
    QUARANTINE_SECONDS,
    Fault,
    Guest,
    Limits,
    Verdict,
    fault,
    knock,
    retry_after,
    stranger,
    talk_nonsense,
)
from firmware.node.link import RECONNECT_SECONDS
from firmware.node.outbox import RESEND_SECONDS, WINDOW

LIMITS = Limits(rate=10.0, burst=3)


def flood(guest: Guest, now: float, limits: Limits = LIMITS) -> Guest:
    """Knock until the box is shut out."""
    while not guest.is_quarantined(now):
        guest, _ = knock(guest, limits, now)
    return guest


def test_a_burst_comes_in_and_the_next_is_too_fast() -> None:
    """Three at once, not four."""
    guest, verdicts = stranger(LIMITS, 0.0), []
    for _ in range(4):
        guest, verdict = knock(guest, LIMITS, 0.0)
        verdicts.append(verdict)
    assert verdicts == [Verdict.COME_IN] * 3 + [Verdict.TOO_FAST]
    assert retry_after(guest, LIMITS) == 0.1


def test_tokens_come_back_with_time() -> None:
    """A tenth of a second buys one message at ten a second."""
    guest = stranger(LIMITS, 0.0)
    for _ in range(4):
        guest, _ = knock(guest, LIMITS, 0.0)
    assert knock(guest, LIMITS, 0.1)[1] is Verdict.COME_IN


def test_too_fast_is_said_once_a_second() -> None:
    """An answer to each message of a flood would be a flood of the hub's own."""
    guest, said = stranger(LIMITS, 0.0), []
    for n in range(300):
        guest, verdict = knock(guest, LIMITS, n / 100)
        said += [n / 100] if verdict is Verdict.TOO_FAST else []
    assert len(said) == 3
    assert all(later - earlier >= 1.0 for earlier, later in pairwise(said))


def test_a_box_that_goes_on_after_too_fast_is_shut_out() -> None:
    """For a minute, in which nothing of it is looked at, and its messages are counted."""
    guest = flood(stranger(LIMITS, 0.0), 5.0)
    assert (guest.fault, fault(guest)) == (Fault.FLOODS, "floods")
    for _ in range(70):
        guest, verdict = knock(guest, LIMITS, 6.0)
        assert verdict is Verdict.QUARANTINED
    assert guest.unread == 70
    assert knock(guest, LIMITS, 5.0 + QUARANTINE_SECONDS)[1] is Verdict.COME_IN


def test_what_found_no_place_to_wait_counts_against_the_box() -> None:
    """A flood that is faster than the hub reads is seen at the first message that is read."""
    guest, verdict = knock(stranger(LIMITS, 0.0), LIMITS, 0.0, lost=OVER_LIMIT + 1)
    assert verdict is Verdict.QUARANTINED
    assert guest.is_quarantined(0.0)


def test_each_quarantine_in_a_row_is_twice_as_long() -> None:
    """Up to ten minutes; and it is told how often."""
    guest, now, lengths = stranger(LIMITS, 0.0), 0.0, []
    for _ in range(6):
        guest = flood(guest, now)
        lengths.append(guest.quarantined_until - now)
        now = guest.quarantined_until
    assert lengths == [60.0, 120.0, 240.0, 480.0, LONGEST_SECONDS, LONGEST_SECONDS]
    assert fault(guest) == "floods, quarantine 6 in a row"


def test_an_hour_of_peace_is_forgiveness() -> None:
    """A quarantine a day is not a row."""
    guest = flood(stranger(LIMITS, 0.0), 0.0)
    again = guest.quarantined_until + FORGIVEN_SECONDS
    assert flood(guest, again).quarantined_until == again + QUARANTINE_SECONDS


def test_twenty_messages_of_nonsense_in_a_minute_shut_a_box_out() -> None:
    """The twentieth begins the quarantine, and a minute later it is over."""
    guest = stranger(LIMITS, 0.0)
    for n in range(NONSENSE_LIMIT - 1):
        guest = talk_nonsense(guest, float(n))
    assert not guest.is_quarantined(19.0)
    guest = talk_nonsense(guest, 19.0)
    assert guest.fault is Fault.NONSENSE
    assert knock(guest, LIMITS, 20.0)[1] is Verdict.QUARANTINED
    assert knock(guest, LIMITS, 79.5)[1] is Verdict.COME_IN


def test_nonsense_that_was_read_beside_the_last_one_is_no_second_quarantine() -> None:
    """One batch may hold sixty of them."""
    guest = stranger(LIMITS, 0.0)
    for _ in range(64):
        guest = talk_nonsense(guest, 1.0)
    assert (guest.quarantines, guest.quarantined_until) == (1, 61.0)


def test_rare_nonsense_is_counted_but_shuts_nobody_out() -> None:
    """One bad message in ten seconds is a fault to be seen, not an attack."""
    guest = stranger(LIMITS, 0.0)
    for n in range(100):
        guest = talk_nonsense(guest, n * 10.0)
    assert guest.dropped == 100
    assert not guest.is_quarantined(1_000.0)


# -- for every box -----------------------------------------------------------------------------------------------------


def test_the_door_forgives_as_fast_as_an_outbox_can_send() -> None:
    """Two attempts of a window each for every connection: one when it stands, one before it can be lost again."""
    shortest = min(RECONNECT_SECONDS)
    assert 0.8 * RESEND_SECONDS[0] * 2 > shortest
    assert 2 * WINDOW / shortest <= OVER_RATE
    assert OVER_LIMIT >= 10 * WINDOW


class Pause(Struct, frozen=True):
    """An outbox waits for so long, then tries again so many."""

    seconds: float
    count: int


PACES = st.lists(
    st.builds(Pause, seconds=st.floats(min(RECONNECT_SECONDS) / 2, 30.0), count=st.integers(0, WINDOW)), max_size=200
)


@given(PACES, st.floats(0.5, 100.0), st.integers(1, 500))
def test_no_pace_of_an_outbox_is_ever_a_flood(pace: list[Pause], rate: float, burst: int) -> None:
    """At most a window at once, at most twice for each connection: whatever the limits are."""
    limits, now = Limits(rate=rate, burst=burst), 0.0
    guest = stranger(limits, now)
    for pause in pace:
        now += pause.seconds
        for _ in range(pause.count):
            guest, verdict = knock(guest, limits, now)
            assert verdict is not Verdict.QUARANTINED


@given(
    st.lists(st.floats(0.0, 0.01), min_size=1, max_size=50),
    st.floats(0.5, 100.0),
    st.integers(1, 500),
    st.integers(0, 3),
)
def test_every_flood_is_shut_out_in_time(gaps: list[float], rate: float, burst: int, lost: int) -> None:
    """As soon as there were more messages than the bucket, what is forgiven and the patience hold together."""
    limits, now, said = Limits(rate=rate, burst=burst), 0.0, 0
    guest = stranger(limits, now)
    while not guest.is_quarantined(now):
        now += gaps[said % len(gaps)] / 10
        guest, _ = knock(guest, limits, now, lost)
        said += 1
        assert said <= burst + OVER_LIMIT + (rate + OVER_RATE) * now + 1
