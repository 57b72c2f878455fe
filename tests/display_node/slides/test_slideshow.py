"""Slides as the display's loop has them: posted by a thread, shown from the first on, troubles told and taken back."""

from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pygame
import pytest

from display_node.panes import Pane
from display_node.slides.folder import Look
from display_node.slides.reader import HANGING_SECONDS, Reader
from display_node.slides.slide import Slide, Writing
from display_node.slides.slideshow import Slideshow
from firmware.messages.notices import Problem
from firmware.node.clock import SystemClock

SOON = 10.0


class HeldClock(SystemClock):
    """Stands still until the test moves it on."""

    now = 100.0

    def boot(self) -> float:
        """Return the test's time."""
        return self.now


class QuietBox:
    """What a slideshow needs of a box: an inbox, a clock, and an ear for what is wrong."""

    def __init__(self) -> None:
        self.inbox: SimpleQueue[object] = SimpleQueue()
        self.post: Callable[[object], None] = self.inbox.put
        self.clock = HeldClock()
        self.wrong: set[str] = set()

    def report(self, problem: Problem, detail: str = "", *, wrong: bool = True) -> None:
        """Note it."""
        assert problem is Problem.SLIDES_FAILED
        (self.wrong.add if wrong else self.wrong.discard)(detail)


def slideshow(box: Any, folder: str, kept: list[Any] | None = None) -> Slideshow:
    """Return the slides of a wall with one pane of them."""
    panes = (Pane(), Pane(layout="information", folder=folder))
    return Slideshow(panes, box, (kept if kept is not None else []).append)


def seen(folder: str, *stems: str, troubles: tuple[str, ...] = ()) -> Look:
    """Return what a reader tells."""
    return Look(folder, tuple(Slide(stem, "", Writing(())) for stem in stems), {}, troubles)


def test_a_reader_posts_what_it_sees(tmp_path: Path) -> None:
    """Once for each change, until it is closed."""
    box = QuietBox()
    reader = Reader(str(tmp_path), box.post, box.clock, seconds=0.01)
    reader.start()
    first = box.inbox.get(timeout=SOON)
    assert isinstance(first, Look)
    assert "holds no slides" in first.troubles[0]
    (tmp_path / "1.md").write_text("# Satu")
    told: object = first
    while not (isinstance(told, Look) and told.slides):
        told = box.inbox.get(timeout=SOON)
    reader.close()
    assert not reader.is_hanging
    assert [slide.stem for slide in told.slides] == ["1"]


def test_new_slides_begin_with_the_first() -> None:
    """Their time begins when they come; what has not changed goes on."""
    box: Any = QuietBox()
    show = slideshow(box, "/slides")
    show.take(seen("/slides", "1"))
    box.clock.now = 130.0
    show.take(seen("/slides", "1", troubles=("/slides/2.md: is broken",)))
    assert show.shown["/slides"].since == 100.0
    show.take(seen("/slides", "1", "2"))
    assert show.shown["/slides"].since == 130.0


def test_troubles_are_told_and_taken_back() -> None:
    """Each by its own line."""
    box: Any = QuietBox()
    show = slideshow(box, "/slides")
    show.take(seen("/slides", troubles=("a", "b")))
    assert box.wrong == {"a", "b"}
    show.take(seen("/slides", "1", troubles=("b",)))
    assert box.wrong == {"b"}
    show.take(seen("/slides", "1"))
    assert box.wrong == set()


def test_decoded_pictures_are_handed_on() -> None:
    """All that are needed now, and no others."""
    box: Any = QuietBox()
    kept: list[Any] = []
    surface = pygame.Surface((1, 1))
    slideshow(box, "/slides", kept).take(
        Look("/slides", (Slide("1", "", Writing(())),), {("/slides/1", 1): surface}, ())
    )
    assert kept == [{("/slides/1", 1): surface}]


def test_a_disk_that_hangs_is_told_and_stops_nothing(tmp_path: Path) -> None:
    """The wall keeps its slides, closing does not wait for ever, and an answer takes the trouble back."""
    box: Any = QuietBox()
    show = slideshow(box, str(tmp_path))
    show.heed()
    assert box.wrong == set()
    (reader,) = show._readers
    reader._seconds = 1000.0
    show.start()
    box.inbox.get(timeout=SOON)
    box.clock.now += HANGING_SECONDS + 1
    show.heed()
    assert "does not answer" in next(iter(box.wrong))
    reader._looked_at = box.clock.now
    show.heed()
    assert box.wrong == set()
    show.close()


@pytest.mark.parametrize("count", [1, 2])
def test_a_folder_is_read_once(count: int) -> None:
    """However many panes name it."""
    box: Any = QuietBox()
    panes = [Pane(layout="information", folder="/slides") for _ in range(count)]
    assert len(Slideshow(panes, box, lambda _: None)._readers) == 1
