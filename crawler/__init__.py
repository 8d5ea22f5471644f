"""The application: the only floor that wires things together."""
