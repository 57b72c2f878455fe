"""The hub's loop: one inbox, one desk, and everything that has to be told.

Commands that waited together are one step of the desk; what the step wrote is told at once. On every connection (the
hub's own start or the broker's) everything is told again: a broker that died has forgotten its sessions, its queued
messages and its retained board, whatever it was told to keep.
"""

import logging
from collections.abc import Sequence
from datetime import date
from itertools import islice
from queue import Empty
from typing import Final
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from firmware.hub.backup import Backups
from firmware.hub.bookings import bookings_of
from firmware.hub.business_day import todo
from firmware.hub.collecting import boxes_of
from firmware.hub.desk import Arrival, Desk, Step, restore
from firmware.hub.estimator import Estimator, MakeEstimator
from firmware.hub.fullest import fullest
from firmware.hub.gate import Asked, Gate, Told, TooFast
from firmware.hub.inbox import Inbox
from firmware.hub.journal import Journal, Stamped, StorageError
from firmware.hub.missing import MissingBoxes
from firmware.hub.nodes import Nodes
from firmware.hub.publishing import Publisher
from firmware.hub.responding import Responder
from firmware.hub.settings import HubSettings, OfficeSettings
from firmware.hub.slip_key import slip_key
from firmware.hub.telling import Teller
from firmware.hub.ticket_pace import TicketPaces
from firmware.hub.timekeeper import Timekeeper
from firmware.hub.waits import Estimated, Slots, Task, Waits
from firmware.messages import topics
from firmware.messages.codec import encode
from firmware.messages.commands import AnyCommand, CloseDay, OpenDay
from firmware.messages.names import Role
from firmware.messages.notices import ClockState, Health, Presence, PresenceState, Problem, Trouble
from firmware.node import machine
from firmware.node.certificates_end import CertificatesEnd
from firmware.node.identity import begin
from firmware.node.link import Connected, Disconnected, Received, Will
from firmware.node.settings import BoxSettings, SettingsError, state_folder
from firmware.node.version import VERSION
from firmware.node.watchdog import Watchdog
from firmware.node.world import AnyLink, World
from firmware.queueing.events import DayClosed, DayOpened, TicketCarriedOut
from firmware.queueing.model import Queue, empty

BEAT_SECONDS: Final = 1.0
HEALTH_SECONDS: Final = 10.0
ALARM_SECONDS: Final = 600.0
BATCH: Final = 64
STALL_SECONDS: Final = 2.0
BOOKED_LIMIT: Final = 5_000
"""More appointments than an office has visitors: the file is not that of one day, and the estimate needs no more."""

log = logging.getLogger(__name__)


