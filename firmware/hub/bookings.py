"""The day's appointments, from a file that the office exports: `<folder>/2026-11-23.csv` with code, service and time.

Until people book with the office itself, this file is all the hub knows of who has booked. It is read again whenever it
has changed. A row that cannot be read is left out with a line in the log, and a file that cannot be read leaves what
was known before: nothing in it may stop the office. What stands in a bad row is never logged: where a column has
shifted, it is full of people.
"""

import csv
import logging
import re
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from firmware.hub.office_time import Moment
from firmware.hub.settings import HubSettings, OfficeSettings
from firmware.messages.commands import Minute
from firmware.messages.names import AppointmentCode, ServiceLetter
from firmware.messages.personal import may_name
from firmware.queueing.now import Booking

COLUMNS: Final = ("code", "service", "time")
LARGEST: Final = 1024 * 1024
COMPLAINTS: Final = 20

_TIME: Final = re.compile(r"([01]?\d|2[0-3])[.:]([0-5]\d)(?:[.:][0-5]\d)?")

log = logging.getLogger(__name__)


class Appointment(Struct, frozen=True, kw_only=True):
    """Somebody who has booked: the code, the letter of the service, the slot in minutes since midnight."""

    code: AppointmentCode
    service: ServiceLetter
    minute: Minute


class Read(Struct, frozen=True):
    """What a file says, which of its lines say nothing that can be understood, and how many columns nobody needs."""

    appointments: tuple[Appointment, ...] = ()
    complaints: tuple[str, ...] = ()
    spare: int = 0


class Bookings:
    """Reads the files of one folder (None: the office has no bookings); `services` are the letters of the office."""

    def __init__(self, folder: Path | None, services: Collection[str]) -> None:
        self._folder = folder
        self._services = frozenset(services)
        self._seen: tuple[date, tuple[int, ...]] | None = None
        self._known: tuple[Appointment, ...] = ()
        self._by_code: dict[str, Appointment] = {}

    def of_day(self, day: date) -> tuple[Appointment, ...]:
        """Return the appointments of a day in the order of the file; none where there is no file."""
        if self._folder is not None:
            self._look(self._folder / f"{day.isoformat()}.csv", day)
        return self._known

    def booking(self, code: str, day: date, now: Moment) -> Booking | None:
        """Return the appointment of this code on a business day, or None where it or the time of day is not known.

        A clock that is not believed, or has just stepped, moves no slot: it stays where the steady clock had it.
        """
        begins = now.midnight_of(day)
        if begins is None:
            return None
        self.of_day(day)
        found = self._by_code.get(code)
        if found is None:
            return None
        return Booking(service=found.service, slot=begins + found.minute * 60.0)

    def slots(self, day: date, now: Moment) -> dict[str, float]:
        """Return the slots of a business day in office time by their codes, as far as `booking` knows them."""
        known = {one.code: self.booking(one.code, day, now) for one in self.of_day(day)}
        return {code: booking.slot for code, booking in known.items() if booking is not None}

    def _look(self, path: Path, day: date) -> None:
        """Read the file if it is another one than the last time; of one that cannot be read, keep what was known."""
        seen = day, _mark(path)
        if seen == self._seen:
            return
        if self._seen is None or self._seen[0] != day:
            self._know(Read())
        self._seen = seen
        try:
            read = appointments_in(_text(path), self._services) if seen[1] else Read()
        except (OSError, ValueError, csv.Error) as error:
            log.error("%s: no appointments can be read: %s", path, error)  # noqa: TRY400 - the sentence is enough
            return
        for complaint in read.complaints[:COMPLAINTS]:
            log.warning("%s: %s; left out", path, complaint)
        if read.spare:
            log.warning("%s: %d columns are not read; export only %s", path, read.spare, ", ".join(COLUMNS))
        log.info("%s: %d appointments, %d rows left out", path, len(read.appointments), len(read.complaints))
        self._know(read)

    def _know(self, read: Read) -> None:
        self._known = read.appointments
        self._by_code = {one.code: one for one in read.appointments}


def bookings_of(settings: HubSettings, office: OfficeSettings) -> Bookings:
    """Return the bookings of an office, as its settings say where they are."""
    folder = settings.bookings.folder
    return Bookings(Path(folder) if folder else None, {service.letter for service in office.service})


def appointments_in(text: str, services: Collection[str]) -> Read:
    """Return what the text of a file says. Raises ValueError where it lacks a column, csv.Error where it is no CSV."""
    lines = text.removeprefix("\ufeff").splitlines()
    heading = lines[0] if lines else ""
    rows = csv.reader(lines, delimiter=";" if ";" in heading else ",", strict=True)
    names = [name.strip().lower() for name in next(rows, [])]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise ValueError(f"the first line has no column {missing[0]!r}; it must name {', '.join(COLUMNS)}")
    places = [names.index(name) for name in COLUMNS]
    found: dict[str, Appointment] = {}
    complaints: list[str] = []
    for line, row in _numbered(rows):
        try:
            code, service, time = (row[place].strip() for place in places)
            found[code] = _appointment(code, service.upper(), time, services, found)
        except IndexError:
            complaints.append(f"line {line}: it has {len(row)} columns")
        except ValueError as error:
            complaints.append(f"line {line}: {error}")
    return Read(tuple(found.values()), tuple(complaints), len(names) - len(COLUMNS))


def _numbered(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    return ((line, row) for line, row in enumerate(rows, start=2) if any(cell.strip() for cell in row))


def _appointment(code: str, service: str, time: str, services: Collection[str], known: Collection[str]) -> Appointment:
    if found := next((kind for cell in (code, service, time) if (kind := may_name(cell))), ""):
        raise ValueError(f"it has what may be {found}, which names a person; write a code of the appointment")
    match = _TIME.fullmatch(time)
    if match is None:
        raise ValueError("its time is no time of day; write it like 09:30")
    if service not in services:
        raise ValueError(f"its service is none of the office's: {', '.join(sorted(services))}")
    if code in known:
        raise ValueError("its code is there already")
    minute = int(match[1]) * 60 + int(match[2])
    try:
        return msgspec.convert({"code": code, "service": service, "minute": minute}, Appointment)
    except msgspec.ValidationError:
        raise ValueError("its code is none; it is up to 32 letters, digits and hyphens") from None


def _mark(path: Path) -> tuple[int, ...]:
    """Return what tells a changed file; empty where none can be seen."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino


def _text(path: Path) -> str:
    with path.open("rb") as file:
        payload = file.read(LARGEST + 1)
    if len(payload) > LARGEST:
        raise ValueError(f"it has more than {LARGEST // 1024} KiB; is it the export of one day?")
    return payload.decode("utf-8-sig")
