"""What a printer box tells a hub that has lost its disk."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from firmware.messages.codec import decode
from firmware.messages.notices import Slip
from printer_node.arbiter import Claim, ClaimState
from printer_node.claims import Claims

MakeSlip = Callable[..., Slip]


def test_every_slip_is_told_with_its_claim_and_its_age(tmp_path: Path, clock: Any, make_slip: MakeSlip) -> None:
    """Also what was given up: the person's ticket is valid without a paper."""
    claims = Claims(tmp_path / "claims.sqlite3", clock)
    for n, state in enumerate((ClaimState.DONE, ClaimState.EXPIRED), start=1):
        slip = make_slip(n, person=n)
        claims.keep(Claim(press=slip.press, slip=slip.id, state=state, is_marked=n == 2), slip, clock.now - n)
    first, second = claims.page(0, 10)
    assert (first.state, first.is_marked, first.age, first.is_age_exact) == ("DONE", False, 1.0, True)
    assert (second.state, second.is_marked, second.age, second.is_age_exact) == ("EXPIRED", True, 2.0, True)
    assert decode(Slip, bytes(first.slip)) == make_slip(1, person=1)
    assert [paper.n for paper in claims.page(first.n, 10)] == [second.n]
    assert [paper.n for paper in claims.page(-1, 10)] == [second.n]
    claims.close()


def test_a_slip_of_an_earlier_boot_is_at_least_as_old_as_the_machine_is_up(
    tmp_path: Path, clock: Any, make_slip: MakeSlip
) -> None:
    """A lower bound, and marked as one."""
    claims, slip = Claims(tmp_path / "claims.sqlite3", clock), make_slip()
    claims.keep(Claim(press=slip.press, slip=slip.id, state=ClaimState.DONE), slip, clock.now)
    clock.boot_id, clock.now = "boot-2", 33.0
    (paper,) = claims.page(0, 10)
    assert (paper.age, paper.is_age_exact) == (33.0, False)
    claims.close()
