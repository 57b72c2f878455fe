"""A large office fits: 40 counters, 20 services, and every message under 8 KiB."""

from datetime import UTC, date, datetime
from typing import Any

from firmware.messages.codec import LIMIT, encode
from firmware.messages.notices import (
    Board,
    Call,
    CallState,
    CounterInfo,
    CounterState,
    CounterTicket,
    Estimate,
    Line,
    Office,
    ServiceInfo,
    Slip,
)

LETTERS = "ABCDEFGHIJKLMNOPQRST"
NOTICE: dict[str, Any] = {"journal": "9f2c66d01b7e4a35", "epoch": 9_999, "position": 99_999_999}
AT = datetime(2026, 11, 23, 15, 59, 59, 123_456, tzinfo=UTC)
NAMES = {"id": "Penggantian paspor hilang atau rusak (BAP)", "en": "Replacement of lost passports"}


def size(message: Any) -> int:
    """Return the bytes of a message."""
    return len(encode(message))


def test_a_full_board_fits() -> None:
    """Every counter calls, and eight calls that have ended are still shown."""
    calls = tuple(
        Call(
            call=99_999_999,
            ticket="2026-11-23-A1234",
            number="A1234",
            counter=99,
            state=CallState.SERVING,
            at=AT.replace(microsecond=0),
            recalls=2,
        )
        for _ in range(48)
    )
    lines = tuple(Line(service=letter, waiting=399, estimate=Estimate(low=100, high=240)) for letter in LETTERS)
    assert size(Board(**NOTICE, day=date(2026, 11, 23), calls=calls, lines=lines)) <= LIMIT


def test_a_full_office_fits() -> None:
    """Every counter with a box and a zone, serving half of all services."""
    services = tuple(ServiceInfo(letter=letter, name=NAMES) for letter in LETTERS)
    counters = tuple(
        CounterInfo(number=number, serves=tuple(LETTERS[:10]), box=f"counter-{number}", zones=("lantai-1",))
        for number in range(1, 41)
    )
    office = Office(
        **NOTICE,
        name="Kantor Imigrasi Kelas I Khusus TPI Jakarta Selatan",
        timezone="Asia/Jakarta",
        languages=("id", "en"),
        word="antrian",
        services=services,
        counters=counters,
    )
    assert size(office) <= LIMIT


def test_a_counter_with_many_parked_people_fits() -> None:
    """Even if an officer sets fifty people aside."""
    ticket = CounterTicket(ticket="2026-11-23-A1234", number="A1234", service="A")
    state = CounterState(
        **NOTICE, counter=40, is_open=True, ticket=ticket, is_serving=True, waiting=3_000, parked=(ticket,) * 50
    )
    assert size(state) <= LIMIT


def test_a_slip_fits() -> None:
    """With the longest names that settings allow."""
    slip = Slip(
        **NOTICE,
        id="9f2c66d01b7e4a35-99999999",
        press="kiosk-1-9f2c66d01b7e4a35-123456789-p123456789012",
        ticket="2026-11-23-A1234",
        number="A1234",
        service="A",
        service_name=dict.fromkeys(("id", "en", "zh", "ar"), "N" * 60),
        office_name="N" * 200,
        languages=("id", "en", "zh", "ar"),
        issued_at=AT,
        ahead=3_000,
        age=119.999,
        estimate=Estimate(low=100, high=240),
    )
    assert size(slip) <= LIMIT
