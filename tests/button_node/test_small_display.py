"""The thread of the small display: it shows the latest page, and the buttons never wait for it."""

import threading
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue

import pytest
from PIL import Image

from button_node import small_picture
from button_node.small_display import HANGING_SECONDS, SmallDisplay
from button_node.small_page import SmallDisplayGone, SmallDisplayThere, SmallPage

Start = Callable[..., SmallDisplay]


def page(number: str) -> SmallPage:
    """Return a page."""
    return SmallPage(number=number, service="A", waiting="3 menunggu", foot=(), is_urgent=False)


class PlayedGlass:
    """A display that remembers; `is_there` says whether it can be reached, `may_write` lets a slow bus go on."""

    def __init__(self) -> None:
        self.is_there = True
        self.may_write = threading.Event()
        self.may_write.set()
        self.writing = threading.Event()
        self.writes: SimpleQueue[bytes | None] = SimpleQueue()
        self.now = 0.0
        self.surprise: Exception | None = None
        self.is_closed = False

    def open(self) -> "PlayedGlass":
        """Be opened."""
        self._reach()
        return self

    def light(self, picture: Image.Image) -> None:
        """Show."""
        self.writing.set()
        assert self.may_write.wait(10)
        self._reach()
        self.writes.put(picture.tobytes())

    def darken(self) -> None:
        """Show nothing."""
        self._reach()
        self.writes.put(None)

    def close(self) -> None:
        """Be let go."""
        self.is_closed = True

    def shows(self) -> bytes | None:
        """Return what is written next."""
        return self.writes.get(timeout=5)

    def _reach(self) -> None:
        if self.surprise is not None:
            raise self.surprise
        if not self.is_there:
            raise OSError("is it plugged in?")


@pytest.fixture
def glass() -> PlayedGlass:
    """A display that is there."""
    return PlayedGlass()


@pytest.fixture
def heard() -> "SimpleQueue[object]":
    """What the box hears."""
    return SimpleQueue()


@pytest.fixture
def start(glass: PlayedGlass, heard: "SimpleQueue[object]") -> Iterator[Start]:
    """Start the thread, once."""
    made: list[SmallDisplay] = []

    def begin(**seconds: float) -> SmallDisplay:
        made.append(SmallDisplay(glass.open, heard.put, lambda: glass.now, **seconds))
        made[-1].start()
        return made[-1]

    yield begin
    glass.may_write.set()
    made[-1].close()


def drawn(number: str) -> bytes:
    """Return the dots of a page."""
    return small_picture.draw(page(number)).tobytes()


def test_it_is_dark_until_there_is_a_page(glass: PlayedGlass, heard: "SimpleQueue[object]", start: Start) -> None:
    """And dark again when the counter closes."""
    small = start()
    assert glass.shows() is None
    assert heard.get(timeout=5) == SmallDisplayThere()
    small.show(page("A 017"))
    assert glass.shows() == drawn("A 017")
    small.show(None)
    assert glass.shows() is None


def test_the_same_page_is_not_written_again(glass: PlayedGlass, start: Start) -> None:
    """The loop shows it twenty times a second while a lamp breathes."""
    small = start()
    assert glass.shows() is None
    small.show(page("A 017"))
    assert glass.shows() == drawn("A 017")
    small.show(page("A 017"))
    with pytest.raises(Empty):
        glass.writes.get(timeout=0.05)
    small.show(page("A 018"))
    assert glass.shows() == drawn("A 018")


def test_a_slow_bus_holds_nobody_up_and_the_latest_page_wins(glass: PlayedGlass, start: Start) -> None:
    """While one page is on the wire three more come; only the last of them is written."""
    small = start()
    assert glass.shows() is None
    glass.may_write.clear()
    for number in ("A 001", "A 002", "A 003", "A 004"):
        small.show(page(number))
    glass.may_write.set()
    shown = [glass.shows()]
    if shown[0] != drawn("A 004"):
        shown.append(glass.shows())
    assert shown[-1] == drawn("A 004")
    assert glass.writes.empty()


def test_a_missing_display_is_told_and_found_again(
    glass: PlayedGlass, heard: "SimpleQueue[object]", start: Start
) -> None:
    """What it should show by then is there as soon as it is plugged in."""
    glass.is_there = False
    small = start(reopen_seconds=0.01)
    small.show(page("A 017"))
    assert heard.get(timeout=5) == SmallDisplayGone("is it plugged in?")
    glass.is_there = True
    assert glass.shows() == drawn("A 017")


def test_a_display_that_is_pulled_out_is_missed_without_news(
    glass: PlayedGlass, heard: "SimpleQueue[object]", start: Start
) -> None:
    """The page is written again every few seconds, so that nobody has to press a button first."""
    start(refresh_seconds=0.01, reopen_seconds=0.01)
    assert heard.get(timeout=5) == SmallDisplayThere()
    glass.is_there = False
    assert heard.get(timeout=5) == SmallDisplayGone("is it plugged in?")
    assert glass.is_closed


def test_it_is_dark_when_the_box_ends(glass: PlayedGlass, start: Start) -> None:
    """Nobody is here any more, as far as anybody knows."""
    small = start()
    small.show(page("A 017"))
    while glass.shows() != drawn("A 017"):
        pass
    small.close()
    assert glass.shows() is None
    assert glass.is_closed


def test_whatever_goes_wrong_is_told_and_tried_again(
    glass: PlayedGlass, heard: "SimpleQueue[object]", start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    """A mistake in a driver, too: a dark display beside a health that says nothing would be believed."""
    glass.surprise = AttributeError("no such command")
    small = start(reopen_seconds=0.01)
    small.show(page("A 017"))
    gone = SmallDisplayGone("AttributeError: no such command; the log has more")
    assert [heard.get(timeout=5), heard.get(timeout=5)] == [gone, gone]
    glass.surprise = None
    assert glass.shows() == drawn("A 017")
    while heard.get(timeout=5) == gone:
        pass
    assert len(caplog.records) == 1, "the same is logged once"


def test_a_bus_that_hangs_is_told_by_who_wants_a_page_shown(
    glass: PlayedGlass, heard: "SimpleQueue[object]", start: Start
) -> None:
    """Once; and that it goes on again."""
    small = start()
    assert (glass.shows(), heard.get(timeout=5)) == (None, SmallDisplayThere())
    glass.may_write.clear()
    small.show(page("A 017"))
    assert glass.writing.wait(5)
    glass.now += HANGING_SECONDS
    small.show(page("A 017"))
    assert heard.empty()
    glass.now += 0.1
    small.show(page("A 018"))
    small.show(page("A 018"))
    told = heard.get(timeout=5)
    assert isinstance(told, SmallDisplayGone)
    assert "does not answer" in told.detail
    glass.may_write.set()
    assert heard.get(timeout=5) == SmallDisplayThere()
    assert heard.empty()
