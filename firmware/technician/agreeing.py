"""How a Pi comes to obey an authority: by the certificate it has of it, or because somebody has compared a fingerprint.

The first answer that a Pi gets brings the authority's certificate along, on a stick that anybody may have held. Another
authority on it would rule the office from then on, so it is shown and asked; over ssh the side that knows says it. No
"yes to everything" answers this question.
"""

from collections.abc import Sequence

import typer
from msgspec import Struct

from firmware.authority.issued import fingerprint_in, is_same_office, read_certificates
from firmware.technician.faults import NotDone

_FIRST = """\
This Pi knows no such authority yet. What it is given comes from the one with the fingerprint
  {}
Where the office's authority is, `antrian ca list` shows the same, and so did `antrian ca sign`."""


class Agreement(Struct, frozen=True):
    """What was typed of it: a fingerprint, and that this Pi moves to another office."""

    told: str | None = None
    is_new_office: bool = False

    def see(self, authority: bytes, known: Sequence[bytes | None]) -> None:
        """See that an authority is one of those that are known, or is agreed to. Raises NotDone."""
        said = fingerprint_in(authority)
        if self.told not in (None, said):
            raise NotDone(f"the authority is {said}, and --authority says {self.told}; whose stick is it?")
        if self.told is None and not any(pem is not None and _is_same(authority, pem) for pem in known):
            _ask(said)


def _is_same(authority: bytes, known: bytes) -> bool:
    return is_same_office(read_certificates(authority)[0], read_certificates(known)[0])


def _ask(said: str) -> None:
    typer.echo(_FIRST.format(said), err=True)
    try:
        is_agreed = typer.confirm("is this the office's authority?", err=True)
    except typer.Abort:
        raise NotDone(f"nobody has said that {said} is the office's authority; a script does: --authority") from None
    if not is_agreed:
        raise NotDone("nothing was installed; make the stick anew where the authority is: antrian ca sign")
