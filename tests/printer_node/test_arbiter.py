"""The rules of who may have paper."""

import pytest

from printer_node.arbiter import AGE_LIMIT_SECONDS, Claim, ClaimState, Verdict, judge

PRESS = "kiosk-1-9f2c66d01b7e4a35-12-p311"
OLD = AGE_LIMIT_SECONDS + 0.1


def claim(state: ClaimState, slip: str = "mine") -> Claim:
    """Return a claim on the press."""
    return Claim(press=PRESS, slip=slip, state=state)


@pytest.mark.parametrize(
    ("before", "age", "verdict"),
    [
        (None, 0.0, Verdict.PRINT),
        (None, AGE_LIMIT_SECONDS, Verdict.PRINT),
        (None, OLD, Verdict.TOO_OLD),
        (claim(ClaimState.CLAIMED), 5.0, Verdict.PRINT),
        (claim(ClaimState.CLAIMED), OLD, Verdict.TOO_OLD),
        (claim(ClaimState.SENDING), 5.0, Verdict.PRINT_MARKED),
        (claim(ClaimState.SENDING), OLD, Verdict.TOO_OLD),
        (claim(ClaimState.DONE), 5.0, Verdict.ALREADY_DONE),
        (claim(ClaimState.DONE), OLD, Verdict.ALREADY_DONE),
        (claim(ClaimState.EXPIRED), 5.0, Verdict.TOO_OLD),
    ],
)
def test_the_table_of_verdicts(before: Claim | None, age: float, verdict: Verdict) -> None:
    """What becomes of a slip, by the claim it finds and its age."""
    assert judge(before, "mine", age) is verdict


@pytest.mark.parametrize("state", ClaimState)
@pytest.mark.parametrize("age", [0.0, OLD])
def test_another_slip_for_a_claimed_press_is_superseded(state: ClaimState, age: float) -> None:
    """The first claim wins whatever became of it: a press never gets two numbers on paper."""
    assert judge(claim(state, "other"), "mine", age) is Verdict.SUPERSEDED
