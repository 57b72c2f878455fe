"""The other ways in: the Unix socket between two boxes of a Pi, a settings file, a request for a certificate."""

import base64
import os
import random
import socket
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Final

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.x509.oid import NameOID

from button_node.settings import Settings as ButtonSettings
from display_node.settings import DisplaySettings
from firmware.authority.certificates import RequestError, new_key, read_request, request_pem
from firmware.demo.toml import to_toml
from firmware.hub.settings import HubSettings, OfficeSettings
from firmware.node.neighbour import NeighbourDoor, NeighbourGone, NeighbourThere, Overheard
from firmware.node.settings import SettingsError, load
from firmware.technician.settings import TechnicianSettings
from printer_node.settings import Settings as PrinterSettings
from tests.fuzz.parts import Fault, must
from tests.fuzz.payloads import Breaker, Table
from tests.fuzz.telling import Telling

SHIPPED: Final = Path(__file__).parents[2]


class NeighbourUnderFire:
    """A printer box's door; who talks nonsense is sent away, and whoever comes next is heard."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = random.Random(f"neighbour {seed}")
        self.breaker = Breaker(self.chance)
        self.tell = Telling(self.chance)
        self.heard: SimpleQueue[object] = SimpleQueue()
        # A socket's path holds 107 bytes, and a test's folder may lie deep.
        folder.mkdir(parents=True)
        self._folder = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        self.path = Path(f"/proc/self/fd/{self._folder}/d")
        self.door = NeighbourDoor(self.path, self.heard.put)
        self.door.start()
        self._line = self._come()
        self._checks = 0

    def fire(self) -> object:
        """Send one packet; come anew where it was sent away."""
        packet = self._packet()
        try:
            self._line.send(packet)
        except OSError:
            self._line.close()
            self._line = self._come()
            self._line.send(packet)
        return packet

    def settle(self) -> None:
        """The door's own thread acts."""

    def check(self) -> None:
        """A good neighbour comes, is heard, and everybody goes."""
        self._checks += 1
        self._line.close()
        self._line = self._come()
        self._line.send(b"antrian/slip/printer-1\n%d" % self._checks)
        while True:
            try:
                happening = self.heard.get(timeout=5.0)
            except Empty:
                raise Fault("a good neighbour is not heard") from None
            must(isinstance(happening, Overheard | NeighbourThere | NeighbourGone), f"{happening}")
            if happening == Overheard("antrian/slip/printer-1", b"%d" % self._checks):
                break
        must(self.door._thread.is_alive(), "nobody listens at the door")
        must(len(self.door._lines) <= 60, f"{len(self.door._lines)} neighbours are still there")

    def finish(self) -> None:
        """Nothing is left."""

    def close(self) -> None:
        """Shut the door."""
        self._line.close()
        self.door.close()
        os.close(self._folder)

    def _come(self) -> socket.socket:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        line.settimeout(5.0)
        line.connect(str(self.path))
        return line

    def _packet(self) -> bytes:
        topic, table = self.tell.slip()
        payload = self.breaker.payload(table)[:100_000]
        way = self.chance.random()
        if way < 0.6:
            return topic.encode() + b"\n" + payload
        names = (b"", b"\n", b"\xff\xfe\n", b"x" * 256 + b"\n", b"x" * 257 + b"\n", b"\x1b[2J\n", b"a\nb\n", b"\x00\n")
        return (self.chance.choice(names) + payload) or b"\n"


