"""The virtual printer's insides: bytes in, answers out, papers made; its troubles can be told to it.

It behaves as the real one does where that matters to a queue: DLE EOT is answered at once, whatever waits; everything
else is worked off in order, and not at all while paper or cover or a stall stop it, so that GS r is answered only
behind the paper it follows. Paper that runs out in the middle leaves half a slip in somebody's hand. Where its memory
switch says so (`asb`), it reports by itself from power-on until GS a forbids it, and again after each ESC @.
"""

from collections import deque
from collections.abc import Callable
from typing import Annotated, Final

from msgspec import Meta, Struct

from firmware.messages.notices import Paper
from printer_node.virtual_decoder import Decoder, Op
from printer_node.virtual_sheet import Head, Sheet

_WELL: Final = 0x12
_ASB: Final = 0x10


class Told(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line on the control socket; only what is given changes. `{"status": null}` only asks."""

    paper: str | None = None
    cover: str | None = None
    stall: bool | None = None
    vanish: bool | None = None
    paper_lines_left: Annotated[int, Meta(ge=0)] | None = None
    asb: bool | None = None
    status: None = None

    def __post_init__(self) -> None:
        if self.paper not in (None, "ok", "near_end", "out"):
            raise ValueError('paper is "ok", "near_end" or "out"')
        if self.cover not in (None, "open", "closed"):
            raise ValueError('cover is "open" or "closed"')


class Condition(Struct):
    """How the printer is."""

    paper: Paper = Paper.OK
    is_cover_open: bool = False
    is_stalled: bool = False
    paper_lines_left: int | None = None

    @property
    def can_print(self) -> bool:
        """Whether the head moves."""
        return self.paper is not Paper.OUT and not self.is_cover_open and not self.is_stalled

    def answer(self, asked: int) -> int:
        """Return the byte that answers DLE EOT `asked`."""
        match asked:
            case 1:
                return _WELL | (0x08 if self.paper is Paper.OUT or self.is_cover_open else 0)
            case 2:
                return _WELL | (0x04 if self.is_cover_open else 0) | (0x20 if self.paper is Paper.OUT else 0)
            case 4:
                return _WELL | {Paper.OUT: 0x6C, Paper.NEAR_END: 0x0C}.get(self.paper, 0)
            case _:
                return _WELL

    def sensor(self) -> int:
        """Return the byte that answers GS r 1."""
        return {Paper.OUT: 0x0F, Paper.NEAR_END: 0x03}.get(self.paper, 0)

    def report(self) -> bytes:
        """Return the four bytes that it sends by itself (ASB)."""
        first = _ASB | (0x08 if self.paper is Paper.OUT or self.is_cover_open else 0) | (0x20 * self.is_cover_open)
        return bytes((first, 0, self.sensor(), 0x0F))


class Conversation:
    """One connection: what has come in and waits for its turn."""

    def __init__(self, reply: Callable[[bytes], None]) -> None:
        self.reply = reply
        self.decoder = Decoder()
        self.unheard = bytearray()
        self.waiting: deque[Op] = deque()


class VirtualPrinter:
    """Prints what its conversations bring; `deliver(sheet, is_complete)` takes every paper that leaves it."""

    def __init__(self, deliver: Callable[[Sheet, bool], None]) -> None:
        self._deliver = deliver
        self._head = Head()
        self._is_rest = False
        self._conversations: list[Conversation] = []
        self._switch_asb = self._is_reporting = False
        self._reported = b""
        self.condition = Condition()

    def open(self, reply: Callable[[bytes], None]) -> Conversation:
        """Begin a conversation."""
        conversation = Conversation(reply)
        self._conversations.append(conversation)
        return conversation

    def receive(self, conversation: Conversation, data: bytes) -> None:
        """Take bytes; while stalled they are neither read nor answered."""
        conversation.unheard += data
        self._listen(conversation)

    def close(self, conversation: Conversation) -> None:
        """The other side has gone: what it had not finished is torn off as it is, what waited is forgotten."""
        self._conversations.remove(conversation)
        self._tear_half()

    def tell(self, told: Told) -> None:
        """Change how the printer is; what waited goes on when it is well again."""
        condition = self.condition
        if told.paper is not None:
            condition.paper = {"ok": Paper.OK, "near_end": Paper.NEAR_END, "out": Paper.OUT}[told.paper]
            condition.paper_lines_left = None
            if condition.paper is Paper.OUT:
                self._tear_half()
        if told.cover is not None:
            condition.is_cover_open = told.cover == "open"
        if told.stall is not None:
            condition.is_stalled = told.stall
        if told.paper_lines_left is not None:
            condition.paper_lines_left = told.paper_lines_left
        if told.asb is not None:
            self._switch_asb = told.asb
        if told.vanish is False:
            self._set_reporting(self._switch_asb)
        self._report_change()
        for conversation in tuple(self._conversations):
            self._listen(conversation)

    def _report_change(self) -> None:
        if not self._is_reporting or self.condition.is_stalled or self._reported == self.condition.report():
            return
        self._reported = self.condition.report()
        for conversation in self._conversations:
            conversation.reply(self._reported)

    def _set_reporting(self, is_reporting: bool) -> None:
        self._is_reporting, self._reported = is_reporting, b""
        self._report_change()

    def _listen(self, conversation: Conversation) -> None:
        if self.condition.is_stalled:
            return
        data, conversation.unheard = bytes(conversation.unheard), bytearray()
        for op in conversation.decoder.feed(data):
            if op.name == "DLE EOT":
                conversation.reply(bytes([self.condition.answer(op.data[0])]))
            else:
                conversation.waiting.append(op)
                self._work(conversation)
        self._work(conversation)

    def _work(self, conversation: Conversation) -> None:
        while conversation.waiting and self.condition.can_print:
            op = conversation.waiting.popleft()
            self._do(conversation, op)
            self._report_change()

    def _do(self, conversation: Conversation, op: Op) -> None:
        if op.name == "GS r":
            conversation.reply(bytes([self.condition.sensor()]))
        elif op.name == "GS a":
            self._set_reporting(op.data != b"\x00")
        elif op.name == "GS V":
            self._cut()
        else:
            if op.name == "ESC @":
                self._is_rest = False
                self._set_reporting(self._switch_asb)
            self._head.do(op)
            self._use_paper(op)

    def _use_paper(self, op: Op) -> None:
        condition = self.condition
        if op.name != "LF" or condition.paper_lines_left is None:
            return
        condition.paper_lines_left -= 1
        if condition.paper_lines_left <= 0:
            condition.paper, condition.paper_lines_left = Paper.OUT, None
            self._tear_half()

    def _cut(self) -> None:
        sheet = self._head.tear()
        if not sheet.is_blank:
            self._deliver(sheet, not self._is_rest)
        self._is_rest = False

    def _tear_half(self) -> None:
        if not self._head.is_blank:
            self._deliver(self._head.tear(), False)
            self._is_rest = True
