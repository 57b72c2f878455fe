"""The office in a box: seeded days of an office at work, played through the rules of the queue themselves."""
