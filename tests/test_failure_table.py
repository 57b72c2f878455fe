"""The chapter of faults in `firmware/README.md` promises a test for each fault: every row has a figure and real tests.

Read from the source, so that nothing is run: a test counts when it is there, always runs, and asserts something itself
or in what it calls.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from msgspec import Struct

ROOT = Path(__file__).parents[1]
LEAST_ROWS = 25
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
FIGURE = re.compile(r"\d(\.\d+)? s\b|\d minutes?\b|\bat once\b")
NOT_ALWAYS = {"skip", "skipif", "xfail", "long"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Row(Struct, frozen=True):
    """One fault, as the chapter tells it."""

    fault: str
    seen: str
    again: str
    tests: str


class Module(Struct, frozen=True):
    """What one file of tests has: its functions and methods by name, what it takes from other tests, its source."""

    tree: ast.Module
    functions: dict[str, Function]
    imports: dict[str, Path]


def rows() -> list[Row]:
    """Return the rows of the table; those that only name a group have no other cell."""
    text = (ROOT / "firmware" / "README.md").read_text(encoding="utf-8")
    table = text.partition("<!-- faults -->\n")[2].partition("<!-- end -->")[0].splitlines()[2:]
    cells = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in table]
    return [Row(*row) for row in cells if any(row[1:])]


@cache
def module(path: Path) -> Module:
    """Read a file of tests."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, Function)}
    taken = [
        node for node in tree.body if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tests.")
    ]
    imports = {
        name.asname or name.name: ROOT / f"{(node.module or '').replace('.', '/')}.py"
        for node in taken
        for name in node.names
    }
    return Module(tree, functions, imports)


def names(node: ast.AST) -> Iterator[str]:
    """Everything that is named in a piece of source."""
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            yield part.id
        elif isinstance(part, ast.Attribute):
            yield part.attr


def asserts(path: Path, name: str, seen: set[tuple[Path, str]] | None = None) -> bool:
    """Say whether a function asserts or expects an error, by itself or in what it calls among the tests."""
    seen = set() if seen is None else seen
    seen.add((path, name))
    there = module(path)
    if name not in there.functions:
        return False
    body = there.functions[name]
    called = set(names(body))
    if "raises" in called or any(isinstance(part, ast.Assert) for part in ast.walk(body)):
        return True
    places = {(path, one) for one in called if one in there.functions}
    places |= {(there.imports[one], one) for one in called if one in there.imports and there.imports[one].is_file()}
    return any(asserts(*place, seen) for place in sorted(places - seen))


def always_runs(path: Path, name: str) -> bool:
    """Say whether nothing keeps a test from running in `make test`."""
    there = module(path)
    marks = [node for node in there.tree.body if isinstance(node, ast.Assign) and "pytestmark" in set(names(node))]
    decorators = there.functions[name].decorator_list
    return not any(NOT_ALWAYS & set(names(node)) for node in (*marks, *decorators))


ROWS = rows()
NAMED = sorted({(path, name) for row in ROWS for path, name in TEST.findall(row.tests)})


def test_there_are_enough_faults_and_each_is_told_once() -> None:
    """A fault that is told twice has two promises."""
    assert len(ROWS) >= LEAST_ROWS
    assert len({(row.fault, row.seen) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.fault)
def test_a_fault_has_what_people_see_a_figure_and_its_tests(row: Row) -> None:
    """The last cell names tests and nothing else; the third says a time, or that nobody waits."""
    assert row.seen
    assert FIGURE.search(row.again), f"no time in {row.again!r}"
    assert TEST.search(row.tests)
    assert TEST.sub("", row.tests).strip() == ""


@pytest.mark.parametrize(("path", "name"), NAMED, ids=lambda part: str(part).rpartition("/")[2])
def test_a_named_test_is_there_runs_and_proves_something(path: str, name: str) -> None:
    """Renamed or emptied, the chapter would promise what nobody looks at."""
    assert (ROOT / path).is_file(), f"{path} is not there"
    assert name in {one.name for one in module(ROOT / path).tree.body if isinstance(one, Function)}
    assert always_runs(ROOT / path, name)
    assert asserts(ROOT / path, name)


def test_an_empty_test_is_noticed() -> None:
    """The check above has eyes: a test that only calls what asserts nothing proves nothing."""
    here = Path(__file__)
    assert not asserts(here, "names")
    assert not asserts(here, "nowhere")
    assert asserts(here, "test_an_empty_test_is_noticed")
