"""The account in words: a screenful that says whether anything was lost, and how fast it went."""

from typing import Final

from firmware.demo.account import CALL_TO_WALL_LIMIT_MS, PRESS_TO_PAPER_LIMIT_MS, Outage, Quantiles, Summary, is_good

_GOOD: Final = "Every press has its paper, no number is out twice, and everybody was called by the number on paper."


def in_words(summary: Summary) -> str:
    """Return the account as lines of text."""
    s = summary
    papers = f"{s.tickets_issued} tickets on {s.slips_printed} slips, {s.reprints} of them marked CETAK ULANG"
    people = f"{s.calls} calls, {s.recalls} recalls, {s.no_shows} no-shows, {s.transfers} transfers"
    lines = [
        f"{papers}: {s.duplicates} duplicates, {s.lost} lost",
        f"offline numbers: {s.offline_numbers}, {_called(s)}",
        f"{people}, {s.announcements} sentences spoken",
        f"press to paper  {_speed(s.press_to_paper_ms, PRESS_TO_PAPER_LIMIT_MS)}",
        f"call to wall    {_speed(s.call_to_wall_ms, CALL_TO_WALL_LIMIT_MS)}",
        *(_outage(outage) for outage in s.outages),
        _GOOD if is_good(s) else "THIS MORNING WAS NOT GOOD.",
    ]
    return "\n".join(lines)


def _called(s: Summary) -> str:
    """Whether the people with these numbers were called, and, where it is not so, how many of all others were not."""
    missing = s.offline_numbers - s.offline_called
    offline = "all called by the number on paper" if not missing else f"{missing} of them NEVER CALLED"
    others = s.uncalled - missing
    return f"{offline}; {others} other numbers NEVER CALLED" if others else offline


def _speed(quantiles: Quantiles, limit: float) -> str:
    if quantiles.p50 is None or quantiles.p99 is None:
        return "not measured"
    verdict = "within" if quantiles.p99 < limit else "OVER"
    return f"p50 {quantiles.p50:6.1f} ms   p99 {quantiles.p99:6.1f} ms   {verdict} the limit of {limit:g} ms"


def _outage(outage: Outage) -> str:
    wait = "nobody waited" if outage.longest_wait_ms is None else f"longest wait {outage.longest_wait_ms / 1000:.1f} s"
    unanswered = f", {outage.unanswered} commands unanswered" if outage.unanswered else ""
    return f"{outage.what:<15} {outage.seconds:.1f} s{unanswered}, {outage.presses} presses inside, {wait}"
