"""The command as it is typed, against a real broker and a real hub."""

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from firmware.demo.broker import Broker
from firmware.demo.supervisor import Service
from firmware.hub.check_code import check_code
from firmware.messages.commands import CallNext, OpenCounter, TakeTicket
from firmware.messages.names import Role
from firmware.messages.requests import Announce, Done, Failed, Say, Sentence, TakeScreenshot
from firmware.node.box import Answered, Asked, Box
from firmware.node.link import Connected
from firmware.node.own_numbers import NOTE, OwnNumbers, unpack

OFFICE = """
[office]
name = "Kantor Imigrasi Lampung Tengah"
day = "manual"
[[service]]
letter = "A"
name = { id = "Paspor baru", en = "New passport" }
[[counter]]
number = 1
serves = ["A"]
[numbers]
paper_roll = [900, 999]
"""

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 400

Typed = Callable[..., "subprocess.CompletedProcess[str]"]


def table(settings: dict[str, str | int]) -> str:
    """Return a `[box]` table."""
    return "[box]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in settings.items())


@pytest.fixture
def settings(broker: Broker, tmp_path: Path) -> Path:
    """The technician's file."""
    path = tmp_path / "technician.toml"
    path.write_text(table(broker.box_table("technician-1", tmp_path / "technician")))
    with path.open("a") as file:
        file.write("[patience]\nanswer_seconds = 2.0\nconnect_seconds = 1.0\n")
    return path


@pytest.fixture
def antrian(settings: Path) -> Typed:
    """Type a command and return how it ended."""

    def antrian(*words: str) -> "subprocess.CompletedProcess[str]":
        argv = [sys.executable, "-m", "firmware.technician", "--settings", str(settings), *words]
        return subprocess.run(argv, capture_output=True, text=True, check=False, timeout=30)

    return antrian


@pytest.fixture
def hub(broker: Broker, tmp_path: Path) -> Iterator[Service]:
    """A hub with a new office, whose day nobody has opened."""
    (tmp_path / "office.toml").write_text(OFFICE)
    path = tmp_path / "hub.toml"
    path.write_text(f'office = "{tmp_path / "office.toml"}"\n' + table(broker.box_table("hub", tmp_path / "hub")))
    with path.open("a") as file:
        file.write(f'[bookings]\nfolder = "{tmp_path}"\n')
    (tmp_path / "2026-11-23.csv").write_text("code,service,time\nBK-4711,A,09:30\n")
    argv = [sys.executable, "-m", "firmware.hub", "--settings", str(path)]
    subprocess.run([*argv, "--new-office"], check=True, capture_output=True)
    service = Service("hub", tuple(argv), folder=tmp_path)
    service.start()
    yield service
    service.stop()


@pytest.fixture
def display(broker: Broker, tmp_path: Path) -> Iterator[list[object]]:
    """A display box of the kit that answers with a PNG, and says nothing to counter 99; what it was asked."""
    asked: list[object] = []
    box = Box(broker.box_settings("display-1", tmp_path / "display-1"), Role.DISPLAY)
    ready = threading.Event()

    def work() -> None:
        while box.is_running:
            match box.step(0.5):
                case Connected():
                    ready.set()
                case Asked(request=TakeScreenshot()) as question:
                    box.respond(question, PNG)
                case Asked(request=Say() as say) as question:
                    asked.append(say)
                    box.respond(question, Done() if say.counter == 3 else Failed(detail="is the loudspeaker on?"))
                case Asked(request=Announce() as announce) as question:
                    asked.append(announce)
                    box.respond(question, Done())

    box.start()
    worker = threading.Thread(target=work)
    worker.start()
    assert ready.wait(5.0)
    yield asked
    box.stop()
    worker.join(5.0)
    box.close()


def switch_off_display_2(broker: Broker, tmp_path: Path) -> None:
    """Let a second display come and go, so that the hub knows of it and that it is not there."""
    box = Box(broker.box_settings("display-2", tmp_path / "display-2"), Role.DISPLAY)
    box.start()
    while not isinstance(box.step(5.0), Connected):
        pass
    box.close()


