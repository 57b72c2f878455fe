"""The version that every box tells of itself."""

from importlib.metadata import PackageNotFoundError, version
from typing import Final


def _installed() -> str:
    try:
        return version("antrian")
    except PackageNotFoundError:
        return "0+source"


VERSION: Final = _installed()
