"""The voice as a whole: announcements in, WAV files and reports out, with the real synthesizer."""

import re
from array import array
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from display_node.voice import phrases, sound
from display_node.voice.chime import help_chime, opening_chime
from display_node.voice.inbox import Wake
from display_node.voice.phrase import needed
from display_node.voice.renderer import read_wav
from display_node.voice.settings import QuietHours, Speaker
from display_node.voice.troubles import VoiceReport
from display_node.voice.voice import Spoken
from firmware.messages.notices import Announcement, AnnouncementKind, Office
from firmware.messages.requests import Sentence
from tests.display_node.voice.heard import Heard

Say = Callable[..., Announcement]
RECALL = AnnouncementKind.RECALL


def test_a_call_is_written_as_one_file(
    start: Callable[..., Heard], spoken_office: Office, announcement: Say, tmp_path: Path
) -> None:
    """One call, two languages, one WAV of a likely length, and a `Spoken` with its id and boot time."""
    heard = start()
    heard.voice.prepare(spoken_office)
    before = heard.voice._clock.boot()
    heard.voice.announce(announcement(7, "A017", 3), 0.2)
    spoken = heard.next()
    assert spoken.ids == ("0123456789abcdef-7",)
    assert before < spoken.at <= heard.voice._clock.boot()
    assert 10 < sound.seconds(read_wav(tmp_path / "calls" / "call-001.wav")) < 20


def test_the_log_says_what_was_spoken(
    start: Callable[..., Heard], spoken_office: Office, announcement: Say, caplog: pytest.LogCaptureFixture
) -> None:
    """One line for each announcement that a sentence stood for; the demo measures by it."""
    caplog.set_level("INFO")
    heard = start()
    heard.voice.announce(announcement(1, "A017", 3), 0.0)
    heard.voice.announce(announcement(2, "A017", 3, RECALL), 0.0)
    heard.voice.prepare(spoken_office)
    heard.spoken()
    lines = [line for line in caplog.messages if line.startswith("spoken ")]
    pattern = r"spoken id=0123456789abcdef-[12] number=A017 counter=3 kind=CALL at=\d+\.\d{6}"
    assert len(lines) == 2
    assert all(re.fullmatch(pattern, line) for line in lines)


def test_calls_before_the_office_is_known_wait_for_it(
    start: Callable[..., Heard], spoken_office: Office, announcement: Say
) -> None:
    """Which languages to speak is the office's to say; nothing is lost until it has."""
    heard = start()
    for position, number in ((1, "A001"), (2, "F001")):
        heard.voice.announce(announcement(position, number, position), 0.0)
    heard.voice.prepare(spoken_office)
    assert [heard.spoken(), heard.spoken()] == ["A001 1 CALL", "F001 2 CALL"]


def test_a_ticket_that_is_no_longer_called_is_not_said(
    start: Callable[..., Heard], spoken_office: Office, announcement: Say
) -> None:
    """The board drops what waits, and the calls around it are said."""
    heard = start()
    for position, number in ((1, "A001"), (2, "F001"), (3, "H001")):
        heard.voice.announce(announcement(position, number, position), 0.0)
    heard.voice.standing(frozenset({"2026-11-23-A001", "2026-11-23-H001"}), 4)
    heard.voice.prepare(spoken_office)
    assert [heard.spoken(), heard.spoken()] == ["A001 1 CALL", "H001 3 CALL"]


def test_a_restart_does_not_repeat_what_was_said(
    start: Callable[..., Heard], spoken_office: Office, announcement: Say
) -> None:
    """The hub announces standing calls again to a box that comes back; it has said them already."""
    first = start()
    first.voice.prepare(spoken_office)
    first.voice.announce(announcement(1, "A001", 1), 0.0)
    first.spoken()
    first.voice.close()
    second = start()
    second.voice.prepare(spoken_office)
    second.voice.announce(announcement(1, "A001", 1), 1.0)
    second.voice.announce(announcement(2, "F001", 2), 0.0)
    assert second.spoken() == "F001 2 CALL"