@pytest.mark.usefixtures("hub")
def test_a_morning_by_hand(antrian: Typed, broker: Broker, tmp_path: Path) -> None:
    """Open the day, take a number, look, read the journal, close the day."""
    assert antrian("day", "open", "2026-11-23").stdout.startswith("business day 2026-11-23 is open")
    box = Box(broker.box_settings("kiosk-1", tmp_path / "kiosk-1"), Role.KIOSK)
    box.start()
    box.send(TakeTicket(key=box.names.key(), press=box.names.press(), service="A"))
    while not isinstance(box.step(), Answered):
        pass
    status = antrian("status", "--json")
    report = json.loads(status.stdout)
    assert (report["office"], report["day"]) == ("Kantor Imigrasi Lampung Tengah", "2026-11-23")
    assert report["services"][0]["waiting"] == 1
    assert report["hub"]["version"] is not None
    rows = {row["name"]: row for row in json.loads(antrian("nodes", "--json").stdout)}
    assert rows["kiosk-1"]["presence"] == "ONLINE"
    lines = antrian("journal", "--last", "5").stdout
    assert "A001  issued for service A" in lines
    box.close()
    closed = antrian("day", "close", "--yes")
    assert closed.stdout.startswith("business day 2026-11-23 is closed")
    assert "A001  still waiting when the day closed" in antrian("journal").stdout


@pytest.mark.usefixtures("hub")
def test_a_call_is_explained_and_an_absence_known(antrian: Typed, broker: Broker, tmp_path: Path) -> None:
    """Who was called, why, and when nobody will be at the counter."""
    antrian("day", "open", "2026-11-23")
    box = Box(broker.box_settings("counter-1", tmp_path / "counter-1"), Role.COUNTER)
    box.start()
    key, press = box.names.key, box.names.press
    box.send(TakeTicket(key=key(), press=press(), service="A"))
    box.send(OpenCounter(key=key(), counter=1))
    box.send(CallNext(key=key(), counter=1, saw=None))
    answered = 0
    while answered < 3:
        answered += isinstance(box.step(), Answered)
    box.close()
    story = json.loads(antrian("why", "a001", "--json").stdout)
    assert story["steps"][1]["en"] == "A001 was called to counter 1 because nobody else waited for this counter."
    assert antrian("check-in", "BK-4711").stdout.startswith("A002: BK-4711 has checked in (position")
    nik = antrian("check-in", "3201-1567-0890-0002")
    assert ("may be a NIK" in nik.stderr, "0890" in nik.stdout + nik.stderr) == (True, False)
    said = "counter 1, nobody there today: until 08.30, 12.15-12.45, from 15.00"
    assert antrian("away", "1", "12:15-12:45", "-08:30").returncode == 0
    assert antrian("away", "1", "15.00-").stdout.strip() == said
    assert antrian("away", "1").stdout.strip() == said


@pytest.mark.usefixtures("hub")
def test_status_says_well_with_status_0(antrian: Typed) -> None:
    """Nobody is missing in an office without boxes; the verdict is in words."""
    ended = antrian("status")
    assert (ended.returncode, "all is well" in ended.stdout) == (0, True), ended
    assert max(len(line) for line in ended.stdout.splitlines()) <= 80


@pytest.mark.usefixtures("hub")
def test_a_box_that_was_pulled_out_makes_status_1(antrian: Typed, broker: Broker, tmp_path: Path) -> None:
    """The sentence names the box and what to check."""
    box = Box(broker.box_settings("printer-1", tmp_path / "printer-1"), Role.PRINTER)
    box.start()
    while not isinstance(box.step(), Connected):
        pass
    box.close()
    for command in ("status", "nodes"):
        ended = antrian(command)
        assert ended.returncode == 1
        assert "printer-1: gone; is it switched on" in ended.stdout


