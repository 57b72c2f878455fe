"""Claims survive whatever happens to the process."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from firmware.messages.notices import Slip
from firmware.node.files import StateError
from printer_node.arbiter import Claim, ClaimState
from printer_node.claims import Claims

MakeSlip = Callable[..., Slip]


def claim(slip: Slip, state: ClaimState, *, is_marked: bool = False) -> Claim:
    """Return this slip's claim."""
    return Claim(press=slip.press, slip=slip.id, state=state, is_marked=is_marked, number=slip.number)


def test_a_claim_is_on_disk_before_keep_returns(tmp_path: Path, clock: Any, make_slip: MakeSlip) -> None:
    """Another process sees it while the first still runs and has closed nothing."""
    claims, slip = Claims(tmp_path / "claims.sqlite3", clock), make_slip()
    claims.keep(claim(slip, ClaimState.SENDING), slip, 1_000.0)
    other = Claims(tmp_path / "claims.sqlite3", clock)
    assert other.find(slip.press) == claim(slip, ClaimState.SENDING)
    other.close()
    claims.close()


def test_the_file_is_written_to_survive_a_pulled_plug(tmp_path: Path, clock: Any) -> None:
    """WAL with synchronous=FULL: every commit is fsynced."""
    claims = Claims(tmp_path / "claims.sqlite3", clock)
    assert claims._execute("PRAGMA synchronous").fetchone() == (2,)
    assert claims._execute("PRAGMA journal_mode").fetchone() == ("wal",)
    claims.close()


def test_the_first_slip_keeps_its_claim(tmp_path: Path, clock: Any, make_slip: MakeSlip) -> None:
    """A later step of a claim changes its state, never whose it is."""
    claims, first, second = Claims(tmp_path / "claims.sqlite3", clock), make_slip(7), make_slip(8)
    claims.keep(claim(first, ClaimState.CLAIMED), first, 1_000.0)
    claims.keep(claim(second, ClaimState.SENDING, is_marked=True), second, 1_000.0)
    found = claims.find(first.press)
    assert found is not None
    assert found.slip == first.id
    claims.close()


def test_unfinished_slips_come_back_after_a_restart(tmp_path: Path, clock: Any, make_slip: MakeSlip) -> None:
    """What was claimed or being sent is found again with its age; what is done or given up is not."""
    claims = Claims(tmp_path / "claims.sqlite3", clock)
    slips = {state: make_slip(n, person=n) for n, state in enumerate(ClaimState, start=1)}
    for state, slip in slips.items():
        claims.keep(claim(slip, state), slip, 990.0)
    claims.close()
    again = Claims(tmp_path / "claims.sqlite3", clock)
    assert again.unfinished() == [(slips[ClaimState.CLAIMED], 990.0), (slips[ClaimState.SENDING], 990.0)]
    again.close()


def test_after_a_reboot_only_the_hub_knows_how_old_a_slip_is(tmp_path: Path, clock: Any, make_slip: MakeSlip) -> None:
    """The boot clock has begun anew: nothing is resumed by itself, and the claim still stands."""
    claims, slip = Claims(tmp_path / "claims.sqlite3", clock), make_slip()
    claims.keep(claim(slip, ClaimState.SENDING), slip, 990.0)
    claims.close()
    clock.boot_id = "boot-2"
    again = Claims(tmp_path / "claims.sqlite3", clock)
    assert again.unfinished() == []
    assert again.find(slip.press) == claim(slip, ClaimState.SENDING)
    again.close()


def test_a_disk_that_refuses_is_said_with_what_to_check(tmp_path: Path, clock: Any, make_slip: MakeSlip) -> None:
    """A claim that cannot be kept is an error, because the paper must not come out then."""
    claims, slip = Claims(tmp_path / "claims.sqlite3", clock), make_slip()
    blocker = sqlite3.connect(tmp_path / "claims.sqlite3", isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    claims._execute("PRAGMA busy_timeout = 10")
    with pytest.raises(StateError, match="is the disk full"):
        claims.keep(claim(slip, ClaimState.CLAIMED), slip, 1_000.0)
    blocker.close()
    claims.close()
    with pytest.raises(StateError, match="cannot use"):
        Claims(tmp_path / "missing" / "claims.sqlite3", clock)
