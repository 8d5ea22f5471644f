"""Octets on disk: WARC files written, read, recovered."""
