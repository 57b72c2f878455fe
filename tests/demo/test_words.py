"""The account in words says plainly whether the morning was good."""

from firmware.demo.account import Outage, Quantiles, Summary
from firmware.demo.words import in_words


def summary(
    *, duplicates: int = 0, lost: int = 0, called: int = 5, uncalled: int = 0, p99: float | None = 20.0
) -> Summary:
    """An account with these figures."""
    return Summary(
        tickets_issued=60,
        slips_printed=61,
        reprints=1,
        offline_numbers=5,
        offline_called=called,
        calls=60,
        recalls=4,
        no_shows=2,
        transfers=3,
        announcements=90,
        duplicates=duplicates,
        lost=lost,
        uncalled=uncalled,
        press_to_paper_ms=Quantiles(p50=10.0, p99=p99),
        call_to_wall_ms=Quantiles(p50=None, p99=None),
        outages=(Outage(what="hub killed", seconds=1.25, longest_wait_ms=1300.0, presses=7, unanswered=2),),
    )


def test_a_good_morning_is_called_good() -> None:
    """Nothing twice, nothing lost: the last line says so."""
    assert "Every press has its paper" in in_words(summary()).splitlines()[-1]


def test_a_lost_press_or_a_duplicate_is_not_called_good() -> None:
    """A single lost press is shouted, whatever else went well."""
    assert "NOT GOOD" in in_words(summary(lost=1))
    assert "NOT GOOD" in in_words(summary(duplicates=1))


def test_numbers_of_the_kiosks_own_are_told_with_their_calls() -> None:
    """How many there were, and that each person was called by what stands on the paper."""
    assert "offline numbers: 5, all called by the number on paper" in in_words(summary())


def test_a_number_that_was_not_called_is_shouted() -> None:
    """Also one of the hub's."""
    words = in_words(summary(called=4, uncalled=3))
    assert "offline numbers: 5, 1 of them NEVER CALLED; 2 other numbers NEVER CALLED" in words
    assert "NOT GOOD" in words


def test_a_speed_stands_beside_its_limit() -> None:
    """Press to paper within 25 ms or over it; what was not measured is not claimed."""
    assert "within the limit of 25 ms" in in_words(summary())
    assert "OVER the limit of 25 ms" in in_words(summary(p99=25.0))
    assert "call to wall    not measured" in in_words(summary())


def test_an_outage_is_told_with_what_it_hit() -> None:
    """How long, how many commands were unanswered, and how long anybody waited."""
    assert "hub killed      1.2 s, 2 commands unanswered, 7 presses inside, longest wait 1.3 s" in in_words(summary())
