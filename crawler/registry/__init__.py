"""The sources known: listed, checked, added to."""
