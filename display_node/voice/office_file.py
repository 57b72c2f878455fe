"""What a voice must know of `office.toml`, where no hub is there to be asked.

The hub judges the whole file; here everything is passed over that nobody says aloud.
"""

from typing import Annotated

from msgspec import Meta, Struct

from firmware.messages.names import CounterNumber, Language, ServiceLetter
from firmware.messages.notices import CounterInfo, Office, ServiceInfo


class OfficeTable(Struct, frozen=True, kw_only=True):
    """`[office]`."""

    name: str
    languages: Annotated[tuple[Language, ...], Meta(min_length=1)] = ("id", "en")
    word: str = "antrian"


class ServiceTable(Struct, frozen=True, kw_only=True):
    """`[[service]]`."""

    letter: ServiceLetter
    languages: tuple[Language, ...] = ()


class CounterTable(Struct, frozen=True, kw_only=True):
    """`[[counter]]`."""

    number: CounterNumber


class OfficeFile(Struct, frozen=True, kw_only=True):
    """`office.toml`."""

    office: OfficeTable
    service: tuple[ServiceTable, ...]
    counter: tuple[CounterTable, ...]

    def notice(self) -> Office:
        """Return the office as its hub would tell it to a voice."""
        return Office(
            journal="0" * 16,
            epoch=0,
            position=0,
            name=self.office.name,
            timezone="Asia/Jakarta",
            languages=self.office.languages,
            word=self.office.word,
            services=tuple(ServiceInfo(letter=s.letter, name={}, languages=s.languages) for s in self.service),
            counters=tuple(CounterInfo(number=c.number, serves=(), box=None, zones=()) for c in self.counter),
        )
