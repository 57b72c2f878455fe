"""Date and time as people read them, and the colours and the pulse of the wall."""

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from display_node.wall.dates import clock_text, date_text, zone_text
from display_node.wall.palette import PLAIN, contrast, mix
from display_node.wall.pulse import FRAME_SECONDS, PULSE_SECONDS, glow, is_moving

WIB = ZoneInfo("Asia/Jakarta")


def test_monday_is_senin() -> None:
    """Date and time stand in Indonesian whatever the machine's locale is."""
    now = datetime(2026, 11, 23, 9, 41, tzinfo=WIB)
    assert (date_text(now), clock_text(now), zone_text(now)) == ("Senin, 23 November 2026", "09.41", "WIB")
    assert (date_text(now, "en"), clock_text(now, "en")) == ("Monday, 23 November 2026", "09:41")


def test_a_week_and_a_year_have_indonesian_names() -> None:
    """Seven days and twelve months, each once."""
    days = [date_text(datetime(2026, 11, 23, tzinfo=WIB) + timedelta(days=n)).split(",")[0] for n in range(7)]
    assert days == ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"]
    months = [date_text(datetime(2026, month, 1, tzinfo=WIB)).split()[2] for month in range(1, 13)]
    assert months == [
        "Januari", "Februari", "Maret", "April", "Mei", "Juni",
        "Juli", "Agustus", "September", "Oktober", "November", "Desember",
    ]  # fmt: skip


def test_a_zone_without_an_indonesian_name_is_not_named() -> None:
    """WIB, WITA and WIT are words; +07 is not."""
    assert zone_text(datetime(2026, 11, 23, tzinfo=ZoneInfo("Asia/Makassar"))) == "WITA"
    assert zone_text(datetime(2026, 11, 23, tzinfo=ZoneInfo("Asia/Jayapura"))) == "WIT"
    assert zone_text(datetime(2026, 11, 23, tzinfo=ZoneInfo("Asia/Bangkok"))) == ""


def test_contrast_is_that_of_wcag() -> None:
    """Black on white is 21, and the figures of the colours as drawn are met."""
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast(PLAIN.ground, PLAIN.accent) == pytest.approx(11.2, abs=0.1)
    assert contrast(PLAIN.ink, PLAIN.ground) == pytest.approx(17.2, abs=0.1)
    assert contrast(PLAIN.panel, PLAIN.panel) == 1


def test_a_mix_begins_and_ends_with_its_colours() -> None:
    """Half way lies between."""
    assert mix(PLAIN.accent, PLAIN.glow, 0) == PLAIN.accent
    assert mix(PLAIN.accent, PLAIN.glow, 1) == PLAIN.glow
    assert mix((0, 0, 0), (10, 20, 30), 0.5) == (5, 10, 15)


def test_a_pulse_flashes_and_breathes_twice() -> None:
    """Full glow first, dark within 200 ms, two more peaks, then rest; nothing moves without a call."""
    assert (glow(0.0), glow(0.2), glow(PULSE_SECONDS), glow(None)) == (1.0, 0.0, 0.0, 0.0)
    levels = [glow(n / 100) for n in range(round(PULSE_SECONDS * 100) + 50)]
    peaks = [n for n in range(21, len(levels) - 1) if levels[n - 1] < levels[n] >= levels[n + 1] and levels[n] == 1]
    assert len(peaks) == 2
    assert is_moving(PULSE_SECONDS - 0.01)
    assert not is_moving(PULSE_SECONDS)
    assert not is_moving(None)


def test_nothing_flashes_at_three_hertz() -> None:
    """Peaks are a third of a second apart or more (WCAG 2.3.1), and frames come at 25 to 30 a second."""
    levels = [glow(n / 100) for n in range(round(PULSE_SECONDS * 100))]
    peaks = [n / 100 for n, level in enumerate(levels) if level == 1 and (n == 0 or levels[n - 1] < 1)]
    assert len(peaks) == 3
    assert min(later - earlier for earlier, later in pairwise(peaks)) > 1 / 3
    assert 25 <= 1 / FRAME_SECONDS <= 30
