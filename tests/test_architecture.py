"""How the appliance is built, as facts that a careless import breaks.

*Core* is values in, values out. `firmware/messages` and `firmware/queueing` are core throughout. In the folders of the
boxes and of the hub every module is core but those in SHELL, and those must touch the world or use one that does: so a
new file is core until somebody says otherwise, and the table never lists what has become pure.
"""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES: list[str] = PROJECT["tool"]["setuptools"]["packages"]

# The customer fixes the top level; beside these only dotfiles.
TOP_LEVEL = {
    *("firmware", "display_node", "button_node", "printer_node", "broker_config", "systemd", "tests", "README.md"),
    *("pyproject.toml", "Makefile", "LICENSE", "CHANGELOG.md"),
}

# Who may import whom, beside itself.
MAY_IMPORT = {
    "firmware.messages": set(),
    "firmware.queueing": {"firmware.messages"},
    "firmware.waiting": {"firmware.messages", "firmware.queueing"},
    "firmware.authority": {"firmware.messages"},
    "firmware.node": {"firmware.messages", "firmware.authority"},
    "firmware.hub": {"firmware.messages", "firmware.queueing", "firmware.waiting", "firmware.node"},
    "firmware.technician": {"firmware.messages", "firmware.node", "firmware.authority"},
    "firmware.demo": {"firmware.messages", "firmware.node", "firmware.authority"},
    "firmware.gallery": {"firmware.messages", "firmware.node", "button_node", "printer_node", "display_node"},
    "firmware.simulation": {
        *("firmware.messages", "firmware.queueing", "firmware.waiting", "firmware.node", "firmware.hub"),
        *("button_node", "printer_node"),
    },
    "button_node": {"firmware.messages", "firmware.node"},
    "printer_node": {"firmware.messages", "firmware.node"},
    "display_node": {"firmware.messages", "firmware.node"},
}

# Each library that speaks to the world is known to one part only, so that it can be replaced there.
HOME = {
    "cryptography": "firmware.authority",
    "paho": "firmware.node",
    "gpiozero": "button_node",
    "lgpio": "button_node",
    "evdev": "button_node",
    "luma": "button_node",
    "escpos": "printer_node",
    "serial": "printer_node",
    "pygame": "display_node",
    "markdown_it": "display_node",
    "pyttsx3": "display_node",
    "typer": "firmware.technician",
    "rich": "firmware.technician",
    "holidays": "firmware.hub",
}

SHELL = {
    "firmware.authority": set(),
    "firmware.messages": set(),
    "firmware.queueing": set(),
    "firmware.waiting": set(),
    "firmware.hub": {
        *(
            "__main__",
            "asking",
            "backup",
            "beside",
            "bookings",
            "collecting",
            "desk",
            "estimating",
            "estimator",
            "gate",
            "hub",
            "inbox",
            "inline_estimator",
            "journal",
            "mending",
            "missing",
            "publishing",
            "responding",
            "slip_key",
        ),
        *("calendar_check", "holiday_files", "rebuilding", "recover", "settings", "soundness", "timekeeper"),
    },
    "button_node": {
        *("__main__", "control", "keypad", "kiosk", "knowledge", "lamps", "loop", "offers", "own_range", "panel"),
        *("pins", "small_display", "small_glass", "small_picture"),
    },
    "printer_node": {
        *(
            "__main__",
            "claims",
            "logo",
            "loop",
            "office",
            "paper",
            "printer",
            "settings",
            "spool",
            "transport",
            "virtual",
            "specimen",
            "virtual_picture",
        ),
    },
    "display_node": {
        *("__init__", "__main__", "display", "doorway", "evacuation", "glass", "storage"),
        *("slides.folder", "slides.markdown", "slides.reader", "slides.slideshow"),
        *("voice.clips", "voice.loudspeaker", "voice.memory", "voice.phrases", "voice.renderer", "voice.synthesizer"),
        *("voice.pack_command", "voice.pack_folder", "voice.pack_making", "voice.speech", "voice.voice", "voice.wav"),
        *("wall.fonts", "wall.legible", "wall.logo", "wall.painter", "wall.screen", "wall.time_of_day"),
    },
}

