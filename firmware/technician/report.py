"""An office in rows and sentences: what is well, what is wrong, and what to check.

Pure: values in, values out. The same report is drawn by `pages.py` and printed by `--json`.
"""

from datetime import date
from typing import Final

from msgspec import Struct

from firmware.messages.names import Role
from firmware.messages.notices import (
    Board,
    CallState,
    ClockState,
    CounterInfo,
    CounterState,
    Estimate,
    Health,
    Office,
    Paper,
    PresenceState,
    Trouble,
)
from firmware.messages.requests import NodeStatus
from firmware.technician.absences import said_of
from firmware.technician.advice import ADVICE
from firmware.technician.snapshot import Snapshot

UNHEARD_SECONDS: Final = 30.0
WAITING_COMMANDS: Final = 5
HOT_CELSIUS: Final = 80.0
LITTLE_DISK_BYTES: Final = 200 * 1024 * 1024

CLOCK_UNTRUSTED: Final = "hub: its clock is not trusted; check the network time, or type: antrian day open DATE"


class BoxRow(Struct, frozen=True, kw_only=True):
    """One box. `heard` in seconds, `temperature` in degrees Celsius; `troubles` are sentences, none when it is well."""

    name: str
    role: str
    presence: str
    version: str
    heard: float | None
    outbox: int | None
    paper: str | None
    temperature: float | None
    troubles: tuple[str, ...]


class CounterRow(Struct, frozen=True, kw_only=True):
    """One counter: whom it calls or serves, since when (office's wall clock), and how many it could call.

    `overdue` of those parked have waited for long; `away` says when nobody is there today.
    """

    counter: int
    state: str
    number: str | None
    since: str | None
    waiting: int | None
    parked: tuple[str, ...]
    box: str | None
    overdue: int = 0
    away: str = ""


class ServiceRow(Struct, frozen=True, kw_only=True):
    """One service: how many wait and how long the next one will, as the board tells it."""

    letter: str
    name: str
    waiting: int | None
    estimate: str | None


class HubRow(Struct, frozen=True, kw_only=True):
    """The hub itself."""

    journal: str
    epoch: int
    position: int
    clock: str
    at: str
    version: str | None


class Report(Struct, frozen=True, kw_only=True):
    """The whole office. `wrong` are sentences, the first the most urgent; none when all is well."""

    is_well: bool
    office: str
    day: date | None
    broker: str
    hub: HubRow
    wrong: tuple[str, ...]
    counters: tuple[CounterRow, ...]
    services: tuple[ServiceRow, ...]
    boxes: tuple[BoxRow, ...]


def report_of(snapshot: Snapshot) -> Report:
    """Return the report. The snapshot must hold a beat: without one there is no office to report on."""
    beat = snapshot.beat
    if beat is None:
        raise ValueError("an office without a beat is dead; say so instead of reporting on it")
    boxes = tuple(box_row(node) for node in snapshot.nodes)
    wrong = (*_hub_wrong(snapshot), *_unheard_of(snapshot), *(f"{b.name}: {t}" for b in boxes for t in b.troubles))
    return Report(
        is_well=not wrong,
        office=snapshot.office.name if snapshot.office else "",
        day=beat.day,
        broker=snapshot.broker,
        hub=HubRow(
            journal=beat.journal,
            epoch=beat.epoch,
            position=beat.position,
            clock=str(beat.clock),
            at=beat.at.isoformat(timespec="seconds"),
            version=snapshot.hub.version if snapshot.hub else None,
        ),
        wrong=wrong,
        counters=_counter_rows(snapshot),
        services=_service_rows(snapshot.office, snapshot.board),
        boxes=boxes,
    )


def box_row(node: NodeStatus) -> BoxRow:
    """Return one box as a row, with everything that is wrong with it as sentences."""
    presence, health = node.presence, node.health
    role = presence.role if presence else health.role if health else None
    return BoxRow(
        name=node.node,
        role=str(role) if role else "unknown",
        presence=_presence(node),
        version=presence.version if presence else "",
        heard=node.heard,
        outbox=health.outbox if health else None,
        paper=str(health.paper) if health and health.paper else None,
        temperature=health.temperature if health else None,
        # A technician comes and goes; that is no trouble of the office.
        troubles=() if role is Role.TECHNICIAN else (*_door_troubles(node), *_troubles(node)),
    )


def _presence(node: NodeStatus) -> str:
    if node.presence is not None:
        return str(node.presence.state)
    is_heard = node.heard is not None and node.heard <= UNHEARD_SECONDS
    return str(PresenceState.ONLINE if is_heard else PresenceState.OFFLINE)


