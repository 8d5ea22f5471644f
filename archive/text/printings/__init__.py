"""Whether one text was printed from another, and what was done to it on the way."""
