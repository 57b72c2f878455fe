"""An office to show and to speak for, and calls as the hub would announce them."""

from collections.abc import Callable

import pytest

from firmware.messages.notices import Announcement, AnnouncementKind, CounterInfo, Office, ServiceInfo

JOURNAL = "0123456789abcdef"


@pytest.fixture
def office() -> Office:
    """Seven services and ten counters, in Indonesian and English."""
    return Office(
        journal=JOURNAL,
        epoch=1,
        position=1,
        name="Kantor Imigrasi Lampung Tengah",
        timezone="Asia/Jakarta",
        languages=("id", "en"),
        word="antrian",
        services=tuple(ServiceInfo(letter=letter, name={"id": f"Layanan {letter}"}) for letter in "AFHKLSW"),
        counters=tuple(CounterInfo(number=n, serves=("A",), box=None, zones=("hall",)) for n in range(1, 11)),
    )


@pytest.fixture(scope="session")
def announcement() -> Callable[..., Announcement]:
    """Makes the announcement of a call: its event's position, number and counter."""

    def make(
        position: int,
        number: str,
        counter: int,
        kind: AnnouncementKind = AnnouncementKind.CALL,
        age_limit: float = 20.0,
    ) -> Announcement:
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

    return make
