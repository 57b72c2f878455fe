"""`antrian calendar` as it is typed; it needs neither a hub nor a broker."""

import subprocess
import sys
from pathlib import Path


def test_a_year_is_shown_as_the_hub_goes_by_it(tmp_path: Path) -> None:
    """The file beside office.toml is the one that counts, and the hub's status is the command's."""
    (tmp_path / "holidays-2026.toml").write_text(
        "year = 2026\nsource = 'our own'\nnational = [{ date = 2026-01-01, name = 'Tahun Baru' }]\n"
    )
    ended = subprocess.run(
        [sys.executable, "-m", "firmware.technician", "calendar", "2026", "--office", str(tmp_path / "office.toml")],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode == 1
    assert "2026: our own" in ended.stdout
    assert "Fri 2026-12-25  only in the package: Hari Raya Natal (national)" in ended.stdout
