"""How long people will wait: learned from the days before, played forward from the live queue."""
