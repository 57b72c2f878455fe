"""The gallery's page: rooms to HTML, in one file that needs no other but the pictures and sounds it shows."""

from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import Final

from firmware.gallery.exhibits import Exhibit, Picture, Room, Sound
from firmware.gallery.style import STYLE

_KINDS: Final = {"Slips": "slips", "Voice": "voice", "Lamps": "lamps", "Small display": "small"}
_TITLE: Final = "Kantor Imigrasi Lampung Tengah"
_SAYS: Final = (
    "All that visitors and officers see, hear and hold, made by the code that runs in an office. The office is "
    "invented and stands still: Monday 23 November 2026, 09.41 WIB."
)


def page(rooms: tuple[Room, ...]) -> str:
    """Return the whole page."""
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f"<title>Gallery · {_TITLE}</title>\n<style>{STYLE}</style>\n"
        f"<nav>{_contents(rooms)}</nav>\n<main>\n"
        f"<header><h1>{_TITLE}</h1><p>{_SAYS}</p></header>\n"
        f"{''.join(_room(room) for room in rooms)}"
        "<footer>Made by <code>make gallery</code>.</footer>\n</main>\n</html>\n"
    )


def _contents(rooms: tuple[Room, ...]) -> str:
    return "".join(
        f"<b>{escape(group)}</b>"
        + "".join(
            f'<a href="#{room.name}">{escape(room.title)}<span>{len(room.exhibits)}</span></a>' for room in members
        )
        for group, members in groupby(rooms, key=lambda room: room.group)
    )


def _room(room: Room) -> str:
    exhibits = "".join(_exhibit(exhibit) for exhibit in room.exhibits)
    return (
        f'<section id="{room.name}"><h2>{escape(room.title)}</h2><p>{escape(room.says)}</p>\n'
        f'<div class="room {_KINDS.get(room.group, "walls")}">\n{exhibits}</div></section>\n'
    )


def _exhibit(exhibit: Exhibit) -> str:
    return (
        f"<figure>{_shots(exhibit)}{_sound(exhibit.sound) if exhibit.sound else ''}"
        f"<figcaption><b>{escape(exhibit.title)}</b>{escape(exhibit.says)}"
        f"{_alike(exhibit.alike)}{_links(exhibit.pictures)}</figcaption>"
        "</figure>\n"
    )


def _alike(titles: tuple[str, ...]) -> str:
    return f"<em>Looks the same: {escape(', '.join(titles).lower())}.</em>" if titles else ""


def _shots(exhibit: Exhibit) -> str:
    """The pictures with a thumbnail, all as high as each other; the only picture is its own thumbnail."""
    shots = [each for each in exhibit.pictures if each.thumbnail] or list(exhibit.pictures[:1])
    return f'<div class="shots">{"".join(_shot(each, exhibit.title) for each in shots)}</div>' if shots else ""


def _shot(picture: Picture, title: str) -> str:
    return (
        f'<a href="{picture.path}" style="--ratio:{picture.width / picture.height:.4f};--wide:{picture.width}">'
        f'<img loading="lazy" src="{picture.thumbnail or picture.path}" width="{picture.width}" '
        f'height="{picture.height}" alt="{escape(title)}, {picture.width} by {picture.height} pixels"></a>'
    )


def _links(pictures: tuple[Picture, ...]) -> str:
    """Every size by its name, where there is more than one."""
    if len(pictures) < 2:  # noqa: PLR2004 - one needs no choice
        return ""
    return f"<i>{''.join(_link(each) for each in pictures)}</i>"


def _link(picture: Picture) -> str:
    return f'<a href="{picture.path}">{picture.width} × {picture.height}</a>'  # noqa: RUF001 - a size has a cross


def _sound(sound: Sound) -> str:
    return f'{sound.wave}<audio controls preload="none" src="{sound.path}"></audio>'


def links(text: str) -> Iterator[str]:
    """Return every file that a page names."""
    for mark in ('src="', 'href="'):
        for rest in text.split(mark)[1:]:
            name = rest.split('"', 1)[0]
            if not name.startswith("#"):
                yield name
