"""Captures shown again, at an origin of their own, and found by their time."""
