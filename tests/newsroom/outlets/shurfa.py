"""A newspaper on a WordPress-like site: Open Graph, one JSON-LD @graph, a card in mid-body, comments, RSS with full text."""

from __future__ import annotations

import json
from datetime import UTC

from tests.newsroom.furniture import ABOUT, MOST_READ, SHARES, labels, links, others
from tests.newsroom.house import House
from tests.newsroom.lists import rss, rss_item
from tests.newsroom.model import Desk, Page, Pages, Printed
from tests.newsroom.padding import script, style
from tests.newsroom.stories import words
from tests.newsroom.writing import day_in_words, fill, in_paragraphs, lines, local, text

TITLE = "صحيفة الشرفة"
ZONE = "Africa/Cairo"
HTML = "text/html; charset=UTF-8"
WORDS_A_MINUTE = 180
CARD_AFTER = 2
ROBOTS = "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n\nSitemap: {home}/sitemap_index.xml\n"
CATEGORIES = {
    "سياسة": "politics",
    "اقتصاد": "business",
    "ثقافة": "culture",
    "منوعات": "lifestyle",
    "صحة": "health",
    "محليات": "local",
    "علوم": "science",
    "رياضة": "sports",
    "محاكم": "courts",
}
ITEM = '<li class="menu-item"><a href="{url}">{label}</a></li>'
RELATED = '<article class="related-post"><h4><a href="{url}">{headline}</a></h4></article>'
TEASER = '<article class="post hentry"><h2 class="entry-title"><a href="{url}" rel="bookmark">{headline}</a></h2></article>'
CARD = '<div class="also-read-card"><span>اقرأ أيضا:</span> <a href="{url}">{headline}</a></div>'


def render(desk: Desk) -> Pages:
    """Return all pages of the newspaper."""
    pages = {printed.path: _story(desk, printed) for printed in desk.printed}
    pages["/"] = _section(desk, "أحدث الأخبار", desk.printed)
    for section, slug in CATEGORIES.items():
        pages[f"/category/{slug}/"] = _section(
            desk, section, tuple(each for each in desk.printed if each.story.section == section)
        )
    pages["/feed/"] = rss(desk, TITLE, "/feed/", (_item(desk, printed) for printed in desk.printed), "إطلالة على الخبر")
    pages["/robots.txt"] = Page(body=ROBOTS.format(home=desk.url("")).encode(), content_type="text/plain; charset=utf-8")
    return pages


def _item(desk: Desk, printed: Printed) -> str:
    content = "\n".join(in_paragraphs(lines(printed)))
    return rss_item(desk, printed, _by(printed), f"<content:encoded><![CDATA[{content}]]></content:encoded>\n")


def _story(desk: Desk, printed: Printed) -> Page:
    published = local(printed.published, ZONE)
    html = fill(
        "shurfa/story.html",
        headline=text(printed.headline),
        url=text(desk.url(printed.path)),
        home=desk.url(""),
        number=_number(printed),
        description=text(printed.story.description),
        section=text(printed.story.section),
        section_slug=CATEGORIES[printed.story.section],
        published=published.isoformat(),
        published_utc=printed.published.astimezone(UTC).isoformat(),
        modified_meta=_modified_meta(printed),
        shown=day_in_words(published).split(" ", 1)[1],
        by=text(_by(printed)),
        by_link=f'<a class="url fn n" href="{desk.url("/author/")}{_number(printed)}/">{text(_by(printed))}</a>',
        minutes=1 + words(printed.body) // WORDS_A_MINUTE,
        json_ld=_json_ld(desk, printed),
        body=_body(desk, printed),
        tags="، ".join(
            f'<a href="/tag/{count}/" rel="tag">{text(each)}</a>' for count, each in enumerate(printed.story.keywords)
        ),
        shares=labels(SHARES[:4], '<a class="share-btn" href="{url}">{label}</a>', lambda count: f"/?share={count}"),
        share_items=labels(SHARES, '<li><a href="{url}">{label}</a></li>', lambda count: f"/?share={count}"),
        neighbours=links(
            desk, others(desk, printed, 2), '<div class="nav-previous"><a href="{url}" rel="prev">{headline}</a></div>'
        ),
        related=links(desk, others(desk, printed, 3), RELATED),
        recent=links(desk, desk.printed[:5], '<li><a href="{url}">{headline}</a></li>'),
        most_read=labels(MOST_READ, ITEM),
        style=style("wp", 26_000),
        script=script("wp", 14_000),
        **_frame(desk),
    )
    return Page(body=html.encode(), content_type=HTML, chunked=True)


