"""How the broker's files stand, by what was found of them."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from firmware.authority.examining import ExaminedList
from firmware.authority.validity import NO_END
from firmware.technician.doctor.broker import BrokerFacts, broker_findings
from firmware.technician.doctor.finding import Finding, Standing

NOW = datetime(2026, 11, 23, tzinfo=UTC)
GOOD = BrokerFacts(
    folder="/etc/antrian/broker",
    revoked=ExaminedList(serials=frozenset({7}), ends=NO_END, is_of_office=True),
    settings=("listener 8883", "require_certificate true"),
    users=frozenset({"hub", "kiosk-1", "printer-1"}),
    boxes=frozenset({"kiosk-1", "printer-1"}),
)


def look(facts: BrokerFacts) -> dict[str, Finding]:
    """Return what is found, by its subject."""
    return {found.subject: found for found in broker_findings(facts, NOW)}


def test_good_files_are_quiet_lines() -> None:
    """Each file has one, and the authority's key, which is elsewhere."""
    assert {found.standing for found in look(GOOD).values()} == {Standing.OK}
    assert set(look(GOOD)) == {"revoked.crl", "mosquitto.conf", "acl", "authority"}


@pytest.mark.parametrize(
    ("facts", "subject", "says"),
    [
        (replace(GOOD, revoked=None), "revoked.crl", "lets nobody in"),
        (
            replace(GOOD, revoked=ExaminedList(serials=frozenset(), ends=NO_END, is_of_office=False)),
            "revoked.crl",
            "not signed",
        ),
        (
            replace(GOOD, revoked=ExaminedList(serials=frozenset(), ends=NOW, is_of_office=True)),
            "revoked.crl",
            "locked out",
        ),
        (replace(GOOD, settings=None), "mosquitto.conf", "missing"),
        (replace(GOOD, settings=("listener 8883",)), "mosquitto.conf", "without a certificate"),
        (replace(GOOD, settings=(*(GOOD.settings or ()), "listener 1883")), "mosquitto.conf", "without a certificate"),
        (replace(GOOD, users=None), "acl", "missing"),
        (replace(GOOD, boxes=frozenset({"kiosk-1", "kiosk-2"})), "acl", "does not know kiosk-2"),
        (replace(GOOD, keys_of_authority=("/home/pi/ca.key",)), "authority", "/home/pi/ca.key"),
    ],
)
def test_what_locks_boxes_out_or_lets_strangers_in_is_wrong(facts: BrokerFacts, subject: str, says: str) -> None:
    """Each with its own sentence and with what to do."""
    found = look(facts)[subject]
    assert (found.standing, says in found.text) == (Standing.WRONG, True)
    assert found.mend


def test_only_root_can_say_that_the_authority_s_key_is_not_here() -> None:
    """Whoever could not look everywhere has not seen that it is well."""
    assert look(replace(GOOD, is_searched=False))["authority"].standing is Standing.UNKNOWN


def test_a_folder_that_only_root_may_see_is_no_fault() -> None:
    """Nor one that is not there: then mosquitto does not run, which is told elsewhere."""
    for facts in (replace(GOOD, is_hidden=True), replace(GOOD, is_there=False)):
        assert {name: found.standing for name, found in look(facts).items()} == {
            "its folder": Standing.UNKNOWN,
            "authority": Standing.OK,
        }
