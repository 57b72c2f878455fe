"""Which call is said next, and which is not said at all."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from display_node.voice.queue import VoiceQueue, arrive, begin, drop_old, end, heed_board, next_at
from firmware.messages.notices import Announcement, AnnouncementKind

JOURNAL = "0123456789abcdef"
CALL, RECALL, LAST_CALL = AnnouncementKind.CALL, AnnouncementKind.RECALL, AnnouncementKind.LAST_CALL

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


def test_a_last_call_of_a_recall_that_still_waits_is_the_last_call(announcement: Say) -> None:
    """What the officer pressed last is what is said, but for a first call that nobody has heard."""
    queue = arrive(VoiceQueue(), announcement(2, "A001", 1, RECALL), 0.0)
    assert said(arrive(queue, announcement(3, "A001", 1, LAST_CALL), 0.0))[0] == ["A001 1 LAST_CALL"]
    queue = arrive(VoiceQueue(), announcement(1, "A001", 1), 0.0)
    assert said(arrive(queue, announcement(3, "A001", 1, LAST_CALL), 0.0))[0] == ["A001 1 CALL"]


def test_a_busy_counter_lets_the_others_speak(announcement: Say) -> None:
    """Four calls of one counter, then one of each of two others: they come after its first."""
    queue = VoiceQueue()
    for position, (number, counter) in enumerate(
        (("A001", 1), ("A002", 1), ("A003", 1), ("A004", 1), ("F001", 2), ("H001", 3)), start=1
    ):
        queue = arrive(queue, announcement(position, number, counter), 0.0)
    heard = ["A001 1 CALL", "F001 2 CALL", "H001 3 CALL", "A002 1 CALL", "A003 1 CALL", "A004 1 CALL"]
    assert said(queue)[0] == heard


def test_a_counter_that_calls_while_it_speaks_stands_behind_the_others(announcement: Say) -> None:
    """Its turn ends with its sentence; whoever came meanwhile goes first."""
    queue = begin(arrive(VoiceQueue(), announcement(1, "A001", 1), 0.0))
    queue = arrive(queue, announcement(2, "A002", 1), 0.0)
    queue = arrive(queue, announcement(3, "F001", 2), 0.0)
    assert said(end(queue))[0] == ["F001 2 CALL", "A002 1 CALL"]


@given(steps=st.lists(st.tuples(st.sampled_from("aaase"), st.integers(1, 4), st.integers(1, 9)), max_size=80))
def test_no_counter_waits_for_more_than_one_sentence_of_another(
    announcement: Say, steps: list[tuple[str, int, int]]
) -> None:
    """However calls come: from the moment a counter waits, each other counter is heard at most once before it.

    A sentence that was being said at that moment is one of those.
    """
    queue, heard = VoiceQueue(), dict[int, list[int]]()
    for position, (step, counter, n) in enumerate([*steps, *(("s", 1, 1), ("e", 1, 1)) * len(steps)], start=1):
        before = queue.speaking
        match step:
            case "a":
                queue = arrive(queue, announcement(position, f"A{10 * counter + n:03d}", counter), 0.0)
            case "s":
                queue = begin(queue)
            case _:
                queue = end(queue)
        speaks = queue.speaking.counter if queue.speaking else None
        if before is None and speaks is not None:
            heard.pop(speaks, None)
            for others in heard.values():
                others.append(speaks)
        for turn in queue.waiting:
            if turn.counter != speaks:
                heard.setdefault(turn.counter, [speaks] if speaks else [])
        assert all(len(set(others)) == len(others) for others in heard.values()), heard
    assert queue.waiting == ()


def test_a_call_is_said_once_more_where_the_settings_want_it(announcement: Say) -> None:
    """Five seconds after it ended, as the same call, once, and for no announcement."""
    queue = end(begin(arrive(VoiceQueue(), announcement(1, "A001", 1), 0.0)), 100.0, 5.0)
    assert next_at(queue) == 105.0
    assert begin(queue, 104.9).speaking is None
    queue = begin(queue, 105.0)
    assert queue.speaking is not None
    assert (queue.speaking.announcement.kind, queue.speaking.ids) == (CALL, ())
    queue = end(queue, 112.0, 5.0)
    assert begin(queue, 1000.0).speaking is None


def test_what_is_over_or_called_again_is_not_repeated(announcement: Say) -> None:
    """The person has come; or the officer was faster than the five seconds, and is heard once."""
    spoken = end(begin(arrive(VoiceQueue(), announcement(1, "A001", 1), 0.0)), 100.0, 5.0)
    assert begin(heed_board(spoken, frozenset(), 2), 105.0).speaking is None
    queue = begin(arrive(spoken, announcement(2, "A001", 1, RECALL), 0.0), 105.0)
    assert queue.speaking is not None
    assert queue.speaking.announcement.kind is RECALL
    assert queue.waiting == queue.repeats == ()


def test_a_ticket_is_not_repeated_for_each_of_its_calls(announcement: Say) -> None:
    """A recall that comes during the call, or in the seconds before its repetition, leaves one repetition: its own."""
    queue = arrive(
        begin(arrive(VoiceQueue(), announcement(1, "A001", 1), 0.0)), announcement(2, "A001", 1, RECALL), 0.0
    )
    queue = end(begin(end(queue, 100.0, 5.0), 100.0), 108.0, 5.0)
    assert [each.at for each in queue.repeats] == [113.0]
    queue = end(begin(arrive(queue, announcement(3, "A001", 1, RECALL), 0.0), 109.0), 117.0, 5.0)
    assert [each.at for each in queue.repeats] == [122.0]


def test_a_repetition_that_waits_gives_way_to_the_recall(announcement: Say) -> None:
    """Both wait behind another counter: one sentence is left, and it is a recall."""
    queue = end(begin(arrive(VoiceQueue(), announcement(1, "A001", 1), 0.0)), 100.0, 5.0)
    queue = end(begin(arrive(arrive(queue, announcement(2, "F001", 2), 0.0), announcement(3, "F002", 2), 0.0)), 106.0)
    queue = begin(queue, 106.0)
    queue = arrive(queue, announcement(4, "A001", 1, RECALL), 0.0)
    assert said(end(queue))[0] == ["A001 1 RECALL"]


def test_what_an_evacuation_kept_waiting_for_too_long_is_dropped(announcement: Say) -> None:
    """Only what is younger than its age limit is still said, and the others count as done."""
    queue = arrive(VoiceQueue(), announcement(1, "A001", 1), 15.0, now=100.0)
    queue = arrive(queue, announcement(2, "F001", 2), 0.0, now=100.0)
    heard, queue = said(drop_old(queue, 106.0))
    assert heard == ["F001 2 CALL"]
    assert queue.done == (f"{JOURNAL}-1", f"{JOURNAL}-2")


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
