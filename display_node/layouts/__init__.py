"""What the large parts of a wall look like: one module for each."""
