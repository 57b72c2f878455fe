"""The button box: fingers in, commands out, lamps back. A ticket kiosk or a counter's five buttons, by settings."""
