"""The kit that every box carries: link, outbox, names, trust, presence, settings, clock and watchdog."""
