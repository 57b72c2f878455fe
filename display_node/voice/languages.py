"""In which languages something is said: to the visitors of one service, or to everybody.

A service whose visitors come from abroad says so in office.toml; the others are spoken to in the office's languages.
What concerns everybody is said in every language that anybody here is spoken to in.
"""

from display_node.wall.words import languages_of
from firmware.messages.names import Language
from firmware.messages.notices import Office


def spoken_to(office: Office, service: str) -> tuple[Language, ...]:
    """Return the languages of a service's visitors, in their order; the office's for a service it does not know."""
    own = next((each.languages for each in office.services if each.letter == service), ())
    return own or languages_of(office.languages)


def spoken_to_all(office: Office) -> tuple[Language, ...]:
    """Return the office's languages and then those that only some of its services add."""
    every = [*languages_of(office.languages), *(language for each in office.services for language in each.languages)]
    return tuple(dict.fromkeys(every))