@pytest.mark.usefixtures("hub")
def test_days_never_go_back(antrian: Typed) -> None:
    """A refusal is a sentence and status 1."""
    antrian("day", "open", "2026-11-23")
    assert "close it first" in antrian("day", "open", "2026-11-24").stderr
    antrian("day", "close", "--yes")
    ended = antrian("day", "open", "2026-11-23")
    assert (ended.returncode, "days never go back" in ended.stderr) == (1, True)
    again = antrian("day", "close", "--yes")
    assert (again.returncode, again.stderr) == (1, "antrian: no business day is open\n")


@pytest.mark.usefixtures("hub")
def test_closing_asks_first(antrian: Typed) -> None:
    """Without an answer nothing is closed."""
    antrian("day", "open", "2026-11-23")
    assert antrian("day", "close").returncode == 1
    assert json.loads(antrian("status", "--json").stdout)["day"] == "2026-11-23"


def test_without_a_broker_there_is_one_sentence(antrian: Typed, broker: Broker) -> None:
    """And status 69: for a command that only asks, and for one that is kept."""
    broker.stop()
    for words in (["status"], ["day", "open", "2026-11-23"]):
        ended = antrian(*words)
        assert ended.returncode == 69
        assert ended.stdout == ""
        [sentence] = ended.stderr.splitlines()
        assert "cannot be reached" in sentence
        assert "is the hub Pi switched on" in sentence


def test_a_silent_hub_is_told_apart_from_a_dead_broker(antrian: Typed) -> None:
    """The sentence names the unit to look at."""
    for words in (["status"], ["nodes"]):
        ended = antrian(*words)
        assert (ended.returncode, ended.stdout) == (69, "")
        assert ended.stderr.count("\n") == 1
        assert "the hub is silent; check on the hub Pi: systemctl status antrian-hub" in ended.stderr


def test_a_frozen_hub_is_silent_although_its_board_is_kept(antrian: Typed, hub: Service) -> None:
    """What the broker retained does not make a dead office look alive."""
    assert antrian("status").returncode == 0
    hub.freeze()
    assert antrian("status").returncode == 69
    hub.thaw()


def test_a_command_that_got_no_answer_is_kept_until_it_has_one(antrian: Typed, hub: Service, broker: Broker) -> None:
    """Typed again, the same key is asked for: the day was opened once, and the technician hears it."""
    hub.freeze()
    ended = antrian("day", "open", "2026-11-23")
    assert (ended.returncode, "it is kept" in ended.stderr) == (69, True)
    broker.restart()
    hub.thaw()
    assert antrian("day", "open", "2026-11-23").stdout.startswith("business day 2026-11-23 is open")
    assert antrian("journal").stdout.count("opened") == 1


@pytest.mark.usefixtures("hub")
def test_what_was_done_by_hand_is_entered(antrian: Typed) -> None:
    """With a counter the person has been helped; without one they wait, since the time that was typed."""
    antrian("day", "open", "2026-11-23")
    helped = antrian("paper-roll", "905", "A", "--counter", "1", "--at", "0.00")
    assert helped.stdout.startswith("A905 is entered: helped at counter 1 (position "), helped
    waits = antrian("paper-roll", "904", "A", "--priority")
    assert waits.stdout.startswith("A904 is entered: waits for service A (position "), waits
    assert json.loads(antrian("status", "--json").stdout)["services"][0]["waiting"] == 1
    lines = antrian("journal").stdout
    assert "A905  helped by hand at counter 1" in lines
    assert "A904  number given while the hub was silent, for service A, with priority" in lines


