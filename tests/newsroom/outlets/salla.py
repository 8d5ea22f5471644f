"""An aggregator that reprints agencies' stories: the credit is the body's last line, a comment form in plain divs follows.

Class names are Arabic in Latin letters, as on the page this project began with; the comment form says so in words only.
"""

from __future__ import annotations

from tests.newsroom.furniture import ABOUT, MOST_READ, SECTIONS, SHARES, labels, links, others
from tests.newsroom.house import House
from tests.newsroom.lists import rss, rss_item
from tests.newsroom.model import Desk, Page, Pages, Printed
from tests.newsroom.padding import script, style
from tests.newsroom.writing import clock_in_words, day_doubled, day_in_words, fill, in_breaks, lines, local, text

TITLE = "سلة الأنباء"
ZONE = "Asia/Amman"
HTML = "text/html"
BOX = '      <div class="khabar"><a href="{url}">{headline}</a></div>'
LABEL = '  <div class="band"><a href="{url}">{label}</a></div>'
READERS = (
    ("أبو سند", "شكرا على نقل الخبر، ونتمنى متابعة الموضوع وعدم الاكتفاء بنشره مرة واحدة"),
    ("مواطن من الشمال", "الكلام جميل لكن أين التنفيذ؟ سمعنا مثل هذا الخبر العام الماضي ولم يتغير شيء"),
    ("أم ليان", "الله يعطيكم العافية"),
    ("متابع", "يرجى تصحيح الرقم الوارد في الفقرة الثالثة فهو يختلف عما ورد في الموقع الرسمي"),
    ("طالب جامعي", "هل من رابط للتفاصيل الكاملة؟ بحثت ولم أجد"),
)
COMMENT = (
    '      <div class="ta3leeq_wahed"><div class="ism_mo3alleq">{number} - {name}</div>'
    '<div class="waqt_ta3leeq">{when}</div><div class="nass_ta3leeq">{words}</div></div>'
)


def render(desk: Desk) -> Pages:
    """Return all pages of the aggregator."""
    pages = {printed.path: _story(desk, printed) for printed in desk.printed}
    pages["/"] = _front(desk)
    pages["/rss.php"] = rss(desk, TITLE, "/rss.php", (rss_item(desk, printed, "") for printed in desk.printed))
    pages["/robots.txt"] = Page(body=b"User-agent: *\nDisallow: /print/\nDisallow: /send/\n", content_type="text/plain")
    return pages


def _story(desk: Desk, printed: Printed) -> Page:
    published = local(printed.published, ZONE)
    html = fill(
        "salla/story.html",
        headline=text(printed.headline),
        url=text(desk.url(printed.path)),
        home=desk.url(""),
        number=_number(printed),
        description=text(printed.story.description),
        keywords=text(",".join(printed.story.keywords)),
        section=text(printed.story.section),
        section_number=len(printed.story.section),
        published=published.isoformat(),
        shown=f"{day_doubled(published)} {clock_in_words(published)}",
        body=in_breaks(lines(printed)),
        comments=_comments(printed),
        ticker=links(desk, others(desk, printed, 1), '<a href="{url}">{headline}</a>'),
        related=links(desk, others(desk, printed, 5), BOX),
        most_read=labels(MOST_READ, LABEL),
        shares=labels(SHARES, '<a href="{url}">{label}</a>', lambda count: f"/share/{count}"),
        style=style("salla", 9_000),
        script=script("salla", 9_000),
        **_frame(desk),
    )
    return Page(body=html.encode(), content_type=HTML)


def _front(desk: Desk) -> Page:
    html = fill(
        "salla/section.html",
        title="آخر الأخبار",
        stories=links(desk, desk.printed, BOX),
        most_read=labels(MOST_READ, LABEL),
        style=style("salla", 5_000),
        **_frame(desk),
    )
    return Page(body=html.encode(), content_type=HTML, modified=desk.now)


def _frame(desk: Desk) -> dict[str, str]:
    today = local(desk.now, ZONE)
    return {
        "today": f"{day_in_words(today)} {clock_in_words(today)}",
        "year": str(today.year),
        "menu": labels(SECTIONS, LABEL, lambda count: f"/qism/{count}"),
        "about": " | ".join(f'<a href="/safha/{count}">{word}</a>' for count, word in enumerate(ABOUT)),
    }


def _comments(printed: Printed) -> str:
    """Return none to four readers' comments, the same ones each time."""
    number = int(_number(printed))
    readers = [READERS[(number + step) % len(READERS)] for step in range(number % 5)]
    when = local(printed.published, ZONE)
    return "\n".join(
        COMMENT.format(number=count, name=name, words=words, when=f"{when:%d-%m-%Y} {count + 10}:0{count} PM")
        for count, (name, words) in enumerate(readers, 1)
    )


def _number(printed: Printed) -> str:
    return printed.path.rsplit("/", 1)[1]


HOUSE = House(
    name="salla",
    title=TITLE,
    title_en="Sallat al-Anbaa",
    kind="aggregator",
    country="JO",
    time_zone=ZONE,
    feeds=("/rss.php",),
    story_patterns=(r"/article/\d+$",),
    leaks=(
        "تعليقات حول الموضوع",
        "لإرسال تعليق,الرجاء تعبئة الحقول التالية",
        "شارك هذا الخبر",
        "مواضيع ذات علاقة",
        "اختيارات القراء",
        "هل تتابع الأخبار عبر الهاتف أم الحاسوب؟",
        "التعليقات المنشورة لا تعبر عن رأي الموقع",
        READERS[0][1],
        READERS[3][1],
    ),
    render=render,
)
