"""The printer box: a slip from the hub becomes one paper in a hand, and never two that look alike."""
