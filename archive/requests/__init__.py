"""What readers ask for: addresses to be archived, searches to be told of. A small database beside the catalogue."""
