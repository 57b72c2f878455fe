"""A seeded office in a seeded world of faults, driving the shipped modules."""
