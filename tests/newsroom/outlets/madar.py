"""A business site whose only metadata is JSON-LD, its body bare text in divs; a sitemap index, a gzipped news sitemap."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace

from tests.newsroom.furniture import ABOUT, MOST_READ, labels, links, others
from tests.newsroom.house import House
from tests.newsroom.lists import news_sitemap, sitemap, sitemap_index, touched
from tests.newsroom.model import Desk, Page, Pages, Printed
from tests.newsroom.padding import script, style
from tests.newsroom.writing import day_in_words, fill, in_breaks, lines, local, text

TITLE = "مدار الأعمال"
ZONE = "Asia/Dubai"
HTML = "text/html; charset=utf-8"
NEWS_SITEMAP = "/sitemaps/news.xml.gz"
PAGES_SITEMAP = "/sitemaps/pages.xml"
INDEX = "/sitemap-index.xml"
MENU = ("أسواق", "شركات", "طاقة", "عقار", "تقنية", "رواد", "رأي", "بيانات")
LINK = '<div class="ln"><a href="{url}">{headline}</a></div>'
LABEL = '<a href="{url}">{label}</a>'


def render(desk: Desk) -> Pages:
    """Return all pages of the site."""
    pages = {printed.path: _story(desk, printed) for printed in desk.printed}
    pages["/"] = _front(desk)
    pages["/about"] = _front(desk)
    pages[INDEX] = sitemap_index(desk, (NEWS_SITEMAP, PAGES_SITEMAP))
    pages[PAGES_SITEMAP] = sitemap(replace(desk, printed=()), ("/", "/about"))
    pages[NEWS_SITEMAP] = _packed(desk)
    pages["/robots.txt"] = Page(
        body=f"User-agent: *\nAllow: /\n\nSitemap: {desk.url(INDEX)}\n".encode(), content_type="text/plain; charset=utf-8"
    )
    return pages


def _packed(desk: Desk) -> Page:
    """Return the news sitemap as a gzip file: the entity itself is packed, there is no Content-Encoding."""
    body = gzip.compress(news_sitemap(desk, TITLE).encode(), mtime=0)
    return Page(body=body, content_type="application/gzip", modified=touched(desk), compress=False)


def _story(desk: Desk, printed: Printed) -> Page:
    html = fill(
        "madar/story.html",
        headline=text(printed.headline),
        description=text(printed.story.description),
        section=text(printed.story.section),
        number=_number(printed),
        by=text("، ".join(printed.author) or printed.printing.credit or TITLE),
        json_ld=_json_ld(desk, printed),
        site_json_ld=_as_json({"@context": "https://schema.org", "@type": "WebSite", "name": TITLE, "url": desk.url("/")}),
        body=in_breaks(lines(printed), "</div><div><br/>\n"),
        related=links(desk, others(desk, printed, 3), LINK),
        most_read=labels(MOST_READ[:4], f'<div class="ln">{LABEL}</div>'),
        style=style("m", 12_000),
        script=script("madar", 18_000),
        **_frame(desk),
    )
    return Page(body=html.encode(), content_type=HTML)


def _front(desk: Desk) -> Page:
    html = fill("madar/front.html", stories=links(desk, desk.printed, LINK), style=style("m", 6_000), **_frame(desk))
    return Page(body=html.encode(), content_type=HTML, modified=desk.now)


def _frame(desk: Desk) -> dict[str, str]:
    today = local(desk.now, ZONE)
    return {
        "today": day_in_words(today),
        "year": str(today.year),
        "menu": labels(MENU, LABEL, lambda count: f"/s/{count}"),
        "about": labels(ABOUT, LABEL, lambda _: "/about"),
    }


def _number(printed: Printed) -> str:
    return printed.path.rsplit("-", 1)[1]


def _json_ld(desk: Desk, printed: Printed) -> str:
    """Return an array of nodes, the article second, its body whole and with the agency as provider."""
    crumbs = {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [{"@type": "ListItem", "position": 1}],
    }
    article = {
        "@context": "https://schema.org",
        "@type": ["NewsArticle", "AnalysisNewsArticle"] if printed.author else "NewsArticle",
        "url": desk.url(printed.path),
        "headline": printed.headline,
        "alternativeHeadline": printed.story.description,
        "articleBody": "\n".join(block.text for block in lines(printed)),
        "articleSection": printed.story.section,
        "keywords": ",".join(printed.story.keywords),
        "datePublished": local(printed.published, ZONE).isoformat(),
        "dateModified": local(printed.modified or printed.published, ZONE).isoformat(),
        "author": [{"@type": "Person", "name": name} for name in printed.author] or {"@type": "Organization", "name": TITLE},
        "publisher": {"@type": "Organization", "name": TITLE, "logo": {"@type": "ImageObject", "url": desk.url("/i/logo.png")}},
        "image": {"@type": "ImageObject", "url": desk.url(f"/i/{_number(printed)}.avif"), "width": 1200, "height": 675},
        "inLanguage": "ar-AE",
    }
    return _as_json([crumbs, article])


def _as_json(value: object) -> str:
    """Return JSON with Arabic as escapes, as some frameworks write it; safe within a script element."""
    return json.dumps(value, ensure_ascii=True).replace("</", "<\\/")


HOUSE = House(
    name="madar",
    title=TITLE,
    title_en="Madar al-Aamal",
    kind="portal",
    country="AE",
    time_zone=ZONE,
    sitemaps=(INDEX,),
    story_patterns=(r"/[a-z-]+-\d+$",),
    leaks=("اشترك في نشرة «مدار الصباح»", "مواضيع قد تهمك", "استماع للمقال", "الصورة: غيتي", "مساحة إعلانية", MOST_READ[1]),
    render=render,
)
