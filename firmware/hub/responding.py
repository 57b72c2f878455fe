"""Answers whoever asked: a technician's question with its response, and one who says too much with that."""

from typing import Final

from firmware.hub.asking import answer_request
from firmware.hub.check_code import verdict
from firmware.hub.desk import Desk
from firmware.hub.gate import Asked, Gate, TooFast
from firmware.hub.journal import Journal
from firmware.hub.nodes import Nodes
from firmware.messages import topics
from firmware.messages.codec import encode
from firmware.messages.requests import AnyRequest, AnyResponse, CheckSlip, Failed
from firmware.node.link import Received
from firmware.node.world import AnyLink

EXPIRY_SECONDS: Final = 30.0


class Responder:
    """Knows where the answers are. `secret` is what slips are proved by."""

    def __init__(self, link: AnyLink, desk: Desk, journal: Journal, nodes: Nodes, *, gate: Gate, secret: bytes) -> None:
        self._link = link
        self._desk = desk
        self._journal = journal
        self._nodes = nodes
        self._gate = gate
        self._secret = secret

    def respond(self, asked: Asked, now: float) -> None:
        """Answer a question; `now` is the boot clock."""
        self._send(asked.message, self._response(asked.request, now))

    def too_fast(self, said: TooFast) -> None:
        """Tell who says too much that it does: a box keeps its commands, a person asks again."""
        if said.node is None:
            self._send(said.message, Failed(detail="too many questions at once; ask again in a minute"))
        else:
            reply = self._desk.too_fast(said.node, said.retry_after)
            self._link.publish(topics.ANSWER.name(reply.node), reply.answer, qos=1)

    def _response(self, request: AnyRequest, now: float) -> AnyResponse:
        if isinstance(request, CheckSlip):
            return verdict(self._desk.queue, self._secret, request.text)
        return answer_request(request, self._journal, self._nodes, self._gate.guests, now)

    def _send(self, message: Received, response: AnyResponse) -> None:
        if message.response_topic is not None:
            self._link.publish(
                message.response_topic,
                encode(response),
                qos=1,
                correlation=message.correlation,
                content_type="application/json",
                expiry=EXPIRY_SECONDS,
            )
