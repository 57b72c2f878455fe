"""Payloads that nobody should send, at every role: nothing raises, nothing is lost, the next good message is answered.

`make fuzz` fires a hundred times as many, with a seed of its own. What was ever found is a fact of `test_found.py`.
"""

from pathlib import Path

import pytest

from tests.fuzz.firing import fire
from tests.fuzz.parts import Fault, must
from tests.fuzz.targets import TARGETS

PAYLOADS = 2_000
FEWER = {"settings": 400, "memories": 800}
"""Nobody sends settings, and few boxes ever tell what they remember; both take a millisecond each."""
SEED = 6


@pytest.mark.parametrize("role", TARGETS)
def test_no_payload_harms(role: str, tmp_path: Path) -> None:
    """Two thousand of them, and after every fifty the box works as if nothing had been said."""
    fire(TARGETS[role], tmp_path / role, FEWER.get(role, PAYLOADS), SEED)


class _Glass:
    """A target that breaks at its hundredth payload."""

    def __init__(self, folder: Path, _seed: int) -> None:
        folder.mkdir(parents=True)
        self.n = 0

    def fire(self) -> str:
        """Return which it is."""
        self.n += 1
        return f"payload number {self.n}"

    def settle(self) -> None:
        """Nothing waits."""

    def check(self) -> None:
        """It is broken from then on."""
        must(self.n < 100, "broken")

    def finish(self) -> None:
        """Nothing is left."""

    def close(self) -> None:
        """Nothing is open."""


def test_the_payload_that_did_harm_is_named(tmp_path: Path) -> None:
    """Not only the batch in which it came: whoever reads it can fire it alone."""
    with pytest.raises(Fault, match="payload 100 of seed 1: 'payload number 100'; Fault: broken"):
        fire(_Glass, tmp_path / "glass", 200, 1)
