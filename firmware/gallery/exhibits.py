"""What a gallery is made of: rooms with exhibits, each of which knows its files and what they must tell.

Paths are relative to the gallery's folder, so that it can be copied anywhere and opened from a file.
"""

from msgspec import Struct


class Picture(Struct, frozen=True, kw_only=True):
    """A picture file and its size in pixels. `thumbnail` is a smaller file of the same picture ("": itself)."""

    path: str
    width: int
    height: int
    thumbnail: str = ""


class Sound(Struct, frozen=True, kw_only=True):
    """A sound file, how long it lasts in seconds, and the picture of its loudness over time."""

    path: str
    seconds: float
    wave: str


class Exhibit(Struct, frozen=True, kw_only=True):
    """One thing to look at or to listen to. `alike` are the titles of what looks just the same."""

    title: str
    says: str
    pictures: tuple[Picture, ...] = ()
    sound: Sound | None = None
    alike: tuple[str, ...] = ()


class Room(Struct, frozen=True, kw_only=True):
    """Exhibits of one kind. `name` is its anchor and its folder, `group` the heading it stands under."""

    name: str
    group: str
    title: str
    says: str
    exhibits: tuple[Exhibit, ...]
