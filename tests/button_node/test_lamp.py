"""What a lamp says."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from button_node import lamp
from button_node.lamp import LANGUAGE, Breath, LampState, Sight, brightness, next_change, state

SIGHTS = {
    LampState.READY: Sight(),
    LampState.SENT: Sight(is_pending=True),
    LampState.REFUSED: Sight(refused_at=100.0),
    LampState.OFFLINE: Sight(is_hub_silent=True),
    LampState.REMINDER: Sight(is_reminding=True),
    LampState.NO_PAPER: Sight(lacks_paper=True),
    LampState.COMING: Sight(is_helped=True),
    LampState.DARK: Sight(is_closed=True),
}


def seen(sight: Sight) -> tuple[int, float, float]:
    """What an eye sees again and again in two seconds: how often it lights up, how long at most, how long in all."""
    bright = [brightness(sight, 100.0 + step / 1000) > 0.5 for step in range(2000)]
    rises = sum(now and not before for before, now in zip([bright[-1], *bright], bright, strict=False))
    runs = "".join("x" if is_bright else " " for is_bright in bright).split()
    return rises, max((len(run) / 1000 for run in runs), default=0.0), sum(bright) / 1000


@pytest.mark.parametrize(("expected", "sight"), SIGHTS.items())
def test_each_state_comes_from_what_is_known(expected: LampState, sight: Sight) -> None:
    """The table of states."""
    assert state(sight, 100.0) is expected


def test_a_refusal_is_said_before_everything_else() -> None:
    """Who was just refused learns it, even while another press of the button waits or the hub falls silent."""
    sight = Sight(is_pending=True, is_hub_silent=True, is_closed=True, refused_at=100.0)
    assert state(sight, 101.9) is LampState.REFUSED
    assert state(sight, 102.0) is LampState.OFFLINE


def test_a_taken_press_is_seen_as_taken_while_the_hub_is_silent() -> None:
    """The finger gets its 0.3 s, and a visitor whose paper is coming the whole time of the paper."""
    assert state(Sight(is_hub_silent=True, taken_until=100.3), 100.2) is LampState.SENT
    assert state(Sight(is_hub_silent=True, taken_until=100.3, is_pending=True), 100.3) is LampState.OFFLINE
    assert state(Sight(is_hub_silent=True, is_paper_coming=True), 105.0) is LampState.SENT


def test_a_taken_ticket_does_not_invite_a_second_press() -> None:
    """The lamp stays steady through the lock-out and breathes when a press would be taken again."""
    sight = Sight(taken_until=103.0)
    assert state(sight, 102.9) is LampState.SENT
    assert next_change(sight, 102.9) == 103.0
    assert state(sight, 103.0) is LampState.READY


def test_a_paper_that_is_awaited_is_said_before_the_invitation_and_after_the_finger() -> None:
    """Steady until the paper is out; a paper that does not come sends the visitor to the screen."""
    assert state(Sight(is_printing=True), 100.0) is LampState.SENT
    assert state(Sight(is_printing=True, lacks_paper=True), 100.0) is LampState.NO_PAPER
    assert state(Sight(lacks_paper=True, taken_until=100.3), 100.2) is LampState.SENT
    assert state(Sight(is_printing=True, is_closed=True), 100.0) is LampState.SENT
    assert state(Sight(lacks_paper=True, is_hub_silent=True), 100.0) is LampState.OFFLINE


def test_help_that_is_asked_for_is_steady_until_somebody_comes() -> None:
    """The visitor can tell both from a button that waits for a press, also after the day was closed."""
    assert state(Sight(is_asking=True), 100.0) is LampState.SENT
    assert state(Sight(is_asking=True, is_closed=True), 100.0) is LampState.SENT
    assert state(Sight(is_helped=True, is_closed=True), 100.0) is LampState.COMING


def test_a_press_on_a_closed_counter_is_seen_as_taken() -> None:
    """Opening a closed counter is answered by its lamp, too."""
    assert state(Sight(is_closed=True, is_pending=True), 100.0) is LampState.SENT


def test_a_reminder_is_said_only_where_nothing_else_is() -> None:
    """A press that was taken, a refusal, a silent hub or a closed counter come first."""
    for sight in SIGHTS.values():
        if not sight.is_reminding and sight != Sight():
            assert state(replace(sight, is_reminding=True), 100.0) is state(sight, 100.0)


def test_lamps_are_told_apart_without_colour() -> None:
    """Any two states differ in the number of flashes, or in how long they are by a factor of two."""
    shapes = {name: seen(sight) for name, sight in SIGHTS.items()}
    for one, (rises, longest, total) in shapes.items():
        for other, (rises2, longest2, total2) in shapes.items():
            if one is not other:
                ratio = max(longest, longest2, 0.001) / max(min(longest, longest2), 0.001)
                assert rises != rises2 or ratio >= 1.9 or abs(total - total2) >= 0.5, (one, other)


def test_the_patterns_are_what_was_promised() -> None:
    """Breathing is one long flash in two seconds, steady is always; the others are told by how often they blink."""
    assert seen(SIGHTS[LampState.READY]) == (1, pytest.approx(1.0, abs=0.01), pytest.approx(1.0, abs=0.01))
    assert seen(SIGHTS[LampState.SENT]) == (0, 2.0, 2.0)
    assert seen(SIGHTS[LampState.NO_PAPER]) == (1, pytest.approx(1.7, abs=0.01), pytest.approx(1.7, abs=0.01))
    assert seen(SIGHTS[LampState.COMING]) == (2, pytest.approx(0.5, abs=0.01), pytest.approx(1.0, abs=0.01))
    assert seen(SIGHTS[LampState.REFUSED]) == (2, pytest.approx(0.25, abs=0.01), pytest.approx(0.5, abs=0.01))
    assert seen(SIGHTS[LampState.OFFLINE]) == (2, pytest.approx(0.08, abs=0.01), pytest.approx(0.16, abs=0.01))
    assert seen(SIGHTS[LampState.REMINDER]) == (3, pytest.approx(0.2, abs=0.01), pytest.approx(0.6, abs=0.01))
    assert seen(SIGHTS[LampState.DARK]) == (0, 0.0, 0.0)


@pytest.mark.parametrize("sight", SIGHTS.values())
def test_a_lamp_flashes_at_most_three_times_in_a_second(sight: Sight) -> None:
    """WCAG 2.3.1, for people with photosensitive epilepsy."""
    bright = [brightness(sight, 100.0 + step / 100) > 0.5 for step in range(400)]
    rises = [now and not before for before, now in zip([False, *bright], bright, strict=False)]
    assert max(sum(rises[start : start + 100]) for start in range(300)) <= 3


@pytest.mark.parametrize("sight", SIGHTS.values())
def test_a_loop_that_wakes_when_told_misses_no_change(sight: Sight) -> None:
    """Between two looks a lamp keeps its brightness, but for the breath, which is drawn in steps of 50 ms."""
    now = 100.0
    while now < 104.0:
        due = next_change(sight, now)
        until = 104.0 if due is None else due
        assert until > now
        if not isinstance(lamp._PATTERNS[state(sight, now)], Breath):
            middle = (now + until) / 2
            assert brightness(sight, middle) == brightness(sight, now)
        now = until + 1e-6


def test_the_readme_speaks_the_same_language() -> None:
    """A visitor who reads the table sees what the code does."""
    readme = (Path(lamp.__file__).parent / "README.md").read_text(encoding="utf-8")
    rows = [f"| {row.state} | {row.seen} | {row.kiosk} | {row.counter} |" for row in LANGUAGE]
    assert "\n".join(rows) in readme
    assert {row.state for row in LANGUAGE} == set(LampState)


def test_the_manual_speaks_the_same_language() -> None:
    """A technician who reads button.toml over SSH finds what the lamps do."""
    manual = (Path(lamp.__file__).parent / "button.toml").read_text(encoding="utf-8")
    assert "\n".join(f"#   {row.state:<9} {row.seen}" for row in LANGUAGE) in manual


def test_the_patterns_are_as_long_as_is_said() -> None:
    """Every step ends later than the one before, and every level is one that a lamp has."""
    for row in LANGUAGE:
        if not isinstance(row.pattern, Breath):
            ends = [until for until, _ in row.pattern.steps]
            assert ends == sorted(set(ends))
            assert {level for _, level in row.pattern.steps} <= {0.0, 1.0}
