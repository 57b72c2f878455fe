"""What a box prints of a slip: the `[slip]` table of its settings.

The list of fields is closed, and their order on paper is not to choose: it is designed. The number cannot be left out,
nor can the mark of a reprint or of an offline number, which is no field at all.
"""

from typing import Annotated, Final

from msgspec import Meta, Struct

URL_LENGTH: Final = 100
FIELDS: Final = (
    *("office", "logo", "service", "number", "class", "issued-at", "ahead", "estimate", "bring", "missed", "qr"),
)
"""What the settings may name."""


class Form(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `[slip]` table: what this box prints of a slip. The order on paper is not to choose.

    Without a `qr_url` the code is the ticket's identity alone, with it the address of the ticket's page.
    """

    fields: tuple[str, ...] = FIELDS
    languages: Annotated[int, Meta(ge=1, le=2)] = 2
    logo: str | None = None
    qr_url: str = ""

    def __post_init__(self) -> None:
        if strange := [field for field in self.fields if field not in FIELDS]:
            raise ValueError(f"fields: a slip has no {strange[0]!r}; it has {', '.join(FIELDS)}")
        if "number" not in self.fields:
            raise ValueError('fields without "number": a slip without its number calls nobody')
        if self.logo is not None and not self.logo.startswith("/"):
            raise ValueError(f"logo {self.logo!r} is not a whole path, such as /etc/antrian/logo.png")
        is_address = self.qr_url.startswith(("https://", "http://")) and self.qr_url.isascii()
        if self.qr_url and not (is_address and len(self.qr_url) <= URL_LENGTH and self.qr_url.split() == [self.qr_url]):
            raise ValueError(f"qr_url {self.qr_url!r} is not an address of at most {URL_LENGTH} ASCII characters")


WHOLE: Final = Form()
"""Everything that a slip can bear, in two languages."""
