"""What all boxes do alike, so that each box's own file only says what is special about it.

A box is one loop around one inbox. Whatever happens in another thread (paho, gpiozero, a printer) is posted into the
inbox; `step` waits for one thing, does the box's common duties (answers, resending, presence, health, watchdog) and
returns what the box's own rules should look at. `step(0)` in a test advances it without waiting.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import Final

from msgspec import Struct

from firmware.messages import topics
from firmware.messages.answers import AnyAnswer
from firmware.messages.codec import Garbage, decode, decode_answer, decode_request, encode
from firmware.messages.commands import AnyCommand
from firmware.messages.names import Role
from firmware.messages.notices import (
    Beat,
    ClockState,
    Health,
    Notice,
    Paper,
    Presence,
    PresenceState,
    Problem,
    Trouble,
)
from firmware.messages.requests import AnyRequest, AnyResponse, ReadKept
from firmware.node import machine
from firmware.node.certificates_end import CertificatesEnd
from firmware.node.identity import begin
from firmware.node.link import Connected, Disconnected, Received, Will
from firmware.node.outbox import Outbox
from firmware.node.remembering import PAGE_ROWS, kept_page
from firmware.node.settings import BoxSettings, SettingsError, state_folder
from firmware.node.troubles import that_fit
from firmware.node.trust import Trust
from firmware.node.version import VERSION
from firmware.node.watchdog import Watchdog
from firmware.node.world import World, this_machine

HEALTH_SECONDS: Final = 10.0
SILENT_SECONDS: Final = 3.0
OLD_BEATS: Final = 3
WATCHDOG_SECONDS: Final = 1.0

log = logging.getLogger(__name__)


class Answered(Struct, frozen=True):
    """The hub has answered a command of this box, for good."""

    command: AnyCommand
    answer: AnyAnswer


class Asked(Struct, frozen=True):
    """A technician asks something; answer with `Box.respond`."""

    request: AnyRequest
    response_topic: str
    correlation: bytes | None


class Wake(Struct, frozen=True):
    """Nothing happened but the loop should look at its clock."""


class Box:
    """One box on the office's broker."""

    def __init__(
        self,
        settings: BoxSettings,
        role: Role,
        subscriptions: Sequence[str] = (),
        *,
        world: World | None = None,
        watchdog: Watchdog | None = None,
    ) -> None:
        """Open the box's state and prepare its link.

        `subscriptions` are topics beside the box's own answers, requests, the beat and the office; `world` is this
        machine where none is given. Raises SettingsError and StateError.
        """
        world = world or this_machine(settings)
        self.name = settings.name
        self.role = role
        self.clock = world.clock
        self.disk = world.disk
        self.inbox: SimpleQueue[object] = SimpleQueue()
        self.state = state_folder(settings)
        self._lock = self.disk.lock(self.state)
        outbox = self.state / "outbox.sqlite3"
        self.names = begin(settings.name, self.state, self.disk, world.chance, has_memory=outbox.exists())
        self.trust = Trust(self.state, self.disk)
        self.outbox = Outbox(outbox, settings.name, self.clock, world.chance, self.disk)
        self.paper: Paper | None = None
        self.beat: Beat | None = None
        self._old_beats = 0
        self._beat_at = 0.0
        self._heard_at: float | None = None
        self._silent_since: datetime | None = None
        self._troubles: dict[tuple[Problem, str], Trouble] = {}
        self._certificates = CertificatesEnd(settings, self.clock)
        self._watchdog = watchdog or Watchdog()
        self._started_at = self.clock.boot()
        self._next_health = self._started_at
        self._next_watchdog = self._started_at
        self._is_running = True
        if self.outbox.unreadable:
            self.report(Problem.STORAGE, f"{len(self.outbox.unreadable)} kept commands cannot be read")
        own = [topics.ANSWER.name(self.name), topics.REQUEST.name(self.name), topics.BEAT.name(), topics.OFFICE.name()]
        try:
            self.link = world.connect(
                settings,
                self.inbox,
                subscriptions=[(topic, 0 if topic == topics.BEAT.name() else 1) for topic in (*own, *subscriptions)],
                will=self._presence(PresenceState.OFFLINE),
            )
        except SettingsError:
            self.outbox.close()
            self._lock.close()
            raise

    # -- what a box's own code calls ---------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to connect and tell systemd that the box does its work."""
        self.link.start()
        self._watchdog.ready()

    def stop(self) -> None:
        """Ask the loop to end; may be called from a signal handler."""
        self._is_running = False
        self.inbox.put(Wake())

    @property
    def is_running(self) -> bool:
        """False once somebody asked the box to stop."""
        return self._is_running

    def close(self) -> None:
        """Say OFFLINE, leave the broker, close the files."""
        self._watchdog.stopping()
        self.link.close(self._presence(PresenceState.OFFLINE))
        self.outbox.close()
        self._lock.close()

    def post(self, happening: object) -> None:
        """Put something into the inbox, from any thread; `step` returns it."""
        self.inbox.put(happening)

    def send(self, command: AnyCommand) -> None:
        """Keep a command durably and send it until it is answered. Raises StateError when the disk refuses."""
        self.outbox.add(command)
        self._resend()

    def respond(self, asked: Asked, response: AnyResponse | bytes) -> None:
        """Answer a technician: a `Response`, or the bytes of a PNG."""
        is_png = isinstance(response, bytes)
        self.link.publish(
            asked.response_topic,
            response if isinstance(response, bytes) else encode(response),
            qos=1,
            correlation=asked.correlation,
            content_type="image/png" if is_png else "application/json",
            expiry=30,
        )

    @property
    def silent_since(self) -> datetime | None:
        """Since when (wall clock) the hub is silent, or None while it speaks. Three seconds without a beat count."""
        return self._silent_since

    def hub_time(self) -> float | None:
        """Return office time of this moment as the hub counts it, or None before the first beat."""
        if self.beat is None:
            return None
        return self.beat.office_time + (self.clock.boot() - self._beat_at)

    def report(self, problem: Problem, detail: str = "", *, wrong: bool = True) -> None:
        """Note that something is wrong, or well again; a change goes out with health at once."""
        key = (problem, detail)
        if wrong and key not in self._troubles:
            log.error("%s %s", problem, detail)
            self._troubles[key] = Trouble(problem=problem, detail=detail)
        elif not wrong and key in self._troubles:
            log.info("well again: %s %s", problem, detail)
            del self._troubles[key]
        else:
            return
        self._next_health = 0.0

    def note_paper(self, paper: Paper) -> None:
        """Note how much paper the printer has; a change goes out with health at once."""
        if paper != self.paper:
            self.paper = paper
            self._next_health = 0.0

    def clear(self, problem: Problem) -> None:
        """Everything that was wrong with this is well again."""
        for known, detail in list(self._troubles):
            if known == problem:
                self.report(known, detail, wrong=False)

    def step(self, timeout: float | None = None) -> object | None:
        """Wait for one thing, at most `timeout` seconds and never past a duty of the box, and do the common duties.

        Returns a believed `Notice`, an `Answered`, an `Asked`, `Connected`, `Disconnected`, whatever was posted, or
        None when only time has passed.
        """
        self._duties()
        wait = max(0.0, self.next_at - self.clock.boot())
        try:
            happening = self.inbox.get(timeout=wait if timeout is None else min(wait, timeout))
        except Empty:
            self._duties()
            return None
        return self._look(happening)

    # -- common duties -----------------------------------------------------------------------------------------------

    def _look(self, happening: object) -> object | None:
        match happening:
            case Connected():
                log.info("connected")
                presence = self._presence(PresenceState.ONLINE)
                self.link.publish(presence.topic, presence.payload, qos=1, is_retained=True)
                self.outbox.retry_now()
                self._resend()
                self._next_health = 0.0
            case Disconnected(detail):
                log.warning("no broker: %s", detail)
            case Received():
                return self._receive(happening)
            case Wake():
                return None
        return happening

    def _receive(self, message: Received) -> object | None:
        parsed = topics.parse(message.topic)
        if parsed is None:
            return None
        topic, _leaf = parsed
        if topic is topics.ANSWER:
            return self._hear_answer(decode_answer(message.payload))
        if topic is topics.REQUEST:
            return self._hear_request(message)
        if topic.word in topics.HUB_NOTICES:
            return self._hear_notice(decode(topics.HUB_NOTICES[topic.word], message.payload), message)
        return message

    def _hear_answer(self, answer: AnyAnswer | Garbage) -> Answered | None:
        if isinstance(answer, Garbage):
            log.error("an answer that cannot be read: %s", answer.detail)
            return None
        if not self._believes(answer):
            return None
        command = self.outbox.settle(answer)
        return None if command is None else Answered(command, answer)

    def _hear_request(self, message: Received) -> Asked | None:
        request = decode_request(message.payload)
        if isinstance(request, Garbage):
            log.error("a request that cannot be read: %s", request.detail)
            return None
        if message.response_topic is None:
            log.error("a request that names no response topic")
            return None
        asked = Asked(request, message.response_topic, message.correlation)
        if isinstance(request, ReadKept):
            self.respond(asked, kept_page(self.outbox.kept(request.after, PAGE_ROWS), self.trust))
            return None
        return asked

    def _hear_notice(self, notice: Notice | Garbage, message: Received) -> Notice | None:
        if isinstance(notice, Garbage):
            log.error("%s cannot be read: %s", message.topic, notice.detail)
            return None
        if not self._believes(notice):
            return None
        if not message.is_retained:
            # What the broker kept says nothing about a hub that lives now.
            self._heard_at = self.clock.boot()
            if self._silent_since is not None:
                log.info("the hub speaks again")
                self.outbox.retry_now()
            self._silent_since = None
        if isinstance(notice, Beat):
            self.beat, self._beat_at = notice, self.clock.boot()
        return notice

    def _believes(self, message: Notice | AnyAnswer) -> bool:
        believed = self.trust.believes(message)
        if believed:
            self.clear(Problem.UNKNOWN_JOURNAL)
            if isinstance(message, Notice):
                self._old_beats = 0
                self.clear(Problem.OLD_EPOCH)
        elif message.journal != self.trust.journal:
            self.report(Problem.UNKNOWN_JOURNAL, message.journal)
        elif isinstance(message, Beat):
            # One may still have been in the pipe; a hub that goes on like this has lost what this box remembers.
            self._old_beats += 1
            if self._old_beats >= OLD_BEATS:
                self.report(Problem.OLD_EPOCH, f"epoch {message.epoch}, {self.trust.heard.epoch} was heard")
        return believed

    def _duties(self) -> None:
        now = self.clock.boot()
        self._listen(now)
        if now >= self._next_watchdog:
            self._next_watchdog = now + WATCHDOG_SECONDS
            self._watchdog.alive()
            if self._is_running and not self.link.is_alive:
                raise RuntimeError("the MQTT thread has died; only a restart of the box helps")
        if now >= self._next_health:
            self._next_health = now + HEALTH_SECONDS
            self.link.publish(topics.HEALTH.name(self.name), encode(self._health()), qos=0)
        self._resend()

    def _listen(self, now: float) -> None:
        """Notice that the hub has fallen silent."""
        if self._silent_since is None and now >= self._silent_at():
            self._silent_since = self.clock.wall()
            log.warning("the hub is silent")

    def _silent_at(self) -> float:
        return (self._started_at if self._heard_at is None else self._heard_at) + SILENT_SECONDS

    @property
    def next_at(self) -> float:
        """When time alone asks for a step, on the boot clock."""
        duties = [self._next_watchdog, self._next_health]
        if self._silent_since is None:
            duties.append(self._silent_at())
        resend = self.outbox.next_at()
        if resend is not None and self._may_send:
            duties.append(resend)
        return min(duties)

    @property
    def _may_send(self) -> bool:
        """Commands go only to a broker that hears us and a hub that we know and that knows what it said before.

        One with an old copy of its journal would give numbers that others hold.
        """
        return self.link.is_connected and self.trust.stranger is None and not self._old_beats

    def _resend(self) -> None:
        if not self._may_send:
            return
        for command in self.outbox.due():
            self.link.publish(topics.COMMAND.name(self.name), encode(command), qos=1)

    def _presence(self, state: PresenceState) -> Will:
        presence = Presence(node=self.name, role=self.role, version=VERSION, state=state, start=self.names.start)
        return Will(topics.PRESENCE.name(self.name), encode(presence))

    def _health(self) -> Health:
        clock = self.clock.state()
        troubles = (*self._troubles.values(), *self._certificates.troubles())
        if clock is ClockState.UNTRUSTED:
            troubles = (*troubles, Trouble(problem=Problem.CLOCK_UNTRUSTED))
        return Health(
            node=self.name,
            role=self.role,
            uptime=round(self.clock.boot() - self._started_at, 1),
            outbox=len(self.outbox),
            troubles=that_fit(troubles),
            paper=self.paper,
            temperature=machine.temperature(),
            is_throttled=machine.is_throttled(),
            disk_free=self.disk.free(self.state),
            clock=clock,
            journal=self.trust.journal,
        )
