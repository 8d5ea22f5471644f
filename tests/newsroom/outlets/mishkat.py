"""A newspaper on a Drupal-like site: fields in divs, a date whose offset has no colon, an Atom feed, pages that answer 304."""

from __future__ import annotations

from tests.newsroom.furniture import ABOUT, MOST_READ, labels, links, others
from tests.newsroom.house import House
from tests.newsroom.lists import atom, atom_entry
from tests.newsroom.model import Desk, Page, Pages, Printed
from tests.newsroom.padding import script, style
from tests.newsroom.writing import day_in_words, fill, in_paragraphs, lines, local, text

TITLE = "المشكاة"
ZONE = "Asia/Baghdad"
HTML = "text/html; charset=UTF-8"
HEADERS = (("X-Generator", "Drupal 10 (https://www.drupal.org)"), ("Content-Language", "ar"))
ROBOTS = "User-agent: *\nDisallow: /core/\nDisallow: /admin/\nDisallow: /comment/reply/\nDisallow: /print/\n"
SECTIONS = {
    "سياسة": "politics",
    "اقتصاد": "economy",
    "ثقافة": "culture",
    "علوم": "science",
    "صحة": "health",
    "رياضة": "sport",
    "منوعات": "varia",
}
ITEM = '<li><a href="{url}">{label}</a></li>'
ROW = '<div class="views-row"><span class="field-content"><a href="{url}" hreflang="ar">{headline}</a></span></div>'


def render(desk: Desk) -> Pages:
    """Return all pages of the newspaper."""
    pages = {printed.path: _story(desk, printed) for printed in desk.printed}
    pages["/"] = _section(desk, "آخر الأخبار", desk.printed)
    for section, slug in SECTIONS.items():
        pages[f"/{slug}"] = _section(desk, section, tuple(each for each in desk.printed if each.story.section == section))
    pages["/atom.xml"] = atom(desk, TITLE, "/atom.xml", (atom_entry(desk, printed, _by(printed)) for printed in desk.printed))
    pages["/robots.txt"] = Page(body=ROBOTS.encode(), content_type="text/plain")
    return pages


def _story(desk: Desk, printed: Printed) -> Page:
    published = local(printed.published, ZONE)
    html = fill(
        "mishkat/story.html",
        headline=text(printed.headline),
        url=text(desk.url(printed.path)),
        path=text(printed.path),
        home=desk.url(""),
        number=_number(printed),
        description=text(printed.story.description),
        keywords=text(", ".join(printed.story.keywords)),
        section=text(printed.story.section),
        section_slug=SECTIONS[printed.story.section],
        published=published.isoformat(),
        published_drupal=f"{published:%Y-%m-%dT%H:%M:%S%z}",
        shown=f"{day_in_words(published).split(' ')[0]}, {published:%d/%m/%Y - %H:%M}",
        by=text(_by(printed)),
        body="\n".join(in_paragraphs(lines(printed))),
        tags="\n".join(
            f'<div class="field__item"><a href="/tags/{count}" hreflang="ar">{text(each)}</a></div>'
            for count, each in enumerate(printed.story.keywords)
        ),
        related=links(desk, others(desk, printed, 3), ROW),
        most_read=labels(MOST_READ[2:], ITEM),
        style=style("field", 16_000),
        script=script("drupal", 8_000),
        **_frame(desk),
    )
    return Page(body=html.encode(), content_type=HTML, modified=printed.touched, headers=HEADERS)


def _section(desk: Desk, title: str, printed: tuple[Printed, ...]) -> Page:
    html = fill(
        "mishkat/section.html",
        title=text(title),
        home=desk.url(""),
        stories=links(desk, printed, ROW),
        style=style("field", 6_000),
        **_frame(desk),
    )
    return Page(body=html.encode(), content_type=HTML, modified=desk.now, headers=HEADERS)


def _frame(desk: Desk) -> dict[str, str]:
    today = local(desk.now, ZONE)
    return {
        "today": day_in_words(today),
        "year": str(today.year),
        "menu": "\n".join(f'<li><a href="/{slug}">{section}</a></li>' for section, slug in SECTIONS.items()),
        "about": labels(ABOUT, ITEM, lambda count: f"/about/{count}"),
    }


def _by(printed: Printed) -> str:
    return "، ".join(printed.author) or (printed.printing.credit if printed.printing.credit_style == "byline" else TITLE)


def _number(printed: Printed) -> str:
    return str(20_000 + sum(printed.path.encode()))


HOUSE = House(
    name="mishkat",
    title=TITLE,
    title_en="Al-Mishkat",
    kind="newspaper",
    country="IQ",
    time_zone=ZONE,
    feeds=("/atom.xml",),
    story_patterns=(r"^/[a-z]+/20\d\d/\d\d/",),
    leaks=(
        "مقالات ذات صلة",
        "أضف تعليقا جديدا",
        "تفصل السطور و الفقرات تلقائيا",
        "مشهد عام، تصوير المشكاة",
        "تصلك كل خميس، بلا إعلانات",
        "نسخة للطباعة",
        "أرسل إلى صديق",
    ),
    render=render,
)
