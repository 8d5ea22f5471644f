"""The page that a broadcaster puts around everything: stories, galleries, errors."""

from __future__ import annotations

from http import HTTPStatus

from tests.newsroom.furniture import ABOUT, MOST_READ, SECTIONS, labels, links
from tests.newsroom.model import Desk, Page
from tests.newsroom.padding import script, style
from tests.newsroom.writing import clock_in_words, day_in_words, fill, local, text

ZONE = "Asia/Beirut"
HTML = "text/html; charset=UTF-8"
ITEM = '<li><a href="{url}">{headline}</a></li>'
LABEL = '<li><a href="{url}">{label}</a></li>'


def framed(
    desk: Desk,
    path: str,
    headline: str,
    content: str,
    *,
    description: str = "",
    metas: str = "",
    kind: str = "website",
    status: HTTPStatus = HTTPStatus.OK,
    over_s: float = 0.0,
) -> Page:
    """Return `content` (HTML) within the frame. `kind`: og:type. `metas`: more elements of the head. `over_s`: see Page."""
    today = local(desk.now, ZONE)
    html = fill(
        "sariya/story.html",
        headline=text(headline),
        description=text(description or headline),
        url=text(desk.url(path)),
        home=desk.url(""),
        number=path.rsplit("/", 1)[-1] or "0",
        og_type=kind,
        metas=metas,
        body_class=path.split("/")[1] or "front",
        content=content,
        today=f"{day_in_words(today)} {clock_in_words(today)}",
        year=today.year,
        menu=labels(SECTIONS, LABEL, lambda count: f"/section/{count}"),
        most_read=labels(MOST_READ, LABEL, lambda count: f"/video/{count}"),
        related=links(desk, desk.printed[:4], ITEM),
        about=labels(ABOUT, LABEL, lambda count: f"/about/{count}"),
        style=style("sy", 12_000),
        script=script("sariya", 10_000),
    )
    return Page(body=html.encode(), content_type=HTML, status=status, over_s=over_s)
