"""How a box proves to the broker who it is, and knows the office's broker from any other.

One folder holds what that takes: `ca.crt` (whom the office trusts), `<name>.crt` (who this box is) and `<name>.key`
(its key, made here and never carried anywhere). TLS 1.3 or nothing: there is no setting that goes without.
"""

import ssl
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from firmware.node.settings import BoxSettings, SettingsError

# What a broker says to a certificate it does not take (RFC 8446, 6.2), in words for the one who can mend it.
_ALERTS: Final = {
    "CERTIFICATE_REVOKED": "the certificate of this box is revoked; enrol it anew: antrian enroll NAME --role ROLE",
    "CERTIFICATE_EXPIRED": "the certificate of this box has expired, or the hub's clock is wrong; see: antrian renew",
    "UNSUPPORTED_CERTIFICATE": (
        "the certificate of this box is no box's; enrol it anew: antrian enroll NAME --role ROLE"
    ),
    "CERTIFICATE_REQUIRED": "this box showed no certificate; enrol it: antrian enroll NAME --role ROLE",
    "UNKNOWN_CA": "the certificate of this box is of another office; enrol it here: antrian enroll NAME --role ROLE",
    "BAD_CERTIFICATE": (
        "the broker does not take the certificate of this box; compare the clocks, then: antrian enroll NAME "
        "--role ROLE"
    ),
}


class TlsFiles(Struct, frozen=True):
    """The files of one box."""

    authority: Path
    certificate: Path
    key: Path


class TellingSocket(ssl.SSLSocket):
    """A connection that keeps why the other end closed it: a broker says no only after the handshake (TLS 1.3)."""

    def do_handshake(self, block: bool = False) -> None:
        """Shake hands as always, and close where that fails: paho leaves it open."""
        try:
            super().do_handshake(block)
        except OSError:
            self.close()
            raise

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        """Read as always, and remember the alert in the context."""
        try:
            return super().recv(buflen, flags)
        except ssl.SSLWantReadError:
            raise
        except ssl.SSLError as error:
            context: Any = self.context
            context.alert = alert_sentence(error)
            raise


class TlsContext(ssl.SSLContext):
    """What connections of a box are made from. `alert` is why the latest was closed, until somebody clears it."""

    alert: str | None = None


def files(folder: Path, name: str) -> TlsFiles:
    """Return where the files of the box of this name are."""
    return TlsFiles(folder / "ca.crt", folder / f"{name}.crt", folder / f"{name}.key")


def client_context(settings: BoxSettings) -> TlsContext:
    """Return what the box connects with. Raises SettingsError, naming the file and the command that makes it."""
    own = files(Path(settings.tls), settings.name)
    for path in (own.authority, own.certificate, own.key):
        _see(path, settings.name)
    context = TlsContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.sslsocket_class = TellingSocket
    try:
        context.load_verify_locations(own.authority)
        context.load_cert_chain(own.certificate, own.key)
    except ssl.SSLError as error:
        raise SettingsError(
            f"{own.certificate} and {own.key} are no pair that can be used ({error.reason}); "
            f"enrol the box anew: antrian enroll {settings.name} --role ROLE"
        ) from error
    return context


def alert_sentence(error: ssl.SSLError) -> str | None:
    """Return what the broker's alert means and what to do, or None for any other fault."""
    reason = error.reason or ""
    return next((sentence for alert, sentence in _ALERTS.items() if alert in reason), None)


def handshake_sentence(error: ssl.SSLError) -> str:
    """Return why a box and the broker do not come together, and what to check."""
    if isinstance(error, ssl.SSLEOFError):
        return "it closed the connection at once; is it just starting, or full? see its log: journalctl -u mosquitto"
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"it is not this office's broker, or not under this name ({error.verify_message}); check `broker` in the "
            "settings, the clock of this box, and ca.crt"
        )
    return f"it does not speak TLS 1.3 with certificates ({error.reason}); is it the office's broker?"


def _see(path: Path, name: str) -> None:
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise SettingsError(
            f"{path}: {error.strerror}; enrol the box: sudo antrian enroll {name} --role ROLE --stick DIR, or mend who "
            "may read the file"
        ) from error
