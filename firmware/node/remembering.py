"""What a box tells a hub that has lost its disk: pages of what it keeps, each small enough for one message.

Every box answers alike, without its own code seeing the question, so that the day can be put together again from all
of them.
"""

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

from msgspec import Raw, Struct

from firmware.messages.codec import LIMIT, encode
from firmware.messages.requests import KeptCommand, KeptPage, KeptPaper, PaperPage
from firmware.node.outbox import Kept
from firmware.node.trust import Trust

PAGE_ROWS: Final = 64
_SPARE_BYTES: Final = 512

R = TypeVar("R", bound=Struct)


def kept_page(kept: Sequence[Kept], trust: Trust) -> KeptPage:
    """Return as many of the answered commands as fit; `kept` is up to `PAGE_ROWS` of them."""
    rows = tuple(_kept_command(one) for one in kept)
    fit = tuple(_fitting(rows))
    is_last = len(rows) < PAGE_ROWS and len(fit) == len(rows)
    heard = trust.heard
    return KeptPage(rows=fit, is_last=is_last, journal=trust.journal, epoch=heard.epoch, position=heard.position)


def paper_page(rows: Sequence[KeptPaper], trust: Trust) -> PaperPage:
    """Return as many of the slips as fit; `rows` is up to `PAGE_ROWS` of them."""
    fit = tuple(_fitting(rows))
    is_last = len(rows) < PAGE_ROWS and len(fit) == len(rows)
    heard = trust.heard
    return PaperPage(rows=fit, is_last=is_last, journal=trust.journal, epoch=heard.epoch, position=heard.position)


def _kept_command(kept: Kept) -> KeptCommand:
    return KeptCommand(
        n=kept.n,
        command=Raw(kept.command),
        answer=Raw(kept.answer),
        age=kept.age,
        is_age_exact=kept.is_age_exact,
    )


def _fitting(rows: Sequence[R]) -> Iterator[R]:
    left = LIMIT - _SPARE_BYTES
    for row in rows:
        left -= len(encode(row)) + 1
        if left < 0:
            return
        yield row
