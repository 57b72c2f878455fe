"""No text on a slip is ever a command to the printer, whoever has written it."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from firmware.messages.notices import Slip
from firmware.messages.text import visible
from printer_node.elements import Bar, Line, Number, Roll
from printer_node.form import WHOLE
from printer_node.paper import encode_paper
from printer_node.slip import Style, lay_out
from printer_node.virtual_decoder import Decoder, Op
from printer_node.virtual_sheet import Head, Sheet

# Lone surrogates too; what cuts, kicks the drawer and resets comes often.
LETTERS = st.characters(exclude_categories=()) | st.sampled_from("\x1b\x1d\x10\x1c\n\r\x00\x7f\x9b\u202e\u200b")
TEXTS = st.text(LETTERS, max_size=30)
ORDERS = (
    "\x1b@",
    "\x1dV\x00",
    "\x1bp\x00\x19\xfa",
    "\x10\x14\x01\x00\x01",
    "\x1d(k\x03\x00",
    "\x1bJ\xff",
    "A\nB\r\x0c",
)
ROLL = Roll(48)
STORE = 80

# Everything that the encoder says, beside text: a slip in which something else stands obeys somebody else.
OURS = {
    *("ESC @", "GS a", "ESC t", "ESC a", "ESC E", "ESC -", "ESC G", "ESC !", "ESC 2", "ESC 3", "ESC M", "ESC J"),
    *("ESC SP", "ESC {", "ESC d", "GS !", "GS B", "GS b", "GS ( k", "GS V", "LF", "text"),
}


def ops_of(slip: Slip, word: str) -> list[Op]:
    """What a printer is told."""
    paper = encode_paper(lay_out(slip, ROLL, Style(word=word), WHOLE, is_marked=True), "TM-T20II")
    return Decoder().feed(paper)


def orders_of(ops: list[Op]) -> list[Op]:
    """All but the words, and of a code that it is stored: how long a text is, is for the text to decide."""
    return [Op(op.name) if is_stored(op) else op for op in ops if op.name != "text"]


def is_stored(op: Op) -> bool:
    """Whether this is the text of a code."""
    return op.name == "GS ( k" and op.data[3] == STORE


def sheets_of(ops: list[Op]) -> list[Sheet]:
    """The papers that fall."""
    head, sheets = Head(), list[Sheet]()
    for op in ops:
        if op.name == "GS V":
            sheets.append(head.tear())
        else:
            head.do(op)
    return sheets


def poisoned(make_slip: Callable[..., Slip], texts: tuple[str, ...], seen: Callable[[str], str] = str) -> Slip:
    """A slip with these texts in every field that is one, as no decoder would let it in."""
    name, other, office, item, ticket, check = map(seen, texts)
    fields: dict[str, Any] = {
        "service_name": {"id": name, "en": other},
        "office_name": office,
        "bring": {"id": (item, name), "en": (other,)},
        "ticket": f"2026-11-23-{ticket}",
        "check": f"7K2QM{check}",
    }
    return make_slip(**fields)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.tuples(*(TEXTS for _ in range(6))), word=TEXTS)
@example(texts=ORDERS[:6], word=ORDERS[6])
@example(texts=("\x1b@", "\x1dV1", "\u202e\u2066", "\udc1b@", "\x9b", "\x7f"), word="\x1d")
def test_a_printer_is_told_what_a_clean_slip_tells_it(
    make_slip: Callable[..., Slip], texts: tuple[str, ...], word: str
) -> None:
    """The same orders in the same places, none of another's, and one paper, cut once."""
    ops = ops_of(poisoned(make_slip, texts), word)
    assert {op.name for op in ops} <= OURS
    assert orders_of(ops) == orders_of(ops_of(poisoned(make_slip, texts, visible), visible(word)))
    assert [op.data for op in ops if op.name == "GS V"] == [ops[-1].data]
    for op in ops:
        if op.name == "text" or is_stored(op):
            assert op.data[5 if is_stored(op) else 0 :].decode("ascii").isprintable()


def test_who_cuts_in_a_name_only_writes(make_slip: Callable[..., Slip]) -> None:
    """The letters of the order stand on the paper, and it is one paper."""
    slip = make_slip(office_name="Kantor\x1dV\x00 Imigrasi\x1b@")
    [sheet] = sheets_of(ops_of(slip, "antrian"))
    assert sheet.text[0] == "Kantor V Imigrasi@"
    assert sheet.number == "A017"


def test_no_element_is_an_order() -> None:
    """Also the number, whose form no text in this paper has to keep."""
    number = Number(letter="\x1b", digits="p\x1d\x1b", width=2, height=2, gap=24)
    elements = (number, Bar("\x1b@\x1dV", 2, 48), Line(text="\x1bp", figure="\x1d("))
    assert {op.name for op in Decoder().feed(encode_paper(elements, "TM-T20II"))} <= OURS


def test_an_order_that_did_get_through_would_be_found(make_slip: Callable[..., Slip]) -> None:
    """As the bytes of a careless encoder."""
    good = encode_paper(lay_out(make_slip(), ROLL, Style(), WHOLE, is_marked=False), "TM-T20II")
    bad = good.replace(b"Imigrasi", b"\x1bp\x00\x19\xfaImigrasi", 1)
    assert {op.name for op in Decoder().feed(bad)} - OURS == {"ESC p"}
