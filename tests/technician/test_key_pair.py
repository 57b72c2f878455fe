"""A key and its certificate are replaced as one, wherever the plug is pulled."""

import os
import shutil
from pathlib import Path

from firmware.technician.key_pair import KeyPair, make_folder
from tests.technician.plug import PulledPlug, in_the_wall

OLD, NEW = (b"old key", b"old certificate"), (b"new key", b"new certificate")


def pair_in(folder: Path) -> KeyPair:
    """Return the pair of kiosk-1 with its new key waiting."""
    pair = KeyPair(folder, "kiosk-1", owner=None, folder_owner=None)
    pair.replace(*OLD, 17)
    pair.keep_waiting(NEW[0])
    return pair


def used(pair: KeyPair) -> tuple[bytes, bytes]:
    """Return what a box would read."""
    return pair.key.read_bytes(), pair.certificate.read_bytes()


def test_wherever_the_plug_is_pulled_the_old_pair_is_there_or_the_new_one(tmp_path: Path) -> None:
    """And typing the same once more ends as if nothing had been."""
    pair_in(tmp_path / "before")
    plug, found = in_the_wall(), []
    for step in range(100):
        folder = tmp_path / str(step)
        shutil.copytree(tmp_path / "before", folder, symlinks=True)
        pair = KeyPair(folder, "kiosk-1", owner=None, folder_owner=None)
        plug.push(folder, step)
        try:
            pair.replace(*NEW, 18)
        except PulledPlug:
            plug.folder = None
            found.append(used(pair))
            assert found[-1] in (OLD, NEW)
            assert NEW[0] in pair.private_keys()
            pair.replace(*NEW, 18)
        plug.folder = None
        assert (used(pair), pair.waiting()) == (NEW, None)
        if not plug.is_pulled:
            break
    assert (found[0], found[-1]) == (OLD, NEW)
    assert len(found) > 10


def test_a_new_key_waits_beside_the_pair_that_is_in_use(tmp_path: Path) -> None:
    """The box goes on with the old one; a certificate may be for either."""
    pair = pair_in(tmp_path)
    assert used(pair) == OLD
    assert pair.private_keys() == [NEW[0], OLD[0]]


def test_only_its_owner_reads_a_key(tmp_path: Path) -> None:
    """Also the one that waits; the certificate is for everybody."""
    pair = pair_in(tmp_path)
    modes = [path.stat().st_mode & 0o777 for path in (pair.key, pair.certificate, tmp_path / "kiosk-1.key.new")]
    assert modes == [0o400, 0o644, 0o600]


def test_nothing_is_left_of_what_was_replaced(tmp_path: Path) -> None:
    """No old key lies about, and that of another box with a longer name stays."""
    pair = pair_in(tmp_path)
    other = KeyPair(tmp_path, "kiosk-1-b", owner=None, folder_owner=None)
    other.replace(*OLD, 17)
    pair.replace(*NEW, 18)
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and path.read_bytes() == OLD[0]][2:]
    assert sorted(path.name for path in tmp_path.iterdir() if not path.is_symlink()) == [
        ".kiosk-1-b@11",
        ".kiosk-1@12",
    ]
    assert used(other) == OLD


def test_a_renewed_certificate_comes_with_the_same_key(tmp_path: Path) -> None:
    """The key that waits for another certificate goes on waiting."""
    pair = pair_in(tmp_path)
    pair.replace(OLD[0], b"renewed", 19)
    assert (used(pair), pair.waiting()) == ((OLD[0], b"renewed"), NEW[0])


def test_the_same_again_changes_nothing(tmp_path: Path) -> None:
    """The folder in use is not rebuilt under the box that reads it."""
    pair = pair_in(tmp_path)
    before = pair.key.stat().st_ino
    pair.replace(*OLD, 17)
    assert pair.key.stat().st_ino == before


def test_everybody_may_pass_to_the_folders_of_the_system(tmp_path: Path) -> None:
    """Whatever root's umask is: the users of the boxes must get to their keys, and into no other folder."""
    before = os.umask(0o077)
    try:
        make_folder(tmp_path / "antrian" / "tls", (os.getuid(), os.getgid()))
    finally:
        os.umask(before)
    modes = [path.stat().st_mode & 0o777 for path in (tmp_path / "antrian", tmp_path / "antrian" / "tls")]
    assert modes == [0o755, 0o750]
