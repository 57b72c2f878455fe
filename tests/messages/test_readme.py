"""The tables of README.md say what the code says. Where they differ, the failure shows the table to paste."""

import re
from pathlib import Path

import pytest

from firmware import messages
from firmware.messages.answers import RETRYABLE, Reason
from firmware.messages.codec import COMMANDS
from firmware.messages.topics import TOPICS

README = (Path(messages.__file__).parent / "README.md").read_text(encoding="utf-8")
OWN_FIELDS = {"key", "age", "is_age_exact"}


def topics_table() -> str:
    """Draw the table of topics."""
    head = "| topic | from → to | QoS | retained | body |\n|---|---|---|---|---|\n"
    return head + "".join(
        f"| `{topic.name(f'<{topic.leaf}>' if topic.leaf else None)}` | {topic.speaker} → {topic.listener} "
        f"| {topic.qos} | {'**yes**' if topic.is_retained else 'no'} | {topic.body} |\n"
        for topic in TOPICS
    )


def commands_table() -> str:
    """Draw the table of commands."""
    return "| command | fields | means |\n|---|---|---|\n" + "".join(
        f"| `{name}` | {' '.join(f'`{field}`' for field in kind.__struct_fields__ if field not in OWN_FIELDS)} "
        f"| {(kind.__doc__ or '').splitlines()[0]} |\n"
        for name, kind in COMMANDS.items()
    )


def reasons_list() -> str:
    """Draw the list of reasons."""
    return ", ".join(f"`{reason}`{' (again)' if reason in RETRYABLE else ''}" for reason in Reason) + "\n"


@pytest.mark.parametrize(
    ("name", "drawn"), [("topics", topics_table()), ("commands", commands_table()), ("reasons", reasons_list())]
)
def test_a_table_of_the_readme_is_what_the_code_says(name: str, drawn: str) -> None:
    """Topics with speaker, listener, QoS and whether retained; commands with their fields; reasons of a refusal."""
    written = re.search(rf"<!-- {name} -->\n(.*?)<!-- end -->", README, re.DOTALL)
    assert written is not None
    assert written[1] == drawn, f"README.md of firmware/messages: put this between the marks of {name}:\n{drawn}"
