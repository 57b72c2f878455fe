"""What happened, for a person to read when a seed fails: one line each, with its time."""

from firmware.simulation.timeline import Timeline


class Story:
    """Lines in the order of time."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self.lines: list[str] = []

    def tell(self, who: str, what: str) -> None:
        """Add a line."""
        self.lines.append(f"{self._timeline.now:8.3f}  {who:<10} {what}")