class SettingsUnderFire:
    """Any file of settings becomes a value or a sentence."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = random.Random(f"settings {seed}")
        self.breaker = Breaker(self.chance)
        self.folder = folder
        folder.mkdir(parents=True)
        self.path = folder / "box.toml"
        self._todo: list[tuple[type[Any], bytes]] = []
        self._shipped = {kind: (SHIPPED / name).read_bytes() for kind, name in _FILES.items()}
        self._whole = {kind: to_toml(table).encode() for kind, table in _TABLES.items()}

    def fire(self) -> object:
        """Write a file."""
        kind = self.chance.choice(list(_FILES))
        text = self._text(kind)
        self._todo.append((kind, text))
        return kind.__name__, text

    def settle(self) -> None:
        """Read what was written."""
        todo, self._todo = self._todo, []
        for kind, text in todo:
            self.path.write_bytes(text)
            try:
                load(self.path, kind)
            except SettingsError as error:
                said = str(error)
                must(len(said) < _SENTENCE, f"a sentence of {len(said)} letters: {said[:200]!r}")
                must(said.isprintable(), f"a sentence with what nobody can see: {said!r}")

    def check(self) -> None:
        """The shipped settings are read."""
        for kind, text in self._shipped.items():
            self.path.write_bytes(text)
            load(self.path, kind)

    def finish(self) -> None:
        """Nothing is left."""

    def close(self) -> None:
        """Nothing is open."""

    def _text(self, kind: type[Any]) -> bytes:
        way = self.chance.random()
        if way < 0.6:
            return self._mutated(kind)
        if way < 0.63:
            return self._uncommented(self._shipped[kind])
        noises: tuple[Callable[[bytes], bytes], ...] = (
            self.breaker._torn,
            self.breaker._flipped,
            self.breaker._spliced,
            self.breaker._nonsense,
            self.breaker._noise,
            self._odd,
        )
        return self.chance.choice(noises)(self._whole[kind])[:120_000]

    def _mutated(self, kind: type[Any]) -> bytes:
        for _ in range(9):
            table = self.breaker.mutated(_TABLES[kind])
            try:
                return to_toml(msgspec.to_builtins(table)).encode("utf-8", "surrogatepass")
            except (TypeError, ValueError, OverflowError, AttributeError):
                continue  # TOML cannot say it
        return b""

    def _uncommented(self, shipped: bytes) -> bytes:
        lines = shipped.splitlines()
        for _ in range(self.chance.choice((1, 2, 5))):
            at = self.chance.randrange(len(lines))
            lines[at] = lines[at].removeprefix(b"# ")
        return b"\n".join(lines)

    def _odd(self, shipped: bytes) -> bytes:
        return shipped + b"\n" + self.chance.choice(_ODD)


_SENTENCE: Final = 3_000
_FILES: Final[dict[type[Any], str]] = {
    ButtonSettings: "button_node/button.toml",
    PrinterSettings: "printer_node/printer.toml",
    DisplaySettings: "display_node/display.toml",
    HubSettings: "firmware/hub/hub.toml",
    OfficeSettings: "firmware/hub/office.toml",
    TechnicianSettings: "firmware/technician/technician.toml",
}
_BOX: Final[Table] = {"name": "kiosk-1", "broker": "hub.local", "port": 8883, "tls": "/etc/antrian/tls", "state": "/x"}
_TABLES: Final[dict[type[Any], Table]] = {
    ButtonSettings: {
        "box": _BOX,
        "counter": 3,
        "panel": {"lockout_seconds": 0.3, "together_seconds": 0.1},
        "button": [
            {"pin": 17, "lamp": 27, "press": {"command": "TakeTicket", "service": "A", "priority": True}},
            {"key": "KEY_1", "press": {"command": "CallNext"}, "hold": {"command": "Finish"}},
        ],
    },
    PrinterSettings: {
        "box": _BOX,
        "printer": {"kind": "file", "address": "/dev/usb/lp0", "profile": "TM-T20II", "width_mm": 80, "columns": 48},
        "slip": {"fields": ["number", "office", "qr"], "languages": 2, "qr_url": "https://x.id/"},
        "neighbours": {"door": "/run/antrian/printer/door.sock"},
    },
    DisplaySettings: {
        "box": {**_BOX, "name": "display-1"},
        "zone": "hall",
        "screen": {"driver": "dummy", "width": 640, "height": 360, "turned": 90},
        "voice": {"languages": ["id", "en"], "says": ["CALL"]},
        "theme": {"logo": "/x.svg"},
    },
    HubSettings: {
        "box": {**_BOX, "name": "hub"},
        "office": "/etc/antrian/office.toml",
        "door": {"rate": 20.0, "burst": 200},
        "recovery": {"seconds": 10.0},
        "estimate": {"method": "fluid", "runs": 40},
    },
    OfficeSettings: {
        "office": {"name": "Kantor Imigrasi", "languages": ["id"], "zone": "Asia/Jakarta", "day": "manual"},
        "service": [
            {"letter": "A", "name": {"id": "Layanan A"}, "then": "F", "minutes": 12, "bring": {"id": ["KTP"]}},
            {"letter": "F", "name": {"id": "Layanan F"}, "quota": 8},
        ],
        "counter": [{"number": 1, "serves": ["A", "F"], "box": "counter-1", "preference": "strict"}],
        "order": {"discipline": "accumulating", "priority_cap_minutes": 12},
        "no_show": {"calls": 2, "gap_seconds": 2, "come_back_minutes": 20},
        "park": {"limit": 2, "reminder_minutes": 5},
        "kiosk": [{"name": "kiosk-1", "printer": "printer-1", "numbers": [700, 799]}],
        "hours": {"monday": "07.30-12.00 13.00-16.00", "last_ticket_minutes": 30},
    },
    TechnicianSettings: {"box": {**_BOX, "name": "technician-1"}, "patience": {"answer_seconds": 4.0}},
}
_ODD: Final = (
    b"x = " + b"[" * 100_000,
    b"x = " + b"[" * 900 + b"]" * 900,
    b"x = " + b"{a=" * 400 + b"1" + b"}" * 400,
    b"[" + b"a." * 1_100 + b"b]",
    b"a." * 1_100 + b"b = 1",
    b"x = " + b"9" * 5_000,
    b"x = -" + b"9" * 400,
    b"x = nan",
    b"x = inf",
    b"[box]\nport = nan",
    b"[box]\nname = '\\u0000'",
    b'[box]\nname = "\\ud800"',
    b'[box]\nname = "\\u202e"',
    b"x = 9999-12-31T23:59:59Z",
    b"x = 0000-00-00",
    b"x = 1979-05-27T24:00:00+99:99",
    b"'" * 3 + b"x" * 100_000,
    b"x = 0x" + b"f" * 10_000,
    b"x = 1e999",
    b"x.y = 1\nx = 2",
    b"[[box]]",
    b"box = 1",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"x = 1\r",
    b"\x00",
)


class RequestsUnderFire:
    """Whatever a stick holds, it is a request or there is a sentence about it."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = random.Random(f"requests {seed}")
        self.breaker = Breaker(self.chance)
        self._todo: list[bytes] = []
        folder.mkdir(parents=True)
        key = new_key()
        self.good = request_pem("kiosk-1", "kiosk", key)
        others = [request_pem("broker", "broker", key, ["hub.local", "10.0.0.1"]), *_odd_requests()]
        self.requests = [self.good, self.good, *others]
        self.bodies = [x509.load_pem_x509_csr(pem).public_bytes(serialization.Encoding.DER) for pem in self.requests]

    def fire(self) -> object:
        """Make a file."""
        pem = self._pem()
        self._todo.append(pem)
        return pem

    def settle(self) -> None:
        """Read the files."""
        todo, self._todo = self._todo, []
        for pem in todo:
            try:
                read_request(pem)
            except RequestError as error:
                must(len(str(error)) < 600, f"a sentence of {len(str(error))} letters")
                must(str(error).isprintable(), f"a sentence with what nobody can see: {str(error)!r}")

    def check(self) -> None:
        """A good request is read."""
        must(read_request(self.good).name == "kiosk-1", "a good request is another's")

    def finish(self) -> None:
        """Nothing is left."""

    def close(self) -> None:
        """Nothing is open."""

    def _pem(self) -> bytes:
        way = self.chance.random()
        if way < 0.45:
            return _wrapped(self._bitten(self.chance.choice(self.bodies)))
        pem = self.chance.choice(self.requests)
        noises: tuple[Callable[[bytes], bytes], ...] = (
            self.breaker._torn,
            self.breaker._flipped,
            self.breaker._spliced,
            self.breaker._noise,
            self.breaker._two,
            lambda whole: whole,
            lambda whole: whole.replace(b"CERTIFICATE REQUEST", b"CERTIFICATE"),
            lambda _whole: _wrapped(b""),
            lambda _whole: _wrapped(b"\x30\x84\x7f\xff\xff\xff"),
        )
        return self.chance.choice(noises)(pem)

    def _bitten(self, body: bytes) -> bytes:
        """Return DER with a byte changed, also where lengths and tags are."""
        bitten = bytearray(body)
        for _ in range(self.chance.choice((1, 1, 1, 2, 6))):
            bitten[self.chance.randrange(len(bitten))] = self.chance.choice((0, 1, 0x7F, 0x80, 0xFF, 0x0C, 0x1E, 0x30))
        return bytes(bitten)


