"""A broadcaster whose feed lists more than stories (see sariya_hazards.py); robots.txt closes a path and asks for a delay."""

from __future__ import annotations

from http import HTTPStatus

from tests.newsroom.house import House
from tests.newsroom.lists import rss, rss_item
from tests.newsroom.model import Desk, Page, Pages, Printed
from tests.newsroom.outlets.sariya_frame import ITEM, ZONE, framed
from tests.newsroom.outlets.sariya_hazards import HAZARDS, Hazard, login, redirect
from tests.newsroom.writing import clock_in_words, day_in_words, fill, in_paragraphs, lines, local, text

TITLE = "تلفزيون السارية"
SLOW = "/live/"
ROBOTS = "User-agent: *\nCrawl-delay: 1\nDisallow: /internal/\n"
AD = '<div class="ad-slot in-text"><span class="ad-label">إعلان</span><span>يستمر النص بعد الإعلان</span></div>'
AD_AFTER = 3


def render(desk: Desk) -> Pages:
    """Return all pages of the broadcaster, hazards among them."""
    pages = {printed.path: _story(desk, printed) for printed in desk.printed}
    pages |= {path: _gone(desk, path) for path in desk.withdrawn}
    pages |= {hazard.path: hazard.page(desk, hazard.path, hazard.title) for hazard in HAZARDS if hazard.page}
    pages |= {f"/login?next={hazard.path}": login(desk) for hazard in HAZARDS}
    pages["/login"] = login(desk)
    pages["/loop/back"] = redirect("/loop/out")
    pages["/"] = _front(desk)
    pages["/rss"] = _feed(desk)
    pages["/robots.txt"] = Page(body=ROBOTS.encode(), content_type="text/plain")
    pages["404"] = framed(desk, "/404", "الصفحة غير موجودة", "<h1>عفوا، الصفحة غير موجودة</h1>", status=HTTPStatus.NOT_FOUND)
    return pages


def _feed(desk: Desk) -> Page:
    stories = (rss_item(desk, printed, ", ".join(printed.author)) for printed in desk.printed)
    return rss(desk, TITLE, "/rss", (*stories, *(_hazard_item(desk, hazard) for hazard in HAZARDS)))


def _hazard_item(desk: Desk, hazard: Hazard) -> str:
    return f"<item><title>{text(hazard.title)}</title><link>{desk.url(hazard.path)}</link></item>"


def _story(desk: Desk, printed: Printed) -> Page:
    published = local(printed.published, ZONE)
    content = fill(
        "sariya/article.html",
        headline=text(printed.headline),
        by=text("، ".join(printed.author) or printed.printing.credit),
        published=published.isoformat(),
        shown=f"{day_in_words(published)} | {clock_in_words(published)}",
        number=printed.path.rsplit("/", 1)[1],
        body=_body(printed),
    )
    return framed(
        desk,
        printed.path,
        printed.headline,
        content,
        description=printed.story.description,
        metas=_metas(printed),
        kind="article",
        over_s=desk.slow_s if printed.path.startswith(SLOW) else 0.0,
    )


def _body(printed: Printed) -> str:
    elements = in_paragraphs(lines(printed), ' dir="rtl"')
    return "\n".join((*elements[:AD_AFTER], AD, *elements[AD_AFTER:]))


def _metas(printed: Printed) -> str:
    metas = [f'<meta property="article:published_time" content="{local(printed.published, ZONE).isoformat()}">']
    if printed.modified is not None:
        metas.append(f'<meta property="article:modified_time" content="{local(printed.modified, ZONE).isoformat()}">')
    return "\n".join(metas)


def _front(desk: Desk) -> Page:
    stories = "".join(ITEM.format(url=desk.url(each.path), headline=text(each.headline)) for each in desk.printed)
    return framed(desk, "/", TITLE, f"<h1>آخر الأخبار</h1><ul>{stories}</ul>")


def _gone(desk: Desk, path: str) -> Page:
    content = "<h1>أزيل هذا المحتوى</h1><p>سحب الخبر بعد نشره.</p>"
    return framed(desk, path, "أزيل هذا المحتوى", content, status=HTTPStatus.GONE)


HOUSE = House(
    name="sariya",
    title=TITLE,
    title_en="As-Sariya TV",
    kind="broadcaster",
    country="LB",
    time_zone=ZONE,
    feeds=("/rss",),
    leaks=(
        "نستخدم ملفات تعريف الارتباط",
        "يستمر النص بعد الإعلان",
        "تابعوا تلفزيون السارية على قناة واتساب",
        "موصى به لك",
        "شاهد التقرير",
    ),
    render=render,
)
