"""The memory of the office and its only writer."""
