"""What is kept and how it is read: plain Python, no Scrapy, no Twisted, no APScheduler."""