def _body(desk: Desk, printed: Printed) -> str:
    """Return the body with a card of another story after its second element, where the body is long enough for one."""
    elements = in_paragraphs(lines(printed))
    card = links(desk, others(desk, printed, 1), CARD)
    if len(elements) <= CARD_AFTER:
        return "\n".join(elements)
    return "\n".join((*elements[:CARD_AFTER], card, *elements[CARD_AFTER:]))


def _section(desk: Desk, title: str, printed: tuple[Printed, ...]) -> Page:
    html = fill(
        "shurfa/section.html",
        title=text(title),
        home=desk.url(""),
        stories=links(desk, printed, TEASER),
        style=style("wp", 12_000),
        **_frame(desk),
    )
    return Page(body=html.encode(), content_type=HTML, modified=desk.now)


def _frame(desk: Desk) -> dict[str, str]:
    today = local(desk.now, ZONE)
    menu = (
        f'<li class="menu-item"><a href="{desk.url(f"/category/{slug}/")}">{section}</a></li>'
        for section, slug in CATEGORIES.items()
    )
    return {
        "today": day_in_words(today),
        "year": str(today.year),
        "menu": "\n".join(menu),
        "about": labels(ABOUT, ITEM, lambda count: f"/about-{count}/"),
    }


def _by(printed: Printed) -> str:
    """Return who signs: the authors, else the agency, else the desk."""
    return "، ".join(printed.author) or printed.printing.credit or "الشرفة"


def _number(printed: Printed) -> str:
    return str(1000 + sum(printed.path.encode()) % 9000)


def _modified_meta(printed: Printed) -> str:
    if printed.modified is None:
        return ""
    return f'<meta property="article:modified_time" content="{printed.modified.astimezone(UTC).isoformat()}" />'


def _json_ld(desk: Desk, printed: Printed) -> str:
    """Return an @graph as the best known search plugin writes it: article, page, site, organization, person."""
    url, home = desk.url(printed.path), desk.url("/")
    published = printed.published.astimezone(UTC).isoformat()
    modified = (printed.modified or printed.published).astimezone(UTC).isoformat()
    person = {"@type": "Person", "@id": f"{home}#/schema/person/{_number(printed)}", "name": _by(printed)}
    article = {
        "@type": "NewsArticle",
        "@id": f"{url}#article",
        "isPartOf": {"@id": url},
        "author": {"name": _by(printed), "@id": person["@id"]},
        "headline": printed.headline,
        "datePublished": published,
        "dateModified": modified,
        "mainEntityOfPage": {"@id": url},
        "wordCount": words(printed.body),
        "publisher": {"@id": f"{home}#organization"},
        "keywords": list(printed.story.keywords),
        "articleSection": [printed.story.section],
        "inLanguage": "ar",
    }
    page = {
        "@type": "WebPage",
        "@id": url,
        "url": url,
        "name": f"{printed.headline} - {TITLE}",
        "datePublished": published,
        "inLanguage": "ar",
    }
    site = {
        "@type": "WebSite",
        "@id": f"{home}#website",
        "url": home,
        "name": TITLE,
        "publisher": {"@id": f"{home}#organization"},
    }
    organization = {"@type": "Organization", "@id": f"{home}#organization", "name": TITLE, "url": home}
    graph = {"@context": "https://schema.org", "@graph": [article, page, site, organization, person]}
    return json.dumps(graph, ensure_ascii=False).replace("</", "<\\/")


HOUSE = House(
    name="shurfa",
    title=TITLE,
    title_en="Al-Shurfa",
    kind="newspaper",
    country="EG",
    time_zone=ZONE,
    feeds=("/feed/",),
    story_patterns=(r"/20\d\d/\d\d/\d\d/[^/]+/$",),
    leaks=(
        "شارك هذا الموضوع",
        "قد يعجبك أيضا",
        "لن يتم نشر عنوان بريدك الإلكتروني",
        "احفظ اسمي، بريدي الإلكتروني",
        "يمكنكم مراسلته عبر بريد الصحيفة",
        "كنت أتمنى لو ذكرتم مصادر أكثر",
        "انضم إلى قائمتنا البريدية",
        "(أ ف ب/أرشيف)",
    ),
    render=render,
)
