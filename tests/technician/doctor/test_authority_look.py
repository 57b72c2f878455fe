"""All that an authority has signed, by its folder."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from firmware.authority.certificates import new_key, read_request, request_pem
from firmware.technician.authority_folder import AuthorityFolder, make_authority
from firmware.technician.doctor.authority_look import look_at_authority
from firmware.technician.doctor.finding import Standing
from firmware.technician.faults import NotDone

NOW = datetime.now(UTC)


def test_each_box_that_stands_has_a_line(tmp_path: Path) -> None:
    """One that is revoked has none, and a renewed one only the later end; near it the authority is told."""
    folder = tmp_path / "ca"
    end = make_authority(folder, "Lampung Tengah", lambda: None)
    with AuthorityFolder(folder, lambda: None) as authority:
        for node in ("kiosk-1", "kiosk-2"):
            authority.enroll(read_request(request_pem(node, "kiosk", new_key())))
        authority.revoke("kiosk-2")
        authority.renew("kiosk-1")
    found = list(look_at_authority(folder, NOW))
    assert [one.subject for one in found] == ["kiosk-1.crt", "ca.crt", "ca.key"]
    assert {one.standing for one in found} == {Standing.OK}
    late = {one.subject: one.standing for one in look_at_authority(folder, end - timedelta(days=9))}
    assert late["ca.crt"] is Standing.SOON
    (folder / "ca.key").chmod(0o644)
    assert list(look_at_authority(folder, NOW))[-1].standing is Standing.WRONG


def test_a_folder_without_an_authority_is_said_to_be_none(tmp_path: Path) -> None:
    """With the option that says where it is."""
    with pytest.raises(NotDone, match="no authority"):
        list(look_at_authority(tmp_path, NOW))
