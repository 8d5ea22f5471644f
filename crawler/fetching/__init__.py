"""Fetching over HTTP: which addresses, every octet both ways, and why it failed."""
