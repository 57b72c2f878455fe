"""An office that cannot work is refused at the door, with a sentence that says what to change."""

from pathlib import Path

import pytest

from firmware.hub.settings import HubSettings, load_office
from firmware.node.settings import SettingsError, load
from firmware.queueing.discipline import Discipline, NoShowPlan, OrderPlan, ParkPlan
from tests.hub.bench import SHIPPED

GOOD = SHIPPED.read_text(encoding="utf-8")


def refusal(tmp_path: Path, old: str, new: str) -> str:
    """What the hub says of the shipped office with one thing changed."""
    assert old in GOOD
    path = tmp_path / "office.toml"
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_office(str(path))
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('serves = ["A", "F"]', "serves = []", "counter 1 serves nothing"),
        ('serves = ["A", "F"]', 'serves = ["A", "Z"]', "counter 1 serves 'Z', which is no service"),
        ("number = 2", "number = 1", "counter: 1 is there twice"),
        ('box = "counter-2"', 'box = "counter-1"', "counter's box: counter-1 is there twice"),
        ('letter = "F"', 'letter = "A"', "service letter: A is there twice"),
        ('name = "kiosk-2"', 'name = "kiosk-1"', "kiosk: kiosk-1 is there twice"),
        (', en = "New passport"', "", 'service A has no name in "en"'),
        ("Asia/Jakarta", "Asia/Atlantis", "no time zone"),
        ("[1000, 9999]", "[500, 9999]", "must rise and not overlap"),
        ("[1, 699]", "[699, 1]", "the lower number first"),
        ("[800, 899]", "[750, 899]", "the numbers of kiosk-1 and of kiosk-2 overlap at 750: two people, one number"),
        ("[700, 799]", "[600, 799]", "the numbers of the hub and of kiosk-1 overlap at 600"),
        ("[800, 899]", "[800, 900]", "the numbers of kiosk-2 and of the paper roll overlap at 900"),
        ("[800, 899]", "[899, 800]", "numbers 899 to 800 of kiosk-2 must rise"),
        ('serves = ["K", "A"]', 'serves = ["A"]', "no counter serves K"),
        ('serves = ["K", "A"]', 'serves = ["K", "A", "K"]', "a letter of counter 3: K is there twice"),
        ('languages = ["id", "en"]', "languages = []", "length >= 1"),
        ('languages = ["id", "en"]', 'languages = ["id", "id"]', "language: id is there twice"),
        ('zones = ["hall"]', "zones = []", "counter 1 calls in no zone"),
        ("languages =", "langauges =", "did you mean 'languages'?"),
        ("minutes = 10 ", 'minutes = "ten" ', "Expected 'int'"),
        ('# then = "V" ', 'then = "V" ', "after A comes 'V', which is no service; known: A, F, H, K, L"),
        ('# then = "V" ', 'then = "A" ', "the stages A → A go in a circle"),
        ('# last_ticket = "15:00" ', 'last_ticket = "15.00" ', "last_ticket of service A: '15.00' is no time of day"),
        ("# quota = 40 ", "quota = 0 ", ">= 1"),
        ('discipline = "accumulating"', 'discipline = "vip"', "Invalid enum value 'vip'"),
        ("rates = { priority = 4", "rates = { priority = 0", "a class with 0 would never be called"),
        ("rates = { priority = 4", "rates = { prio = 4", "did you mean 'priority'?"),
        ("calls = 3", "calls = 0", ">= 1"),
        ('# languages = ["id"] ', 'languages = ["zh"] ', 'service A: "zh" is no language of [office]'),
        ('# languages = ["id"] ', 'languages = ["id", "id"] ', "a language of service A: id is there twice"),
        ('id = ["KTP asli"', 'zh = ["KTP asli"', 'service A: "zh" is no language of [office]'),
    ],
)
def test_an_office_that_cannot_work_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    """Each fault has its sentence."""
    assert said in refusal(tmp_path, old, new)


def test_a_circle_of_stages_is_refused(tmp_path: Path) -> None:
    """Nobody's visit would ever end, whichever service begins the circle."""
    text = GOOD.replace('# then = "V" ', 'then = "F" ').replace("minutes = 8\n", 'minutes = 8\nthen = "H"\n')
    path = tmp_path / "office.toml"
    path.write_text(text.replace("minutes = 3\n", 'minutes = 3\nthen = "F"\n'), encoding="utf-8")
    with pytest.raises(SettingsError, match="stages A → F → H → F go in a circle"):
        load_office(str(path))


def test_absences_rise(tmp_path: Path) -> None:
    """A break that ends before it begins is a slip of the pen."""
    text = GOOD.replace('# absences = [["12:15", "12:45"]]', 'absences = [["12:45", "12:15"]]')
    path = tmp_path / "office.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match="absences of counter 1: the times must rise"):
        load_office(str(path))


def test_what_is_written_in_minutes_reaches_the_rules(tmp_path: Path) -> None:
    """Seconds for durations, minutes since midnight for times of day; a cap of 0 is none."""
    text = GOOD.replace("priority_cap_minutes = 15", "priority_cap_minutes = 0")
    text = text.replace('discipline = "accumulating"', 'discipline = "turns"')
    for line in ('then = "V" ', "quota = 40 ", 'last_ticket = "15:00" ', 'preference = "tie"', "absences ="):
        text = text.replace(f"# {line}", line.replace("V", "H").replace("tie", "strict"))
    path = tmp_path / "office.toml"
    path.write_text(text, encoding="utf-8")
    plan = load_office(str(path)).plan()
    assert (plan.order.discipline, plan.order.priority_cap) == (Discipline.TURNS, None)
    first, counter = plan.services[0], plan.counters[0]
    assert (first.then, first.quota, first.last_ticket) == ("H", 40, 15 * 60)
    assert (counter.prefers_strictly, counter.absences) == (True, ((12 * 60 + 15, 12 * 60 + 45),))


def test_the_shipped_office_calls_three_times_before_somebody_is_absent() -> None:
    """At 0, 20 and 40 seconds; the rest of the shipped rules are those of the code."""
    plan = load_office(str(SHIPPED)).plan()
    assert plan.no_show == NoShowPlan(calls=3, gap=20)
    assert (plan.order, plan.park) == (OrderPlan(), ParkPlan())


def test_the_shipped_office_works() -> None:
    """It is the manual, so it must be right."""
    plan = load_office(str(SHIPPED)).plan()
    assert [service.letter for service in plan.services] == ["A", "F", "H", "K", "L"]
    assert plan.hub_numbers == ((1, 699), (1000, 9999))
    assert [kiosk.numbers for kiosk in plan.kiosks] == [(700, 799), (800, 899)]
    assert plan.paper_roll == (900, 999)


def test_the_shipped_hub_settings_work() -> None:
    """They are the manual too."""
    assert load(SHIPPED.with_name("hub.toml"), HubSettings).box.name == "hub"


def test_the_hub_keeps_its_name(tmp_path: Path) -> None:
    """Technicians ask `hub`, and the broker lets only `hub` answer."""
    path = tmp_path / "hub.toml"
    path.write_text('[box]\nname = "brain"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="must be"):
        load(path, HubSettings)
