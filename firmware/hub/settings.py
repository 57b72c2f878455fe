"""What the hub's two files say: `hub.toml` what this box is, `office.toml` what the office is.

Everything that could be wrong in an office (a counter that serves nothing, a letter that no service has, a name missing
in one of the languages) is refused here with a sentence, so that the rules never meet it.
"""

from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct, field
from msgspec.structs import replace

from firmware.hub.door import Limits
from firmware.hub.holiday_files import read_holidays
from firmware.hub.holiday_year import HolidayYear
from firmware.hub.office_hours import HoursTable
from firmware.hub.office_rules import NoShowTable, OrderTable, ParkTable
from firmware.hub.time_of_day import WrittenSpans, minute, spans
from firmware.messages.commands import ABSENCES
from firmware.messages.names import CounterNumber, Language, NodeName, ServiceLetter, Zone, is_hub
from firmware.messages.notices import Item, Names
from firmware.node.settings import BoxSettings, SettingsError, load
from firmware.queueing.plan import HUB_NUMBERS, PAPER_ROLL, CounterPlan, KioskPlan, OfficePlan, ServicePlan

_NumberRange = tuple[Annotated[int, Meta(ge=1, le=9_999)], Annotated[int, Meta(ge=1, le=9_999)]]


class RecoveryTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[recovery]`. `seconds` is how long a silent box is waited for while a journal is put together again."""

    seconds: Annotated[float, Meta(gt=0, le=600)] = 10.0


class EstimateTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[estimate]`. How waits are estimated, and how many times the day is played forward for it at most."""

    method: Literal["rollout", "fluid", "off"] = "rollout"
    runs: Annotated[int, Meta(ge=10, le=400)] = 40


class BookingsTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[bookings]`. `folder` holds the day's appointments as `YYYY-MM-DD.csv` ("": the office has none)."""

    folder: str = ""


class HubSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`hub.toml`."""

    box: BoxSettings
    office: str = "/etc/antrian/office.toml"
    door: Limits = Limits()
    recovery: RecoveryTable = RecoveryTable()
    estimate: EstimateTable = EstimateTable()
    bookings: BookingsTable = BookingsTable()

    def __post_init__(self) -> None:
        """Refuse another name: technicians ask `hub`, and the ACL knows only that name."""
        if not is_hub(self.box.name):
            raise ValueError('[box] name of the hub must be "hub"')


class OfficeTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[office]`. With `day = "automatic"` the hub opens and closes the business day by a clock it trusts."""

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    zone: str = "Asia/Jakarta"
    languages: Annotated[tuple[Language, ...], Meta(min_length=1, max_length=3)] = ("id", "en")
    word: Literal["antrian", "antrean"] = "antrian"
    day: Literal["automatic", "manual"] = "automatic"


class ServiceTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[[service]]`. `minutes` is the first guess of how long helping one person takes, `then` the next stage.

    `languages` are those its visitors are spoken to in (none: the office's), `bring` is the checklist on the slip.
    """

    letter: ServiceLetter
    name: Names
    minutes: Annotated[int, Meta(ge=1, le=480)] = 10
    then: ServiceLetter | None = None
    quota: Annotated[int, Meta(ge=1, le=9_999)] | None = None
    last_ticket: str | None = None
    languages: Annotated[tuple[Language, ...], Meta(max_length=3)] = ()
    bring: dict[Language, Annotated[tuple[Item, ...], Meta(max_length=8)]] = {}

    def plan(self) -> ServicePlan:
        """Return what the rules need of it. Raises ValueError for a time that is none."""
        last = None if self.last_ticket is None else minute(f"last_ticket of service {self.letter}", self.last_ticket)
        return ServicePlan(
            letter=self.letter,
            name=self.name,
            minutes=self.minutes,
            then=self.then,
            quota=self.quota,
            last_ticket=last,
        )


class CounterTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[[counter]]`. `zones` are where its calls are shown and spoken, `absences` when on every day nobody is there."""

    number: CounterNumber
    serves: tuple[ServiceLetter, ...]
    preference: Literal["tie", "strict"] = "tie"
    absences: Annotated[WrittenSpans, Meta(max_length=ABSENCES)] = ()
    box: NodeName | None = None
    zones: tuple[Zone, ...] = ("hall",)

    def plan(self) -> CounterPlan:
        """Return what the rules need of it. Raises ValueError for times that do not rise."""
        return CounterPlan(
            number=self.number,
            serves=self.serves,
            prefers_strictly=self.preference == "strict",
            absences=spans(f"absences of counter {self.number}", self.absences),
            box=self.box,
            zones=self.zones,
        )


class KioskTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[[kiosk]]`. `printer` is the printer box whose paper lies beside its buttons.

    `numbers` is the range it gives from while the hub is silent; without one it gives none then. `place` is where it
    stands, as officers say it.
    """

    name: NodeName
    printer: NodeName | None = None
    numbers: _NumberRange | None = None
    place: Annotated[str, Meta(max_length=30)] = ""


class NumbersTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[numbers]`. The ranges the hub issues from, in order, and that of the paper roll in the drawer."""

    hub: tuple[_NumberRange, ...] = HUB_NUMBERS
    paper_roll: _NumberRange | None = PAPER_ROLL


class OfficeSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`office.toml`, with the `holidays` of the files beside it."""

    office: OfficeTable
    service: Annotated[tuple[ServiceTable, ...], Meta(min_length=1)]
    counter: Annotated[tuple[CounterTable, ...], Meta(min_length=1)]
    kiosk: tuple[KioskTable, ...] = ()
    numbers: NumbersTable = field(default_factory=NumbersTable)
    order: OrderTable = OrderTable()
    no_show: NoShowTable = NoShowTable()
    park: ParkTable = ParkTable()
    hours: HoursTable | None = None
    holidays: tuple[HolidayYear, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an office that cannot work."""
        letters = [service.letter for service in self.service]
        _once("service letter", letters)
        _once("counter", [counter.number for counter in self.counter])
        _once("counter's box", [counter.box for counter in self.counter if counter.box])
        _once("kiosk", [kiosk.name for kiosk in self.kiosk])
        _once("language", self.office.languages)
        for counter in self.counter:
            _check_serves(counter, letters)
        for letter in letters:
            if not any(letter in counter.serves for counter in self.counter):
                raise ValueError(f"no counter serves {letter}; nobody could ever call its numbers")
        for service in self.service:
            for language in self.office.languages:
                if language not in service.name:
                    raise ValueError(f'service {service.letter} has no name in "{language}"; add it to its name table')
            _check_languages(service, self.office.languages)
        _check_stages({service.letter: service.then for service in self.service})
        _check_ranges(self.numbers.hub)
        self.plan()
        try:
            ZoneInfo(self.office.zone)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"no time zone {self.office.zone!r}; use a name like Asia/Jakarta") from None

    def plan(self) -> OfficePlan:
        """Return what the rules need of it."""
        return OfficePlan(
            services=tuple(service.plan() for service in self.service),
            counters=tuple(counter.plan() for counter in self.counter),
            kiosks=tuple(KioskPlan(name=k.name, printer=k.printer, numbers=k.numbers) for k in self.kiosk),
            hub_numbers=self.numbers.hub,
            paper_roll=self.numbers.paper_roll,
            order=self.order.plan(),
            no_show=self.no_show.plan(),
            park=self.park.plan(),
            hours=None if self.hours is None else self.hours.plan(self.holidays),
        )


def load_office(path: str) -> OfficeSettings:
    """Return the office in the file, with the holidays of each known year. Raises SettingsError."""
    office = load(Path(path), OfficeSettings)
    if office.holidays:
        raise SettingsError(f"{path}: [[holidays]]: a year's holidays stand in a file of their own, holidays-YEAR.toml")
    return office if office.hours is None else replace(office, holidays=read_holidays(Path(path).parent))


def _once(what: str, names: Sequence[object]) -> None:
    twice = [name for name, count in Tally(names).items() if count > 1]
    if twice:
        raise ValueError(f"{what}: {twice[0]} is there twice; each may stand once")


def _check_serves(counter: CounterTable, letters: list[str]) -> None:
    if not counter.serves:
        raise ValueError(f"counter {counter.number} serves nothing; give it letters, or delete it")
    _once(f"a letter of counter {counter.number}", counter.serves)
    for letter in counter.serves:
        if letter not in letters:
            known = ", ".join(sorted(letters))
            raise ValueError(f"counter {counter.number} serves {letter!r}, which is no service; known: {known}")
    if not counter.zones:
        raise ValueError(f"counter {counter.number} calls in no zone; nobody would see or hear it")


def _check_languages(service: ServiceTable, languages: Sequence[str]) -> None:
    _once(f"a language of service {service.letter}", service.languages)
    for language in (*service.languages, *service.bring):
        if language not in languages:
            raise ValueError(f'service {service.letter}: "{language}" is no language of [office]; add it there')


def _check_stages(then: Mapping[str, str | None]) -> None:
    """Refuse a visit that leads to nobody or never ends."""
    for first in then:
        seen, letter = [first], then[first]
        while letter is not None:
            if letter not in then:
                raise ValueError(f"after {seen[-1]} comes {letter!r}, which is no service; known: {', '.join(then)}")
            if letter in seen:
                raise ValueError(f"the stages {' → '.join([*seen, letter])} go in a circle; no visit would ever end")
            seen.append(letter)
            letter = then[letter]


def _check_ranges(ranges: tuple[tuple[int, int], ...]) -> None:
    if not ranges or any(first > last for first, last in ranges):
        raise ValueError("[numbers] hub needs ranges like [1, 699], the lower number first")
    if any(last >= first for (_, last), (first, _) in pairwise(ranges)):
        raise ValueError("[numbers] hub: the ranges must rise and not overlap")
