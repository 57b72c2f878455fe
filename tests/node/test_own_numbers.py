"""A kiosk's own numbers: a range, counted per service."""

from datetime import date

import msgspec
import pytest

from firmware.node.own_numbers import OwnNumbers, give, pack, unpack

OWN = OwnNumbers(low=700, high=702, day=date(2026, 11, 23), last={"F": 701})


def take(own: OwnNumbers, service: str, times: int) -> tuple[list[int], OwnNumbers]:
    """Return the next figures of a service, and what is left then."""
    figures = []
    for _ in range(times):
        given = give(own, service)
        assert given is not None
        figures.append(given[0])
        own = given[1]
    return figures, own


def test_figures_begin_at_the_lowest_and_rise() -> None:
    """Each service counts for itself, and the range is inclusive."""
    figures, left = take(OWN, "A", 3)
    assert figures == [700, 701, 702]
    assert left.last == {"A": 702, "F": 701}


def test_a_range_is_exhausted_for_each_service_by_itself() -> None:
    """The other services go on."""
    _, left = take(OWN, "F", 1)
    assert give(left, "F") is None
    assert give(left, "A") is not None


def test_a_range_that_is_another_stores_gives_nothing() -> None:
    """What was given stays known, for the day on which it is ours again."""
    assert give(msgspec.structs.replace(OWN, is_ours=False), "A") is None


def test_what_was_kept_is_what_was_packed() -> None:
    """Across restarts and upgrades."""
    assert unpack(pack(OWN)) == OWN
    assert unpack(b'{"low":700,"high":799,"day":null,"last":{"A":700}}') == OwnNumbers(
        low=700, high=799, last={"A": 700}
    )


def test_a_damaged_note_is_no_range() -> None:
    """Nobody guesses how far the counters were."""
    with pytest.raises(msgspec.DecodeError):
        unpack(b"{}")
