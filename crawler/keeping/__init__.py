"""From an exchange to its acknowledgement: Scrapy's hooks, and the one thread that writes."""
