"""What the authority's machine does: it signs, renews and revokes, and carries to the hub what the hub must know.

The way there is a stick or ssh. Whatever is typed again after something went wrong on the way is the same once more:
nothing is signed twice, and the hub gets what the register says.
"""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import typer

from firmware.authority.certificates import BROKER, Request, RequestError, fingerprint, read_request
from firmware.authority.issued import Issued
from firmware.authority.register import standing
from firmware.authority.validity import ALARM, LIFETIME
from firmware.messages.names import Role
from firmware.messages.text import visible
from firmware.technician.authority_folder import AuthorityFolder, refuse_on_hub
from firmware.technician.authority_options import ca_folder, passphrase
from firmware.technician.faults import Fault, NotDone
from firmware.technician.remote import Remote
from firmware.technician.request_lines import request_lines
from firmware.technician.stick import ACCESS, Stick, read_some
from firmware.technician.terminal import say

_BOX_ENDS: Final = "-----END CERTIFICATE REQUEST-----"


def sign_stick(ca: AuthorityFolder, stick: Stick, *, is_agreed: bool, only: Sequence[str] = ()) -> bool:
    """Sign the requests on a stick, each after a yes, and write what the hub must know; say whether all were signed.

    `only` are names that are looked for; without any, all. Raises NotDone.
    """
    signed, is_all = [], True
    for path in stick.requests():
        try:
            request = read_request(read_some(path))
            if only and request.name not in only:
                continue
            signed.append(_sign(ca, stick, request, is_agreed=is_agreed))
            stick.remove(path.name)
        except (RequestError, OSError) as error:
            _complain(f"{path.name}: {error}")
            is_all = False
        except NotDone as fault:
            _complain(str(fault))
            is_all = False
    if only and not signed and is_all:
        again = f"sudo antrian enroll {only[0]} --role ROLE --stick DIR"
        raise NotDone(f"no request of {only[0]} is on the stick; on its Pi: {again}")
    if not signed and is_all:
        say("no request is on the stick")
    publish_on_stick(ca, stick)
    _say_next(ca, signed, stick)
    return is_all


def publish(ca: AuthorityFolder, stick: Stick | None, hub: Remote | None) -> None:
    """Tell the hub on the ways that are there. Raises Fault."""
    if stick is not None:
        publish_on_stick(ca, stick)
    if hub is not None:
        publish_to_hub(ca, hub)


def publish_on_stick(ca: AuthorityFolder, stick: Stick) -> None:
    """Write what the hub must know. Raises NotDone."""
    path = stick.write(ACCESS, ca.access())
    say(f"{path}: {_summary(ca)}, for the hub")


def publish_to_hub(ca: AuthorityFolder, hub: Remote, words: Sequence[str] = ()) -> None:
    """Tell the hub's broker, which starts again. `words` are options for its own install. Raises Fault."""
    try:
        hub.run("broker", "install", "--from", "-", "--authority", ca.fingerprint, *words, said=ca.access())
    except Fault as fault:
        raise type(fault)(f"{fault}. The hub was not told; mend that and type the same again") from fault
    say(f"{hub.target}: its broker has {_summary(ca)}")


def enroll_over_ssh(
    ca: AuthorityFolder, name: str, role: Role, box: Remote, hub: Remote | None, words: Sequence[str]
) -> None:
    """Do all of it for a box that ssh gets to. `words` are options for the box's own enroll. Raises Fault."""
    answer = box.run("enroll", name, "--role", role, "--request", "-", *words)
    issued = [ca.enroll(request) for request in _requests(answer, name, role)]
    own = next(one for one in issued if one.role != BROKER)
    hub = box if role is Role.HUB else hub
    if hub is not None and role is not Role.HUB:
        publish_to_hub(ca, hub)  # first: a box that comes before the hub has heard of it is let in without rights
    install_over_ssh(ca, own, box, words)
    if role is Role.HUB:
        publish_to_hub(ca, box, _new_office(words))
    elif hub is None:
        say(f"the hub does not know {name} yet: antrian ca publish --hub USER@HOST")


def install_over_ssh(ca: AuthorityFolder, issued: Issued, box: Remote, words: Sequence[str] = ()) -> None:
    """Carry a certificate to its box, which goes on with it at once. Raises Fault."""
    told = ["--authority", ca.fingerprint, *_new_office(words)]
    box.run("enroll", issued.name, "--role", issued.role, "--certificate", "-", *told, said=ca.answer(issued))
    say(f"{issued.name}: has its certificate, until {issued.end:%Y-%m-%d}")


