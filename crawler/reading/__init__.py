"""Questions to the archive, which is opened to read; and pages on disk, read as the crawl reads."""
