"""The simulator on trial: faults in the product that it must notice within 200 seeds; see `tests.mutation`.

`python -m tests.simulation.mutants` tries them all, or those whose name has one of the words given.
"""

import sys
from typing import Final

from tests.mutation import Mutant, Patch, Trial, account
from tests.queueing.mutants import MUTANTS as OF_THE_RULES

TRIAL: Final = Trial(("firmware", "button_node", "printer_node"), "firmware.simulation", "--seeds")
DAYS: Final = 200
QUICK: Final = (
    "a slip that was printed is printed again",
    "answers leave before the commit",
)
QUICK_DAYS: Final = 30


def _of_the_rules(name: str, invariant: str) -> Mutant:
    """Return a fault that the rules are tried with, for the invariant of the office that it breaks."""
    mutant = next(one for one in OF_THE_RULES if one.name == name)
    return Mutant(name, (invariant,), mutant.patches)


MUTANTS: Final = (
    Mutant(
        "a repeated key is decided again",
        ("same_answer_again",),
        (
            Patch(
                "firmware/hub/desk.py",
                "return entry.known if entry is not None else self._journal.known(key)",
                "return None",
            ),
            Patch("firmware/hub/journal.py", '"INSERT INTO command (key', '"INSERT OR REPLACE INTO command (key'),
        ),
    ),
    Mutant(
        "answers leave before the commit",
        ("same_answer_again", "acknowledged_survives", "epochs_rise"),
        (
            Patch(
                "firmware/hub/journal.py",
                'self._database.execute("BEGIN IMMEDIATE")\n            for entry',
                'self._database.execute("COMMIT") if self._database.in_transaction else None\n'
                '            self._database.execute("BEGIN IMMEDIATE")\n            for entry',
            ),
            Patch(
                "firmware/hub/journal.py",
                'self._write(entry, moment)\n            self._database.execute("COMMIT")',
                "self._write(entry, moment)",
            ),
        ),
    ),
    Mutant(
        "a key and its events are two transactions",
        ("acknowledged_survives", "every_press_ends", "same_answer_again"),
        (
            Patch(
                "firmware/hub/journal.py",
                "day = entry.day.isoformat() if entry.day else None\n        for stamped",
                'self._database.execute("COMMIT")\n        self._database.execute("BEGIN IMMEDIATE")\n'
                "        day = entry.day.isoformat() if entry.day else None\n        for stamped",
            ),
        ),
    ),
    Mutant(
        "a change of plan is two transactions",
        ("every_press_ends",),
        (
            Patch(
                "firmware/node/outbox.py",
                'execute("DELETE FROM pending WHERE key = ?", (key,))\n',
                'execute("DELETE FROM pending WHERE key = ?", (key,))\n            self._database.execute("COMMIT")\n'
                '            self._database.execute("BEGIN IMMEDIATE")\n',
            ),
        ),
    ),
    Mutant(
        "a press is kept in memory only",
        ("every_press_ends",),
        (
            Patch(
                "firmware/node/outbox.py",
                "        try:\n            self._insert(entry)\n        except sqlite3.Error as error:\n"
                '            raise StateError(f"cannot keep {command.key}: {error}; is the disk full or read-only?") '
                "from error\n        self._pending[command.key] = entry\n\n    def exchange",
                "        self._pending[command.key] = entry\n\n    def exchange",
            ),
        ),
    ),
    Mutant(
        "a refusal that may be tried again is final",
        ("every_press_ends", "same_answer_again"),
        (
            Patch(
                "firmware/messages/answers.py",
                "frozenset({Reason.NOT_YET, Reason.TOO_FAST, Reason.STORAGE})",
                "frozenset()",
            ),
        ),
    ),
    Mutant(
        "all kiosks give from one range",
        ("one_unmarked_slip", "no_orphan_paper"),
        (
            Patch(
                "firmware/node/own_numbers.py",
                "own.last.get(service, own.low - 1) + 1",
                "own.last.get(service, 699) + 1",
            ),
        ),
    ),
    Mutant(
        "a kiosk's counter is not kept",
        ("one_unmarked_slip", "no_orphan_paper"),
        (
            Patch(
                "firmware/node/outbox.py",
                "            self._insert(entry)\n            self._put_note(name, note)\n",
                "            self._insert(entry)\n",
            ),
            Patch(
                "button_node/claim.py",
                "        if answer is None or _is_of(answer, claimed.day)\n",
                "        if False\n",
            ),
        ),
    ),
    Mutant(
        "a reprint is not marked",
        ("one_unmarked_slip",),
        (Patch("printer_node/arbiter.py", "return Verdict.PRINT_MARKED", "return Verdict.PRINT"),),
    ),
    Mutant(
        "the claim is kept after the print",
        ("one_unmarked_slip",),
        (Patch("printer_node/spool.py", "self._keep(job, ClaimState.SENDING, is_marked=is_marked)", "pass"),),
    ),
    Mutant(
        "a slip that was printed is printed again",
        ("one_unmarked_slip",),
        (Patch("printer_node/arbiter.py", "return Verdict.ALREADY_DONE", "return Verdict.PRINT"),),
    ),
    Mutant(
        "two labels of one press are both printed",
        ("one_unmarked_slip",),
        (Patch("printer_node/arbiter.py", "return Verdict.SUPERSEDED", "return Verdict.PRINT"),),
    ),
    Mutant(
        "a person is called by the label that was not printed",
        ("called_by_the_paper",),
        (Patch("firmware/queueing/labels.py", "report.number if report and report.number in labels else ", ""),),
    ),
    Mutant(
        "a number is adopted by itself instead of its press",
        ("one_ticket_per_press", "board_is_the_fold", "everybody_somewhere"),
        (
            Patch(
                "firmware/queueing/adopting.py",
                "    owned = queue.presses.get(command.press)\n    if owned",
                "    owned = None\n    if owned",
            ),
            Patch("firmware/hub/journal.py", "press TEXT NOT NULL UNIQUE,", "press TEXT NOT NULL,"),
        ),
    ),
    Mutant(
        "a late call is taken",
        ("calls_are_prompt",),
        (Patch("firmware/queueing/permission.py", "CALL_AGE_LIMIT: Final = 5.0", "CALL_AGE_LIMIT: Final = 500.0"),),
    ),
    Mutant(
        "a command is told as if its finger were there now",
        ("ages_are_true",),
        (Patch("firmware/node/outbox.py", "age = max(0.0, round(now - entry.pressed_at, 3))", "age = 0.0"),),
    ),
    Mutant(
        "a doubled tap calls twice",
        ("no_late_call",),
        (
            Patch(
                "button_node/settings.py", "call_lockout_seconds: LockOut = 1.5", "call_lockout_seconds: LockOut = 0.0"
            ),
        ),
    ),
    Mutant(
        "a day opens by a clock that nobody vouches for",
        ("the_day_goes_on",),
        (
            Patch(
                "firmware/hub/timekeeper.py",
                "        if state is ClockState.UNTRUSTED:\n            return Moment",
                "        if False:\n            return Moment",
            ),
        ),
    ),
    Mutant(
        "an old start of the hub is believed",
        ("epochs_rise",),
        (Patch("firmware/node/trust.py", "if message.epoch < self.heard.epoch:", "if False:"),),
    ),
    Mutant(
        "what the disk refused is answered as done",
        ("same_answer_again", "acknowledged_survives"),
        (
            Patch(
                "firmware/hub/desk.py",
                "        except StorageError as error:\n            answer = self._refuse(",
                "        except StorageError as error:\n            return Step(tuple(draft.replies))\n"
                "            answer = self._refuse(",
            ),
        ),
    ),
    Mutant(
        "slips are told once",
        ("every_slip_ends",),
        (
            Patch(
                "firmware/hub/telling.py",
                "        return [telling for ticket in islice(mine",
                "        return [] and [telling for ticket in islice(mine",
            ),
        ),
    ),
    Mutant(
        "a counter calls without an end of the one before",
        ("one_counter_per_ticket", "everybody_somewhere", "nothing_pending", "everybody_callable"),
        (Patch("firmware/queueing/serving.py", "return () if counter.ticket is None else", "return () if True else"),),
    ),
    Mutant(
        "the least credit goes first",
        ("order_within_a_class",),
        (Patch("firmware/queueing/calling_order.py", "return -credit(one, now)", "return credit(one, now)"),),
    ),
    Mutant(
        "the hub gives numbers from the kiosks' ranges",
        ("no_orphan_paper", "one_unmarked_slip"),
        (
            Patch("firmware/queueing/numbering.py", "return max(low, last + 1)", "return max(low + 699, last + 1)"),
            Patch("firmware/queueing/issuing.py", "return is_claimed or ticket_number", "return ticket_number"),
        ),
    ),
    Mutant(
        "a fresh card goes on with the old one's range",
        ("one_unmarked_slip", "no_orphan_paper", "no_duplicate_number"),
        (
            Patch(
                "firmware/queueing/adopting.py",
                "        if claim.kiosk == now.node or (claim",
                "        if claim.kiosk != now.node and (claim",
            ),
            Patch("firmware/queueing/adopting.py", "    if given is not None:", "    if given is None and False:"),
        ),
    ),
    Mutant(
        "a call is journaled without its reason",
        ("every_call_says_why",),
        (Patch("firmware/queueing/serving.py", "counter=counter.number, why=first[1])", "counter=counter.number)"),),
    ),
    _of_the_rules("priority has the credit of a walk-in", "every_call_says_why"),
    _of_the_rules("the cap is ignored", "nobody_over_the_cap_is_passed"),
    _of_the_rules("a stage ends the visit", "stages_go_on"),
    _of_the_rules("at closing who goes on to a next stage is forgotten", "issued_is_somewhere"),
    _of_the_rules("one call is enough to be absent", "absences_count"),
    Mutant(
        "the journal knows a name",
        ("nobody_named",),
        (Patch("firmware/queueing/issuing.py", "kiosk=now.node,", 'kiosk="Budi Santoso",'),),
    ),
)


if __name__ == "__main__":
    sys.exit(account(TRIAL, MUTANTS, DAYS, sys.argv[1:]) > 0)
