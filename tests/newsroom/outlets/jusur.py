"""A paper with an edition for each shore: Levantine, Maghrebi, doubled, Hijri dates in visible words only; a sitemap.

The words of each date stand in the story's file beside the day they mean.
"""

from __future__ import annotations

from tests.newsroom.furniture import ABOUT, MOST_READ, SECTIONS, SHARES, labels, links, others
from tests.newsroom.house import House
from tests.newsroom.lists import sitemap
from tests.newsroom.model import Desk, Page, Pages, Printed
from tests.newsroom.padding import script, style
from tests.newsroom.writing import LEVANTINE, MONTHS, day_doubled, day_in_words, fill, in_boxes, lines, local, text

TITLE = "جسور"
ZONE = "Asia/Beirut"
HTML = "text/html; charset=utf-8"
MAGHREBI = ("جانفي", "فيفري", "مارس", "أفريل", "ماي", "جوان", "جويلية", "أوت", *MONTHS[8:])
EDITIONS = {"mashriq": "طبعة المشرق", "maghrib": "طبعة المغرب", "khalij": "طبعة الخليج"}
LINK = '<div class="link"><a href="{url}">{headline}</a></div>'
LABEL = '<a href="{url}">{label}</a>'


def render(desk: Desk) -> Pages:
    """Return all pages of the paper."""
    pages = {printed.path: _story(desk, printed) for printed in desk.printed}
    pages["/"] = _front(desk, "mashriq", "كل الطبعات", desk.printed)
    for edition, title in EDITIONS.items():
        printed = tuple(each for each in desk.printed if _edition(each) == edition)
        pages[f"/{edition}/"] = _front(desk, edition, title, printed)
    pages["/sitemap.xml"] = sitemap(desk, ("/", *(f"/{edition}/" for edition in EDITIONS)))
    pages["/robots.txt"] = Page(
        body=f"User-agent: *\nDisallow: /app\nSitemap: {desk.url('/sitemap.xml')}\n".encode(), content_type="text/plain"
    )
    return pages


def _story(desk: Desk, printed: Printed) -> Page:
    html = fill(
        "jusur/story.html",
        headline=text(printed.headline),
        description=text(printed.story.description),
        section=text(printed.story.section),
        number=printed.path.rsplit("/", 1)[1],
        by=text("، ".join(printed.author) or printed.printing.credit),
        shown=text(printed.printing.date_shown or day_doubled(local(printed.published, ZONE))),
        body=in_boxes(lines(printed), "div", ' class="para"'),
        shares=labels(SHARES[:5], LABEL, lambda count: f"/share/{count}"),
        related=links(desk, others(desk, printed, 3), LINK),
        most_read=labels(MOST_READ[3:], f'<div class="link">{LABEL}</div>'),
        style=style("j", 8_000),
        script=script("jusur", 9_000),
        **_frame(desk, _edition(printed)),
    )
    return Page(body=html.encode(), content_type=HTML)


def _front(desk: Desk, edition: str, title: str, printed: tuple[Printed, ...]) -> Page:
    html = fill(
        "jusur/front.html",
        title=title,
        stories=links(desk, printed, LINK),
        style=style("j", 4_000),
        **_frame(desk, edition),
    )
    return Page(body=html.encode(), content_type=HTML, modified=desk.now)


def _frame(desk: Desk, edition: str) -> dict[str, str]:
    today = local(desk.now, ZONE)
    months = {"mashriq": LEVANTINE, "maghrib": MAGHREBI}.get(edition, MONTHS)
    return {
        "today": day_in_words(today, months),
        "year": str(today.year),
        "menu": labels(SECTIONS[1:], LABEL, lambda count: f"/topic/{count}"),
        "about": labels(ABOUT, LABEL, lambda count: f"/about/{count}"),
    }


def _edition(printed: Printed) -> str:
    return printed.path.split("/")[1]


HOUSE = House(
    name="jusur",
    title=TITLE,
    title_en="Jusur",
    kind="newspaper",
    country="LB",
    time_zone=ZONE,
    sitemaps=("/sitemap.xml",),
    story_patterns=(r"/(mashriq|maghrib|khalij)/\d+$",),
    shows_time=False,
    leaks=("اقرأ في جسور", "حمّل تطبيق جسور", "الأكثر تداولا", "من مراسلي جسور", MOST_READ[4]),
    render=render,
)
