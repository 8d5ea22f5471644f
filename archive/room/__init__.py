"""The reading room: where people meet the archive. It reads; what readers ask for is all that it writes."""
