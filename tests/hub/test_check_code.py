"""Which slip is the hub's, and which is of another day or of another hand."""

from typing import Any

import pytest
from msgspec.structs import replace

from firmware.hub.check_code import check_code, verdict
from firmware.messages.requests import Verdict
from tests.hub.bench import Bench, take

SECRET, OTHER = bytes(range(32)), bytes(32)


@pytest.fixture
def slip(bench: Bench) -> tuple[Bench, str, str]:
    """A ticket of the open day, and the code on its paper."""
    bench.send(take(1))
    [ticket] = bench.desk.queue.tickets.values()
    return bench, ticket.id, check_code(SECRET, ticket.id)


def test_the_code_is_six_letters_that_no_eye_confuses() -> None:
    """And the same for ever: a slip that was printed must be known after any update."""
    assert check_code(SECRET, "2026-11-23-A017") == "KVVGCB"
    assert check_code(SECRET, "2026-11-23-A018") != "KVVGCB"
    assert check_code(b"", "2026-11-23-A017") == ""


def test_codes_hardly_ever_meet() -> None:
    """Of ten thousand tickets of a day only a handful may share one: 30 bits."""
    codes = {check_code(SECRET, f"2026-11-23-A{n:04d}") for n in range(10_000)}
    assert len(codes) > 9_990
    assert not set("".join(codes)) & set("ILOU")


@pytest.mark.parametrize(
    "form",
    ["{id} {code}", "{number} {code}", "{lower} {small}", "https://antrian.example/t/{id}-{code}", " {id}-{code} "],
)
def test_a_genuine_slip_is_known_however_it_is_read(slip: Any, form: str) -> None:
    """By its QR, with the page's address before it, or typed in small letters."""
    bench, ticket, code = slip
    number = ticket[-4:]
    text = form.format(id=ticket, number=number, code=code, lower=number.lower(), small=code.lower())
    found = verdict(bench.desk.queue, SECRET, text)
    assert (found.verdict, found.ticket, found.state) == (Verdict.GENUINE, ticket, "WAITING")


def test_a_forged_slip_is_recognised(slip: Any) -> None:
    """A guessed code, another hub's, that of a neighbour, or a number that nobody has."""
    bench, ticket, code = slip
    for text in (f"{ticket} 000000", f"{ticket} {check_code(OTHER, ticket)}", f"{ticket[:-1]}9 {code}"):
        assert verdict(bench.desk.queue, SECRET, text).verdict is Verdict.FORGED


def test_a_number_without_its_code_accuses_nobody(slip: Any) -> None:
    """It is asked for the line under the QR; the queue tells where the person stands all the same."""
    bench, ticket, _ = slip
    found = verdict(bench.desk.queue, SECRET, ticket[-4:])
    assert (found.verdict, found.ticket, found.state) == (Verdict.UNREADABLE, ticket, "WAITING")


def test_a_slip_of_yesterday_is_old_and_a_forged_one_of_yesterday_forged(slip: Any) -> None:
    """Each day has a key of its own, and yesterday's number may be given again today."""
    bench, ticket, code = slip
    old = f"2026-01-02-{ticket[-4:]}"
    assert verdict(bench.desk.queue, SECRET, f"{old} {check_code(SECRET, old)}").verdict is Verdict.OLD
    assert verdict(bench.desk.queue, SECRET, f"{old} {code}").verdict is Verdict.FORGED


def test_a_number_given_while_the_hub_was_silent_bears_no_code(slip: Any) -> None:
    """Its paper cannot be proved, so the queue is asked for the person."""
    bench, ticket, _ = slip
    queue = bench.desk.queue
    number = ticket[-4:]
    adopted = replace(queue, tickets={ticket: replace(queue.tickets[ticket], adopted=number)})
    assert verdict(adopted, SECRET, ticket).verdict is Verdict.OFFLINE
    assert verdict(adopted, SECRET, f"{ticket} 000000").verdict is Verdict.FORGED


@pytest.mark.parametrize("text", ["", "A", "hello", "3 A017", "2026-13-45-A017 7K2QMX!", "A017 7K2QM"])
def test_what_is_no_slip_is_unreadable_or_forged_but_never_an_error(slip: Any, text: str) -> None:
    """Whatever a scanner makes of a poster."""
    assert verdict(slip[0].desk.queue, SECRET, text).verdict in (Verdict.UNREADABLE, Verdict.FORGED, Verdict.OLD)
