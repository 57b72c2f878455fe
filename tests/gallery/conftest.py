"""What the pictures are painted with."""

import pytest

from display_node.wall.fonts import find
from display_node.wall.painter import Painter


@pytest.fixture(scope="session")
def painter() -> Painter:
    """The wall's own fonts; no screen."""
    return Painter(find())
