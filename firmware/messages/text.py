"""What a line of text may hold wherever people read it or a device obeys it: a slip, a wall, a terminal, a log, a cell.

Clean is what a person can see, and spaces. Whatever moves a cursor, cuts paper, turns letters around or hides between
them (Unicode's categories Cc, Cf, Cs, Co, Zl, Zp) is not: settings that hold it are refused, because a person can mend
them, and what a device, a scanner or another box brings is cleaned, because nobody stands there to ask.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Final

from msgspec import Meta, Struct
from msgspec.structs import force_setattr

_UNSEEN: Final = (
    r"\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\ud800-\uf8ff\ufeff\ufff0-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    r"\U0001d173-\U0001d17a\U000e0000-\U000e007f\U000f0000-\U0010ffff"
)
_APART: Final = re.compile(r"[\t-\r\x1c-\x1f\x85\u2028\u2029]")
_NO_LETTER: Final = re.compile(r"[\ud800-\udfff]")
_UNCLEAN: Final = re.compile(f"[{_UNSEEN}]")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
_BEFORE: Final = 20

CLEAN: Final = rf"^[^{_UNSEEN}]*\Z"
"""What matches one line of clean text."""
Clean = Annotated[str, Meta(pattern=CLEAN)]

LONGEST_NAME: Final = 100
"""How many letters a file's name is made of at most; every file system takes 255 bytes with its ending."""


def is_clean(text: str) -> bool:
    """Say whether the text is one line of what a person can see."""
    return _UNCLEAN.search(text) is None


def visible(text: str) -> str:
    """Return a piece of a line without what nobody can see; what would begin a new line or column becomes a space.

    A byte of a file's name that is no UTF-8 is a lone surrogate in Python (PEP 383), and a question mark here.
    """
    return text if is_clean(text) else _UNCLEAN.sub("", _NO_LETTER.sub("?", _APART.sub(" ", text)))


def cleaned(text: str) -> str:
    """Return the text as one clean line, one space between words and none around them."""
    return " ".join(visible(text).split())


def complaint(text: str) -> str:
    """Return what in a text is not clean, where, and what to do about it; "" where it is clean."""
    found = _UNCLEAN.search(text)
    if found is None:
        return ""
    before = text[: found.start()][-_BEFORE:]
    where = f"after {before!r}" if before else "at its beginning"
    return f"{_named(found[0])} {where} is nothing that can be read; delete it, or type the text anew"


def _named(letter: str) -> str:
    return f"U+{ord(letter):04X} ({unicodedata.name(letter, 'a control character').lower()})"


def strings_in(value: object, place: str = "") -> Iterator[tuple[str, str]]:
    """Give every text inside tables and lists, also the keys, each with its place: `service[0].name.id`."""
    match value:
        case str():
            yield place, value
        case Mapping():
            for key, inner in value.items():
                yield place, str(key)
                yield from strings_in(inner, f"{place}.{key}" if place else str(key))
        case Sequence():
            for n, inner in enumerate(value):
                yield from strings_in(inner, f"{place}[{n}]")


def clean_fields(message: Struct, *names: str) -> None:
    """Clean these texts of a message; for its `__post_init__`, so that both who says and who hears it has it clean."""
    for name in names:
        text = getattr(message, name)
        if not is_clean(text):
            force_setattr(message, name, cleaned(text))


def cell(text: str) -> str:
    """Return a cell of a CSV file that no spreadsheet takes for a formula; numbers stay numbers.

    An apostrophe before = + - @ makes it text (OWASP, "CSV Injection"). Separators and quotes are the writer's work.
    """
    line = cleaned(text)
    is_formula = line[:1] in tuple("=+-@\uff1d\uff0b\uff0d\uff20") and _NUMBER.fullmatch(line) is None
    return f"'{line}" if is_formula else line


def safe_name(text: str) -> str:
    """Return a part of a file's name: small letters, digits and single hyphens, a letter or digit first and last.

    It leads to no other folder, is no option, and of two long or foreign texts each has its own.
    """
    name = "-".join(re.findall(r"[a-z0-9]+", text.lower()))
    if name and len(name) <= LONGEST_NAME:
        return name
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    return f"{name[: LONGEST_NAME - 9].rstrip('-')}-{digest}".lstrip("-")
