"""What the settings may ask of a slip."""

import re
from pathlib import Path

import pytest
from msgspec import ValidationError, convert

from printer_node.form import FIELDS, WHOLE, Form

README = Path(__file__).parents[2] / "printer_node" / "README.md"


def test_without_settings_a_slip_bears_everything_in_two_languages() -> None:
    """No logo, because there is none, and the ticket itself as its code."""
    assert (WHOLE.fields, WHOLE.languages, WHOLE.logo, WHOLE.qr_url) == (FIELDS, 2, None, "")


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"fields": ["number", "clas"]}, "no 'clas'; it has office, logo"),
        ({"fields": ["office", "service"]}, 'without "number"'),
        ({"fields": []}, 'without "number"'),
        ({"languages": 3}, "languages"),
        ({"languages": 0}, "languages"),
        ({"logo": "logo.png"}, "not a whole path"),
        ({"qr_url": "example.id/t/"}, "not an address"),
        ({"qr_url": "https://example.id/t /"}, "not an address"),
        ({"qr_url": "https://example.id/" + "t" * 100}, "at most 100"),
        ({"feilds": ["number"]}, "feilds"),
    ],
)
def test_what_cannot_be_is_refused_with_the_way_out(table: dict[str, object], says: str) -> None:
    """The complaint names the key or the list."""
    with pytest.raises(ValidationError, match=says):
        convert(table, Form)


def test_the_order_of_the_fields_does_not_matter() -> None:
    """It is a choice, not a design."""
    assert convert({"fields": ["qr", "number"]}, Form).fields == ("qr", "number")


def test_the_readme_explains_every_field_in_the_order_of_the_paper() -> None:
    """What the settings may name stands in the table, and nothing else."""
    table = README.read_text(encoding="utf-8").split("## What stands on a slip")[1].split("\n## ")[0]
    explained = re.findall(r"`([a-z-]+)`", "".join(re.findall(r"^\|([^|]+)\|", table, re.MULTILINE)))
    assert sorted(explained) == sorted(FIELDS)
