"""WACZ packages: made, and held to their word."""
