"""What can be asked: the catalogue, derived from the WARC files."""
