"""An office, its calls and its boards, as small or as full as a test wants them."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs

from display_node.wall.fonts import find
from display_node.wall.painter import Painter
from firmware.messages.notices import (
    Announcement,
    AnnouncementKind,
    Board,
    Call,
    CallState,
    CounterInfo,
    Estimate,
    Line,
    Mark,
    Office,
    ServiceInfo,
    Slip,
)

JOURNAL = "0123456789abcdef"
CALLED_AT = datetime(2026, 11, 23, 2, 41, tzinfo=UTC)
NAMES = (
    ("Paspor baru", "New passport"),
    ("Penggantian paspor", "Passport renewal"),
    ("Pengambilan paspor", "Passport collection"),
    ("Izin tinggal", "Stay permit"),
    ("Informasi dan pengaduan", "Information and complaints"),
)


def office(
    services: int = 4,
    counters: int = 6,
    *,
    names: Sequence[tuple[str, str]] = NAMES,
    languages: tuple[str, ...] = ("id", "en"),
    name: str = "Kantor Imigrasi Lampung Tengah",
    word: str = "antrian",
    zones: tuple[str, ...] = ("hall",),
) -> Office:
    """Return an office with the services A, B, C and so on."""
    return Office(
        journal=JOURNAL,
        epoch=1,
        position=1,
        name=name,
        timezone="Asia/Jakarta",
        languages=languages,
        word=word,
        services=tuple(
            ServiceInfo(letter=chr(65 + n), name=dict(zip(("id", "en"), names[n % len(names)], strict=True)))
            for n in range(services)
        ),
        counters=tuple(CounterInfo(number=n + 1, serves=("A",), box=None, zones=zones) for n in range(counters)),
    )


def call(position: int, number: str, counter: int, state: str = "CALLED", recalls: int = 0) -> Call:
    """Return one call, made at that journal position."""
    return Call(
        call=position,
        ticket=f"2026-11-23-{number}",
        number=number,
        counter=counter,
        state=CallState(state),
        at=CALLED_AT,
        recalls=recalls,
    )


def board(
    calls: Sequence[Call] = (),
    *,
    services: int = 4,
    position: int = 100,
    epoch: int = 1,
    waiting: int = 7,
    estimate: Estimate | None = None,
    day: date | None = date(2026, 11, 23),
    journal: str = JOURNAL,
) -> Board:
    """Return a board of an open day."""
    lines = tuple(Line(service=chr(65 + n), waiting=waiting, estimate=estimate) for n in range(services))
    return Board(journal=journal, epoch=epoch, position=position, day=day, calls=tuple(calls), lines=lines)


def announcement(
    position: int,
    number: str,
    counter: int,
    kind: AnnouncementKind = AnnouncementKind.CALL,
    age_limit: float = 20.0,
) -> Announcement:
    """Return the announcement of a call, made at that journal position."""
    return Announcement(
        journal=JOURNAL,
        epoch=1,
        position=position,
        id=f"{JOURNAL}-{position}",
        kind=kind,
        ticket=f"2026-11-23-{number}",
        number=number,
        counter=counter,
        service=number[0],
        office_time=0.0,
        age_limit=age_limit,
    )


def offline_slip(
    number: str, age: float = 0.0, *, mark: Mark = Mark.OFFLINE, names: tuple[str, str] = NAMES[0]
) -> Slip:
    """Return the slip of a number that a kiosk gave while the hub was silent."""
    return Slip(
        journal=JOURNAL,
        epoch=0,
        position=0,
        id=f"{JOURNAL}-{number[1:]}",
        press=f"kiosk-1-{JOURNAL}-1-p{number[1:]}",
        ticket=f"2026-11-23-{number}",
        number=number,
        service=number[0],
        service_name=dict(zip(("id", "en"), names, strict=True)),
        office_name="Kantor Imigrasi Lampung Tengah",
        languages=("id", "en"),
        issued_at=CALLED_AT,
        ahead=0,
        age=age,
        mark=mark,
    )


@pytest.fixture(scope="session", name="announcement")
def _announcement() -> Callable[..., Announcement]:
    return announcement


@pytest.fixture
def spoken_office() -> Office:
    """The shipped office's seven letters and ten counters, in Indonesian and English."""
    services = tuple(ServiceInfo(letter=letter, name={"id": f"Layanan {letter}"}) for letter in "AFHKLSW")
    return structs.replace(office(counters=10), services=services)


@pytest.fixture(name="office")
def _office() -> Callable[..., Office]:
    return office


@pytest.fixture(name="call")
def _call() -> Callable[..., Call]:
    return call


@pytest.fixture(name="board")
def _board() -> Callable[..., Board]:
    return board


@pytest.fixture(name="offline_slip")
def _offline_slip() -> Callable[..., Slip]:
    return offline_slip


@pytest.fixture
def now() -> datetime:
    """Monday morning in Lampung, nineteen to ten."""
    return CALLED_AT.astimezone(ZoneInfo("Asia/Jakarta"))


@pytest.fixture(scope="session")
def painter() -> Any:
    """The wall's own fonts; no screen."""
    return Painter(find())
