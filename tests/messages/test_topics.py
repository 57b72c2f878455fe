"""The table of topics."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.messages import topics
from firmware.messages.topics import HUB_NOTICES, TOPICS, parse


def test_the_table_is_the_contract() -> None:
    """Word, leaf, quality of service and retention of every topic, as other clients rely on them."""
    assert {(topic.pattern, topic.qos, topic.is_retained) for topic in TOPICS} == {
        ("antrian/command/+", 1, False),
        ("antrian/answer/+", 1, False),
        ("antrian/slip/+", 1, False),
        ("antrian/announcement/+", 1, False),
        ("antrian/board", 1, True),
        ("antrian/counter/+", 1, True),
        ("antrian/office", 1, True),
        ("antrian/beat", 0, False),
        ("antrian/presence/+", 1, True),
        ("antrian/health/+", 0, False),
        ("antrian/request/+", 1, False),
        ("antrian/response/+", 1, False),
    }


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.word)
def test_a_topic_is_found_again_by_its_name(topic: topics.Topic) -> None:
    """With its leaf, where it has one."""
    leaf = "kiosk-1" if topic.leaf else None
    assert parse(topic.name(leaf)) == (topic, leaf)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.word)
def test_a_leaf_is_required_exactly_where_the_table_has_one(topic: topics.Topic) -> None:
    """Publishing to a topic of another shape would reach nobody."""
    with pytest.raises(ValueError, match=topic.word):
        topic.name(None if topic.leaf else "kiosk-1")


def test_a_counter_is_a_leaf_by_its_number() -> None:
    """The topic of counter 3."""
    assert topics.COUNTER.name(3) == "antrian/counter/3"


@pytest.mark.parametrize("name", ["antrian", "antrian/command", "antrian/board/1", "other/board", "antrian/x/y/z", ""])
def test_a_topic_that_is_not_ours_is_none(name: str) -> None:
    """Another program may share the broker."""
    assert parse(name) is None


@given(st.text(max_size=40))
def test_no_name_makes_the_table_raise(name: str) -> None:
    """Whatever stands on the broker."""
    found = parse(name)
    assert found is None or found[0].name(found[1]) == name


def test_every_notice_of_the_hub_has_its_topic() -> None:
    """A box finds the class to decode by the topic's word."""
    assert {HUB_NOTICES[topic.word].__name__ for topic in TOPICS if topic.word in HUB_NOTICES} == {
        "Slip",
        "Announcement",
        "Board",
        "CounterState",
        "Office",
        "Beat",
    }
    assert all(topic.speaker == "hub" for topic in TOPICS if topic.word in HUB_NOTICES)
