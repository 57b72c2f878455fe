"""The brain of the office and the kit that every box carries."""
