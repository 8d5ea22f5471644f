"""What fetches, once: a round over sources, what is due, a walk back in time, single addresses."""
