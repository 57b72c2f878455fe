"""`python -m tests.fuzz`: fires payloads at every role of the shipped boxes, 200,000 at each unless told."""

import argparse
import secrets
import shutil
import sys
import time
from pathlib import Path

from firmware.demo.scratch import make_scratch
from tests.fuzz.firing import fire
from tests.fuzz.parts import Fault
from tests.fuzz.targets import TARGETS

PAYLOADS = 200_000


def main() -> int:
    """Fire; the exit status is 1 where a payload did harm."""
    parser = argparse.ArgumentParser(prog="tests.fuzz", description=__doc__)
    parser.add_argument("--role", choices=list(TARGETS), help="only this one")
    parser.add_argument("--payloads", type=int, default=PAYLOADS, help="how many at each (default: %(default)s)")
    parser.add_argument("--seed", type=int, help="a seed brings the same payloads again (default: a new one)")
    typed = parser.parse_args()
    seed = secrets.randbelow(10**6) if typed.seed is None else typed.seed
    scratch = make_scratch()
    try:
        roles = [typed.role] if typed.role else list(TARGETS)
        return max([_fire(role, scratch, typed.payloads, seed) for role in roles])
    finally:
        shutil.rmtree(scratch)


def _fire(role: str, scratch: Path, payloads: int, seed: int) -> int:
    began = time.monotonic()
    try:
        lines = fire(TARGETS[role], scratch / role, payloads, seed)
    except Fault as fault:
        print(f"✗ {role}, seed {seed}: {fault}", flush=True)
        return 1
    seconds = time.monotonic() - began
    said = f"{payloads:>9,} payloads, {payloads / seconds:>7,.0f} a second, {lines:>8,} lines in the log, seed {seed}"
    print(f"✓ {role:<11}{said}", flush=True)
    shutil.rmtree(scratch / role)
    return 0


if __name__ == "__main__":
    sys.exit(main())