def _door_troubles(node: NodeStatus) -> tuple[str, ...]:
    if node.is_quarantined:
        return (f"quarantined: it {node.fault}; look at it, or shut it out for good: antrian revoke {node.node}",)
    return ()


def _troubles(node: NodeStatus) -> tuple[str, ...]:
    if node.presence is not None and node.presence.state is PresenceState.OFFLINE:
        return ("gone; is it switched on, and the network cable in?",)
    if node.heard is not None and node.heard > UNHEARD_SECONDS:
        return (f"not heard for {seconds(node.heard)}; is it frozen? switch it off and on",)
    return _health_troubles(node.health) if node.health else ()


def _health_troubles(health: Health) -> tuple[str, ...]:
    said = [_said(trouble) for trouble in health.troubles]
    if health.outbox >= WAITING_COMMANDS:
        said.append(f"{health.outbox} commands wait for an answer; does its network work?")
    if health.is_throttled:
        said.append("runs slowly; is the power supply strong enough, and the fan turning?")
    if health.temperature is not None and health.temperature >= HOT_CELSIUS:
        said.append(f"is {health.temperature:.0f} °C hot; is the fan turning?")
    if health.disk_free is not None and health.disk_free < LITTLE_DISK_BYTES:
        said.append(f"has only {health.disk_free // 1024**2} MB of disk left")
    return tuple(said)


def _said(trouble: Trouble) -> str:
    return f"{ADVICE[trouble.problem]} ({trouble.detail})" if trouble.detail else ADVICE[trouble.problem]


def _hub_wrong(snapshot: Snapshot) -> tuple[str, ...]:
    if snapshot.beat is not None and snapshot.beat.clock is ClockState.UNTRUSTED:
        return (CLOCK_UNTRUSTED,)
    return ()


def _unheard_of(snapshot: Snapshot) -> tuple[str, ...]:
    """Boxes that stand in the office's plan and have never been heard."""
    known = {node.node for node in snapshot.nodes}
    infos = snapshot.office.counters if snapshot.office else ()
    return tuple(
        f"{info.box}: never heard, but it stands on counter {info.number} in office.toml; is it switched on?"
        for info in infos
        if info.box is not None and info.box not in known
    )


def _counter_rows(snapshot: Snapshot) -> tuple[CounterRow, ...]:
    states = {state.counter: state for state in snapshot.counters}
    infos = snapshot.office.counters if snapshot.office else ()
    return tuple(_counter_row(info, states.get(info.number), snapshot.board) for info in infos)


def _counter_row(info: CounterInfo, state: CounterState | None, board: Board | None) -> CounterRow:
    ticket = state.ticket if state else None
    standing = [call for call in board.calls if call.state is not CallState.ENDED] if board else []
    since = next((call.at for call in standing if ticket and call.ticket == ticket.ticket), None)
    return CounterRow(
        counter=info.number,
        state=_counter_state(state),
        number=ticket.number if ticket else None,
        since=since.strftime("%H.%M") if since else None,
        waiting=state.waiting if state else None,
        parked=tuple(parked.number for parked in state.parked) if state else (),
        box=info.box,
        overdue=state.overdue if state else 0,
        away=said_of(state.absences) if state and state.absences else "",
    )


def _counter_state(state: CounterState | None) -> str:
    if state is None:
        return "unknown"
    if not state.is_open:
        return "closed"
    if state.ticket is None:
        return "free"
    return "serving" if state.is_serving else "calling"


def _service_rows(office: Office | None, board: Board | None) -> tuple[ServiceRow, ...]:
    lines = {line.service: line for line in board.lines} if board else {}
    rows = []
    for service in office.services if office else ():
        line = lines.get(service.letter)
        rows.append(
            ServiceRow(
                letter=service.letter,
                name=next(iter(service.name.values()), ""),
                waiting=line.waiting if line else None,
                estimate=_minutes(line.estimate) if line and line.estimate else None,
            )
        )
    return tuple(rows)


def _minutes(estimate: Estimate) -> str:
    return f"{estimate.low}-{estimate.high} min" if estimate.low else f"< {estimate.high} min"


def seconds(value: float) -> str:
    """Return a duration as people say it: "12 s", "4 min", "3 h"."""
    if value < 60:  # noqa: PLR2004 - a minute
        return f"{value:.0f} s"
    return f"{value / 60:.0f} min" if value < 3600 else f"{value / 3600:.0f} h"  # noqa: PLR2004 - an hour


def is_paper_low(paper: str | None) -> bool:
    """Say whether somebody should bring a roll."""
    return paper in {Paper.NEAR_END, Paper.OUT}
