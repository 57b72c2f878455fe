"""Who is spoken to in which languages."""

from msgspec.structs import replace

from display_node.voice.languages import spoken_to, spoken_to_all
from firmware.messages.notices import Office


def abroad(office: Office, *languages: str) -> Office:
    """The office with one service, K, whose visitors are spoken to in these."""
    services = tuple(replace(each, languages=languages if each.letter == "K" else ()) for each in office.services)
    return replace(office, services=services)


def test_a_service_for_foreigners_is_spoken_in_its_own_languages_and_order(spoken_office: Office) -> None:
    """The others keep the office's, as does a letter that nobody knows."""
    office = abroad(replace(spoken_office, languages=("id",)), "en", "id")
    assert spoken_to(office, "K") == ("en", "id")
    assert spoken_to(office, "A") == spoken_to(office, "Z") == ("id",)


def test_everybody_is_spoken_to_in_every_language(spoken_office: Office) -> None:
    """The office's first, then what a service adds; Indonesian where nobody says anything."""
    assert spoken_to_all(abroad(replace(spoken_office, languages=("id",)), "en", "id")) == ("id", "en")
    assert spoken_to_all(replace(spoken_office, languages=())) == ("id",)
