"""Which call is said next, and which is not said at all."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from display_node.voice.queue import VoiceQueue, arrive, begin, end, heed_board, is_manual_next
from firmware.messages.notices import Announcement, AnnouncementKind

JOURNAL = "0123456789abcdef"
CALL, RECALL = AnnouncementKind.CALL, AnnouncementKind.RECALL

Say = Callable[..., Announcement]


def said(queue: VoiceQueue) -> tuple[list[str], VoiceQueue]:
    """Say everything that waits; what was said as number, counter and kind."""
    heard = []
    while (queue := begin(queue)).speaking is not None:
        call = queue.speaking.announcement
        heard.append(f"{call.number} {call.counter} {call.kind}")
        queue = end(queue)
    return heard, queue


def test_calls_are_said_in_the_order_they_came(announcement: Say) -> None:
    """Three calls that come together are said one after another."""
    queue = VoiceQueue()
    for position, number in ((1, "A001"), (2, "F001"), (3, "A002")):
        queue = arrive(queue, announcement(position, number, position), 0.0)
    assert said(queue)[0] == ["A001 1 CALL", "F001 2 CALL", "A002 3 CALL"]


def test_only_one_is_said_at_a_time(announcement: Say) -> None:
    """While a sentence is being said the next one does not begin."""
    queue = arrive(VoiceQueue(), announcement(1, "A001", 1), 0.0)
    queue = begin(arrive(queue, announcement(2, "F001", 2), 0.0))
    assert begin(queue) == queue
    assert queue.speaking is not None
    assert queue.speaking.announcement.number == "A001"


def test_what_was_said_is_not_said_again(announcement: Say) -> None:
    """The hub repeats standing calls on every connection; an id that is done stays silent."""
    call = announcement(1, "A001", 1)
    _, queue = said(arrive(VoiceQueue(), call, 0.0))
    assert said(arrive(queue, call, 0.0))[0] == []


def test_what_is_waiting_or_being_said_is_not_queued_again(announcement: Say) -> None:
    """A repeated announcement changes nothing."""
    first, second = announcement(1, "A001", 1), announcement(2, "F001", 2)
    queue = begin(arrive(arrive(VoiceQueue(), first, 0.0), second, 0.0))
    assert arrive(arrive(queue, first, 0.0), second, 0.0) == queue


def test_an_old_announcement_is_not_said(announcement: Say) -> None:
    """One that arrives after its age limit stays silent, also when it is repeated with a younger age."""
    call = announcement(1, "A001", 1, age_limit=20.0)
    queue = arrive(VoiceQueue(), call, 20.1)
    assert said(arrive(queue, call, 1.0))[0] == []
    assert said(arrive(VoiceQueue(), call, 20.0))[0] == ["A001 1 CALL"]


def test_a_waiting_call_is_dropped_when_its_ticket_is_no_longer_called(announcement: Say) -> None:
    """The person has come to the counter meanwhile: nobody needs the sentence."""
    queue = arrive(VoiceQueue(), announcement(1, "A001", 1), 0.0)
    queue = arrive(queue, announcement(2, "F001", 2), 0.0)
    queue = heed_board(queue, frozenset({"2026-11-23-F001"}), 3)
    assert said(queue)[0] == ["F001 2 CALL"]


def test_a_board_older_than_the_call_does_not_drop_it(announcement: Say) -> None:
    """A board that was made before the call cannot know of it."""
    queue = heed_board(arrive(VoiceQueue(), announcement(5, "A001", 1), 0.0), frozenset(), 4)
    assert said(queue)[0] == ["A001 1 CALL"]


def test_a_sentence_that_has_begun_is_not_dropped(announcement: Say) -> None:
    """The board does not touch what is being said."""
    queue = begin(arrive(VoiceQueue(), announcement(1, "A001", 1), 0.0))
    assert heed_board(queue, frozenset(), 9).speaking == queue.speaking


def test_a_call_that_is_over_on_arrival_is_not_said(announcement: Say) -> None:
    """A repeated call that the board already calls no more stays silent."""
    queue = heed_board(VoiceQueue(), frozenset(), 9)
    assert said(arrive(queue, announcement(4, "A001", 1), 0.0))[0] == []


def test_recalls_of_one_ticket_are_said_once(announcement: Say) -> None:
    """Three taps on recall while another sentence is said make one sentence, and all three ids are done."""
    queue = begin(arrive(VoiceQueue(), announcement(1, "F001", 2), 0.0))
    for position in (2, 3, 4):
        queue = arrive(queue, announcement(position, "A001", 1, RECALL), 0.0)
    heard, queue = said(end(queue))
    assert heard == ["A001 1 RECALL"]
    assert queue.done == tuple(f"{JOURNAL}-{n}" for n in (1, 2, 3, 4))


def test_a_recall_of_a_call_that_still_waits_is_that_call(announcement: Say) -> None:
    """Nobody has heard the first call yet, so it is not called a repetition."""
    queue = arrive(VoiceQueue(), announcement(1, "A001", 1), 0.0)
    assert said(arrive(queue, announcement(2, "A001", 1, RECALL), 0.0))[0] == ["A001 1 CALL"]


def test_a_recall_of_what_is_being_said_is_said_after_it(announcement: Say) -> None:
    """A recall during the first call is a sentence of its own."""
    queue = begin(arrive(VoiceQueue(), announcement(1, "A001", 1), 0.0))
    queue = end(arrive(queue, announcement(2, "A001", 1, RECALL), 0.0))
    assert said(queue)[0] == ["A001 1 RECALL"]


def test_the_newest_counter_is_said(announcement: Say) -> None:
    """A ticket called again to another counter while it waits is sent to the right one, whatever came first."""
    old, new = announcement(1, "A001", 1), announcement(5, "A001", 4)
    assert said(arrive(arrive(VoiceQueue(), old, 0.0), new, 0.0))[0] == ["A001 4 CALL"]
    assert said(arrive(arrive(VoiceQueue(), new, 0.0), old, 0.0))[0] == ["A001 4 CALL"]


def test_manual_mode_is_said_after_every_call(announcement: Say) -> None:
    """Never while a call waits or is being said."""
    queue = replace(arrive(VoiceQueue(), announcement(1, "A001", 1), 0.0), has_manual=True)
    assert not is_manual_next(queue)
    assert not is_manual_next(begin(queue))
    assert is_manual_next(end(begin(queue)))
    assert not is_manual_next(VoiceQueue())


def test_the_memory_is_bounded(announcement: Say) -> None:
    """A year of calls does not fill the memory, and the latest are the ones kept."""
    queue = VoiceQueue()
    for position in range(1, 700):
        _, queue = said(arrive(queue, announcement(position, "A001", 1), 0.0))
    assert len(queue.done) == 512
    assert queue.done[-1] == f"{JOURNAL}-699"


@given(steps=st.lists(st.tuples(st.sampled_from("abes"), st.integers(1, 12), st.booleans()), max_size=60))
def test_nothing_is_lost_and_nothing_is_said_twice(announcement: Say, steps: list[tuple[str, int, bool]]) -> None:
    """Whatever comes in whatever order: each id ends up done exactly once, and a ticket never waits twice.

    Without a board that ends it, every announcement that came in time is said.
    """
    queue, heard, came, dropped = VoiceQueue(), list[str](), set[str](), set[str]()
    for step, n, is_recall in steps:
        before = queue
        match step:
            case "a":
                ticket = f"A{n % 4 + 1:03d}"
                call = announcement(n, ticket, 1, RECALL if is_recall else CALL)
                queue = arrive(queue, call, 0.0)
                came.add(call.id)
                if len(queue.done) > len(before.done):
                    dropped.add(call.id)
            case "b":
                queue = heed_board(queue, frozenset({f"2026-11-23-A{n % 4 + 1:03d}"}), n)
                dropped.update(set(queue.done) - set(before.done))
            case "s":
                queue = begin(queue)
                if queue.speaking is not None and before.speaking is None:
                    heard += queue.speaking.ids
            case _:
                queue = end(queue)
        assert before.speaking in (None, queue.speaking) or step == "e"
        tickets = [turn.announcement.ticket for turn in queue.waiting]
        assert len(set(tickets)) == len(tickets)
    queue = end(queue)
    while (queue := begin(queue)).speaking is not None:
        heard += queue.speaking.ids
        queue = end(queue)
    assert sorted(queue.done) == sorted(came)
    assert sorted(heard) == sorted(came - dropped)
