"""Search: words as Arabic readers mean them, found in every text the archive has."""
