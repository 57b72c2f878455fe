"""What order.svg shows is what the rules do."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import firmware.queueing
from firmware.messages.why import Rule
from firmware.queueing.picture import HEIGHT, WIDTH, order_svg, played

FOLDER = Path(firmware.queueing.__path__[0])


def test_the_picture_is_drawn_by_the_rules_as_they_are() -> None:
    """Whoever changes a rate or the cap draws it anew."""
    drawn = (FOLDER / "order.svg").read_text(encoding="utf-8")
    assert (drawn == order_svg()) is True, "run: python tests/queueing/redraw_readme.py"
    assert "(order.svg)" in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_the_picture_shows_a_call_by_credit_of_each_class_and_one_by_the_cap() -> None:
    """A cap is only understood where somebody with more credit has to wait for it."""
    calls = list(played())
    assert [(call.number, call.why.rule) for call in calls] == [
        ("A001", Rule.CREDIT),
        ("A004", Rule.CAP),
        ("A002", Rule.CREDIT),
        ("A003", Rule.CREDIT),
    ]
    assert (calls[1].why.next_credit or 0) > calls[1].why.credit


def test_everything_in_the_picture_is_within_it() -> None:
    """Well-formed, and no line or word begins outside the frame."""
    svg = order_svg()
    assert ET.fromstring(svg).tag.endswith("svg")  # noqa: S314 - our own text
    across = [float(x) for x in re.findall(r' c?x[12]?="(-?[\d.]+)"', svg)]
    down = [float(y) for y in re.findall(r' c?y[12]?="(-?[\d.]+)"', svg)]
    assert 0 <= min(across) <= max(across) <= WIDTH
    assert 0 <= min(down) <= max(down) <= HEIGHT
