"""The peer: what a capable programmer writes in one file with Scrapy, trafilatura and warcio. Used by throughput.py.

usage: plain_script.py LIST_URL FOLDER
"""

from __future__ import annotations

import json
import sys
from io import BytesIO
from pathlib import Path

import scrapy
import trafilatura
from scrapy.crawler import CrawlerProcess
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter


class Stories(scrapy.Spider):
    """Reads one list, fetches what it links to, writes a WARC record and a JSON line a page."""

    name = "stories"
    custom_settings = {  # noqa: RUF012 - Scrapy's own way
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
        "COOKIES_ENABLED": False,
    }

    def __init__(self, start: str, folder: str) -> None:
        super().__init__()
        self.start_urls = [start]
        self.warc_file = Path(folder, "plain.warc.gz").open("wb")  # noqa: SIM115 - closed when the spider is
        self.warc = WARCWriter(self.warc_file, gzip=True)
        self.lines = Path(folder, "articles.jsonl").open("w", encoding="utf-8")  # noqa: SIM115

    def parse(self, response):
        response.selector.remove_namespaces()
        for url in response.xpath("//item/link/text()").getall():
            yield scrapy.Request(url.strip(), callback=self.story)

    def story(self, response):
        headers = [(name.decode(), value.decode("latin-1")) for name, values in response.headers.items() for value in values]
        record = self.warc.create_warc_record(
            response.url,
            "response",
            payload=BytesIO(response.body),
            http_headers=StatusAndHeaders(str(response.status), headers, protocol="HTTP/1.1"),
        )
        self.warc.write_record(record)
        found = trafilatura.extract(response.text, url=response.url, output_format="json", with_metadata=True)
        self.lines.write((found or json.dumps({"url": response.url})) + "\n")

    def closed(self, _reason):
        self.warc_file.close()
        self.lines.close()


if __name__ == "__main__":
    process = CrawlerProcess()
    process.crawl(Stories, start=sys.argv[1], folder=sys.argv[2])
    process.start()
