"""The display box: a wall that shows who is called and where, and a voice that says it.

`python -m display_node --settings FILE` starts one; see README.md in this folder.
"""

import os

# pygame greets on stdout when it is imported; a box's output is its log.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