@pytest.mark.usefixtures("hub")
def test_a_slip_is_checked_by_what_stands_under_its_qr(antrian: Typed, tmp_path: Path) -> None:
    """A genuine one has status 0, a forged one 1, and each says where its person stands."""
    antrian("day", "open", "2026-11-23")
    antrian("paper-roll", "904", "A")
    offline = antrian("check-slip", "A904")
    assert (offline.returncode, "luring" in offline.stdout, "WAITING" in offline.stdout) == (0, True, True), offline
    forged = antrian("check-slip", "A904", "7K2QMX")
    assert (forged.returncode, "PALSU" in forged.stdout) == (1, True), forged
    old = "2026-01-02-A017"
    code = check_code((tmp_path / "hub" / "slip.key").read_bytes(), old)
    assert antrian("check-slip", f"{old} {code}").stdout.startswith("lama / old")
    assert antrian("check-slip", "?").returncode == 1


@pytest.mark.usefixtures("hub")
def test_what_cannot_be_entered_is_told_in_a_sentence(antrian: Typed) -> None:
    """Each with status 1 and what to look at; the last one is kept and comes through once a day is open."""
    closed = antrian("paper-roll", "905", "A")
    assert (closed.returncode, "no business day is open; open one first" in closed.stderr) == (1, True), closed
    antrian("day", "open", "2026-11-23")
    assert antrian("paper-roll", "905", "A").stdout.startswith("A905 is entered")
    for words, said in (
        (("905", "A"), "in the system already today"),
        (("705", "A"), "not on the paper roll"),
        (("906", "Z"), "no service with that letter"),
        (("906", "A", "--counter", "9"), "no such counter"),
        (("906", "A", "--at", "25.10"), "no time of day; write it like 10.42"),
    ):
        ended = antrian("paper-roll", *words)
        assert (ended.returncode, said in ended.stderr, ended.stderr.count("\n")) == (1, True, 1), ended
    assert antrian("paper-roll", "905", "a").returncode == 2


def test_a_number_that_got_no_answer_is_asked_for_again(antrian: Typed, hub: Service, broker: Broker) -> None:
    """The same number and service is the same command; what else is typed the second time changes nothing."""
    antrian("day", "open", "2026-11-23")
    hub.freeze()
    ended = antrian("paper-roll", "905", "A", "--counter", "1")
    assert (ended.returncode, "it is kept" in ended.stderr) == (69, True)
    broker.restart()
    hub.thaw()
    assert "A905 is entered: helped at counter 1" in antrian("paper-roll", "905", "A").stdout
    assert antrian("journal").stdout.count("A905  helped by hand") == 1


def test_a_certificate_of_another_office_is_told_at_once(antrian: Typed, broker: Broker, tmp_path: Path) -> None:
    """Waiting would not help."""
    other = Broker(tmp_path / "other", [("technician-1", Role.TECHNICIAN)])
    for suffix in ("crt", "key"):
        shutil.copy(other.tls / f"technician-1.{suffix}", broker.tls)
    ended = antrian("status")
    assert ended.returncode == 69
    assert "refuses technician-1: the certificate of this box is of another office" in ended.stderr


def test_missing_settings_are_told_with_status_78(settings: Path, antrian: Typed) -> None:
    """As every box does."""
    settings.unlink()
    ended = antrian("status")
    assert (ended.returncode, ended.stderr.count("\n")) == (78, 1)
    assert "No such file" in ended.stderr


@pytest.mark.usefixtures("hub")
def test_a_screenshot_comes_as_it_was_taken(antrian: Typed, display: list[object], tmp_path: Path) -> None:
    """A hundred kilobytes, byte for byte, of the only display."""
    assert display == []
    ended = antrian("screenshot", "--output", str(tmp_path / "wall.png"))
    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "wall.png").read_bytes() == PNG


def test_a_screenshot_is_not_written_to_a_terminal(settings: Path) -> None:
    """Refused before anything is asked."""
    master, slave = pty.openpty()
    argv = [sys.executable, "-m", "firmware.technician", "--settings", str(settings), "screenshot", "display-1"]
    ended = subprocess.run(argv, stdout=slave, stderr=subprocess.PIPE, text=True, check=False, timeout=30)
    os.close(slave)
    os.close(master)
    assert ended.returncode == 2
    assert "a PNG is not for a terminal" in ended.stderr


