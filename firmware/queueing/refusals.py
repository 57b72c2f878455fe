"""A refusal: the expected no. A value, never an exception, with its reason from the one list of the messages."""

from msgspec import Struct

from firmware.messages.answers import Reason


class Refusal(Struct, frozen=True):
    """Not done, and nothing has changed. `detail` is English for the technician's log."""

    reason: Reason
    detail: str = ""
