"""Markdown to blocks: headings, paragraphs, lists, tables and bold words, which is what a notice on a wall needs.

What a wall cannot do is left out without harm: a link becomes its words, a picture its description, and HTML (so also a
comment to whoever fills the slide in) is not shown. Nor is what nobody can see, also where `&#8203;` has hidden it.
"""

from collections.abc import Iterator
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from display_node.slides.slide import Block, Break, Heading, Item, Paragraph, Run, Runs, Table
from firmware.messages.text import visible

_PARSER: Final = MarkdownIt("commonmark").enable("table")
_DEEPEST: Final = 2


def blocks(text: str) -> tuple[Block, ...]:
    """Return what a Markdown text says, block by block; blocks without a word are left out."""
    reader = _Reader(_PARSER.parse(text))
    return tuple(reader.read())


class _Reader:
    """Walks along the tokens and knows in which lists it stands."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = iter(tokens)
        self._lists: list[int | None] = []
        self._quotes = 0
        self._marker: str | None = None
        self._heading = 0

    def read(self) -> Iterator[Block]:
        for token in self._tokens:
            if token.type == "hr":
                yield Break()
            elif token.type == "table_open":
                yield self._table()
            elif token.type in ("inline", "code_block", "fence"):
                yield from self._words(_runs(token) or (Run(_lines(token.content.strip())),))
            else:
                self._move(token)

    def _move(self, token: Token) -> None:
        """Go into or out of a heading, a quotation, a list or a point of one."""
        match token.type:
            case "heading_open":
                self._heading = int(token.tag[1:])
            case "heading_close":
                self._heading = 0
            case "blockquote_open" | "blockquote_close":
                self._quotes += token.nesting
            case "bullet_list_open":
                self._lists.append(None)
            case "ordered_list_open":
                self._lists.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "list_item_open":
                self._open_item()

    def _open_item(self) -> None:
        number = self._lists[-1]
        self._marker = "" if number is None else f"{number}."
        if number is not None:
            self._lists[-1] = number + 1

    def _words(self, runs: Runs) -> Iterator[Block]:
        """The words where the reader stands; in a list, what follows the first paragraph of a point is quiet text."""
        if not any(run.text.strip() for run in runs):
            return
        if self._heading:
            yield Heading(self._heading, runs)
        elif self._marker is not None:
            yield Item(runs, self._marker, min(len(self._lists) - 1, _DEEPEST))
            self._marker = None
        else:
            yield Paragraph(runs, is_quiet=self._quotes > 0)

    def _table(self) -> Table:
        """Everything up to the end of the table."""
        rows, heads, is_right = list[list[Runs]](), 0, list[bool]()
        for token in self._tokens:
            match token.type:
                case "table_close":
                    break
                case "tr_open":
                    rows.append([])
                case "th_open":
                    heads = 1
                    is_right.append("right" in str(token.attrs.get("style", "")))
                case "inline":
                    rows[-1].append(_runs(token))
        cells = [tuple(row) for row in rows]
        has_head = heads and any(cells[0])
        return Table(cells[0] if has_head else (), tuple(cells[heads:]), tuple(is_right))


def _runs(token: Token) -> Runs:
    """The words of a token by their weight; what comes after a hard break has a line of its own."""
    runs, depth = list[Run](), 0
    for child in token.children or []:
        match child.type:
            case "strong_open" | "strong_close":
                depth += child.nesting
            case "text" | "code_inline" | "image":
                runs.append(Run(visible(child.content), depth > 0))
            case "softbreak":
                runs.append(Run(" ", depth > 0))
            case "hardbreak":
                runs.append(Run("\n", depth > 0))
            case "html_inline" if child.content.lower().startswith("<br"):
                runs.append(Run("\n", depth > 0))
    return tuple(run for run in runs if run.text)


def _lines(text: str) -> str:
    return "\n".join(visible(line) for line in text.split("\n"))
