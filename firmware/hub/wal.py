"""Whether a write-ahead log has lost commits in its middle. Pure: bytes in, an answer out.

SQLite reads its log up to the first frame that is not whole and takes the rest for the torn end of a write (the file
format, 4.2 and 4.3). After a pulled plug that is right: nobody was promised what stands there. A damaged byte further
in front makes it forget commits that were promised, without a word. So whoever opens a journal after a crash looks
whether a commit stands behind the first broken frame.
"""

import struct
from typing import Final

_HEADER: Final = 32
_FRAME: Final = 24
_SMALLEST_PAGE: Final = 512
_MAGIC: Final = (0x377F0682, 0x377F0683)


def has_lost_commits(log: bytes) -> bool:
    """Say whether a commit stands behind the first frame that cannot be read.

    After a cut in the middle of a commit that may be one that nobody was promised; it cannot be told apart.
    """
    if len(log) <= _HEADER:
        return False
    magic, _, page = struct.unpack_from(">III", log)
    if magic not in _MAGIC or page < _SMALLEST_PAGE or page & (page - 1):
        return True
    order = "<" if magic == _MAGIC[0] else ">"
    salt = log[16:24]
    check = _checksum(log[:24], order, (0, 0))
    if check != struct.unpack_from(">II", log, 24):
        return True
    is_whole = True
    for at in range(_HEADER, len(log) - _FRAME - page + 1, _FRAME + page):
        is_ours = log[at + 8 : at + 16] == salt
        is_commit = struct.unpack_from(">I", log, at + 4)[0] != 0
        if is_whole and is_ours:
            check = _checksum(log[at : at + 8], order, check)
            check = _checksum(log[at + _FRAME : at + _FRAME + page], order, check)
            is_whole = check == struct.unpack_from(">II", log, at + 16)
        else:
            is_whole = False
        if not is_whole and is_ours and is_commit:
            return True
    return False


def _checksum(data: bytes, order: str, before: tuple[int, int]) -> tuple[int, int]:
    one, two = before
    words = iter(struct.unpack(f"{order}{len(data) // 4}I", data))
    for first, second in zip(words, words, strict=True):
        one = (one + first + two) & 0xFFFFFFFF
        two = (two + second + one) & 0xFFFFFFFF
    return one, two
