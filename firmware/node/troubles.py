"""What of a box's troubles fits into its health.

Health must always go out: a message over the broker's limit would end the box, and a loudspeaker that has failed in a
hundred ways would take the wall with it. So each detail is cut short, each kind of problem is told once before any is
told twice, and what is left over is counted.
"""

from collections import Counter
from collections.abc import Iterable
from operator import itemgetter
from typing import Final

from msgspec import json
from msgspec.structs import replace

from firmware.messages.notices import Trouble

DETAIL_LENGTH: Final = 200
ROOM_BYTES: Final = 4096


def that_fit(troubles: Iterable[Trouble], room: int = ROOM_BYTES) -> tuple[Trouble, ...]:
    """Return the troubles that take at most `room` bytes of JSON; where some are left out, one more says how many."""
    told = [_shortened(trouble) for trouble in _each_kind_first(troubles)]
    for n, trouble in enumerate(told):
        room -= len(json.encode(trouble)) + 1
        if room < 0:
            return (*told[:n], Trouble(problem=trouble.problem, detail=f"and {len(told) - n} more troubles"))
    return tuple(told)


def _each_kind_first(troubles: Iterable[Trouble]) -> list[Trouble]:
    seen: Counter[str] = Counter()
    ranked: list[tuple[int, Trouble]] = []
    for trouble in troubles:
        ranked.append((seen[trouble.problem], trouble))
        seen[trouble.problem] += 1
    return [trouble for _, trouble in sorted(ranked, key=itemgetter(0))]


def _shortened(trouble: Trouble) -> Trouble:
    """The trouble in few letters that JSON can hold: the name of a file may be of any bytes, here lone surrogates."""
    detail = trouble.detail.encode("utf-8", "replace").decode()
    if len(detail) > DETAIL_LENGTH:
        detail = detail[: DETAIL_LENGTH - 1] + "…"
    return replace(trouble, detail=detail)
