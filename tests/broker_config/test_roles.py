"""The rules of `roles.acl` and `mosquitto.conf`, and what is made of them."""

import pytest

from firmware.messages.access import access_list, broker_settings
from firmware.messages.names import Role
from firmware.node.broker_files import broker_config

RULES = (broker_config() / "roles.acl").read_text(encoding="utf-8")
SETTINGS = (broker_config() / "mosquitto.conf").read_text(encoding="utf-8")


def test_each_box_gets_its_own_section_with_its_own_name() -> None:
    """Two printers have the same rights, each for its own slips."""
    text = access_list(RULES, [("printer-1", Role.PRINTER), ("printer-2", Role.PRINTER)])
    _, text = text.split("user printer-1\n")
    first, second = text.split("user printer-2\n")
    assert "topic read antrian/slip/printer-1\n" in first
    assert "topic read antrian/slip/printer-2\n" in second
    assert first.replace("printer-1", "printer-2") == second + "\n"


def test_before_the_first_user_stand_only_patterns() -> None:
    """Mosquitto takes a topic that stands before the first user for the right of whoever has no name."""
    everybody, _ = access_list(RULES, [("hub", Role.HUB)]).split("user hub\n")
    assert {line.split()[0] for line in everybody.split("\n") if line} == {"pattern"}


def test_nobody_hears_everything() -> None:
    """No role has a wildcard over all topics; a technician, too, hears what the commands of `antrian` show."""
    assert "#" not in access_list(RULES, [("box-1", role) for role in Role])


def test_a_right_to_speak_to_a_role_names_its_boxes() -> None:
    """A response goes to the hub or a technician there is: under a name that is made up the broker would keep it."""
    nodes = [("hub", Role.HUB), ("kiosk-1", Role.KIOSK), ("tech-1", Role.TECHNICIAN), ("tech-2", Role.TECHNICIAN)]
    _, kiosk = access_list(RULES, nodes).split("user kiosk-1\n")
    kiosk, _ = kiosk.split("user tech-1\n")
    assert [line for line in kiosk.splitlines() if "response" in line] == [
        f"topic write antrian/response/{node}" for node in ("hub", "tech-1", "tech-2")
    ]


def test_a_name_that_stands_for_no_box_is_refused() -> None:
    """Mosquitto would take `%kiosks` for a topic of this name."""
    with pytest.raises(ValueError, match="line 2: 'topic write antrian/response/%kiosks'"):
        access_list("role *\ntopic write antrian/response/%kiosks\n", [])


def test_what_a_box_says_is_heard_by_the_hub_and_technicians_alone() -> None:
    """So a box in wrong hands can flood no other box."""
    for role in set(Role) - {Role.HUB, Role.TECHNICIAN}:
        text = access_list(RULES, [("box-1", role)])
        heard = {line.split("/")[1] for line in text.splitlines() if " read " in line}
        assert not heard & {"command", "presence", "health", "response"}


def test_a_misspelt_rule_is_refused_with_its_line() -> None:
    """Mosquitto would start and refuse a box its right; so the line is named here."""
    with pytest.raises(ValueError, match="line 2: 'topic raed antrian/beat'"):
        access_list("role *\ntopic raed antrian/beat\n", [])


def test_an_unknown_role_is_refused() -> None:
    """A section for a role that no box has is a mistake."""
    with pytest.raises(ValueError, match="line 1: 'role kiosks'"):
        access_list("role kiosks\n", [])


def test_a_forgotten_role_is_refused() -> None:
    """A role without a section would leave its boxes mute."""
    with pytest.raises(ValueError, match="says nothing of: kiosk"):
        access_list(RULES.replace("role kiosk\n", ""), [])


def test_a_changed_setting_replaces_the_one_that_ships() -> None:
    """Only the named key changes, and comments are left out."""
    text = broker_settings("# why\nlistener 8883\npersistence false\n", {"listener": "20000 127.0.0.1"})
    assert text == "listener 20000 127.0.0.1\npersistence false\n"


def test_a_change_of_a_setting_that_is_not_there_is_refused() -> None:
    """Changing nothing in silence would start a broker on a port that nobody asked for."""
    with pytest.raises(ValueError, match="says 'listner' 0 times"):
        broker_settings(SETTINGS, {"listner": "20000"})


def test_the_settings_that_ship_let_nobody_in_without_a_certificate() -> None:
    """No setting that ships opens the broker, and none keeps anything on the SD card."""
    lines = broker_settings(SETTINGS, {}).splitlines()
    assert {
        "require_certificate true",
        "use_identity_as_username true",
        "use_username_as_clientid true",
        "persistence false",
    } <= set(lines)


def test_only_a_hub_and_a_technician_may_ask_a_box() -> None:
    """A hub that has lost its disk asks for what the boxes keep, and hears only its own responses."""
    for role in Role:
        may_ask = "topic write antrian/request/+" in access_list(RULES, [("box-1", role)])
        assert may_ask == (role in {Role.HUB, Role.TECHNICIAN})
    assert "topic read antrian/response/hub\n" in access_list(RULES, [("hub", Role.HUB)])
