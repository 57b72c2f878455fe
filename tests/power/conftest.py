"""Where the cards of these tests lie."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.power.disk import in_memory


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder, in memory where there is one."""
    with tempfile.TemporaryDirectory(prefix="antrian-power-", dir=in_memory()) as name:
        yield Path(name)
