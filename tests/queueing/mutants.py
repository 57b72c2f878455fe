"""The machine on trial: faults in the rules of calling, numbering and coming back, to be noticed within 1,000 days.

`python -m tests.queueing.mutants` tries them all, or those whose name has one of the words given; see `tests.mutation`.
"""

import sys
from typing import Final

from tests.mutation import Mutant, Patch, Trial, account

TRIAL: Final = Trial(("firmware", "tests/queueing"), "tests.queueing.machine", "--days")
DAYS: Final = 1_000
QUICK: Final = ("priority has the credit of a walk-in", "a number is given again", "who is called stays in the line")
QUICK_DAYS: Final = 60

ORDER: Final = "firmware/queueing/calling_order.py"
DRAFT: Final = "firmware/queueing/draft.py"
CHANGES: Final = "firmware/queueing/changes.py"
SERVING: Final = "firmware/queueing/serving.py"
ISSUING: Final = "firmware/queueing/issuing.py"
OPENING: Final = "firmware/queueing/opening.py"
ADOPTING: Final = "firmware/queueing/adopting.py"

MUTANTS: Final = (
    Mutant(
        "priority has the credit of a walk-in",
        ("why_is_true",),
        (Patch("firmware/queueing/discipline.py", "return self.priority", "return self.walk_in"),),
    ),
    Mutant(
        "the cap is ignored",
        ("nobody_over_the_cap_is_passed",),
        (Patch(ORDER, "now >= one.cap_at:", "now < 0:"),),
    ),
    Mutant(
        "the cap is reached a second too late",
        ("why_is_true", "nobody_over_the_cap_is_passed"),
        (Patch(ORDER, "now >= one.cap_at:", "now > one.cap_at:"),),
    ),
    Mutant(
        "who comes before the slot has credit at once",
        ("why_is_true",),
        (Patch(ORDER, "credit_from = max(credit_from, int(ticket.slot))", "credit_from = int(ticket.since)"),),
    ),
    Mutant(
        "who comes long after the slot is booked still",
        ("why_is_true",),
        (Patch(ORDER, "since <= slot + order.booked_late", "since <= slot + 10 * order.booked_late"),),
    ),
    Mutant(
        "of equals the last to come goes first",
        ("first_come_first_served",),
        (
            Patch(
                ORDER,
                "return 2, strictly, major, minor, loosely, one.since, one.position",
                "return 2, strictly, major, minor, loosely, -one.since, -one.position",
            ),
        ),
    ),
    Mutant(
        "a tie is parted by the number instead of the finger",
        ("first_come_first_served",),
        (
            Patch(
                ORDER,
                "return 2, strictly, major, minor, loosely, one.since, one.position",
                "return 2, strictly, major, minor, loosely, 0.0, one.position",
            ),
        ),
    ),
    Mutant(
        "an earlier service is nowhere strictly preferred",
        ("why_is_true",),
        (Patch(ORDER, "(place if counter.prefers_strictly else 0)", "0"),),
    ),
    Mutant(
        "whose turn it was pays nothing",
        ("why_is_true",),
        (Patch(ORDER, "after[called] -= sum(order.turns.of(one) for one in there)", "pass"),),
    ),
    Mutant(
        "with strict classes an early appointment counts as booked",
        ("why_is_true",),
        (Patch(ORDER, "return Standing.WALK_IN if is_early else one.standing", "return one.standing"),),
    ),
    Mutant(
        "who comes back is placed first",
        ("why_is_true",),
        (Patch(ORDER, "return 3, 0, 0, 0, loosely", "return 1, 0, 0, 0, loosely"),),
    ),
    Mutant(
        "who comes back never moves up",
        ("a_place_is_kept",),
        (Patch(DRAFT, "self._behind[ticket] = behind - 1", "self._behind[ticket] = behind"),),
    ),
    Mutant(
        "who comes back stands last in the line",
        ("a_place_is_kept",),
        (
            Patch(
                DRAFT,
                "at = bisect_left(line, place(ticket), key=lambda other: place(self._tickets[other]))",
                "at = len(line)",
            ),
        ),
    ),
    Mutant(
        "who is called stays in the line",
        ("everybody_somewhere",),
        (Patch(DRAFT, "self._lines[ticket.service] = line[:at] + line[at + 1 :]", "pass"),),
    ),
    Mutant(
        "a transfer begins a new wait",
        ("a_place_is_kept",),
        (
            Patch(
                DRAFT,
                "self._join_line(replace(left, service=event.service))",
                "self._join_line(replace(left, service=event.service, since=at))",
            ),
        ),
    ),
    Mutant(
        "a stage goes on with the wait of the one before",
        ("a_place_is_kept",),
        (Patch(CHANGES, "service=event.service, since=at, is_since_exact=True", "service=event.service"),),
    ),
    Mutant(
        "a stage goes on with the absences of the one before",
        ("absences_count",),
        (Patch(CHANGES, "no_shows=0, came_from", "came_from"),),
    ),
    Mutant(
        "a stage ends the visit",
        ("stages_go_on",),
        (Patch(SERVING, "if service is None or service.then is None:", "if True:"),),
    ),
    Mutant(
        "at closing who goes on to a next stage is forgotten",
        ("everybody_somewhere",),
        (Patch(OPENING, " or one.id in going_on]", "]"),),
    ),
    Mutant(
        "a counter calls without an end of the one before",
        ("no_ticket_at_two_counters",),
        (Patch(SERVING, "return () if counter.ticket is None else", "return () if True else"),),
    ),
    Mutant(
        "who was absent too often may come back",
        ("who_comes_back_is_in_time",),
        (Patch(SERVING, "if ticket.no_shows >= plan.limit:", "if ticket.no_shows > plan.limit:"),),
    ),
    Mutant(
        "who was away for too long may come back",
        ("who_comes_back_is_in_time",),
        (Patch(SERVING, "if away > plan.come_back:", "if away > 10 * plan.come_back:"),),
    ),
    Mutant(
        "one call is enough to be absent",
        ("absences_count",),
        (Patch(SERVING, "ticket.recalls + 1 >= plan.calls", "ticket.recalls + 1 >= 1"),),
    ),
    Mutant(
        "a call gives no time to come",
        ("absences_count",),
        (Patch(SERVING, "if pressed_at < ends:", "if False:"),),
    ),
    Mutant(
        "recalls of an officer shorten the time to come",
        ("absences_count",),
        (Patch(SERVING, "(ticket.called_from or 0.0) + plan.calls * plan.gap", "0.0"),),
    ),
    Mutant(
        "a number is given again",
        ("no_duplicate_number",),
        (
            Patch(DRAFT, "self._last_numbers[event.service] = event.n", "pass"),
            Patch(ISSUING, "is_claimed or ticket_number(letter, n) in queue.labels", "is_claimed"),
        ),
    ),
    Mutant(
        "a number on one paper is adopted for another",
        ("no_duplicate_number",),
        (
            Patch(ADOPTING, "return None if is_known else Refusal(", "return None if True else Refusal("),
            Patch(ADOPTING, "if number in queue.labels:", "if number in queue.labels and False:"),
        ),
    ),
    Mutant(
        "a restart forgets who has come back",
        ("replay_is_the_queue",),
        (Patch(DRAFT, "self._behind = dict(queue.behind)", "self._behind = {}"),),
    ),
    Mutant(
        "a restart forgets whose turn it is",
        ("replay_is_the_queue",),
        (Patch(DRAFT, "self._turns = queue.turns", "self._turns = {}"),),
    ),
    Mutant(
        "a day opens twice",
        ("the_day_never_goes_back",),
        (Patch(OPENING, "command.day <= queue.last_day:", "command.day < queue.last_day:"),),
    ),
    Mutant(
        "a press gives a ticket each time it is asked",
        ("one_press_one_ticket",),
        (
            Patch(
                ISSUING,
                "if command.press in queue.presses:\n        return ()\n    return _refuse_full",
                "return _refuse_full",
            ),
        ),
    ),
    Mutant(
        "a check-in that is asked again is a second one",
        ("one_press_one_ticket",),
        (
            Patch(
                ISSUING,
                "if command.press in queue.presses:\n        return ()\n    if now.booking",
                "if now.booking",
            ),
        ),
    ),
    Mutant(
        "an appointment is used twice",
        ("limits_hold",),
        (Patch(ISSUING, "if used is not None:", "if used is not None and False:"),),
    ),
    Mutant(
        "a quota gives one ticket more",
        ("limits_hold",),
        (Patch(ISSUING, "given >= plan.quota", "given > plan.quota"),),
    ),
    Mutant(
        "tickets are given after the last one",
        ("limits_hold",),
        (Patch(ISSUING, "last is not None and now.minute >= last", "last is not None and now.minute > last + 15"),),
    ),
    Mutant(
        "one more than may be is set aside",
        ("limits_hold",),
        (Patch(SERVING, "if parked >= limit:", "if parked > limit:"),),
    ),
)

if __name__ == "__main__":
    sys.exit(account(TRIAL, MUTANTS, DAYS, sys.argv[1:]) > 0)