class Hub:
    """The memory of the office and its only writer. `run` turns until `stop`."""

    def __init__(
        self,
        settings: HubSettings,
        office: OfficeSettings,
        world: World,
        watchdog: Watchdog,
        backups: Backups | None = None,
        estimator: MakeEstimator | None = None,
    ) -> None:
        """Open the journal, fold the open business day, and prepare the link.

        `backups` copies the journal; `estimator` makes what estimates waits (None: nobody is told one).

        Raises JournalError, StateError, and SettingsError for an office that does not fit into one message.
        """
        self._name = settings.box.name
        self._office = office
        self._watchdog = watchdog
        self._state = state_folder(settings.box)
        self._disk = world.disk
        self._lock = self._disk.lock(self._state)
        self._names = begin(self._name, self._state, self._disk, world.chance)
        self._secret = slip_key(self._state, self._disk, world.chance)
        self._journal = Journal(self._state / "journal.sqlite3", self._disk)
        self._time = Timekeeper(world.clock, ZoneInfo(office.office.zone), self._journal.last_moment())
        self._journal.begin_epoch(self._time.now())
        self._waits = Waits()
        self._bookings = bookings_of(settings, office)
        queue = restore(self._journal, empty(office.plan()))
        self._desk = Desk(self._journal, queue, self._waits, self._bookings)
        self._teller = Teller(office, self._journal.id, self._journal.epoch, self._secret)
        self._check_size(settings.office)
        self._backups = backups
        self._nodes = Nodes()
        self._certificates = CertificatesEnd(settings.box, world.clock)
        self._missing = MissingBoxes(self._name, boxes_of(office), self._journal, self._bookings)
        self._alarms: dict[tuple[Problem, str], float] = {}
        self._next_beat = self._next_health = self._started_at = self._looked_at = self._time.boot()
        self._late = self._late_until = 0.0
        self._is_running = True
        self.inbox = Inbox()
        self._paces = TicketPaces(settings.door.tickets_a_minute)
        self._gate = Gate(self._name, boxes_of(office), settings.door, self.inbox)
        self._link = self._prepare_link(settings.box, world)
        self._responder = Responder(
            self._link, self._desk, self._journal, self._nodes, gate=self._gate, secret=self._secret
        )
        self._publisher = Publisher(self._link, self._teller, self._nodes, self._waits)
        self._estimator = self._begin_estimator(settings, estimator)

    def _prepare_link(self, box: BoxSettings, world: World) -> AnyLink:
        heard, will = self._gate.subscriptions, self._presence(PresenceState.OFFLINE)
        try:
            return world.connect(box, self.inbox, subscriptions=heard, will=will)
        except SettingsError:
            self._journal.close()
            self._lock.close()
            raise

    def _begin_estimator(self, settings: HubSettings, make: MakeEstimator | None) -> Estimator | None:
        table = settings.estimate
        if make is None or table.method == "off":
            return None
        runs = table.runs if table.method == "rollout" else 0
        journal = str(self._state / "journal.sqlite3")
        return make(
            Task(journal=journal, plan=self._office.plan(), zone=self._office.office.zone, runs=runs), self.inbox.put
        )

    def _check_size(self, path: str) -> None:
        queue = self._desk.queue
        for notice in (self._teller.office(queue).notice, *fullest(queue.plan, self._journal.id)):
            try:
                encode(notice)
            except ValueError as error:
                self._journal.close()
                self._lock.close()
                advice = "shorten the names of the services, or split the office between two hubs"
                raise SettingsError(f"{path}: {error}; {advice}") from error

    @property
    def queue(self) -> Queue:
        """The queue as it is on disk."""
        return self._desk.queue

    def start(self) -> None:
        """Begin to connect and tell systemd that the hub does its work."""
        self._link.start()
        self._watchdog.ready()

    @property
    def next_at(self) -> float:
        """When time alone asks for a step, on the boot clock."""
        news_at = self._publisher.news_at
        return self._next_beat if news_at is None else min(self._next_beat, news_at)

    def run(self) -> None:
        """Serve the office until `stop` is called."""
        self.start()
        while self._is_running:
            self.step(max(0.0, self.next_at - self._time.boot()))
        self._watchdog.stopping()
        self._link.close(self._presence(PresenceState.OFFLINE))
        if self._backups is not None:
            self._backups.close()
        if self._estimator is not None:
            self._estimator.close()
        self._journal.close()
        self._lock.close()

    def stop(self) -> None:
        """Ask the loop to end; may be called from a signal handler."""
        self._is_running = False
        self.inbox.put(None)

    def step(self, timeout: float) -> None:
        """Do what waits, at most one batch of commands, and what time asks for."""
        arrivals: list[Arrival] = []
        gathered = self._gather(timeout)
        self._notice_stall(timeout)
        for happening in gathered:
            match happening:
                case Connected(broker_ends):
                    self._certificates.broker = broker_ends
                    self._serve(arrivals)
                    arrivals = []
                    self._tell_everything()
                case Disconnected(detail):
                    log.warning("no broker: %s", detail)
                case Received():
                    arrivals += self._hear(happening)
                case Estimated():
                    if self._waits.hear(happening):
                        self._publisher.soon(self._time.now())
                    self._look_ahead()
                case _:
                    pass
        self._serve(arrivals)
        if self._gate.has_news:
            self._listen()
        news_at = self._publisher.news_at
        if news_at is not None and self._time.boot() >= news_at:
            self._publisher.news(self._desk.queue, self._time.now())
        self._keep_time()

    def _notice_stall(self, timeout: float) -> None:
        """A hub that stood still does not know how long a call has waited: it may be as old as the standstill."""
        now = self._time.boot()
        overslept = now - self._looked_at - timeout
        self._looked_at = now
        if overslept > STALL_SECONDS:
            log.warning("stood still for %.1f s; calls that waited meanwhile are too old", overslept)
            self._late, self._late_until = overslept, now + STALL_SECONDS

    def _gather(self, timeout: float) -> list[object]:
        gathered: list[object] = []
        try:
            gathered.append(self.inbox.get(timeout=timeout))
            while len(gathered) < BATCH:
                gathered.append(self.inbox.get_nowait())
        except Empty:
            pass
        return gathered

    # -- hearing -----------------------------------------------------------------------------------------------------

    def _hear(self, message: Received) -> list[Arrival]:
        """Note what is not a command; return what is."""
        now = self._time.boot()
        match self._gate.hear(message, now):
            case Arrival() as command:
                self._nodes.hear(command.node, now)
                return [replace(command, late=self._late if now < self._late_until else 0.0)]
            case Presence() as presence:
                self._hear_presence(presence, now, is_news=not message.is_retained)
            case Health() as health:
                papers = self._nodes.papers()
                self._nodes.hear_health(health, now)
                if self._nodes.papers() != papers:
                    self._publisher.soon(self._time.now())
            case Asked() as asked:
                self._responder.respond(asked, now)
            case Told():
                self._hear_memory(message)
            case TooFast() as too_fast:
                self._responder.too_fast(too_fast)
            case _:
                pass
        return []

    def _listen(self) -> None:
        self._gate.listen(self._link, self._nodes.names(), self._time.boot(), is_asking=self._missing.is_asking)
        if self._gate.has_news:
            self._gate.has_news, self._next_health = False, 0.0

    def _hear_presence(self, presence: Presence, now: float, *, is_news: bool) -> None:
        if presence.node == self._name and presence.state is PresenceState.OFFLINE:
            return  # the last will of our own last start, said late
        if not is_news and self._nodes.is_known(presence):
            return  # the broker tells what it keeps whenever it is asked for it
        was_there = self._nodes.is_online(presence.node)
        self._nodes.hear_presence(presence, now)
        if presence.node == self._name:
            return
        if presence.state is PresenceState.OFFLINE:
            log.warning("%s is gone", presence.node)
            self._missing.leave(presence.node)
        elif is_news or not was_there:
            # A box says ONLINE once it hears its topics. It may have missed what was sent before, also while this hub
            # never saw it go: a broker that dies takes the last wills with it. What it has done already it drops.
            if not was_there:
                log.info("%s is there", presence.node)
            self._publisher.arrived(presence, self._desk.queue, self._time.now())
            self._missing.arrive(presence.node, now)
            self._listen()
            self._missing.ask(self._link, now)

    def _hear_memory(self, message: Received) -> None:
        """A box that was missing when the journal was put together tells what it remembers."""
        memory = self._missing.hear(message, self._link, self._time.now())
        if memory is None:
            return
        try:
            has_told = self._missing.take_in(memory, self._desk, self._time.now())
        except StorageError as error:
            log.error("what %s remembers cannot be written: %s", memory.node, error)  # noqa: TRY400 - the disk's word
            self._alarm(Problem.STORAGE, "the journal refuses; is the disk full or read-only?")
            return
        if has_told:
            self._publisher.net(self._desk.queue, self._time.now())
            self._tell_health()

    # -- serving -----------------------------------------------------------------------------------------------------

    def _serve(self, arrivals: Sequence[Arrival]) -> None:
        if not arrivals:
            return
        now = self._time.now()
        step = self._desk.step(arrivals, now)
        self._tell_step(step)
        for node in step.key_reusers:
            self._alarm(Problem.KEY_REUSED, node)
        for node, detail in step.unreadable:
            self._gate.blame(node, detail, now.boot)
        if step.is_storage_refused:
            self._alarm(Problem.STORAGE, "the journal refuses; is the disk full or read-only?")

    def _order(self, command: AnyCommand) -> None:
        """Do one of the hub's own commands."""
        try:
            step = self._desk.order(self._name, command, self._time.now())
        except StorageError as error:
            log.error("cannot %s: %s", type(command).__name__, error)  # noqa: TRY400 - the disk's word is enough
            self._alarm(Problem.STORAGE, "the journal refuses; is the disk full or read-only?")
            return
        log.info("%s %s: %d events", type(command).__name__, getattr(command, "day", ""), len(step.events))
        self._tell_step(step)

    # -- telling -----------------------------------------------------------------------------------------------------

    def _tell_step(self, step: Step) -> None:
        self._publisher.step(step, self._desk.queue, self._time.now())
        if step.events:
            self._watch_pace(step.events)
            self._look_ahead()
        for stamped in step.events:
            match stamped.event:
                case DayOpened(day=day):
                    self._missing.look()
                    self._look_up(day)
                case DayClosed(day=day):
                    left = sum(isinstance(other.event, TicketCarriedOut) for other in step.events)
                    log.info("business day %s is closed; carried out: %d people", day, left)
                case _:
                    pass

    def _watch_pace(self, events: Sequence[Stamped] = ()) -> None:
        for line in self._paces.hear((stamped.event for stamped in events), self._time.boot()):
            log.warning(line)
            self._next_health = 0.0

    def _look_up(self, day: date) -> None:
        hours = self._desk.queue.plan.hours
        if hours is not None and day.year not in hours.years:
            log.warning("no holidays of %d are known; put holidays-%d.toml beside office.toml", day.year, day.year)

    def _look_ahead(self) -> None:
        if self._estimator is not None:
            self._estimator.look(self._time.now(), self._desk.queue.position, self._booked)

    def _booked(self) -> Slots:
        queue = self._desk.queue
        known = () if queue.day is None else self._bookings.of_day(queue.day)
        awaited = ((one.service, one.minute) for one in known if one.code not in queue.appointments)
        return tuple(islice(awaited, BOOKED_LIMIT))

    def _tell_everything(self) -> None:
        said = self._presence(PresenceState.ONLINE)
        self._link.publish(said.topic, said.payload, qos=1, is_retained=True)
        self._publisher.everything(self._desk.queue, self._time.now(), self._time.state())
        self._tell_health()

    def _tell_health(self) -> None:
        self._link.publish(topics.HEALTH.name(self._name), encode(self._health(self._time.boot())), qos=0)

    # -- time --------------------------------------------------------------------------------------------------------

    def _keep_time(self) -> None:
        now = self._time.boot()
        if now < self._next_beat:
            return
        self._next_beat = max(self._next_beat + BEAT_SECONDS, now)
        self._watchdog.alive()
        if self._publisher.owes:
            self._tell_everything()
        if self._is_running and not self._link.is_alive:
            raise RuntimeError("the MQTT thread has died; only a restart of the hub helps")
        if self._office.office.day == "automatic":
            self._turn_day()
        self._publisher.beat(self._desk.queue, self._time.now(), self._time.state())
        self._look_ahead()
        self._listen()
        self._missing.ask(self._link, now)
        self._watch_pace()
        if self._backups is not None:
            self._backups.look(now, self._desk.queue.position, is_closing=self._desk.queue.day is None)
        if now >= self._next_health:
            self._next_health = now + HEALTH_SECONDS
            self._tell_health()
            # The net under all other ways of telling: no picture stays wrong for longer than this, and no slip waits
            # longer for a printer that is there.
            self._publisher.net(self._desk.queue, self._time.now())

    def _turn_day(self) -> None:
        now, is_certain = self._time.now(), self._time.state() is ClockState.TRUSTED
        turn = todo(self._desk.queue, now, is_certain=is_certain)
        if turn.close is not None:
            self._order(CloseDay(key=self._names.key(), day=turn.close))
        if turn.open is not None:
            self._order(OpenDay(key=self._names.key(), day=turn.open))

    def _alarm(self, problem: Problem, detail: str) -> None:
        self._alarms[problem, detail] = self._time.boot() + ALARM_SECONDS
        self._next_health = 0.0

    def _troubles(self, now: float) -> tuple[Trouble, ...]:
        self._alarms = {alarm: until for alarm, until in self._alarms.items() if until > now}
        troubles = [Trouble(problem=problem, detail=detail) for problem, detail in self._alarms]
        troubles += (*self._gate.troubles(now), *self._paces.troubles())
        if self._missing.rebuilt is not None:
            silent = ", ".join(self._missing.rebuilt.missing)
            detail = f"without {silent}" if silent else "all boxes told; see: antrian journal"
            troubles.append(Trouble(problem=Problem.JOURNAL_RESTORED, detail=detail))
        if self._estimator is not None and self._estimator.is_failing(now):
            troubles.append(Trouble(problem=Problem.ESTIMATE_FAILED))
        if self._time.state() is ClockState.UNTRUSTED:
            troubles.append(Trouble(problem=Problem.CLOCK_UNTRUSTED))
        return (*troubles, *self._certificates.troubles())

    def _health(self, now: float) -> Health:
        return Health(
            node=self._name,
            role=Role.HUB,
            uptime=round(now - self._started_at, 1),
            outbox=0,
            troubles=self._troubles(now),
            temperature=machine.temperature(),
            is_throttled=machine.is_throttled(),
            disk_free=self._disk.free(self._state),
            clock=self._time.state(),
            journal=self._journal.id,
        )

    def _presence(self, state: PresenceState) -> Will:
        presence = Presence(node=self._name, role=Role.HUB, version=VERSION, state=state, start=self._names.start)
        return Will(topics.PRESENCE.name(self._name), encode(presence))
