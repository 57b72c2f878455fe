"""A cable to a Pi, for whoever tries its firewall."""

import shutil
from collections.abc import Iterator

import pytest

from tests.systemd.cable import Cable


@pytest.fixture(scope="module")
def laid() -> Iterator[Cable]:
    """A cable for all tests of a file; each loads the firewall it wants."""
    if shutil.which("nft", path="/usr/sbin:/usr/bin") is None:
        pytest.skip("nft is not here: apt-get install nftables")
    try:
        cable = Cable()
    except OSError as error:
        pytest.skip(str(error))
    try:
        cable.pi.run("nft", "list", "ruleset")
    except OSError as error:
        cable.close()
        pytest.skip(f"this kernel has no nftables: {error}")
    yield cable
    cable.close()


@pytest.fixture
def cable(laid: Cable) -> Cable:
    """The cable, with nothing loaded and no connection remembered."""
    laid.pi.run("nft", "flush", "ruleset")
    return laid
