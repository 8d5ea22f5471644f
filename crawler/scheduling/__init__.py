"""Which crawl runs when: APScheduler, batches of sources, crawls in subprocesses."""
