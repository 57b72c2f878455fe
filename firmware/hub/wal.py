"""Whether a write-ahead log has lost commits in its middle. Pure: bytes in, an answer out.

SQLite reads its log up to the first frame that is not whole and takes the rest for the torn end of a write (the file
format, 4.2 and 4.3). After a pulled plug that is right: nobody was promised what stands there. A damaged byte further
in front makes it forget commits that were promised, without a word. So whoever opens a journal after a crash looks
whether a commit stands behind the last frame that SQLite reads.
"""

import struct
from typing import Final

_HEADER: Final = 32
_FRAME: Final = 24
_SMALLEST_PAGE: Final = 512
_MAGIC: Final = (0x377F0682, 0x377F0683)
_LAST_FRAME_AT: Final = 16


def last_frame(index: bytes) -> int:
    """Return how many frames of the log SQLite reads, by the index that it has made (the WAL-index format, 2.1)."""
    return int(struct.unpack_from("=I", index, _LAST_FRAME_AT)[0]) if len(index) > _LAST_FRAME_AT + 4 else 0


def has_lost_commits(log: bytes, read: int) -> bool:
    """Say whether a commit stands behind the first `read` frames, which are those that SQLite reads.

    After a cut in the middle of a commit that may be one that nobody was promised; it cannot be told apart.
    """
    if len(log) <= _HEADER:
        return False
    magic, _, page = struct.unpack_from(">III", log)
    if magic not in _MAGIC or page < _SMALLEST_PAGE or page & (page - 1):
        return True
    if _checksum(log[:24], "<" if magic == _MAGIC[0] else ">") != struct.unpack_from(">II", log, 24):
        return True
    salt, frame = log[16:24], _FRAME + page
    behind = range(_HEADER + read * frame, len(log) - frame + 1, frame)
    return any(log[at + 8 : at + 16] == salt and log[at + 4 : at + 8] != bytes(4) for at in behind)


def _checksum(data: bytes, order: str) -> tuple[int, int]:
    one = two = 0
    for first, second in struct.iter_unpack(f"{order}II", data):
        one = (one + first + two) & 0xFFFFFFFF
        two = (two + second + one) & 0xFFFFFFFF
    return one, two
