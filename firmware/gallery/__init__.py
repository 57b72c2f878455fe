"""Shows all that people see, hear and hold: every wall, slip, sentence and lamp, made by the code that ships."""
