"""The account finds what went wrong between a finger and a paper or a wall."""

import pytest

from firmware.demo.account import Evidence, Paper, Press, Shown, Spoken, Wait, Window, is_good, match, summarize, walls


def press(at: float, service: str = "A", box: str = "kiosk-1") -> Press:
    """A visitor's finger."""
    return Press(at=at, box=box, pin=17, does="TakeTicket", service=service)


def officer(at: float, does: str = "CallNext", counter: int = 1) -> Press:
    """An officer's finger."""
    return Press(at=at, box=f"counter-{counter}", pin=5, does=does, counter=counter)


def paper(
    at: float,
    number: str | None,
    *,
    marked: bool = False,
    complete: bool = True,
    offline: bool = False,
    kiosk: str = "kiosk-1",
) -> Paper:
    """What lay in a printer."""
    return Paper(at=at, kiosk=kiosk, number=number, is_marked=marked, is_complete=complete, is_offline=offline)


def wall(at: float, number: str, counter: int = 1, call: int = 1, display: str = "display-1") -> Shown:
    """What a wall showed."""
    return Shown(at=at, display=display, number=number, counter=counter, call=call)


def test_every_press_with_its_paper_is_a_good_morning() -> None:
    """Two presses, two numbers, nothing twice, nothing lost, and both called."""
    papers, shown = (paper(1.01, "A001"), paper(2.02, "A002")), (wall(3, "A001"), wall(4, "A002", call=2))
    summary = summarize(Evidence(presses=(press(1), press(2)), papers=papers, shown=shown))
    assert (summary.tickets_issued, summary.duplicates, summary.lost, summary.uncalled) == (2, 0, 0, 0)
    assert (summary.press_to_paper_ms.p50, summary.press_to_paper_ms.p99) == (10.0, 20.0)
    assert is_good(summary)


def test_a_number_on_two_unmarked_papers_is_a_duplicate() -> None:
    """The trap of the trade: two people with the same number."""
    matched = match([press(1), press(2)], [paper(1.01, "A001"), paper(2.01, "A001")])
    assert matched.duplicates == 1
    assert matched.lost == (press(2),)


def test_an_unmarked_reprint_is_a_duplicate() -> None:
    """One press, one number, two papers that look alike: one of them can be given away."""
    assert match([press(1)], [paper(1.01, "A001"), paper(1.5, "A001")]).duplicates == 1


def test_a_marked_reprint_is_not_a_duplicate() -> None:
    """CETAK ULANG tells the second paper from the first; it is counted as a reprint."""
    seen = Evidence(presses=(press(1),), papers=(paper(1.01, "A001"), paper(1.5, "A001", marked=True)))
    summary = summarize(seen)
    assert (summary.duplicates, summary.lost, summary.slips_printed, summary.reprints) == (0, 0, 2, 1)


def test_one_number_at_two_kiosks_is_a_duplicate_even_when_marked() -> None:
    """A mark says "this person has another paper", and the other paper lies in another person's hand."""
    papers = [paper(1.01, "A001"), paper(1.02, "A001", marked=True, kiosk="kiosk-2")]
    assert match([press(1), press(1.001, box="kiosk-2")], papers).duplicates == 1


def test_a_paper_that_nobody_pressed_for_is_a_duplicate() -> None:
    """One press that brings two numbers takes two places in the line."""
    assert match([press(1)], [paper(1.01, "A001"), paper(1.02, "A002")]).duplicates == 1


def test_a_paper_does_not_answer_a_later_press() -> None:
    """A surplus paper must not hide a press that got nothing: both are found."""
    matched = match([press(1), press(5)], [paper(1.01, "A001"), paper(1.02, "A002")])
    assert (matched.duplicates, matched.lost) == (1, (press(5),))


def test_a_press_without_paper_is_lost() -> None:
    """The visitor stands there with nothing, whatever the hub's journal says."""
    seen = Evidence(presses=(press(1), press(2)), papers=(paper(1.01, "A001"),), shown=(wall(3, "A001"),))
    summary = summarize(seen)
    assert summary.lost == 1
    assert not is_good(summary)


def test_a_number_of_the_kiosks_own_that_is_called_is_a_good_end() -> None:
    """The person heard the number on their paper, whatever else the hub calls the ticket."""
    seen = Evidence(presses=(press(1),), papers=(paper(2.5, "A700", offline=True),), shown=(wall(9, "A700"),))
    summary = summarize(seen)
    assert (summary.offline_numbers, summary.offline_called, summary.uncalled) == (1, 1, 0)
    assert is_good(summary)


def test_a_person_who_is_called_by_another_number_than_the_one_on_paper_is_not_called() -> None:
    """The hub's own number of a ticket means nothing to whoever holds the kiosk's."""
    seen = Evidence(presses=(press(1),), papers=(paper(2.5, "A700", offline=True),), shown=(wall(9, "A001"),))
    summary = summarize(seen)
    assert (summary.offline_numbers, summary.offline_called, summary.uncalled) == (1, 0, 1)
    assert not is_good(summary)


def test_a_number_of_the_hubs_that_nobody_calls_is_not_a_good_end_either() -> None:
    """Whoever holds it sits there until the doors close."""
    summary = summarize(Evidence(presses=(press(1),), papers=(paper(1.01, "A001"),)))
    assert (summary.offline_numbers, summary.uncalled) == (0, 1)
    assert not is_good(summary)


