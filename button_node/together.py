"""Several buttons under one hand: the first one that is taken is meant, the others are not.

A palm, or a child with both hands, closes three contacts within a few hundredths of a second. A visitor who presses
wants one slip, so that one press is taken and the other lamps say no. At a counter only a call makes others wait: a
finger that was down before, or comes at once, is about whoever was there, and would hit the person just called.
Whatever is not taken begins no hand of its own, so that one broken contact cannot close a kiosk. Buttons that are
pressed one after the other are several wishes, and `together_seconds` says what is at once.
"""

from math import inf

from msgspec import Struct

from button_node.gesture import Contact, Gesture


class Hand(Struct, frozen=True, kw_only=True):
    """The press that was taken last: on which contact, and when it became clear, in seconds of the boot clock."""

    contact: Contact = ""
    at: float = -inf


NO_HAND = Hand()


def hand_of(contact: Contact, gesture: Gesture) -> Hand:
    """Return the hand of a press that was taken."""
    return Hand(contact=contact, at=gesture.at)


def is_of(hand: Hand, contact: Contact, gesture: Gesture, together_seconds: float) -> bool:
    """Say whether this press of another button belongs to the hand: its finger came earlier, or at once."""
    return contact != hand.contact and gesture.began < hand.at + together_seconds
