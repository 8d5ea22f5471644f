"""A local news site with nothing but section pages: stories' links stand among menus, most-read boxes, adverts and footers.

Each paragraph is a span, the date a time element. The declaration names no pattern: stories are told by their links.
"""

from __future__ import annotations

from tests.newsroom.furniture import ABOUT, MOST_READ, labels, links, others
from tests.newsroom.house import House
from tests.newsroom.model import Desk, Page, Pages, Printed
from tests.newsroom.padding import script, style
from tests.newsroom.writing import clock_in_words, day_in_words, fill, in_boxes, lines, local, text

TITLE = "أخبار الوادي"
ZONE = "Africa/Cairo"
HTML = "text/html;charset=utf-8"
MENU = {"latest": "آخر الأخبار", "villages": "قرى ونجوع", "services": "خدمات", "deaths": "اجتماعيات", "sport": "ملاعب"}
LINK = '<span class="item"><a href="{url}">{headline}</a></span>'
THUMB = (
    '<div class="news"><a href="{url}"><img src="/upload/thumb.jpg" alt=""></a>'
    '<a class="t" href="{url}">{headline}</a><a class="more" href="{url}">المزيد</a></div>'
)
LABEL = '<a href="{url}">{label}</a>'


def render(desk: Desk) -> Pages:
    """Return all pages of the site: stories, the latest list, and the pages its menus lead to."""
    pages = {printed.path: _story(desk, printed) for printed in desk.printed}
    pages["/latest"] = _list(desk, MENU["latest"], desk.printed)
    pages["/"] = pages["/latest"]
    for slug, title in MENU.items():
        pages.setdefault(f"/{slug}", _list(desk, title, desk.printed[:3]))
    for path in ("/login", "/live", "/about", "/latest?p=2", "/latest?p=3"):
        pages[path] = _list(desk, TITLE, ())
    pages["/robots.txt"] = Page(body=b"User-agent: *\nDisallow: /login\n", content_type="text/plain")
    return pages


def _story(desk: Desk, printed: Printed) -> Page:
    published = local(printed.published, ZONE)
    number = printed.path.rsplit("/", 1)[1]
    html = fill(
        "wadi/story.html",
        headline=text(printed.headline),
        home=desk.url(""),
        number=number,
        by=text("، ".join(f"كتب - {name}" for name in printed.author) or printed.printing.credit or TITLE),
        published=published.isoformat(),
        shown=f"{day_in_words(published)} - {clock_in_words(published)}",
        views=300 + int(number) % 700,
        body=in_boxes(lines(printed), "span", ' style="display:block;margin-bottom:14px"'),
        tags=" - ".join(text(each) for each in printed.story.keywords),
        ticker=links(desk, others(desk, printed, 2), LINK),
        related=links(desk, others(desk, printed, 4), LINK),
        most_read=labels(MOST_READ[:6], f'<span class="item">{LABEL}</span>', lambda _: "/services"),
        style=style("w", 9_000),
        script=script("wadi", 7_000),
        **_frame(desk),
    )
    return Page(body=html.encode(), content_type=HTML)


def _list(desk: Desk, title: str, printed: tuple[Printed, ...]) -> Page:
    html = fill(
        "wadi/list.html",
        title=title,
        stories=links(desk, printed, THUMB),
        most_read=links(desk, desk.printed[-3:], LINK),
        style=style("w", 6_000),
        **_frame(desk),
    )
    return Page(body=html.encode(), content_type=HTML, modified=desk.now)


def _frame(desk: Desk) -> dict[str, str]:
    today = local(desk.now, ZONE)
    return {
        "today": f"{day_in_words(today)} {clock_in_words(today)}",
        "year": str(today.year),
        "menu": "\n".join(f'<a href="/{slug}">{title}</a>' for slug, title in MENU.items()),
        "about": labels(ABOUT, LABEL, lambda _: "/about"),
    }


HOUSE = House(
    name="wadi",
    title=TITLE,
    title_en="Akhbar al-Wadi",
    kind="portal",
    country="EG",
    time_zone=ZONE,
    sections=("/latest",),
    leaks=(
        "تابعونا على صفحتنا",
        "المزيد من الأخبار",
        "والله كلام سليم، وربنا يوفق الجميع",
        "شاركنا برأيك",
        "شقة للإيجار",
        "لا تتحمل إدارة الموقع",
    ),
    render=render,
)
