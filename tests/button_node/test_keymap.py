"""Which key is which contact."""

from button_node.gesture import Edge
from button_node.keymap import edge

KNOWN = {"KEY_KP1", "KEY_SCREENLOCK"}


def test_a_key_that_goes_down_closes_its_contact() -> None:
    """The key's name is the contact's name."""
    assert edge(KNOWN, "KEY_KP1", 1, 10.0) == Edge(contact="KEY_KP1", is_down=True, at=10.0)


def test_a_key_that_comes_up_opens_it() -> None:
    """Value 0 is the release."""
    assert edge(KNOWN, "KEY_KP1", 0, 10.0) == Edge(contact="KEY_KP1", is_down=False, at=10.0)


def test_a_repeat_of_a_held_key_is_no_edge() -> None:
    """The kernel repeats a held key thirty times a second."""
    assert edge(KNOWN, "KEY_KP1", 2, 10.0) is None


def test_a_key_with_two_names_is_found_by_either() -> None:
    """Some codes have several names; the settings know one."""
    assert edge(KNOWN, ("KEY_COFFEE", "KEY_SCREENLOCK"), 1, 10.0) == Edge(
        contact="KEY_SCREENLOCK", is_down=True, at=10.0
    )


def test_a_key_that_is_no_button_says_nothing() -> None:
    """A keypad has more keys than the office has services."""
    assert edge(KNOWN, "KEY_KP9", 1, 10.0) is None
