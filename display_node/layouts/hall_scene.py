"""What a hall of waiting people wants to know, before anybody thinks of pixels: how many wait, how long, and where.

Nothing is claimed where nothing is known: a service without an estimate says so. While the hub is silent neither how
many wait nor how long nor which counters are open is true any more, so all of it goes and the layout says that it has.
"""

from typing import Final

from msgspec import Struct

from display_node.panes import Pane
from display_node.wall.figures import minutes_text
from display_node.wall.known import Known
from display_node.wall.words import Said, pick, say, spoken_in, word_of
from firmware.messages.notices import Board, Line, Office

_WORDS: Final = ("waiting", "minutes", "less_than", "not_known", "counter", "no_counter", "unknown")


class HallService(Struct, frozen=True, kw_only=True):
    """One service. Figures are empty where they are not true; `counters` are those that serve it now ("1 to 3, 5").

    `minutes` is a range; with `is_less` the wait is shorter than that. `has_counters` is None where nobody knows.
    """

    letter: str
    name: Said
    waiting: str = ""
    minutes: str = ""
    is_less: bool = False
    counters: str = ""
    has_counters: bool | None = None


class HallWords(Struct, frozen=True):
    """What is said of every service alike."""

    waiting: Said
    minutes: Said
    less_than: Said
    not_known: Said
    counter: Said
    no_counter: Said
    unknown: Said


class HallScene(Struct, frozen=True, kw_only=True):
    """All that the layout shows. `message` and `hint` say why there are no figures; with `is_quiet` nothing else."""

    services: tuple[HallService, ...]
    words: HallWords
    message: Said = Said("")
    hint: Said = Said("")
    is_quiet: bool = False
    is_manual: bool = False

    @property
    def has_figures(self) -> bool:
        """Say whether how many wait is known."""
        return not self.message.first


def see(known: Known, pane: Pane, *, is_said: bool = False) -> HallScene:
    """Return what the pane shows: all services, or those it names.

    With `is_said` another pane says already that officers call by hand; this one then says only what it lacks.
    """
    languages, word = spoken_in(known.office), word_of(known.office)
    is_manual = known.is_manual and not is_said
    key = "no_estimates" if known.is_manual and is_said else _why(known)
    is_true = not key
    services = tuple(
        _service(line, known.board, known.office, languages, is_true=is_true)
        for line in (known.board.lines if known.board else ())
        if not pane.services or line.service in pane.services
    )
    has_hint = key not in ("", "no_estimates")
    return HallScene(
        services=services,
        words=HallWords(*(say(each, languages) for each in _WORDS)),
        message=say(key, languages, word=word) if key else Said(""),
        hint=say(f"{key}_hint", languages, word=word) if has_hint else Said(""),
        is_quiet=not services or key in ("no_server", "closed"),
        is_manual=is_manual,
    )


def numbers_text(numbers: tuple[int, ...]) -> str:
    """Return counters as people read them: three and more in a row become a range with an en dash, "1 to 3, 5"."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(_run(run) for run in runs)


def _run(run: list[int]) -> str:
    return f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run))  # noqa: PLR2004, RUF001


def _why(known: Known) -> str:
    """Why there are no figures, as words.py knows it; nothing where there are."""
    if known.is_manual:
        return "manual"
    if known.board is None:
        return "no_server"
    if known.board.day is None:
        return "closed"
    if known.silent_since is not None:
        return "no_estimates"
    return "" if known.board.lines else "no_call"


def _service(
    line: Line, board: Board | None, office: Office | None, languages: tuple[str, ...], *, is_true: bool
) -> HallService:
    info = next((info for info in office.services if info.letter == line.service), None) if office else None
    name = pick(info.name, languages) if info else Said("")
    if not is_true or board is None:
        return HallService(letter=line.service, name=name)
    text = minutes_text(line.estimate)
    counters = _counters(line.service, board, office) if office else ()
    return HallService(
        letter=line.service,
        name=name,
        waiting=str(line.waiting),
        minutes=text.removeprefix("< "),
        is_less=text.startswith("<"),
        counters=numbers_text(counters),
        has_counters=bool(counters) if office else None,
    )


def _counters(service: str, board: Board, office: Office) -> tuple[int, ...]:
    serving = {info.number for info in office.counters if service in info.serves}
    return tuple(number for number in board.open_counters if number in serving)