def test_say_reaches_the_loudspeaker(antrian: Typed, display: list[object]) -> None:
    """Also while the hub is dead, when the display is named."""
    ended = antrian("say", "A017", "3", "--display", "display-1")
    assert (ended.returncode, ended.stdout) == (0, "display-1 has said A017 to counter 3\n"), ended.stderr
    assert display == [Say(number="A017", counter=3)]


def test_an_evacuation_needs_no_hub(antrian: Typed, display: list[object]) -> None:
    """The broker knows who is there."""
    told = antrian("announce", "evacuation")
    assert (told.returncode, told.stdout) == (0, "display-1: evacuation\n"), told
    assert display == [Announce(sentence=Sentence.EVACUATION)]


@pytest.mark.usefixtures("hub")
def test_a_sentence_for_all_is_told_to_every_display(antrian: Typed, display: list[object]) -> None:
    """Without naming one; and one that does not answer is told, after the others were asked."""
    told = antrian("announce", "evacuation")
    assert (told.returncode, told.stdout) == (0, "display-1: evacuation\n"), told
    assert display == [Announce(sentence=Sentence.EVACUATION)]
    silent = antrian("announce", "all-clear", "display-7")
    assert (silent.returncode, "display-7 does not answer" in silent.stderr) == (1, True)
    assert antrian("announce", "lunch").returncode == 2


@pytest.mark.usefixtures("hub")
def test_a_display_that_is_switched_off_is_named_after_the_others_were_told(
    antrian: Typed, display: list[object], broker: Broker, tmp_path: Path
) -> None:
    """Whoever sends people out of a building must know which wall has not said so."""
    switch_off_display_2(broker, tmp_path)
    told = antrian("announce", "evacuation")
    assert (told.returncode, told.stdout) == (1, "display-1: evacuation\n"), told
    assert told.stderr == (
        "antrian: display-2 is not there and was not told; announce evacuation again when it is back\n"
    )
    assert display == [Announce(sentence=Sentence.EVACUATION)]


@pytest.mark.usefixtures("hub")
def test_an_office_whose_displays_are_all_switched_off_hears_which(
    antrian: Typed, broker: Broker, tmp_path: Path
) -> None:
    """Nobody was told, and nothing looks as if somebody was."""
    switch_off_display_2(broker, tmp_path)
    told = antrian("announce", "all-clear")
    assert (told.returncode, told.stdout, "display-2 is not there" in told.stderr) == (1, "", True)


@pytest.mark.usefixtures("display")
def test_a_display_that_cannot_speak_says_what_to_check(antrian: Typed) -> None:
    """Its own words, and status 1."""
    ended = antrian("say", "A017", "4", "--display", "display-1")
    assert (ended.returncode, ended.stderr) == (1, "antrian: display-1: is the loudspeaker on?\n")


def test_a_number_that_is_none_is_refused_before_it_is_sent(antrian: Typed) -> None:
    """Status 2: mistyped."""
    assert antrian("say", "17", "3", "--display", "display-1").returncode == 2


def test_a_box_that_does_not_answer_is_named(antrian: Typed) -> None:
    """The office may be well; this box is not."""
    ended = antrian("say", "A017", "3", "--display", "display-2")
    assert (ended.returncode, "display-2 does not answer" in ended.stderr) == (69, True)


