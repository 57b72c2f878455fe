"""A ticket's story is told from its rows of the journal."""

from datetime import date
from zoneinfo import ZoneInfo

import msgspec

from firmware.messages.requests import JournalRow
from firmware.messages.why import Rule, Standing, Why
from firmware.queueing.events import Event as AnyEvent
from firmware.queueing.events import Method, NoShowMarked, TicketCalled, TicketIssued, Told
from firmware.technician.pages import story_text
from firmware.technician.story import outcome, story_of

ZONE = ZoneInfo("Asia/Jakarta")
TICKET = "2026-11-23-A017"
TOLD = Told(low=20, high=35, p50=1_300, p90=2_000, method=Method.ROLLOUT, raw_p50=1_300, raw_p90=2_000)
WHY = Why(rule=Rule.CREDIT, standing=Standing.WALK_IN, waited=1_620, credit=1_620, rate=1)


def row(position: int, at: float, event: AnyEvent) -> JournalRow:
    """One row of the journal."""
    return JournalRow(
        position=position,
        epoch=1,
        day=date(2026, 11, 23),
        key="counter-3-00000000000000aa-2-17",
        at=at,
        wall="2026-11-23T02:41:03.500000+00:00",
        event=msgspec.Raw(msgspec.json.encode(event)),
    )


def issued(told: Told | None = TOLD) -> JournalRow:
    """The ticket, whose wait began at second 1000."""
    event = TicketIssued(
        ticket=TICKET,
        number="A017",
        service="A",
        n=17,
        press="kiosk-1-00000000000000aa-2-p17",
        priority=False,
        kiosk="kiosk-1",
        since=1_000.0,
        is_since_exact=True,
        told=told,
    )
    return row(100, 1_001.0, event)


CALLED = row(140, 2_620.0, TicketCalled(ticket=TICKET, counter=3, why=WHY))


def test_each_call_has_its_sentences_and_nothing_else_has() -> None:
    """In the order of the journal."""
    story = story_of(TICKET, [issued(), CALLED, row(141, 2_700.0, NoShowMarked(ticket=TICKET, counter=3))], ZONE)
    assert [step.line.text for step in story.steps] == [
        "issued for service A",
        "called to counter 3: credit 27 min",
        "did not come to counter 3",
    ]
    assert [bool(step.id and step.en) for step in story.steps] == [False, True, False]
    assert story.steps[1].en == "A017 was called to counter 3 because nobody else waited for this counter."


def test_what_was_told_stands_beside_what_came() -> None:
    """From the beginning of the wait to the first call, as the score of the day judges it."""
    said = outcome(
        story_of(TICKET, [issued(), CALLED, row(150, 9_000.0, TicketCalled(ticket=TICKET, counter=3))], ZONE)
    )
    assert said is not None
    assert said.id == "Diperkirakan 20-35 menit; dipanggil setelah 27 menit."
    assert said.en == "Told 20-35 min; called after 27 min."


def test_a_short_wait_is_told_as_the_slip_says_it() -> None:
    """Less than five minutes, and not from none to five."""
    short = msgspec.structs.replace(TOLD, low=0, high=5)
    said = outcome(story_of(TICKET, [issued(short), CALLED], ZONE))
    assert said is not None
    assert said.id == "Diperkirakan kurang dari 5 menit; dipanggil setelah 27 menit."
    assert said.en == "Told less than 5 min; called after 27 min."


def test_who_was_told_and_not_called_is_said_so() -> None:
    """The wait is not over, or was never ended by a call."""
    said = outcome(story_of(TICKET, [issued()], ZONE))
    assert said is not None
    assert said.en == "Told 20-35 min; not called."


def test_nothing_is_judged_where_nothing_was_told() -> None:
    """A slip without an estimate promised nothing."""
    assert outcome(story_of(TICKET, [issued(told=None), CALLED], ZONE)) is None


def test_a_reason_of_a_newer_hub_is_none() -> None:
    """The story goes on; the sentence says that the reason is not known."""
    event = b'{"event":"TicketCalled","ticket":"2026-11-23-A017","counter":3,"why":{"rule":"LOTTERY"}}'
    strange = msgspec.structs.replace(CALLED, event=msgspec.Raw(event))
    assert "does not hold the reason" in story_of(TICKET, [issued(), strange], ZONE).steps[1].en


def test_a_story_is_read_from_top_to_bottom() -> None:
    """The ticket, its lines with the reasons below the calls, and at the end what was told and came."""
    lines = str(story_text(story_of(TICKET, [issued(), CALLED], ZONE))).splitlines()
    assert [line.strip()[:36] for line in (lines[0], *lines[3:])] == [
        TICKET,
        "A017 dipanggil ke loket 3 karena tid",
        "A017 was called to counter 3 because",
        "Diperkirakan 20-35 menit; dipanggil ",
        "Told 20-35 min; called after 27 min.",
    ]
