"""How a finger's press, a kiosk's own words and the office's journal are joined."""

import msgspec

from firmware.demo.account import Press
from tests.torture.evidence import JournalEvent, asks, felt, labels_of

LOG = """\
button_node INFO press pin=4 press=kiosk-1-9f2c66d01b7e4a35-1-p1 at=10.000300
button_node INFO send command=TakeTicket key=kiosk-1-9f2c66d01b7e4a35-1-1 at=10.001000
button_node INFO press pin=17 press=- at=10.500000
button_node INFO press pin=4 press=kiosk-1-9f2c66d01b7e4a35-1-p2 at=14.000300
button_node INFO TakeTicket not sent: DAY_CLOSED
button_node INFO refused key=kiosk-1-9f2c66d01b7e4a35-1-1 command=TakeTicket reason=TOO_OLD too late
""".splitlines()


def press(at: float, pin: int = 4) -> Press:
    """A finger's own note."""
    return Press(at=at, box="kiosk-1", pin=pin, does="TakeTicket", service="A")


def test_a_kiosk_tells_which_presses_it_sent_and_which_were_refused() -> None:
    """A press is sent when its command follows it; a refusal finds its press by the key."""
    one, two = (one for one in felt(LOG) if one.pin == 4)
    assert (one.name, one.is_sent, one.refusal) == ("kiosk-1-9f2c66d01b7e4a35-1-p1", True, "TOO_OLD")
    assert (two.is_sent, two.refusal) == (False, None)


def test_each_finger_gets_what_was_felt_before_the_next_one() -> None:
    """A finger on a frozen box is felt late; one on a dead box never, and then only its lamp can have taken it."""
    fingers = (press(10.0), press(12.0), press(13.0))
    found = asks("kiosk-1", fingers, felt(LOG), {fingers[1]})
    assert [one.name for one in found] == ["kiosk-1-9f2c66d01b7e4a35-1-p1", None, "kiosk-1-9f2c66d01b7e4a35-1-p2"]
    assert [one.is_taken for one in found] == [True, True, False]


def test_a_further_number_belongs_to_the_press_of_its_ticket() -> None:
    """The journal tells two numbers of one ticket in two events; other events give none."""
    rows = (
        b'{"event":"TicketIssued","ticket":"t1","number":"A001","press":"p1","n":1}',
        b'{"event":"SlipReported","ticket":"t1","number":null}',
        b'{"event":"LabelAdded","ticket":"t1","number":"A701","n":701}',
        b'{"event":"DayOpened","day":"2026-11-23"}',
    )
    labels = labels_of(msgspec.json.decode(row, type=JournalEvent) for row in rows)
    assert [(one.number, one.press) for one in labels] == [("A001", "p1"), ("A701", "p1")]