# The kit of the boxes is a shell; these of its modules are values, which the core of a box may use.
VALUES_OF_THE_KIT = {"firmware.node.own_numbers", "firmware.node.zone"}

# What core may use: it computes and touches nothing.
PURE = {
    *("abc", "array", "base64", "bisect", "calendar", "collections", "dataclasses", "datetime", "difflib", "enum"),
    *(
        "fractions",
        "functools",
        "hashlib",
        "heapq",
        "hmac",
        "itertools",
        "json",
        "math",
        "operator",
        "re",
        "statistics",
    ),
    *("string", "struct", "textwrap", "types", "typing", "unicodedata", "zoneinfo", "msgspec"),
    # Keys are made of chance, and nowhere else: what is signed with them is computed.
    *("cryptography", "ipaddress"),
}
# A generator of its own, made with a seed, is a value; the functions of `random` share one with the world.
PURE_NAMES = {"random.Random"}
# Needs no import and is still the world.
WORLDLY_CALLS = {"open", "print", "input", "datetime.now", "datetime.utcnow", "datetime.today", "date.today"}


@cache
def modules() -> dict[str, Path]:
    """All modules of the product by their dotted name."""
    found = {}
    for package in PACKAGES:
        for path in (ROOT / package.replace(".", "/")).glob("*.py"):
            found[package if path.stem == "__init__" else f"{package}.{path.stem}"] = path
    return found