def renew_box(
    ca: AuthorityFolder, name: str, hosts: Sequence[str], box: Remote | None, stick: Stick | None, hub: Remote | None
) -> None:
    """Give a box, or the broker, ten more years for its key. Raises Fault."""
    issued = ca.renew(name, tuple(hosts))
    say(f"{name}: renewed, until {issued.end:%Y-%m-%d}{_shortened(issued)}")
    if stick is not None:
        _write_answer(ca, stick, issued)
        publish_on_stick(ca, stick)
        _say_next(ca, [issued], stick)
        return
    if issued.role != BROKER and box is not None:
        install_over_ssh(ca, issued, box)
    to = hub or (box if issued.role in (BROKER, Role.HUB) else None)
    if to is not None:
        publish_to_hub(ca, to)


def revoke_box(ca: AuthorityFolder, name: str, stick: Stick | None, hub: Remote | None) -> None:
    """Let a box in no more, as soon as the hub has heard it. Raises Fault."""
    is_new = ca.revoke(name)
    say(f"{name}: {'revoked' if is_new else 'was revoked before'}")
    if stick is not None:
        stick.remove(f"{name}.crt")
        publish_on_stick(ca, stick)
        say(f"next, on the hub; until then nothing has changed there:\n  {_install(stick)}")
    if hub is not None:
        publish_to_hub(ca, hub)


def opened(ca: Path | None, passphrase_file: Path | None) -> AuthorityFolder:
    """Return the authority in the folder that was typed. Raises NotDone where none is, and on the hub."""
    refuse_on_hub()
    folder = ca_folder(ca)
    return AuthorityFolder(folder, passphrase(folder, passphrase_file))


def _complain(sentence: str) -> None:
    # One line: a file's name with a line break in it would say a line of its own.
    say(f"antrian: {visible(sentence)}", sys.stderr)


def _sign(ca: AuthorityFolder, stick: Stick, request: Request, *, is_agreed: bool) -> Issued:
    say(request_lines(request.name, request.role, fingerprint(request.key), request.hosts))
    if not is_agreed and not typer.confirm("does it show the same there? sign it?", err=True):
        raise NotDone(f"{request.name} was not signed")
    issued = ca.enroll(request)
    _write_answer(ca, stick, issued)
    say(f"{request.name}: signed, until {issued.end:%Y-%m-%d}{_shortened(issued)}")
    return issued


def _write_answer(ca: AuthorityFolder, stick: Stick, issued: Issued) -> None:
    if issued.role != BROKER:  # the broker's is among what the hub gets
        stick.write(f"{issued.name}.crt", ca.answer(issued))


def _say_next(ca: AuthorityFolder, signed: Sequence[Issued], stick: Stick) -> None:
    if not signed:
        return
    hubs = [one for one in signed if one.role == Role.HUB]
    say(f"\nthe authority is {ca.fingerprint}; a Pi that does not know it yet asks.")
    say("next, with the stick:")
    for one in hubs:
        say(f"  on the hub:    sudo antrian enroll {one.name} --role {one.role} --stick {_mount(stick)}")
    say(f"  on the hub:    {_install(stick)}")
    for one in signed:
        if one.role not in (BROKER, Role.HUB):
            say(f"  on {one.name + ':':<11} sudo antrian enroll {one.name} --role {one.role} --stick {_mount(stick)}")


def _new_office(words: Sequence[str]) -> list[str]:
    return [word for word in words if word == "--new-office"]


def _install(stick: Stick) -> str:
    return f"sudo antrian broker install --stick {_mount(stick)}"


def _mount(stick: Stick) -> Path:
    return stick.folder.parent


def _summary(ca: AuthorityFolder) -> str:
    boxes = sum(1 for entry in standing(ca.register) if entry.role != BROKER)
    revoked = sum(1 for entry in ca.register.entries if entry.revoked is not None)
    return f"{boxes} {'box' if boxes == 1 else 'boxes'}, {revoked} revoked (number {ca.register.number})"


def _shortened(issued: Issued) -> str:
    is_short = issued.end - datetime.now(UTC) < LIFETIME - ALARM
    return ", when the authority's own ends; for longer: antrian ca renew" if is_short else ""


def _requests(answer: bytes, name: str, role: Role) -> list[Request]:
    """Return the requests that a box has printed: its own, and on the hub the broker's. Raises NotDone."""
    pieces = [f"{piece}{_BOX_ENDS}\n" for piece in answer.decode(errors="replace").split(_BOX_ENDS)[:-1]]
    try:
        requests = [read_request(piece.encode()) for piece in pieces]
    except RequestError as error:
        raise NotDone(f"what {name} asks is not to be signed: {error}") from error
    allowed = {(name, str(role)), *({(BROKER, BROKER)} if role is Role.HUB else ())}
    asked = [(request.name, request.role) for request in requests]
    if (name, role) not in asked or not set(asked) <= allowed:
        raise NotDone(f"{name} was to ask as {role} and asks as {asked}; has it the same version?")
    return requests
