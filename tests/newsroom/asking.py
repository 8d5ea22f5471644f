"""How the newsroom's tests ask: one request, the words a reader sees, the addresses of a list."""

from __future__ import annotations

import gzip
import http.client
from urllib.parse import urlsplit

from lxml import etree, html

ENCODINGS = {"sunbula": "windows-1256"}
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def fetch(url: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    parts = urlsplit(url)
    assert parts.hostname is not None
    connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=60)
    try:
        connection.request(method, path_of(url), headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def seen(outlet: str, body: bytes) -> str:
    """The words a reader sees on a page, spaces as one."""
    tree = html.document_fromstring(body.decode(ENCODINGS.get(outlet, "utf-8")))
    etree.strip_elements(tree, "script", "style", with_tail=False)
    return " ".join(" ".join(tree.itertext()).split())


def path_of(url: str) -> str:
    """Path and query, what story patterns are searched in."""
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def listed(url: str) -> set[str]:
    """Every address in a feed, sitemap (index), or page."""
    response, body = fetch(url)
    body = gzip.decompress(body) if response.headers["Content-Type"] == "application/gzip" else body
    if "html" in response.headers["Content-Type"]:
        tree = html.document_fromstring(body, base_url=url)
        tree.make_links_absolute()
        return {str(address) for address in tree.xpath("//a/@href")}
    root = etree.fromstring(body)
    if str(root.tag).endswith("sitemapindex"):
        return {address for part in root.iter(LOC) for address in listed(str(part.text))}
    atom = {str(link.get("href")) for link in root.iter("{*}link") if link.get("href")}
    return atom | {str(each.text) for tag in (LOC, "link") for each in root.iter(tag)}
