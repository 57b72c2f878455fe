"""Slides and a kiosk's numbers on a display that runs: read from a disk, drawn, faded, and the wall sleeps between."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pygame
import pytest
from msgspec.structs import replace

from display_node.panes import Pane
from display_node.slides.folder import Folder
from display_node.wall.shapes import Layer, Picture
from firmware.demo.broker import Broker
from firmware.messages import topics
from firmware.messages.notices import Board, KioskState, Office, Paper, Problem, Unprinted
from tests.display_node.test_display import AT, Hall

RED = (200, 30, 30)


@pytest.fixture
def start(broker: Broker, tmp_path: Path) -> Iterator[Callable[..., Hall]]:
    """Start a display with these panes."""
    halls: list[Hall] = []

    def start(*panes: Pane) -> Hall:
        halls.append(Hall(broker.box_settings("display-1", tmp_path / "display-1"), tmp_path / "door", pane=panes))
        return halls[-1]

    yield start
    for hall in halls:
        hall.close()


@pytest.fixture
def slides(tmp_path: Path) -> Path:
    """A folder with a text and a picture."""
    folder = tmp_path / "slides"
    folder.mkdir()
    (folder / "1.md").write_text("# Jam layanan")
    surface = pygame.Surface((800, 800))
    surface.fill(RED)
    pygame.image.save(surface, folder / "2.png")
    return folder


def tell(hall: Hall, folder: Folder) -> None:
    """Let the display hear what a look at the folder sees, as its reader posts it."""
    look = folder.look()
    assert look is not None
    hall.box.post(look)
    hall.pass_seconds(0.0)


def test_slides_are_drawn_and_follow_each_other(start: Callable[..., Hall], slides: Path) -> None:
    """A page stands still for its seconds, the next one fades in, and a picture comes from what the reader decoded."""
    hall = start(Pane(layout="information", folder=str(slides), seconds=20.0))
    tell(hall, Folder(slides))
    (slides / "2.png").unlink()  # nobody reads it again
    assert hall.has("Jam layanan")
    hall.pass_seconds(5.0)  # the hub has been silent long enough for the mark that says so
    times = hall.screen.times
    for _ in range(14):
        hall.pass_seconds(1.0)
    assert hall.screen.times == times
    hall.pass_seconds(1.1)
    assert isinstance(hall.screen.shapes[-1], Layer)
    hall.pass_seconds(0.4)
    assert isinstance(hall.screen.shapes[-1], Picture)
    glass = pygame.display.get_surface()
    assert glass is not None
    assert tuple(glass.get_at((320, 180)))[:3] == pytest.approx(RED, abs=3)  # scaling rounds


def test_a_broken_slide_is_told_and_taken_back(start: Callable[..., Hall], slides: Path) -> None:
    """The others are shown meanwhile."""
    (slides / "3.md").write_bytes(b"\xff\xfe")
    hall, folder = start(Pane(layout="information", folder=str(slides))), Folder(slides)
    tell(hall, folder)
    assert hall.problems() == [Problem.SLIDES_FAILED]
    assert hall.has("Jam layanan")
    (slides / "3.md").unlink()
    tell(hall, folder)
    assert hall.problems() == []


def test_a_kiosk_without_paper_shows_the_number_and_then_its_buttons(
    start: Callable[..., Hall], board: Callable[..., Board], office: Callable[..., Office]
) -> None:
    """Twenty seconds after the board told it, without another word from the hub."""
    hall = start(Pane(layout="kiosk", kiosk="kiosk-1"))
    hall.hear(topics.OFFICE.name(), office())
    unprinted = (Unprinted(number="A017", at=AT, is_failed=True),)
    kiosk = KioskState(name="kiosk-1", paper=Paper.OUT, unprinted=unprinted)
    hall.hear(topics.BOARD.name(), replace(board(), kiosks=(kiosk,)))
    assert "A 017" in hall.screen.words
    hall.pass_seconds(19.0)
    assert "A 017" in hall.screen.words
    hall.pass_seconds(1.5)
    assert "A 017" not in hall.screen.words
    assert hall.has("Tekan tombol layanan")