@pytest.mark.usefixtures("hub")
def test_follow_shows_what_happens_now_and_a_second_command_says_who_is_there(
    antrian: Typed, settings: Path, tmp_path: Path, broker: Broker
) -> None:
    """The beat's position tells that there is something new; Ctrl-C ends it."""
    argv = [sys.executable, "-m", "firmware.technician", "--settings", str(settings), "journal", "--follow"]
    antrian("day", "open", "2026-11-23")
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as following:
        assert following.stdout is not None
        assert [following.stdout.readline() for _ in range(2)] == ["\n", "business day 2026-11-23\n"]
        assert "opened" in following.stdout.readline()
        ended = antrian("status")
        assert f"process {following.pid} works in " in ended.stderr
        box = Box(broker.box_settings("kiosk-1", tmp_path / "kiosk-1"), Role.KIOSK)
        box.start()
        box.send(TakeTicket(key=box.names.key(), press=box.names.press(), service="A"))
        while not isinstance(box.step(), Answered):
            pass
        box.close()
        assert "A001  issued for service A" in following.stdout.readline()
        following.send_signal(signal.SIGINT)
        assert following.wait(5.0) == 130
        assert following.stderr is not None
        assert "Traceback" not in following.stderr.read()


def test_a_box_learns_to_trust_a_new_journal(antrian: Typed, tmp_path: Path) -> None:
    """Only in a box's state folder, only an id, and told what it was."""
    state = tmp_path / "printer"
    state.mkdir()
    assert "is no box's state folder" in antrian("trust", str(state), "0" * 16, "--yes").stderr
    (state / "identity.json").write_text('{"store":"0123456789abcdef","start":1}')
    assert "no journal id" in antrian("trust", str(state), "abc", "--yes").stderr
    assert antrian("trust", str(state), "a" * 16).returncode == 1
    assert not (state / "journal-id").exists()
    assert antrian("trust", str(state), "a" * 16, "--yes").returncode == 0
    ended = antrian("trust", str(state), "b" * 16, "--yes")
    assert f"was {'a' * 16}, is {'b' * 16} now" in ended.stdout
    assert (state / "journal-id").read_text() == "b" * 16


def test_a_kiosk_with_a_new_card_is_told_where_its_numbers_go_on(
    antrian: Typed, broker: Broker, tmp_path: Path
) -> None:
    """Only while the box is stopped, and its kept commands stay as they are."""
    state = tmp_path / "kiosk-1"
    words = ("offline-numbers", str(state), "--from", "740", "--to", "799")
    assert "is no box's state folder" in antrian(*words, "--yes").stderr
    box = Box(broker.box_settings("kiosk-1", state), Role.KIOSK)
    box.send(TakeTicket(key=box.names.key(), press=box.names.press(), service="A"))
    running = antrian(*words, "--yes")
    assert (running.returncode, "stop the box first" in running.stderr) == (1, True), running
    box.close()
    assert antrian(*words).returncode == 1, "it asks first"
    assert "the lower number first" in antrian(*words[:3], "799", "--to", "740", "--yes").stderr
    assert antrian(*words, "--yes").stdout.startswith(f"{state}: had none; gives 740 to 799 now")
    again = antrian(*words[:3], "745", "--to", "799", "--yes")
    assert (again.stdout.startswith(f"{state}: had 740 to 799"), again.stderr) == (True, "")
    box = Box(broker.box_settings("kiosk-1", state), Role.KIOSK)
    note = box.outbox.note(NOTE)
    assert note is not None
    assert unpack(note) == OwnNumbers(low=745, high=799, day=None)
    assert len(box.outbox) == 1
    box.close()


def test_a_new_office_is_made_once(antrian: Typed, broker: Broker, tmp_path: Path) -> None:
    """By the hub's own program; a second time the hub refuses, so that no journal is lost."""
    (tmp_path / "office.toml").write_text(OFFICE)
    path = tmp_path / "hub.toml"
    path.write_text(f'office = "{tmp_path / "office.toml"}"\n' + table(broker.box_table("hub", tmp_path / "hub")))
    made = antrian("hub", "new-office", "--settings", str(path), "--yes")
    assert made.stdout.startswith("a new office: journal "), made.stderr
    assert (tmp_path / "hub" / "journal.sqlite3").exists()
    again = antrian("hub", "new-office", "--settings", str(path), "--yes")
    assert again.returncode != 0
    assert "Traceback" not in again.stderr
