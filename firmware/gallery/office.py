"""The office of the gallery, and what its hub would tell at a moment.

Everything is invented and stands still: Monday 23 November 2026, 09.41 WIB. A moment is told once, by its calls and
its lines; what the wall hears (the board) and what the officers hear (the counters) are both made from that, so that
two pictures of one state never contradict each other.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from firmware.messages.names import effect_id, make_press, ticket_id
from firmware.messages.notices import (
    Board,
    Call,
    CallState,
    CounterInfo,
    CounterState,
    CounterTicket,
    Estimate,
    KioskInfo,
    Line,
    Mark,
    Office,
    ServiceInfo,
    Slip,
)
from firmware.messages.why import Standing

NOW: Final = datetime(2026, 11, 23, 9, 41, tzinfo=ZoneInfo("Asia/Jakarta"))
JOURNAL: Final = "0123456789abcdef"
POSITION: Final = 900
KIOSK: Final = "kiosk-1"
COUNTER: Final = 3

SERVICES: Final[dict[str, tuple[str, str]]] = {
    "A": ("Paspor baru", "New passport"),
    "F": ("Penggantian paspor", "Passport renewal"),
    "H": ("Pengambilan paspor", "Passport collection"),
    "K": ("Izin tinggal", "Stay permit"),
    "L": ("Informasi dan pengaduan", "Information and complaints"),
}
LONG_SERVICES: Final[dict[str, tuple[str, str]]] = {
    "A": ("Permohonan paspor baru untuk anak di bawah umur", "First passport for a minor with both parents"),
    "F": ("Penggantian paspor karena hilang atau rusak berat", "Replacement of a lost or badly damaged passport"),
    "H": ("Pengambilan paspor oleh keluarga atau kuasa", "Passport collection by a relative or proxy"),
    "K": ("Perpanjangan izin tinggal terbatas dan tetap", "Extension of limited and permanent stay permits"),
    "L": ("Informasi, pengaduan, dan saran masyarakat", "Information, complaints and suggestions"),
}
_SERVES: Final = {1: "HL", 2: "K", 3: "AF", 4: "FA", 5: "A", 6: "LH"}
# The office has a service for foreigners, who are spoken to in English first.
_ENGLISH_FIRST: Final = frozenset("K")


def office(
    services: Mapping[str, tuple[str, str]] = SERVICES,
    counters: int = 6,
    languages: tuple[str, ...] = ("id", "en"),
) -> Office:
    """Return an office with these services, each by its letter with its Indonesian and English name."""
    letters = "".join(services)
    return Office(
        journal=JOURNAL,
        epoch=1,
        position=1,
        name="Kantor Imigrasi Lampung Tengah",
        timezone="Asia/Jakarta",
        languages=languages,
        word="antrian",
        services=tuple(
            ServiceInfo(
                letter=letter,
                name=dict(zip(("id", "en"), names, strict=True)),
                languages=("en", "id") if letter in _ENGLISH_FIRST else (),
            )
            for letter, names in services.items()
        ),
        counters=tuple(
            CounterInfo(
                number=n,
                serves=tuple(_SERVES.get(n, letters)),
                box=f"counter-{n}",
                zones=("hall",),
            )
            for n in range(1, counters + 1)
        ),
        kiosks=(KioskInfo(name=KIOSK, printer="printer-1", numbers=(700, 799), place="pintu masuk"),),
    )


def minutes_ago(minutes: float) -> datetime:
    """Return the time of day that many minutes before the pictures were taken."""
    return NOW - timedelta(minutes=minutes)


def call(
    number: str,
    counter: int,
    state: CallState = CallState.SERVING,
    *,
    ago: float = 4,
    recalls: int = 0,
    is_priority: bool = False,
) -> Call:
    """Return one call, made `ago` minutes before now; later calls have later journal positions."""
    return Call(
        call=POSITION - round(ago * 10),
        ticket=ticket_id(NOW.date(), number),
        number=number,
        counter=counter,
        state=state,
        at=minutes_ago(ago),
        recalls=recalls,
        service=number[0],
        is_priority=is_priority,
    )


def line(service: str, waiting: int, low: int | None = None, high: int = 0) -> Line:
    """Return how many wait for a service and for about how long, in minutes (`low` None: nobody knows)."""
    return Line(service=service, waiting=waiting, estimate=None if low is None else Estimate(low=low, high=high))


def board(calls: Sequence[Call], lines: Sequence[Line], open_counters: Sequence[int] = (1, 2, 3, 4, 5)) -> Board:
    """Return the board of an open day."""
    return Board(
        journal=JOURNAL,
        epoch=1,
        position=POSITION,
        day=NOW.date(),
        calls=tuple(sorted(calls, key=lambda each: -each.call)),
        lines=tuple(lines),
        open_counters=tuple(open_counters),
    )


def counters(told: Board, known: Office) -> dict[int, CounterState]:
    """Return what each counter is doing while the wall shows this board."""
    return {info.number: _counter(info, told) for info in known.counters}


def _counter(info: CounterInfo, told: Board) -> CounterState:
    here = next((each for each in told.calls if _is_at(each, info.number)), None)
    is_open = info.number in told.open_counters
    return CounterState(
        journal=JOURNAL,
        epoch=1,
        position=POSITION,
        counter=info.number,
        is_open=is_open,
        ticket=_ticket(here) if here else None,
        is_serving=here is not None and here.state is CallState.SERVING,
        waiting=sum(each.waiting for each in told.lines if each.service in info.serves),
        help=tuple(each.kiosk for each in told.help if each.counter is None) if is_open else (),
    )


def _is_at(each: Call, counter: int) -> bool:
    return each.counter == counter and each.state is not CallState.ENDED


def _ticket(here: Call) -> CounterTicket:
    """A first passport is a visit of three stages; a person has waited 18 minutes and as long as the number says."""
    return CounterTicket(
        ticket=here.ticket,
        number=here.number,
        service=here.number[0],
        standing=Standing.PRIORITY if here.is_priority else Standing.WALK_IN,
        stage=(2, 3) if here.number[0] == "A" else None,
        waited=18 + int(here.number[1:]) % 10,
        check="7K2QMX",
    )


def slip(
    number: str = "A017",
    *,
    mark: Mark = Mark.NONE,
    known: Office | None = None,
    languages: tuple[str, ...] = ("id", "en"),
    ahead: int = 7,
    estimate: Estimate | None = None,
    is_priority: bool = False,
    check: str = "7K2QMX",
) -> Slip:
    """Return the paper of a number that is given now."""
    told = known or office()
    info = next(info for info in told.services if info.letter == number[0])
    return Slip(
        journal=JOURNAL,
        epoch=1,
        position=POSITION,
        id=effect_id(JOURNAL, POSITION),
        press=make_press(KIOSK, JOURNAL, 1, 17),
        ticket=ticket_id(NOW.date(), number),
        number=number,
        service=info.letter,
        service_name=info.name,
        office_name=told.name,
        languages=languages,
        issued_at=NOW,
        ahead=ahead,
        age=0.0,
        is_priority=is_priority,
        estimate=estimate,
        mark=mark,
        bring={
            "id": ("KTP asli dan fotokopi", "Kartu keluarga", "Akta lahir atau ijazah"),
            "en": ("Identity card and a copy", "Family card", "Birth certificate or diploma"),
        },
        check=check,
    )
