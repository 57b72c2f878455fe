"""Half a minute of the torture, with a fixed seed: `make torture` is the same for as long as one likes."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SEED = 7


def test_half_a_minute_of_faults_loses_nothing(tmp_path: Path) -> None:
    """Nothing lost, doubled or orphaned, nobody called to two counters, and everything comes back by itself."""
    out = ("--out", str(tmp_path / "torture"))
    argv = (sys.executable, "-m", "tests.torture", "--minutes", "0.5", "--seed", str(SEED), *out)
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    sys.stdout.write(done.stdout)
