"""What the hub hears at the broker: everybody in peace, each by name in a siege."""

import pytest

from firmware.hub.hearing import ASKERS, TELLERS, heard, looking_around, sender

OWN = {"antrian/command/+", "antrian/presence/+", "antrian/health/+"}


def topics_of(*shut_out: str, is_asking: bool = False) -> set[str]:
    """What is heard of kiosk-1 and kiosk-2 while these are shut out."""
    return {topic for topic, _ in heard("hub", {"kiosk-1", "kiosk-2", ASKERS, TELLERS}, shut_out, is_asking=is_asking)}


def test_in_peace_everybody_is_heard_also_who_was_never_heard_before() -> None:
    """And whoever asks; nobody answers a hub that asks nothing."""
    assert topics_of() == {*OWN, "antrian/request/hub"}


def test_answers_are_heard_while_something_is_asked() -> None:
    """A topic that nobody has to speak on cannot be used for a flood."""
    assert "antrian/response/hub" in topics_of(is_asking=True)


def test_in_a_siege_every_known_box_but_one_is_heard_by_name() -> None:
    """The broker then throws away what the one says, and queues nothing of it."""
    names = {"antrian/command/kiosk-2", "antrian/presence/kiosk-2", "antrian/health/kiosk-2"}
    assert topics_of("kiosk-1") == {*names, "antrian/request/hub"}


@pytest.mark.parametrize(("who", "topic"), [(ASKERS, "antrian/request/hub"), (TELLERS, "antrian/response/hub")])
def test_a_topic_on_which_several_speak_is_shut_as_a_whole(who: str, topic: str) -> None:
    """The boxes are heard as in peace: none of them is to blame."""
    assert topics_of(who, is_asking=True) > OWN
    assert topic not in topics_of(who, is_asking=True)


def test_looking_around_finds_whoever_has_come() -> None:
    """The broker keeps everybody's presence."""
    assert ("antrian/presence/+", 1) in looking_around(heard("hub", (), ("kiosk-1",), is_asking=False))


@pytest.mark.parametrize(
    ("topic", "who"),
    [
        ("antrian/command/kiosk-1", "kiosk-1"),
        ("antrian/presence/kiosk-1", "kiosk-1"),
        ("antrian/health/kiosk-1", "kiosk-1"),
        ("antrian/request/hub", ASKERS),
        ("antrian/response/hub", TELLERS),
        ("antrian/nothing/kiosk-1", None),
        ("", None),
    ],
)
def test_the_topic_says_who_speaks(topic: str, who: str | None) -> None:
    """The broker lets nobody write on another's topic."""
    assert sender(topic) == who