@cache
def imports(module: str) -> frozenset[str]:
    """What a module imports, wherever in its text: `a.b.c` for both `import a.b.c` and `from a.b import c`."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(modules()[module].read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=aliases):
                names |= {alias.name for alias in aliases}
            case ast.ImportFrom(module=origin, names=aliases, level=0):
                names |= {f"{origin}.{alias.name}" for alias in aliases}
            case ast.ImportFrom():
                raise AssertionError(f"{module} imports relative to itself; say the whole name")
    return frozenset(names)


def part_of(name: str) -> str | None:
    """The part of the product that a dotted name lies in, or None for the standard library and libraries."""
    return next((part for part in MAY_IMPORT if name == part or name.startswith(f"{part}.")), None)


def ours(name: str) -> str:
    """The module of ours that an imported name is or lies in."""
    return name if name in modules() else name.rpartition(".")[0]


def world(module: str) -> set[str]:
    """What makes a module a shell: the imports and calls that touch the world, and the shells of ours that it uses."""
    found = {name for name in imports(module) if part_of(name) is None and name.split(".")[0] not in PURE} - PURE_NAMES
    found |= {name for name in imports(module) if is_shell(name) and ours(name) != module}
    calls = [
        node
        for node in ast.walk(ast.parse(modules()[module].read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]
    return found | ({ast.unparse(call.func) for call in calls} & WORLDLY_CALLS)


def is_shell(name: str) -> bool:
    """Whether an imported name of ours belongs to a shell. Settings are values; only `load` reads their file."""
    part = part_of(name)
    if part is None or ours(name) in VALUES_OF_THE_KIT:
        return False
    if ours(name).endswith(".settings"):
        return name.endswith(".load")
    return part not in SHELL or ours(name) in set(named_shells())


def named_shells() -> Iterator[str]:
    """The modules that SHELL names."""
    return (f"{part}.{stem}".removesuffix(".__init__") for part, stems in SHELL.items() for stem in stems)


def core() -> list[str]:
    """The modules that must not touch the world."""
    shells = set(named_shells())
    return sorted(module for module in modules() if part_of(module) in SHELL and module not in shells)


@pytest.mark.parametrize("module", core())
def test_core_touches_nothing(module: str) -> None:
    """No clock, file, socket, thread, log, chance or device in a core module, nor a module of ours that has one.

    Pass the value in as an argument; or, if saying it to the world is what the module is for, name it in SHELL.
    """
    assert world(module) == set()


@pytest.mark.parametrize("module", sorted(named_shells()))
def test_a_shell_touches_the_world(module: str) -> None:
    """A module that SHELL names exists and is no core: else take it out of SHELL, and be glad."""
    assert module in modules()
    assert world(module)


@pytest.mark.parametrize("module", sorted(modules()))
def test_a_part_imports_only_those_it_may(module: str) -> None:
    """Boxes never know each other, the hub or the rules of the queue; nothing knows a box."""
    part = part_of(module)
    others = {part_of(name) for name in imports(module)} - {None, part}
    if part is not None:
        assert others <= MAY_IMPORT[part]


def test_every_part_has_its_place_in_the_table() -> None:
    """A new package says whom it may import before it imports anybody."""
    assert {package for package in PACKAGES if part_of(package) is None} == {"firmware"}


@pytest.mark.parametrize("module", sorted(modules()))
def test_a_library_has_one_home(module: str) -> None:
    """paho, pygame, gpiozero and the like are each known to one part only."""
    strangers = {name.split(".")[0] for name in imports(module)} & set(HOME)
    assert {HOME[library] for library in strangers} <= {part_of(module)}


def test_the_packages_are_the_folders_with_modules() -> None:
    """What is listed by hand in pyproject.toml is what is there, and each can be imported by its name."""
    tops = {"firmware", "button_node", "printer_node", "display_node"}
    folders = {path.parent.relative_to(ROOT) for top in tops for path in (ROOT / top).rglob("*.py")}
    assert {".".join(folder.parts) for folder in folders} == set(PACKAGES)
    assert [folder for folder in folders if not (ROOT / folder / "__init__.py").exists()] == []


def tracked() -> list[str]:
    """The files of the project, as git knows them."""
    answer = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, timeout=30, check=True)
    return answer.stdout.splitlines()


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a git checkout")
def test_nothing_else_stands_at_the_top() -> None:
    """Folders and files of the top level are those of the customer, packaging files and dotfiles."""
    tops = {name.split("/")[0] for name in tracked()}
    assert {name for name in tops if not name.startswith(".")} <= TOP_LEVEL


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a git checkout")
def test_data_of_a_package_is_installed_with_it() -> None:
    """A settings file or a sound beside the code reaches an office: its kind is named in pyproject.toml."""
    folders = {package.replace(".", "/") for package in PACKAGES}
    data = {Path(name) for name in tracked() if str(Path(name).parent) in folders}
    kinds = {path.suffix for path in data} - {".py", ".md"}
    assert {f"*{kind}" for kind in kinds} <= set(PROJECT["tool"]["setuptools"]["package-data"]["*"])


def locked() -> dict[str, list[Requirement]]:
    """What the lock file pins, by name; a name has several versions where Python versions differ."""
    pins: dict[str, list[Requirement]] = {}
    for line in (ROOT / ".ci" / "requirements.lock").read_text(encoding="utf-8").splitlines():
        if not line.startswith(" "):
            pin = Requirement(line.removesuffix("\\"))
            pins.setdefault(canonicalize_name(pin.name), []).append(pin)
    return pins


def test_the_lock_fits_what_the_project_asks_for() -> None:
    """Every dependency is pinned to a version it allows; `make lock` mends it."""
    project = PROJECT["project"]
    wanted = [
        *project["dependencies"],
        *(line for extra in project["optional-dependencies"].values() for line in extra),
    ]
    for requirement in map(Requirement, wanted):
        if requirement.name == "antrian":
            continue
        versions = [next(iter(pin.specifier)).version for pin in locked()[canonicalize_name(requirement.name)]]
        assert [version for version in versions if version not in requirement.specifier] == [], requirement


def test_the_lock_names_no_address() -> None:
    """Packages come from wherever the machine is told to fetch them: only names, versions and hashes are locked."""
    lines = (ROOT / ".ci" / "requirements.lock").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "://" in line or line.startswith(("-", "#"))] == []
