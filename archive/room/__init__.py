"""The reading room: where people meet the archive. It reads, and never writes."""
