"""What the broker lets each box say and hear, made of the files in `broker_config/` and the names of the boxes.

Mosquitto knows users but no roles: `roles.acl` says once what a kiosk may do, and here it becomes one section for each
kiosk. The demo, the tests and a hub in an office are made by these same functions, so that what is tested is what
runs. Text in, text out; who reads and writes the files is `firmware/node/broker_files.py`.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from firmware.messages.names import Role

EVERY_ROLE: Final = "*"
OWN_NAME: Final = "%u"
_NAMES: Final = {OWN_NAME, *(f"%{role}" for role in Role)}


def access_list(rules: str, nodes: Iterable[tuple[str, Role]]) -> str:
    """Return mosquitto's ACL file for these boxes, from the text of `roles.acl`.

    What every role may with its own name becomes patterns, in which mosquitto itself puts the name of the certificate
    for `%u`. Raises ValueError, naming the line, for rules that are not `role` or `topic` lines or leave out a role.
    """
    nodes = list(nodes)
    sections = {role: _spread(lines, nodes) for role, lines in _parse(rules).items()}
    everybody = [line for line in sections[EVERY_ROLE] if OWN_NAME not in line]
    patterns = (line.replace("topic", "pattern", 1) for line in sections[EVERY_ROLE] if OWN_NAME in line)
    head = "".join(f"{line}\n" for line in patterns)
    return "\n".join([head, *(_section(name, [*everybody, *sections[role]]) for name, role in nodes)])


def broker_settings(settings: str, changed: Mapping[str, str]) -> str:
    """Return the text of `mosquitto.conf` with the values of some keys changed; its comments are left out.

    Raises ValueError for a key that does not stand there exactly once: a change that goes nowhere would be silent.
    """
    lines = [line for line in map(str.strip, settings.splitlines()) if line and not line.startswith("#")]
    keys = [line.split()[0] for line in lines]
    for key in changed:
        if keys.count(key) != 1:
            raise ValueError(
                f"mosquitto.conf says {key!r} {keys.count(key)} times; it can be changed where it is said once"
            )
    return "".join(
        f"{key} {changed[key]}\n" if key in changed else f"{line}\n" for key, line in zip(keys, lines, strict=True)
    )


def _parse(rules: str) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    role: str | None = None
    for number, line in enumerate(map(str.strip, rules.splitlines()), start=1):
        match line.split():
            case []:
                continue
            case [first, *_] if first.startswith("#"):
                continue
            case ["role", name] if name == EVERY_ROLE or name in set(Role):
                role = name
                sections[role] = []
            case ["topic", "read" | "write", topic] if role is not None and _names(topic) <= _NAMES:
                sections[role].append(line)
            case _:
                raise ValueError(
                    f"roles.acl line {number}: {line!r} is neither 'role NAME' nor 'topic read|write TOPIC'"
                )
    missing = {EVERY_ROLE, *Role} - set(sections)
    if missing:
        raise ValueError(f"roles.acl says nothing of: {', '.join(sorted(missing))}")
    return sections


def _names(topic: str) -> set[str]:
    return {level for level in topic.split("/") if "%" in level}


def _spread(lines: Iterable[str], nodes: Iterable[tuple[str, Role]]) -> list[str]:
    """Say a line that names a role once for every box of this role."""
    spread = []
    for line in lines:
        role = next((role for role in Role if f"%{role}" in line), None)
        spread += [line] if role is None else [line.replace(f"%{role}", name) for name, had in nodes if had is role]
    return spread


def _section(node: str, lines: Iterable[str]) -> str:
    return "\n".join([f"user {node}", *(line.replace(OWN_NAME, node) for line in lines), ""])
