"""A wire agency: its own datelines, full metadata (JSON-LD, Open Graph), RSS 2.0 with every field filled."""

from __future__ import annotations

import json

from tests.newsroom.furniture import ABOUT, MOST_READ, SECTIONS, SHARES, labels, links, others
from tests.newsroom.house import House
from tests.newsroom.lists import rss, rss_item
from tests.newsroom.model import Desk, Page, Pages, Printed
from tests.newsroom.padding import picture, script, style
from tests.newsroom.writing import clock_in_words, day_in_words, fill, in_paragraphs, lines, local, text

TITLE = "وكالة المرافئ للأنباء"
ZONE = "Asia/Amman"
HTML = "text/html; charset=utf-8"
ROBOTS = "User-agent: *\nDisallow: /search\nDisallow: /newsletter\n"
ITEM = '    <li><a href="{url}">{headline}</a></li>'
LABEL = '    <li><a href="{url}">{label}</a></li>'
SLUGS = {
    "سياسة": "politics",
    "اقتصاد": "economy",
    "رياضة": "sport",
    "ثقافة": "culture",
    "صحة": "health",
    "طقس": "weather",
    "محليات": "local",
    "علوم": "science",
    "محاكم": "courts",
    "منوعات": "varia",
}


def render(desk: Desk) -> Pages:
    """Return all pages of the agency."""
    pages = {printed.path: _story(desk, printed) for printed in desk.printed}
    pages |= {_photo(printed): picture(sum(printed.path.encode()) % 10) for printed in desk.printed}
    pages["/"] = _section(desk, "آخر الأخبار", desk.printed)
    for section, slug in SLUGS.items():
        pages[f"/section/{slug}"] = _section(
            desk, section, tuple(each for each in desk.printed if each.story.section == section)
        )
    pages["/rss.xml"] = rss(desk, TITLE, "/rss.xml", (_item(desk, printed) for printed in desk.printed), "خدمة الأخبار العربية")
    pages["/robots.txt"] = Page(body=ROBOTS.encode(), content_type="text/plain")
    return pages


def _item(desk: Desk, printed: Printed) -> str:
    photo = f'<media:content url="{desk.url(_photo(printed))}" medium="image" type="image/png" />\n'
    return rss_item(desk, printed, TITLE, photo)


def _story(desk: Desk, printed: Printed) -> Page:
    published = local(printed.published, ZONE)
    html = fill(
        "wakala/story.html",
        headline=text(printed.headline),
        url=text(desk.url(printed.path)),
        home=desk.url(""),
        number=_number(printed),
        description=text(printed.story.description),
        keywords=text("، ".join(printed.story.keywords)),
        section=text(printed.story.section),
        section_slug=SLUGS[printed.story.section],
        published=published.isoformat(),
        shown=f"{day_in_words(published)} - {published:%H:%M} بتوقيت عمّان",
        modified_meta=_modified_meta(printed),
        modified_shown=_modified_shown(printed),
        json_ld=_json_ld(desk, printed),
        body="\n".join(in_paragraphs(lines(printed))),
        tags=" ".join(
            f'<a rel="tag" href="/tag/{count}">{text(each)}</a>' for count, each in enumerate(printed.story.keywords)
        ),
        ticker=links(desk, others(desk, printed, 3), '<a href="{url}">{headline}</a>'),
        related=links(desk, others(desk, printed, 4), ITEM),
        most_read=labels(MOST_READ, LABEL),
        shares=labels(SHARES, '    <a class="share-button" href="{url}">{label}</a>', lambda count: f"/share/{count}"),
        style=style("marafi", 14_000),
        script=script("marafi", 12_000),
        **_frame(desk),
    )
    return Page(body=html.encode(), content_type=HTML)


def _section(desk: Desk, title: str, printed: tuple[Printed, ...]) -> Page:
    html = fill(
        "wakala/section.html",
        title=text(title),
        home=desk.url(""),
        stories=links(desk, printed, ITEM),
        style=style("marafi", 6_000),
        **_frame(desk),
    )
    return Page(body=html.encode(), content_type=HTML, modified=desk.now)


def _frame(desk: Desk) -> dict[str, str]:
    today = local(desk.now, ZONE)
    return {
        "today": f"{day_in_words(today)}، {clock_in_words(today)}",
        "year": str(today.year),
        "menu": "\n".join(f'    <li><a href="/section/{slug}">{section}</a></li>' for section, slug in SLUGS.items()),
        "about": labels((*SECTIONS[:1], *ABOUT), LABEL, lambda count: f"/about/{count}"),
    }


def _number(printed: Printed) -> str:
    return printed.path.rsplit("/", 1)[1]


def _photo(printed: Printed) -> str:
    return f"/photos/{_number(printed)}-large.png"


def _modified_meta(printed: Printed) -> str:
    if printed.modified is None:
        return ""
    return f'<meta property="article:modified_time" content="{local(printed.modified, ZONE).isoformat()}">'


def _modified_shown(printed: Printed) -> str:
    if printed.modified is None:
        return ""
    modified = local(printed.modified, ZONE)
    return f' <time itemprop="dateModified" datetime="{modified.isoformat()}">آخر تحديث: {modified:%H:%M}</time>'


def _json_ld(desk: Desk, printed: Printed) -> str:
    article = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": desk.url(printed.path)},
        "headline": printed.headline,
        "description": printed.story.description,
        "articleSection": printed.story.section,
        "keywords": list(printed.story.keywords),
        "datePublished": local(printed.published, ZONE).isoformat(),
        "dateModified": local(printed.modified or printed.published, ZONE).isoformat(),
        "dateline": printed.dateline,
        "inLanguage": "ar",
        "author": {"@type": "Organization", "name": TITLE, "url": desk.url("/")},
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": TITLE,
            "logo": {"@type": "ImageObject", "url": desk.url("/img/logo.png")},
        },
        "image": [desk.url(_photo(printed))],
        "isAccessibleForFree": True,
    }
    return json.dumps(article, ensure_ascii=False).replace("</", "<\\/")


HOUSE = House(
    name="wakala",
    title=TITLE,
    title_en="Al-Marafi News Agency",
    kind="agency",
    country="JO",
    time_zone=ZONE,
    feeds=("/rss.xml",),
    story_patterns=(r"/news/\d+$",),
    leaks=(
        "أخبار ذات صلة",
        "الأكثر قراءة",
        "النشرة البريدية",
        "لخدمات المشتركين",
        "صورة تعبيرية من أرشيف المرافئ",
        *MOST_READ[:2],
    ),
    render=render,
)
