"""`python -m tests.printer_node.redraw` writes the kept bytes and pictures of all slips anew; look at them before."""

import sys

from tests.printer_node.golden import FOLDER, listing, picture, saved
from tests.printer_node.variants import variants


def main() -> None:
    """Write every variant, and remove what no variant is called any more."""
    FOLDER.mkdir(exist_ok=True)
    files = {}
    for variant in variants():
        files[FOLDER / f"{variant.name}.txt"] = listing(variant.paper).encode()
        files[FOLDER / f"{variant.name}.png"] = saved(picture(variant.paper, variant.printing.width_mm))
    for path in set(FOLDER.iterdir()) - set(files):
        path.unlink()
    changed = [path for path, data in files.items() if not path.exists() or path.read_bytes() != data]
    for path in changed:
        path.write_bytes(files[path])
    sys.stdout.write(f"{len(changed)} of {len(files)} files written in {FOLDER}\n")


if __name__ == "__main__":
    main()
