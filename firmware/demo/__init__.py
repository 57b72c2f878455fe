"""Runs an office's real boxes as processes on one machine."""