@pytest.mark.parametrize("elsewhere", [paper(1.01, "A001", kiosk="kiosk-2"), paper(1.01, "F001")])
def test_a_paper_for_another_service_or_at_another_kiosk_is_not_the_presss_paper(elsewhere: Paper) -> None:
    """The right paper comes out of the printer in front of the finger and is for the service that was pressed."""
    matched = match([press(1)], [elsewhere])
    assert (matched.duplicates, matched.lost) == (1, (press(1),))


def test_a_torn_paper_is_no_paper() -> None:
    """A slip that was not cut does not settle a press."""
    assert match([press(1)], [paper(1.01, "A001", complete=False)]).lost == (press(1),)


def test_a_torn_paper_and_an_unmarked_one_with_its_number_are_a_duplicate() -> None:
    """After a first byte has left, the next attempt has to be marked."""
    torn = paper(1.01, "A001", complete=False)
    assert match([press(1)], [torn, paper(2, "A001")]).duplicates == 1
    assert match([press(1)], [torn, paper(2, "A001", marked=True)]).duplicates == 0


def test_an_empty_morning_is_not_good() -> None:
    """Nothing lost because nothing happened proves nothing."""
    assert not is_good(summarize(Evidence()))


def test_a_wait_that_met_an_outage_is_told_there_and_not_in_the_quantiles() -> None:
    """A press a moment before the outage waits through it; so does one inside; one after it does not."""
    window = Window(what="hub killed", since=2.0, until=4.0, boxes=frozenset({"kiosk-1"}), unanswered=1)
    presses = (press(1), press(1.999), press(3), press(5))
    papers = (paper(1.01, "A001"), paper(3.5, "A002"), paper(3.9, "A003"), paper(5.02, "A004"))
    summary = summarize(Evidence(presses=presses, papers=papers, windows=(window,)))
    assert (summary.press_to_paper_ms.p50, summary.press_to_paper_ms.p99) == (10.0, 20.0)
    outage = summary.outages[0]
    assert (outage.what, outage.seconds, outage.presses, outage.unanswered) == ("hub killed", 2.0, 2, 1)
    assert outage.longest_wait_ms == 1501.0


def test_a_press_at_another_kiosk_is_not_inside_the_outage_of_one_printer() -> None:
    """Paper out at one kiosk excuses no slow paper at the other."""
    window = Window(what="paper out", since=2.0, until=4.0, boxes=frozenset({"kiosk-1"}))
    elsewhere = paper(3.04, "A001", kiosk="kiosk-2")
    summary = summarize(Evidence(presses=(press(3, box="kiosk-2"),), papers=(elsewhere,), windows=(window,)))
    assert summary.press_to_paper_ms.p99 == 40.0
    assert (summary.outages[0].presses, summary.outages[0].longest_wait_ms) == (0, None)


def test_a_press_lost_in_an_outage_is_counted_as_met_by_it() -> None:
    """Being lost is the worst way of being inside."""
    window = Window(what="hub killed", since=2.0, until=4.0, boxes=frozenset({"kiosk-1"}))
    summary = summarize(Evidence(presses=(press(3),), windows=(window,)))
    assert (summary.lost, summary.outages[0].presses) == (1, 1)


def test_a_call_is_measured_on_every_wall_that_shows_it() -> None:
    """The visitor may look at the slower one."""
    waits = walls([officer(1)], [wall(1.02, "A001"), wall(1.05, "A001", display="display-2")])
    assert [round(wait.ms) for wait in waits] == [20, 50]


def test_a_recall_on_the_wall_is_not_a_slow_call() -> None:
    """The wall shows the ticket anew because of the recall, which is another press."""
    presses = [officer(1), officer(9, "Recall")]
    assert walls(presses, [wall(1.02, "A001"), wall(9.01, "A001", call=2)]) == (Wait(press=officer(1), at=1.02),)


def test_a_call_belongs_to_the_press_at_its_own_counter() -> None:
    """Two officers press together; each wall line goes back to the right finger."""
    presses = [officer(1, counter=1), officer(1.01, counter=2)]
    waits = walls(presses, [wall(1.03, "A002", counter=2), wall(1.04, "A001", counter=1)])
    assert {(wait.press.counter, round(wait.ms)) for wait in waits} == {(2, 20), (1, 40)}


def test_a_call_said_in_two_zones_is_one_call_and_two_announcements() -> None:
    """`calls` counts calls, `announcements` counts sentences."""
    said = tuple(
        Spoken(at=2, display=display, id="0123456789abcdef-7", number="A001", counter=1, kind=kind)
        for display in ("display-1", "display-2")
        for kind in ("CALL",)
    )
    summary = summarize(Evidence(spoken=said))
    assert (summary.calls, summary.recalls, summary.announcements) == (1, 0, 2)


def test_nothing_measured_is_said_as_nothing() -> None:
    """No call, no latency: None, not zero."""
    assert summarize(Evidence()).call_to_wall_ms.p99 is None


def test_a_p99_is_one_that_was_measured() -> None:
    """Nearest rank: of a hundred waits the 99th, not something between two."""
    presses = tuple(press(n) for n in range(100))
    papers = tuple(paper(n + (n + 1) / 1000, f"A{n + 1:03d}") for n in range(100))
    quantiles = summarize(Evidence(presses=presses, papers=papers)).press_to_paper_ms
    assert (quantiles.p50, quantiles.p99) == (50.0, 99.0)
