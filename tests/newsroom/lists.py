"""The lists a crawler finds stories in: RSS, RDF, Atom, JSON Feed, sitemaps, news sitemaps, sitemap indexes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from tests.newsroom.http1 import http_date
from tests.newsroom.model import Desk, Page, Printed
from tests.newsroom.writing import text

RSS_NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"'
)
SITEMAP_NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)
RDF_NAMESPACES = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"'
XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def touched(desk: Desk) -> datetime:
    """Return when the newest of the listed stories was last touched; what a list's Last-Modified says."""
    return max((printed.touched for printed in desk.printed), default=desk.now)


def xml_page(content: str, desk: Desk, content_type: str) -> Page:
    """Return an XML list as a page that can answer 304."""
    return Page(body=(XML_HEAD + content).encode(), content_type=content_type, modified=touched(desk))


def rss(desk: Desk, title: str, path: str, items: Iterable[str], description: str = "") -> Page:
    """Return an RSS 2.0 channel served at `path`."""
    channel = (
        f'<rss version="2.0" {RSS_NAMESPACES}>\n<channel>\n<title>{text(title)}</title>\n<link>{desk.url("/")}</link>\n'
        f"<description>{text(description or title)}</description>\n<language>ar</language>\n"
        f"<lastBuildDate>{http_date(touched(desk))}</lastBuildDate>\n"
        f'<atom:link href="{text(desk.url(path))}" rel="self" type="application/rss+xml" />\n'
    )
    return xml_page(channel + "\n".join(items) + "\n</channel>\n</rss>\n", desk, "application/rss+xml; charset=UTF-8")


def rss_item(desk: Desk, printed: Printed, creator: str, more: str = "") -> str:
    """Return one item; `more`: further elements, XML already."""
    address = text(desk.url(printed.path))
    categories = "".join(f"<category>{text(each)}</category>" for each in (printed.story.section, *printed.story.keywords))
    by = f"<dc:creator>{text(creator)}</dc:creator>\n" if creator else ""
    return (
        f"<item>\n<title>{text(printed.headline)}</title>\n<link>{address}</link>\n"
        f'<guid isPermaLink="true">{address}</guid>\n<pubDate>{http_date(printed.published)}</pubDate>\n{by}'
        f"{categories}\n<description>{text(printed.story.description)}</description>\n{more}</item>"
    )


def atom(desk: Desk, title: str, path: str, entries: Iterable[str]) -> Page:
    """Return an Atom feed (RFC 4287) served at `path`."""
    head = (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar">\n<title>{text(title)}</title>\n<id>{desk.url("/")}</id>\n'
        f'<link rel="self" href="{desk.url(path)}" />\n<link rel="alternate" type="text/html" href="{desk.url("/")}" />\n'
        f"<updated>{touched(desk).isoformat()}</updated>\n"
    )
    return xml_page(head + "\n".join(entries) + "\n</feed>\n", desk, "application/atom+xml; charset=utf-8")


def atom_entry(desk: Desk, printed: Printed, author: str) -> str:
    """Return one entry with a summary."""
    address = text(desk.url(printed.path))
    return (
        f'<entry>\n<title type="html">{text(text(printed.headline))}</title>\n<link rel="alternate" href="{address}" />\n'
        f"<id>{address}</id>\n<published>{printed.published.isoformat()}</published>\n"
        f"<updated>{(printed.modified or printed.published).isoformat()}</updated>\n"
        f'<author><name>{text(author)}</name></author>\n<category term="{text(printed.story.section)}" />\n'
        f"<summary>{text(printed.story.description)}</summary>\n</entry>"
    )


def sitemap(desk: Desk, extra: tuple[str, ...] = ()) -> Page:
    """Return a plain sitemap of the stories; `extra`: paths of other pages such sitemaps also hold."""
    others = (f"<url><loc>{text(desk.url(path))}</loc></url>" for path in extra)
    urls = (
        f"<url><loc>{text(desk.url(printed.path))}</loc><lastmod>{printed.touched.date().isoformat()}</lastmod></url>"
        for printed in desk.printed
    )
    content = f"<urlset {SITEMAP_NAMESPACES}>\n" + "\n".join((*others, *urls)) + "\n</urlset>\n"
    return xml_page(content, desk, "application/xml; charset=utf-8")


def news_sitemap(desk: Desk, publication: str) -> str:
    """Return a news sitemap's XML, head included."""
    urls = (
        f"<url><loc>{text(desk.url(printed.path))}</loc><news:news><news:publication><news:name>{text(publication)}</news:name>"
        f"<news:language>ar</news:language></news:publication><news:publication_date>{printed.published.isoformat()}"
        f"</news:publication_date><news:title>{text(printed.headline)}</news:title></news:news></url>"
        for printed in desk.printed
    )
    return XML_HEAD + f"<urlset {SITEMAP_NAMESPACES}>\n" + "\n".join(urls) + "\n</urlset>\n"


def sitemap_index(desk: Desk, paths: tuple[str, ...]) -> Page:
    """Return an index of sitemaps."""
    parts = (
        f"<sitemap><loc>{desk.url(path)}</loc><lastmod>{touched(desk).date().isoformat()}</lastmod></sitemap>" for path in paths
    )
    content = f"<sitemapindex {SITEMAP_NAMESPACES}>\n" + "\n".join(parts) + "\n</sitemapindex>\n"
    return xml_page(content, desk, "application/xml; charset=utf-8")


def json_feed(desk: Desk, title: str, path: str) -> Page:
    """Return a JSON Feed (version 1.1) served at `path`."""
    items = [
        {
            "id": desk.url(printed.path),
            "url": desk.url(printed.path),
            "title": printed.headline,
            "summary": printed.story.description,
            "date_published": printed.published.isoformat(),
        }
        for printed in desk.printed
    ]
    version = "https://jsonfeed.org/version/1.1"
    feed = {"version": version, "title": title, "home_page_url": desk.url("/"), "feed_url": desk.url(path), "items": items}
    body = json.dumps(feed, ensure_ascii=False).encode()
    return Page(body=body, content_type="application/feed+json", modified=touched(desk))


def rdf(desk: Desk, title: str, path: str) -> Page:
    """Return an RSS 1.0 channel (RDF) served at `path`."""
    urls = [text(desk.url(printed.path)) for printed in desk.printed]
    places = "".join(f'<rdf:li rdf:resource="{url}" />' for url in urls)
    items = "\n".join(
        f'<item rdf:about="{url}"><title>{text(printed.headline)}</title><link>{url}</link>'
        f"<dc:date>{printed.published.isoformat()}</dc:date></item>"
        for url, printed in zip(urls, desk.printed, strict=True)
    )
    content = (
        f'<rdf:RDF xmlns="http://purl.org/rss/1.0/" {RDF_NAMESPACES}>\n<channel rdf:about="{text(desk.url(path))}">'
        f"<title>{text(title)}</title><link>{desk.url('/')}</link><items><rdf:Seq>{places}</rdf:Seq></items></channel>\n"
        f"{items}\n</rdf:RDF>\n"
    )
    return xml_page(content, desk, "application/rdf+xml; charset=utf-8")
