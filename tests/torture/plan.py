"""Which faults come, in which order, from one seed. Pure.

A deck holds every fault that is possible here, those that matter most more than once. It is shuffled, dealt in rounds
of one or two that break together, and shuffled anew when it is used up: so a long run meets everything, and the same
seed brings the same rounds.
"""

import random
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final

from msgspec import Struct

from firmware.demo import boxes


class Kind(StrEnum):
    """What breaks, in the words of the account."""

    KILLED = "killed (SIGKILL)"
    FROZEN = "frozen (SIGSTOP)"
    BROKER_EMPTIED = "broker emptied"
    BROKER_ZEROED = "broker file zeroed"
    DISK_FULL = "hub's disk full"
    DISK_READ_ONLY = "hub's disk read-only"
    PRINTER_STALLED = "printer stalled"
    PRINTER_GONE = "printer gone"
    PRINTER_GONE_MID_SLIP = "printer gone mid-slip"
    PAPER_OUT = "paper out"
    COVER_OPEN = "cover open"
    SOUND_GONE = "sound card gone"
    POISON = "poison messages"
    CABLE_PULLED = "cable pulled"
    SWITCH_OFF = "switch without power"
    CLOCK_STEPPED = "clock stepped (NTP)"
    CLOCK_WRONG_AT_BOOT = "clock wrong at boot"


class Fault(Struct, frozen=True):
    """Something that can break: what, and of whom."""

    kind: Kind
    target: str


class Blow(Struct, frozen=True, kw_only=True):
    """One fault at its time: `after` seconds into the round it breaks, and is mended `seconds` later."""

    fault: Fault
    after: float
    seconds: float


CABLES: Final = frozenset({Kind.CABLE_PULLED, Kind.SWITCH_OFF})
DISKS: Final = frozenset({Kind.DISK_FULL, Kind.DISK_READ_ONLY})
CLOCKS: Final = frozenset({Kind.CLOCK_STEPPED, Kind.CLOCK_WRONG_AT_BOOT})

PAIR_SHARE: Final = 0.35
_PROCESSES: Final = ("hub", "broker", *boxes.everywhere())
_OFTEN: Final = ("hub", "broker", *boxes.KIOSKS, *boxes.KIOSKS.values())
_SECONDS: Final = {
    Kind.KILLED: (0.0, 5.0),
    Kind.FROZEN: (0.5, 8.0),
    Kind.CABLE_PULLED: (0.5, 8.0),
    Kind.SWITCH_OFF: (0.5, 8.0),
    Kind.CLOCK_WRONG_AT_BOOT: (2.0, 5.0),
    Kind.POISON: (0.0, 0.0),
}
_USUAL_SECONDS: Final = (0.5, 5.0)


def possible() -> tuple[Fault, ...]:
    """Return every fault, those that matter most several times."""
    printers = tuple(boxes.KIOSKS.values())
    of_printers = (Kind.PRINTER_STALLED, Kind.PRINTER_GONE, Kind.PRINTER_GONE_MID_SLIP, Kind.PAPER_OUT, Kind.COVER_OPEN)
    return (
        *(Fault(kind, name) for kind in (Kind.KILLED, Kind.FROZEN) for name in (*_PROCESSES, *_OFTEN)),
        *(Fault(kind, "broker") for kind in (Kind.BROKER_EMPTIED, Kind.BROKER_ZEROED)),
        *(Fault(kind, "hub") for kind in sorted(DISKS)),
        *(Fault(kind, name) for kind in of_printers for name in printers),
        *(Fault(Kind.SOUND_GONE, name) for name in boxes.ZONES),
        *(Fault(Kind.POISON, "hub") for _ in range(2)),
        *(Fault(Kind.CABLE_PULLED, name) for name in (*boxes.KIOSKS, *boxes.KIOSKS, *boxes.COUNTERS, *boxes.ZONES)),
        *(Fault(Kind.SWITCH_OFF, name) for name in (*boxes.KIOSKS, *boxes.COUNTERS)),
        *(Fault(kind, name) for kind in sorted(CLOCKS) for name in ("hub", "kiosk-1")),
    )


def rounds(seed: int, faults: Sequence[Fault], longest_seconds: float) -> Iterator[tuple[Blow, ...]]:
    """Give rounds of one or two blows, for ever; none lasts longer than `longest_seconds`."""
    chance = random.Random(seed)
    deck: list[Fault] = []
    while True:
        first = _deal(chance, deck, faults)
        dealt = [first]
        if chance.random() < PAIR_SHARE:
            second = _deal(chance, deck, faults)
            # Two blows on one target would heal each other; the second comes last then.
            dealt.append(second) if second.target != first.target else deck.insert(0, second)
        yield tuple(_blow(chance, fault, number, longest_seconds) for number, fault in enumerate(dealt))


def _deal(chance: random.Random, deck: list[Fault], faults: Sequence[Fault]) -> Fault:
    if not deck:
        deck.extend(chance.sample(faults, len(faults)))
    return deck.pop()


def _blow(chance: random.Random, fault: Fault, number: int, longest_seconds: float) -> Blow:
    low, high = _SECONDS.get(fault.kind, _USUAL_SECONDS)
    seconds = min(chance.uniform(low, high), longest_seconds)
    return Blow(fault=fault, after=chance.uniform(0.0, 2.0) * number, seconds=round(seconds, 2))