def _wrapped(body: bytes) -> bytes:
    return b"-----BEGIN CERTIFICATE REQUEST-----\n" + base64.encodebytes(body) + b"-----END CERTIFICATE REQUEST-----\n"


def _odd_requests() -> list[bytes]:
    """Well-formed and signed, but nothing that a box of ours asks."""
    names: tuple[tuple[tuple[x509.ObjectIdentifier, str], ...], ...] = (
        (),
        ((NameOID.COMMON_NAME, "kiosk-1"),),
        ((NameOID.COMMON_NAME, "kiosk-1\n\x1b[2J"), (NameOID.ORGANIZATIONAL_UNIT_NAME, "kiosk")),
        ((NameOID.COMMON_NAME, "\u202e1-ksoik"), (NameOID.ORGANIZATIONAL_UNIT_NAME, "kiosk")),
        ((NameOID.COMMON_NAME, "kiosk-1"), (NameOID.ORGANIZATIONAL_UNIT_NAME, "god" * 20)),
        ((NameOID.COMMON_NAME, "a"), (NameOID.COMMON_NAME, "b"), (NameOID.ORGANIZATIONAL_UNIT_NAME, "kiosk")),
        ((NameOID.COMMON_NAME, "broker"), (NameOID.ORGANIZATIONAL_UNIT_NAME, "kiosk")),
    )
    made = []
    for parts in names:
        subject = x509.Name([x509.NameAttribute(oid, value) for oid, value in parts])
        builder = x509.CertificateSigningRequestBuilder().subject_name(subject)
        made.append(builder.sign(new_key(), hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kiosk-1")])
    odd = x509.CertificateSigningRequestBuilder().subject_name(subject)
    made.append(odd.sign(ed25519.Ed25519PrivateKey.generate(), None).public_bytes(serialization.Encoding.PEM))
    sans = x509.SubjectAlternativeName(
        [x509.DNSName("x" * 300), x509.RFC822Name("a@b.id"), x509.RegisteredID(NameOID.COMMON_NAME)]
    )
    with_sans = odd.add_extension(sans, critical=True).sign(new_key(), hashes.SHA256())
    return [*made, with_sans.public_bytes(serialization.Encoding.PEM)]
