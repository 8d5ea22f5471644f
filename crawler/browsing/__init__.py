"""Pages that need JavaScript: a browser, held to its limits and kept in."""
