"""No word that crosses the broker or stands in the journal is made to hold a person."""

import importlib
import re
import typing
from collections.abc import Iterator

import msgspec
import pytest
from msgspec import Meta, Struct

from firmware.messages.names import AppointmentCode
from firmware.messages.personal import may_name

MODULES = (
    *("messages.commands", "messages.answers", "messages.notices", "messages.requests", "messages.why"),
    "queueing.events",
)

# What no field is called, in either language: whoever adds one reads here why (law 27/2022).
PERSONAL = re.compile(
    r"(?:^|_)(?:nik|ktp|kk|person|visitor|applicant|pemohon|nama|phone|telepon|telephone|hp|mobile|sms|whatsapp|e?mail"
    r"|address|alamat|birth|born|lahir|gender|sex|kelamin|nationality|passports?|paspor|disability|disabled"
    r"|pregnant|hamil|disease|illness|sakit|note|notes|remark|remarks|comment|photo|face|signature)(?:_|$)"
)

# Every text that has no closed form, and why a person has no place in it.
FREE = {
    "Slip.office_name": "the office's own, from office.toml",
    "Slip.service_name": "a service's, from office.toml",
    "Slip.bring": "what the service wants to see, from office.toml",
    "ServiceInfo.name": "a service's, from office.toml",
    "KioskInfo.place": "where a kiosk stands, from office.toml",
    "Office.name": "the office's own, from office.toml",
    "Office.timezone": "an IANA name, from office.toml",
    "Office.word": "antrian or antrean, from office.toml",
    "Presence.version": "the program's",
    "Trouble.detail": "a pin, a file, a box: what a program reports of its machine",
    "Failed.detail": "a sentence of the program's",
    "Refused.detail": "a sentence of the program's; `codec` takes out what was said",
    "CheckSlip.text": "what `antrian check-slip` has found in what was scanned: a ticket's identity and its code",
    "ReadNodes.after": "a box's name",
    "NodeStatus.node": "a box's name",
    "NodeStatus.fault": "a sentence of the hub's own",
    "JournalRow.wall": "a time",
    "SlipChecked.state": "a ticket's state",
    "KeptPaper.state": "a claim's state",
}

# Texts of the journal's events: each is a field of a command or of the hub's own making, and has its form there.
EVENT_TEXTS = {
    *("ticket", "number", "service", "press", "kiosk", "store", "slip", "printer", "last", "missing"),
    "appointment",  # the form of `AppointmentCode`, which is refused where it may be the number of a person
}


def structs() -> Iterator[type[Struct]]:
    """Every value that crosses the broker or stands in the journal."""
    for name in MODULES:
        module = importlib.import_module(f"firmware.{name}")
        for found in vars(module).values():
            if isinstance(found, type) and issubclass(found, Struct) and found.__module__ == module.__name__:
                yield found


def texts(kind: typing.Any) -> Iterator[tuple[Meta, ...]]:
    """What is said of each text inside a type."""
    if kind is str:
        yield ()
    elif hasattr(kind, "__metadata__") and kind.__origin__ is str:
        yield tuple(said for said in kind.__metadata__ if isinstance(said, Meta))
    else:
        inner = [kind.__origin__] if hasattr(kind, "__metadata__") else typing.get_args(kind)
        for part in inner:
            yield from texts(part)


def is_free(said: tuple[Meta, ...]) -> bool:
    """Whether a text may be any words: a form of its own excludes the space between two names."""
    return not any(meta.pattern and re.search(meta.pattern, "Siti Aminah") is None for meta in said)


def free_texts(kind: type[Struct]) -> Iterator[str]:
    """The fields of a struct that may be any words."""
    own = typing.get_type_hints(kind, include_extras=True)
    for name in kind.__annotations__:
        if any(is_free(said) for said in texts(own[name])):
            yield name


@pytest.mark.parametrize("kind", list(structs()), ids=lambda kind: kind.__name__)
def test_no_field_is_called_after_a_person(kind: type[Struct]) -> None:
    """Names, numbers, addresses, reasons: nothing of it is asked, so nothing of it can leak."""
    assert [name for name in kind.__struct_fields__ if PERSONAL.search(name)] == []


def test_every_free_text_has_a_reason() -> None:
    """A new one is thought about before it is used; one that has gone leaves the list."""
    found = {
        f"{kind.__name__}.{name}"
        for kind in structs()
        for name in free_texts(kind)
        if not kind.__module__.endswith("events") or name not in EVENT_TEXTS
    }
    assert found == set(FREE)


def test_a_field_for_a_person_would_be_found() -> None:
    """As somebody might add it."""

    class Visitor(Struct):
        full_name: str
        phone: str | None = None
        birth_date: str = ""

    assert [name for name in Visitor.__struct_fields__ if PERSONAL.search(name)] == ["phone", "birth_date"]
    assert list(free_texts(Visitor)) == ["full_name", "phone", "birth_date"]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("3201156708900002", "a NIK"),
        ("3201-1567-0890-0002", "a NIK"),
        ("-3201156708900002-", "a NIK"),
        ("081234567890", "a phone number"),
        ("0812-3456-7890", "a phone number"),
        ("6281234567890", "a phone number"),
        ("A1234567", "the number of a passport"),
        ("x7654321", "the number of a passport"),
    ],
)
def test_what_may_name_a_person_is_no_code_of_an_appointment(code: str, kind: str) -> None:
    """However it is set apart."""
    assert may_name(code) == kind
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(code, AppointmentCode)


@pytest.mark.parametrize("text", ["3201 1567 0890 0002", "3201.1567.0890.0002", "+62 812 3456 7890", "(0812) 34567890"])
def test_spaces_dots_and_brackets_hide_no_person(text: str) -> None:
    """As people write them."""
    assert may_name(text)


@pytest.mark.parametrize(
    "code",
    [
        *("BK-4711", "320115670890000", "32011567089000021", "A3201156708900002", "2026-11-23-0017"),
        *("B-1234567", "BK123456", "A123456", "A12345678", "08123", "0212345678", "K7Q2MX"),
    ],
)
def test_other_codes_are(code: str) -> None:
    """A digit more, a digit less, a letter, or the hyphen that an office sets into its own."""
    assert not may_name(code)
    assert msgspec.convert(code, AppointmentCode) == code
