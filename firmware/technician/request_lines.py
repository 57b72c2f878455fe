"""How a request looks on the two screens that are compared by eye: alike to the letter."""

from collections.abc import Sequence

from firmware.messages.text import visible


def request_lines(name: str, role: str, fingerprint: str, hosts: Sequence[str]) -> str:
    """Return a line with name, role and the key's fingerprint, and for a broker one with where it is found."""
    line = visible(f"  {name:<12} {role:<11} {fingerprint}")
    return f"{line}\n" + visible(f"  {'':<12} is found at {', '.join(hosts)}") if hosts else line