def test_a_test_is_said_after_the_calls_that_wait(
    start: Callable[..., Heard], spoken_office: Office, announcement: Say
) -> None:
    """A technician's test never goes before a visitor."""
    heard = start()
    heard.voice.test("K999", 9)
    heard.voice.announce(announcement(1, "A001", 1), 0.0)
    heard.voice.prepare(spoken_office)
    assert [heard.spoken(), heard.spoken()] == ["A001 1 CALL", "K999 9 CALL"]


def test_manual_mode_is_said_after_the_calls_that_wait(
    start: Callable[..., Heard],
    spoken_office: Office,
    announcement: Say,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """In both languages and once, however often it was asked for; a test comes after it."""
    caplog.set_level("INFO")
    heard = start()
    heard.voice.test("K999", 9)
    heard.voice.say_manual()
    heard.voice.say_manual()
    heard.voice.announce(announcement(1, "A001", 1), 0.0)
    heard.voice.prepare(spoken_office)
    assert [heard.spoken(), heard.spoken()] == ["A001 1 CALL", "K999 9 CALL"]
    lines = [line.split(" at=")[0] for line in caplog.messages if line.startswith("spoken ")]
    assert lines == [
        "spoken id=0123456789abcdef-1 number=A001 counter=1 kind=CALL",
        "spoken manual",
        "spoken id=test number=K999 counter=9 kind=CALL",
    ]
    assert 8 < sound.seconds(read_wav(tmp_path / "calls" / "manual-002.wav")) < 16


def test_manual_mode_is_not_said_when_the_hub_is_back_before_its_turn(
    start: Callable[..., Heard], spoken_office: Office, tmp_path: Path
) -> None:
    """What is not true any more stays unsaid."""
    heard = start()
    heard.voice.say_manual()
    heard.voice.drop_manual()
    heard.voice.test("K999", 9)
    heard.voice.prepare(spoken_office)
    assert heard.spoken() == "K999 9 CALL"
    assert [path.name for path in (tmp_path / "calls").iterdir()] == ["call-001.wav"]


def test_a_language_that_cannot_be_said_is_left_out_and_reported(
    start: Callable[..., Heard], spoken_office: Office, announcement: Say, tmp_path: Path
) -> None:
    """With an unknown English voice the Indonesian sentence is still said; health names the voice once."""
    heard = start(speakers={"en": Speaker(voice="xx")})
    heard.voice.announce(announcement(1, "A001", 1), 0.0)
    heard.voice.prepare(spoken_office)
    posted = [heard.next(), heard.next()]
    (report,) = (each for each in posted if isinstance(each, VoiceReport))
    assert report.is_wrong
    assert "'xx'" in report.detail
    assert any(isinstance(each, Spoken) for each in posted)
    assert 5 < sound.seconds(read_wav(tmp_path / "calls" / "call-001.wav")) < 10


def test_a_voice_without_its_synthesizer_is_two_troubles(
    start: Callable[..., Heard], spoken_office: Office, tmp_path: Path
) -> None:
    """One for each language: each is told by its first clip, and counts the others once all have been tried."""
    (tmp_path / "clips").unlink()
    heard = start(speakers={"id": Speaker(voice="xx"), "en": Speaker(voice="xx")})
    heard.voice.prepare(spoken_office)
    wrong: set[str] = set()
    while sum(" more clips: " in detail for detail in wrong) < 2:
        report = heard.next()
        wrong = wrong | {report.detail} if report.is_wrong else wrong - {report.detail}
        assert len(wrong) <= 2
    more = {each: len(needed(spoken_office, found)) - 1 for each in ("en", "id") if (found := phrases.load(each))}
    assert [detail.split(": voice")[0] for detail in sorted(wrong)] == [
        f"en: 'zero' and {more['en']} more clips",
        f"id: 'nol' and {more['id']} more clips",
    ]


def test_an_office_without_languages_is_spoken_in_indonesian(
    start: Callable[..., Heard], spoken_office: Office, announcement: Say, tmp_path: Path
) -> None:
    """Rather than a chime with no words."""
    heard = start()
    heard.voice.announce(announcement(1, "A001", 1), 0.0)
    heard.voice.prepare(msgspec.structs.replace(spoken_office, languages=()))
    assert heard.spoken() == "A001 1 CALL"
    assert 5 < sound.seconds(read_wav(tmp_path / "calls" / "call-001.wav")) < 10


def test_a_language_without_phrases_is_reported(
    start: Callable[..., Heard], spoken_office: Office, announcement: Say
) -> None:
    """The report names the file that is missing; the other languages are said."""
    heard = start()
    heard.voice.prepare(msgspec.structs.replace(spoken_office, languages=("id", "jv")))
    assert heard.next() == VoiceReport(detail="phrases/jv.toml is missing", is_wrong=True)
    heard.voice.announce(announcement(1, "A001", 1), 0.0)
    assert heard.spoken() == "A001 1 CALL"


def test_a_broken_loudspeaker_is_reported_and_well_again(
    start: Callable[..., Heard], spoken_office: Office, announcement: Say, tmp_path: Path
) -> None:
    """What cannot be said is not said later; once the loudspeaker works, the same detail is taken back."""
    blocked = tmp_path / "blocked"
    blocked.touch()
    heard = start(folder=str(blocked))
    heard.voice.prepare(spoken_office)
    wrong = heard.next()
    assert wrong.is_wrong
    assert "blocked" in wrong.detail
    blocked.unlink()
    heard.voice.announce(announcement(2, "F001", 2), 0.0)
    assert heard.next() == VoiceReport(detail=wrong.detail, is_wrong=False)
    assert heard.spoken() == "F001 2 CALL"


def test_quiet_hours_are_silent_at_volume_nothing(
    start: Callable[..., Heard], spoken_office: Office, announcement: Say, tmp_path: Path
) -> None:
    """At volume 0 nothing is played, and nothing is claimed to be spoken."""
    heard = start(quiet_hours=(QuietHours(start="11:30", end="12:30", volume=0.0),))
    heard.voice.prepare(spoken_office)
    heard.voice.announce(announcement(1, "A001", 1), 0.0)
    heard.voice.close()
    assert heard.posted.empty()
    assert not list((tmp_path / "calls").glob("*.wav"))


def test_no_hour_is_quiet_while_nobody_is_sure_of_the_time(
    start: Callable[..., Heard], spoken_office: Office, announcement: Say
) -> None:
    """A clock that the wall would not show silences no call, nor does a box that knows no time zones."""
    always = (QuietHours(start="00:00", end="12:00", volume=0.0), QuietHours(start="12:00", end="00:00", volume=0.0))
    heard = start(now=None, quiet_hours=always)
    heard.voice.prepare(replace(spoken_office, timezone="Asia/Nowhere"))
    heard.voice.announce(announcement(1, "A001", 1), 0.0)
    assert heard.spoken() == "A001 1 CALL"


def test_a_voice_that_is_switched_off_costs_nothing(
    start: Callable[..., Heard], spoken_office: Office, announcement: Say, tmp_path: Path
) -> None:
    """With `is_enabled = false` nothing is rendered, said or kept."""
    heard = start(is_enabled=False)
    heard.voice.prepare(spoken_office)
    heard.voice.announce(announcement(1, "A001", 1), 0.0)
    heard.voice.close()
    assert heard.posted.empty()
    assert not (tmp_path / "calls").exists()
    assert heard.voice._inbox.qsize() == 1


def test_closing_ends_at_once_even_while_clips_are_made(
    start: Callable[..., Heard], spoken_office: Office, announcement: Say, tmp_path: Path
) -> None:
    """A box that is asked to stop does not wait for its clips."""
    (tmp_path / "clips").unlink()
    heard = start()
    heard.voice.prepare(spoken_office)
    heard.voice.announce(announcement(1, "A001", 1), 0.0)
    heard.voice.close()
    assert not heard.voice._thread.is_alive()


def test_a_service_is_called_in_its_visitors_languages(
    start: Callable[..., Heard], spoken_office: Office, announcement: Say, tmp_path: Path
) -> None:
    """In an office that speaks Indonesian, the foreigners' service K says both; others one."""
    services = tuple(
        msgspec.structs.replace(each, languages=("id", "en") if each.letter == "K" else ())
        for each in spoken_office.services
    )
    heard = start()
    heard.voice.prepare(msgspec.structs.replace(spoken_office, languages=("id",), services=services))
    for position, number in ((1, "A001"), (2, "K001")):
        heard.voice.announce(announcement(position, number, 1), 0.0)
        heard.spoken()
    one, both = (sound.seconds(read_wav(tmp_path / "calls" / f"call-00{n}.wav")) for n in (1, 2))
    assert both - one > 0.6 + 5


def test_an_evacuation_keeps_the_hall_until_all_is_clear(
    start: Callable[..., Heard], spoken_office: Office, announcement: Say, tmp_path: Path
) -> None:
    """Said again and again at full volume, though the hour is silent; calls that are young by then come after it."""
    heard = start(
        evacuation_pause_seconds=0.05, volume=0.5, quiet_hours=(QuietHours(start="11:30", end="12:30", volume=0.1),)
    )
    heard.voice.say(Sentence.EVACUATION)
    heard.voice.announce(announcement(1, "A001", 1, age_limit=0.01), 0.0)
    heard.voice.announce(announcement(2, "F001", 2), 0.0)
    heard.voice.prepare(spoken_office)
    for _ in range(3):
        heard.line("spoken evacuation")
    heard.voice.say(Sentence.ALL_CLEAR)
    assert heard.spoken() == "F001 2 CALL"
    files = sorted((tmp_path / "calls").iterdir(), key=lambda path: path.stem[-3:])
    names = [path.stem[:-4] for path in files]
    repeated = len(names) - 2
    assert repeated >= 3
    assert names == ["evacuation"] * repeated + ["all-clear", "call"]
    assert len({path.read_bytes() for path in files[:repeated]}) == 1
    loud, soft = (max(map(abs, read_wav(path))) for path in (files[0], files[-1]))
    assert loud > 8 * soft


def test_an_evacuation_does_not_wait_for_the_office(start: Callable[..., Heard], tmp_path: Path) -> None:
    """A display that comes up in the middle of it, with no hub, says both; then that it is over."""
    heard = start()
    heard.voice.say(Sentence.EVACUATION)
    heard.line("spoken evacuation")
    heard.voice.say(Sentence.ALL_CLEAR)
    heard.line("spoken all-clear")
    assert 15 < sound.seconds(read_wav(tmp_path / "calls" / "evacuation-001.wav")) < 20


def test_a_voice_that_ends_before_it_is_closed_leaves_no_clip_half_made(
    start: Callable[..., Heard], spoken_office: Office
) -> None:
    """Whoever comes next writes the same files."""
    heard = start()
    heard.voice.prepare(spoken_office)
    heard.voice._is_running = False
    heard.voice._inbox.put(Wake())
    heard.voice._thread.join()
    heard.voice.close()
    assert not heard.voice._clips._thread.is_alive()


def test_the_day_begins_with_a_test_and_ends_with_the_closing(
    start: Callable[..., Heard], spoken_office: Office, tmp_path: Path
) -> None:
    """One soft chime and one line; at the end both languages once, however many boards tell it."""
    heard = start()
    heard.voice.prepare(spoken_office)
    for is_open in (False, True, True):
        heard.voice.day(is_open=is_open)
    assert heard.line("voice self-test") == (
        f"voice self-test chime played device=files in {tmp_path / 'calls'} volume=1.00"
    )
    for is_open in (True, False, False):
        heard.voice.day(is_open=is_open)
    heard.line("spoken closing")
    heard.voice.test("A001", 1)
    heard.spoken()
    assert sorted(path.name for path in (tmp_path / "calls").iterdir()) == [
        "call-003.wav",
        "closing-002.wav",
        "self-test-001.wav",
    ]
    assert read_wav(tmp_path / "calls" / "self-test-001.wav")[-len(opening_chime()) :] == opening_chime()


def test_a_voice_that_shall_not_does_neither_by_itself(
    start: Callable[..., Heard], spoken_office: Office, announcement: Say, tmp_path: Path
) -> None:
    """Only the calls are left: no test, no closing, no chime for help, no recall, not even manual mode."""
    heard = start(says=("CALL",))
    heard.voice.prepare(spoken_office)
    heard.voice.day(is_open=True)
    heard.voice.help()
    heard.voice.say_manual()
    heard.voice.announce(announcement(1, "A001", 1, RECALL), 0.0)
    heard.voice.day(is_open=False)
    heard.voice.announce(announcement(2, "F001", 2), 0.0)
    assert heard.spoken() == "F001 2 CALL"
    assert [path.name for path in (tmp_path / "calls").iterdir()] == ["call-001.wav"]


def test_each_visitor_who_asks_for_help_is_one_chime_after_the_calls(
    start: Callable[..., Heard], spoken_office: Office, announcement: Say, tmp_path: Path
) -> None:
    """No words, the same samples each time, and softer than any call."""
    heard = start()
    heard.voice.help()
    heard.voice.help()
    heard.voice.announce(announcement(1, "A001", 1), 0.0)
    heard.voice.prepare(spoken_office)
    for _ in range(2):
        heard.line("spoken help")
    files = sorted(path.name for path in (tmp_path / "calls").iterdir())
    assert files == ["call-001.wav", "help-002.wav", "help-003.wav"]
    chimes = [read_wav(tmp_path / "calls" / name) for name in files[1:]]
    assert chimes[0] == chimes[1]
    assert chimes[0][-len(help_chime()) :] == help_chime()


def test_a_call_is_said_again_by_itself_where_the_settings_want_it(
    start: Callable[..., Heard], spoken_office: Office, announcement: Say, tmp_path: Path
) -> None:
    """Once more, the same sample for sample, no earlier than the settings say; for no announcement."""
    heard = start(repeat_seconds=0.3)
    heard.voice.prepare(spoken_office)
    heard.voice.announce(announcement(1, "A001", 1), 0.0)
    first, second = heard.next(), heard.next()
    assert (first.ids, second.ids) == (("0123456789abcdef-1",), ())
    assert second.at - first.at >= 0.3
    first_file, second_file = sorted((tmp_path / "calls").iterdir())
    assert first_file.read_bytes() == second_file.read_bytes()


def test_what_is_said_while_the_day_is_closed_leads_in_for_longer(
    start: Callable[..., Heard], spoken_office: Office, tmp_path: Path
) -> None:
    """The television sleeps then: a second of noise that nobody hears wakes it, where 0.3 s are enough by day."""
    heard = start()
    heard.voice.prepare(spoken_office)
    heard.voice.test("A001", 1)
    heard.spoken()
    heard.voice.day(is_open=False)
    heard.voice.test("A001", 1)
    heard.spoken()
    by_day, closed = (read_wav(tmp_path / "calls" / f"call-00{n}.wav") for n in (1, 2))
    assert len(closed) - len(by_day) == pytest.approx(0.7 * sound.RATE, abs=1)
    assert max(map(abs, closed[: sound.RATE])) == 1


@pytest.mark.parametrize("keep_awake", [True, False])
def test_the_link_is_kept_awake_while_the_day_is_open(
    keep_awake: bool,
    start: Callable[..., Heard],
    spoken_office: Office,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """What went to the sound card after the chime of a call: noise that nobody hears, or nothing where not wanted."""
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    monkeypatch.setenv("SDL_DISKAUDIOFILE", str(tmp_path / "card.raw"))
    monkeypatch.setenv("SDL_DISKAUDIODELAY", "2")
    heard = start(loudspeaker="mixer", keep_awake=keep_awake, says=("CALL",), patience_seconds=0.0)
    heard.voice.day(is_open=True)
    heard.voice.prepare(msgspec.structs.replace(spoken_office, languages=("zz",)))
    heard.next()  # that there are no phrases for this language
    for _ in range(2):
        heard.voice.test("A001", 1)
        heard.spoken()
    heard.voice.close()
    samples = array("h", (tmp_path / "card.raw").read_bytes())
    first, last = (next(n for n, each in every if abs(each) > 100) for every in loudly(samples))
    longest = max(len(list(run)) for is_zero, run in groupby(samples[first:last], lambda each: each == 0) if is_zero)
    assert (longest < 40) is keep_awake


def loudly(samples: sound.Samples) -> tuple[Iterator[tuple[int, int]], Iterator[tuple[int, int]]]:
    """The samples with their places, from the front and from the back."""
    return enumerate(samples), zip(range(len(samples) - 1, -1, -1), reversed(samples), strict=True)
