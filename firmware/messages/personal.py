"""What may be a number that names a person, typed or scanned where the code of an appointment belongs.

Law 27/2022 protects it, so no code of an appointment looks like one, and what does is neither sent nor kept nor logged.
A NIK has 16 digits, a mobile phone 9 to 13 that begin with 08 (or 628 in their place), an Indonesian passport a letter
and 7 digits. An office whose own codes look so sets a hyphen into them: B-1234567. The passports of other countries
look like any code; who exports the appointments must not write them.
"""

import re
from typing import Final

_NIK: Final = r"-*(?:[0-9]-*){16}"
_PHONE: Final = r"-*(?:6-*2|0)-*8(?:-*[0-9]){7,11}-*"
_PASSPORT: Final = r"[A-Za-z][0-9]{7}"

IMPERSONAL: Final = rf"^(?!(?:{_NIK}|{_PHONE}|{_PASSPORT})\Z)"
"""How the pattern of a text begins that must name nobody."""

_KINDS: Final = {"a NIK": _NIK, "a phone number": _PHONE, "the number of a passport": _PASSPORT}


def may_name(text: str) -> str:
    """Return what number of a person this may be, however it is set apart ("a NIK"); "" where it is none."""
    bare = re.sub(r"[\s.,/_+()]", "", text)
    return next((kind for kind, pattern in _KINDS.items() if re.fullmatch(pattern, bare)), "")
