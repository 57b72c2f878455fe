"""The door: how much a box may say, and what becomes of one that talks nonsense."""

from firmware.hub.door import NONSENSE_LIMIT, Limits, Verdict, knock, retry_after, stranger, talk_nonsense

LIMITS = Limits(rate=10.0, burst=3)


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


def test_twenty_messages_of_nonsense_in_a_minute_shut_a_box_out() -> None:
    """The twentieth begins the quarantine, and a minute later it is over."""
    guest = stranger(LIMITS, 0.0)
    for n in range(NONSENSE_LIMIT - 1):
        guest = talk_nonsense(guest, float(n))
    assert not guest.is_quarantined(19.0)
    guest = talk_nonsense(guest, 19.0)
    assert knock(guest, LIMITS, 20.0)[1] is Verdict.QUARANTINED
    assert knock(guest, LIMITS, 79.5)[1] is Verdict.COME_IN


def test_rare_nonsense_is_counted_but_shuts_nobody_out() -> None:
    """One bad message in ten seconds is a fault to be seen, not an attack."""
    guest = stranger(LIMITS, 0.0)
    for n in range(100):
        guest = talk_nonsense(guest, n * 10.0)
    assert guest.dropped == 100
    assert not guest.is_quarantined(1_000.0)
