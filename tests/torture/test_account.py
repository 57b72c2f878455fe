"""What the account of a torture must notice, and what it must not complain of."""

from firmware.demo.account import Press, Shown
from tests.torture.account import Ask, Evidence, Label, Outage, Paper, account


def press(at: float = 1.0, box: str = "kiosk-1", does: str = "TakeTicket", counter: int | None = None) -> Press:
    """A finger's own note."""
    return Press(at=at, box=box, pin=4, does=does, service="A", counter=counter)


def ask(name: str | None = "p1", at: float = 1.0, refusal: str | None = None, *, is_taken: bool = True) -> Ask:
    """A press as its kiosk felt it."""
    return Ask(press=press(at), name=name, is_taken=is_taken, refusal=refusal)


def paper(number: str, at: float = 2.0, kiosk: str = "kiosk-1", *, marked: bool = False, whole: bool = True) -> Paper:
    """What lies beside a kiosk."""
    return Paper(at=at, kiosk=kiosk, number=number, is_marked=marked, is_complete=whole)


def label(number: str, press: str = "p1", ticket: str = "t1") -> Label:
    """A number that the office knows."""
    return Label(number=number, press=press, ticket=ticket)


def evidence(*asks: Ask, papers: tuple[Paper, ...] = (), labels: tuple[Label, ...] = (), **more: object) -> Evidence:
    """All that was seen."""
    presses = tuple(one.press for one in asks)
    return Evidence(**{"presses": presses, "asks": asks, "papers": papers, "labels": labels, "shown": (), **more})


def test_a_press_with_its_paper_is_good() -> None:
    """One press, one number, one whole paper: nothing to complain of, and the wait is measured."""
    done = account(evidence(ask(), papers=(paper("A001"),), labels=(label("A001"),)))
    assert done.is_good
    assert (done.taken, done.papers, done.longest_wait) == (1, 1, 1.0)


def test_a_taken_press_without_paper_is_lost() -> None:
    """Neither a number in the journal nor half a paper is what a person can hold."""
    torn = paper("A001", whole=False)
    assert len(account(evidence(ask(), papers=(torn,), labels=(label("A001"),))).lost) == 1
    assert len(account(evidence(ask(name=None))).lost) == 1


def test_a_no_that_was_told_is_no_loss() -> None:
    """A refusal, a press that nobody took, and a number whose paper was given up are not lost."""
    assert account(evidence(ask(refusal="TOO_OLD"))).lost == ()
    assert account(evidence(ask(is_taken=False))).lost == ()
    shown = account(evidence(ask(), labels=(label("A001"),), given_up=frozenset({"A001"})))
    assert (shown.lost, shown.shown_only) == ((), 1)


def test_either_of_two_numbers_may_be_on_the_paper() -> None:
    """A press that the kiosk and the hub both gave a number has one paper; which one does not matter."""
    labels = (label("A001"), label("A701"))
    for number in ("A001", "A701"):
        done = account(evidence(ask(), papers=(paper(number),), labels=labels))
        assert done.is_good
        assert done.offline == 1


def test_two_unmarked_papers_for_one_press_are_a_duplicate() -> None:
    """Under one number or under two, whole or torn: two people could hold them. A marked one says what it is."""
    labels = (label("A001"), label("A701"))
    both = (paper("A001"), paper("A701"))
    assert len(account(evidence(ask(), papers=both, labels=labels)).duplicates) == 1
    again = (paper("A001", whole=False), paper("A001"))
    assert len(account(evidence(ask(), papers=again, labels=labels)).duplicates) == 1
    marked = (paper("A001", whole=False), paper("A001", marked=True))
    assert account(evidence(ask(), papers=marked, labels=labels)).duplicates == ()


def test_one_number_for_two_people_is_a_duplicate() -> None:
    """Two presses with one number, and one number out at two kiosks."""
    labels = (label("A001"), label("A001", press="p2", ticket="t2"))
    assert len(account(evidence(ask(), ask("p2"), labels=labels)).duplicates) == 1
    papers = (paper("A001"), paper("A001", kiosk="kiosk-2", marked=True))
    assert len(account(evidence(ask(), papers=papers, labels=(label("A001"),))).duplicates) == 1


def test_a_paper_that_the_office_does_not_know_is_an_orphan() -> None:
    """Its holder would wait for ever."""
    assert account(evidence(ask(), papers=(paper("A702"),), labels=(label("A001"),))).orphans == ("A702",)


def test_a_ticket_that_nobody_pressed_for_is_told() -> None:
    """A poison message must not become a place in line."""
    assert account(evidence(labels=(label("A001"),))).unasked == ("ticket t1",)


def test_a_person_sent_to_two_counters_is_told_by_either_number() -> None:
    """Whoever stands on the wall under two numbers is still one person."""
    shown = tuple(
        Shown(at=float(counter), display="display-1", number=number, counter=counter, call=counter)
        for number, counter in (("A001", 1), ("A701", 2))
    )
    calls = (press(does="CallNext", counter=1), press(does="CallNext", counter=2))
    labels = (label("A001"), label("A701"))
    done = account(evidence(ask(), papers=(paper("A001"),), labels=labels, shown=shown, presses=calls))
    assert done.called_twice == ("t1 at counters [1, 2]",)
    assert done.unasked == ()


def test_a_counter_that_calls_more_than_its_officer_is_told() -> None:
    """A late or doubled tap must not call a second person."""
    shown = tuple(
        Shown(at=1.0, display="display-1", number=number, counter=1, call=call)
        for call, number in enumerate(("A001", "A002"))
    )
    done = account(evidence(shown=shown, presses=(press(does="CallNext", counter=1),)))
    assert done.unasked == ("counter 1 called 2 people for 1 presses",)


def test_waits_in_an_outage_are_told_apart() -> None:
    """An outage lasts until the next press after the mending has its paper; that time is the recovery."""
    outage = Outage(kind="killed", target="hub", since=10.0, until=12.0, kiosks=frozenset({"kiosk-1"}))
    asks = (ask("p1", 1.0), ask("p2", 11.0), ask("p3", 12.5))
    papers = (paper("A001", 1.2), paper("A002", 13.5), paper("A003", 13.6))
    labels = tuple(label(f"A00{n}", f"p{n}", f"t{n}") for n in (1, 2, 3))
    done = account(evidence(*asks, papers=papers, labels=labels, outages=(outage,)))
    assert round(done.longest_wait or 0, 3) == 0.2
    assert done.longest_wait_in_outage == 2.5
    assert [(what, round(seconds, 3)) for what, seconds in done.recoveries] == [("killed, hub", 1.6)]
