"""An old newspaper site: tables within tables, windows-1256 bytes declared nowhere, no feed, dates in figures only."""

from __future__ import annotations

from tests.newsroom.furniture import ABOUT, MOST_READ, labels, links, others
from tests.newsroom.house import House
from tests.newsroom.model import Desk, Page, Pages, Printed
from tests.newsroom.padding import script, style
from tests.newsroom.writing import DAYS, fill, in_breaks, lines, local, text

TITLE = "جريدة السنبلة"
ZONE = "Africa/Khartoum"
ENCODING = "windows-1256"
HTML = "text/html"
SECTIONS = ("الأولى", "سياسة", "اقتصاد", "محليات", "رياضة", "ثقافة", "آراء", "الأخيرة")
ROW = '<TR><TD><A href="{url}">{headline}</A></TD></TR>'
READ = '<TR><TD class="small"><A href="{url}">{label}</A></TD></TR>'
LABEL = '<A href="{url}">{label}</A> |'


def render(desk: Desk) -> Pages:
    """Return all pages of the site."""
    pages = {printed.path: _story(desk, printed) for printed in desk.printed}
    pages["/"] = _front(desk)
    for count in range(1, len(SECTIONS)):
        pages[f"/section.asp?s={count}"] = pages["/"]
    return pages


def _story(desk: Desk, printed: Printed) -> Page:
    published = local(printed.published, ZONE)
    html = fill(
        "sunbula/story.html",
        headline=text(printed.headline),
        number=printed.path.rsplit("=", 1)[1],
        section=text(printed.story.section),
        shown=f"{DAYS[published.weekday()]} {published:%d/%m/%Y}",
        by="".join(f" &nbsp; كتب: {text(each)}" for each in printed.author),
        body=in_breaks(lines(printed), "<BR><BR>\n&nbsp;&nbsp;"),
        related=links(desk, others(desk, printed, 4), '- <A href="{url}">{headline}</A><BR>'),
        most_read=labels(MOST_READ[:5], READ, lambda count: f"page.asp?p={count}"),
        style=style("t", 6_000),
        script=script("sunbula", 6_000),
        **_frame(desk),
    )
    return _page(html)


def _front(desk: Desk) -> Page:
    html = fill(
        "sunbula/front.html",
        stories=links(desk, desk.printed, ROW),
        most_read=labels(MOST_READ[:5], READ, lambda count: f"page.asp?p={count}"),
        style=style("t", 4_000),
        **_frame(desk),
    )
    front = _page(html)
    return Page(body=front.body, content_type=HTML, modified=desk.now, compress=False)


def _page(html: str) -> Page:
    return Page(body=html.encode(ENCODING), content_type=HTML, compress=False)


def _frame(desk: Desk) -> dict[str, str]:
    today = local(desk.now, ZONE)
    return {
        "today": f"{DAYS[today.weekday()]} {today:%d/%m/%Y}",
        "year": str(today.year),
        "menu": labels(SECTIONS, LABEL, lambda count: f"section.asp?s={count}"),
        "about": labels(ABOUT[:4], LABEL, lambda count: f"about.asp?a={count}"),
    }


HOUSE = House(
    name="sunbula",
    title=TITLE,
    title_en="As-Sunbula",
    kind="newspaper",
    country="SD",
    time_zone=ZONE,
    sections=("/",),
    story_patterns=(r"/news\.asp\?id=\d+$",),
    shows_time=False,
    leaks=("أخبار أخرى في هذا القسم", "أرسل الخبر لصديق", "صورة من الأرشيف", "مواقيت الصلاة", "أسعار العملات", MOST_READ[0]),
    render=render,
)
