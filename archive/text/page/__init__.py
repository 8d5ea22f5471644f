"""Text → a tree and the lines a reader sees, each with the zone it stands in."""
