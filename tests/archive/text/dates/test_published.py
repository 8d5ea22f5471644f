"""What a page's dates come to: which evidence is believed, which is refused and why, and whose clock it was."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from archive.dating import DateKind, DateOf, DateStanding
from archive.links import Claim
from archive.models import Article
from archive.text.extract import Page, extract

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
TITLE = "افتتاح جسر جديد يربط ضفتي النهر شمال المدينة"
STORY = "".join(
    f"<p>{text}</p>"
    for text in (
        "افتتح وزير الأشغال جسرا جديدا يربط ضفتي النهر شمال المدينة بعد عامين من العمل المتواصل في الموقع.",
        "وقال الوزير خلال الحفل إن الجسر سيخفف الازدحام عن وسط المدينة ويختصر الطريق على آلاف السكان كل يوم.",
        "وأضاف أن كلفة المشروع بلغت أربعين مليونا، وأن جسرا ثانيا سيبنى في الجنوب خلال العام المقبل.",
    )
)


def read(*, head: str = "", above: str = "", below: str = "", end: str = "", url: str = "", **page: Any) -> Article:
    html = (
        f'<html lang="ar"><head><title>{TITLE}</title><meta property="og:title" content="{TITLE}">{head}</head><body>'
        f'<div class="page">{above}<h1>{TITLE}</h1>{below}<div class="entry-content">{STORY}</div>{end}</div></body></html>'
    )
    fields = {"content_type": "text/html; charset=utf-8", "captured_at": NOW} | page
    article = extract(Page(url=url or "https://news.example/story/1", payload=html.encode(), **fields))
    assert isinstance(article, Article)
    return article


def meta(name: str, value: str) -> str:
    return f'<meta property="{name}" content="{value}">'


def linked(**fields: str) -> str:
    inside = ", ".join(f'"{name}": "{value}"' for name, value in ({"@type": "NewsArticle", "headline": TITLE} | fields).items())
    return f'<script type="application/ld+json">{{"@context": "https://schema.org", {inside}}}</script>'


def standing(article: Article, kind: DateKind, of: DateOf = DateOf.PUBLISHED) -> DateStanding:
    return next(one.standing for one in article.date_evidence if one.kind is kind and one.of is of)


def at(*parts: int, hours: float = 3) -> datetime:
    return datetime(*parts, tzinfo=timezone(timedelta(hours=hours)))


SHOWN = "<div>نشر في: الجمعة 24 أبريل 2026 - 21:22</div>"
TOLD_Z = meta("article:published_time", "2026-04-24T21:22:05Z")


@pytest.mark.parametrize(
    ("page", "published"),
    [
        # where it may stand
        ({"below": SHOWN}, date(2026, 4, 24)),
        ({"above": "<div>24 أبريل 2026</div>"}, date(2026, 4, 24)),
        ({"end": "<p>تاريخ النشر: 24 أبريل 2026</p>"}, date(2026, 4, 24)),
        ({"below": '<time datetime="">24 أبريل 2026</time>'}, date(2026, 4, 24)),
        ({"below": '<time datetime="غير معروف">24 أبريل 2026</time>'}, date(2026, 4, 24)),
        ({"below": '<time datetime="2026-04-24T21:22:05+03:00">قبل قليل</time>'}, at(2026, 4, 24, 21, 22, 5)),
        ({"below": '<span itemprop="datePublished" content="2026-04-24T21:22:05+03:00"></span>'}, at(2026, 4, 24, 21, 22, 5)),
        ({"head": linked(datePublished="2026-04-24T21:22:05+03:00")}, at(2026, 4, 24, 21, 22, 5)),
        ({"head": linked(datePublished="24 أبريل 2026")}, date(2026, 4, 24)),
        ({"head": meta("article:published_time", "")}, None),
        ({"url": "https://news.example/2026/04/24/bridge"}, date(2026, 4, 24)),
        ({"url": "https://news.example/20260424-bridge.html"}, date(2026, 4, 24)),
        ({"claimed": Claim(date=datetime(2026, 4, 24, 18, 22, tzinfo=UTC))}, at(2026, 4, 24, 18, 22, hours=0)),
        # whose clock
        ({"below": SHOWN, "url": "https://news.example.sa/1"}, at(2026, 4, 24, 21, 22)),
        ({"below": SHOWN, "time_zone": "Asia/Dubai"}, at(2026, 4, 24, 21, 22, hours=4)),
        ({"below": "<div>24 أبريل 2026 - 21:22 بتوقيت أبوظبي</div>"}, at(2026, 4, 24, 21, 22, hours=4)),
        ({"below": SHOWN, "head": meta("og:locale", "ar_EG")}, datetime(2026, 4, 24, 21, 22, tzinfo=ZoneInfo("Africa/Cairo"))),
        ({"below": SHOWN, "head": meta("og:locale", "ar_AR")}, date(2026, 4, 24)),
        ({"below": SHOWN, "head": meta("article:published_time", "2026-04-24T18:22:05+00:00")}, at(2026, 4, 24, 21, 22, 5)),
        ({"below": SHOWN, "claimed": Claim(date=datetime(2026, 4, 24, 18, 22, tzinfo=UTC))}, at(2026, 4, 24, 21, 22)),
        ({"below": SHOWN, "head": meta("article:published_time", "2026-04-24 18:22"), "time_zone": "Asia/Riyadh"}, at(2026, 4, 24, 21, 22)),
        ({"below": SHOWN, "head": meta("article:published_time", "2026-04-24 14:20"), "time_zone": "Asia/Riyadh"}, at(2026, 4, 24, 14, 20)),
        ({"below": SHOWN, "head": meta("article:published_time", "2026-04-24")}, date(2026, 4, 24)),
        ({"below": SHOWN, "head": meta("article:published_time", "2026-04-24"), "time_zone": "Asia/Riyadh"}, at(2026, 4, 24, 21, 22)),
        ({"below": "<div>24 أبريل 2026 - 18:22 GMT</div>", "head": meta("article:published_time", "2026-04-24 21:22")}, at(2026, 4, 24, 18, 22, hours=0)),
        # a false Z
        ({"below": SHOWN, "head": TOLD_Z}, date(2026, 4, 24)),
        ({"below": SHOWN, "head": TOLD_Z, "url": "https://news.example.sa/1"}, at(2026, 4, 24, 21, 22)),
        ({"below": SHOWN, "head": TOLD_Z, "claimed": Claim(date=datetime(2026, 4, 24, 18, 22, tzinfo=UTC))}, at(2026, 4, 24, 21, 22)),
        ({"head": TOLD_Z}, at(2026, 4, 24, 21, 22, 5, hours=0)),
        ({"head": meta("article:published_time", "2026-05-01T14:40:00Z"), "url": "https://news.example.sa/1"}, at(2026, 5, 1, 14, 40)),
        ({"head": meta("article:published_time", "2026-05-01T14:40:00Z")}, date(2026, 5, 1)),
        # a day written as midnight
        ({"head": meta("article:published_time", "2026-04-24T00:00:00Z")}, date(2026, 4, 24)),
        ({"head": meta("article:published_time", "2026-04-23T21:00:00Z"), "time_zone": "Asia/Riyadh"}, date(2026, 4, 24)),
        # the day and the month
        ({"below": "<div>03/04/2026</div>"}, date(2026, 4, 3)),
        ({"below": "<div>03/04/2026</div>", "url": "https://news.example/2026/03/04/x"}, date(2026, 3, 4)),
        ({"below": "<div>03/04/2026</div>", "url": "https://news.example/2026/03/bridge"}, date(2026, 3, 4)),
        ({"below": "<div>03/04/2026</div>", "head": meta("article:published_time", "2026-03-04T10:00:00+03:00")}, at(2026, 3, 4, 10, 0)),
        ({"below": "<div>03/12/2026</div>"}, date(2026, 3, 12)),
        # two witnesses against one
        (
            {"head": meta("article:published_time", "2026-05-01T11:58:00Z"), "below": SHOWN, "url": "https://news.example/2026/04/24/x"},
            date(2026, 4, 24),
        ),
        ({"head": meta("article:published_time", "2026-05-01T11:58:00Z"), "below": SHOWN}, date(2026, 4, 24)),
        ({"head": meta("article:published_time", "2026-04-24T10:00:00+03:00"), "url": "https://news.example/2019/01/01/x"}, at(2026, 4, 24, 10, 0)),
        # nothing from the future, nothing before the web
        ({"head": meta("article:published_time", "2027-04-24T10:00:00+03:00")}, None),
        ({"head": meta("article:published_time", "1970-01-01T00:00:00Z")}, None),
        ({"head": meta("article:published_time", "2027-04-24T10:00:00+03:00"), "below": SHOWN}, date(2026, 4, 24)),
        # from the capture
        ({"below": "<span>منذ ساعتين</span>"}, at(2026, 5, 1, 10, 0, hours=0)),
        ({"below": "<span>نشر منذ 3 أيام</span>"}, date(2026, 4, 28)),
        # two calendars
        ({"below": "<div>الجمعة 7 ذو القعدة 1447هـ الموافق 24 أبريل 2026م</div>"}, date(2026, 4, 24)),
        ({"below": "<div>3 ذو القعدة 1447هـ</div>"}, date(2026, 4, 20)),
    ],
)  # fmt: skip
def test_date_is_that_of_the_best_evidence(page: dict[str, Any], published: datetime | date | None) -> None:
    found = read(**page).date_published
    assert found == published
    assert type(found) is type(published)
    if isinstance(found, datetime) and isinstance(published, datetime):
        assert found.utcoffset() == published.utcoffset()


@pytest.mark.parametrize(
    "page",
    [
        {"above": '<div class="clock">الجمعة 1 مايو 2026</div>'},
        {"above": '<div id="todayDate">الخميس 23 أبريل 2026</div>'},
        {"above": "<div>الجمعة 24 أبريل 2026</div>" + "".join(f'<div><a href="/s/{n}">أخبار القسم رقم {n}</a></div>' for n in range(5))},
        {"below": "<h2>تقرير اللجنة الصادر يوم 12 مارس 2026 يكشف أسباب تأخر العمل في مشروع الجسر الجديد</h2>"},
        {"below": "<h2>الوزير تفقد الموقع قبل 3 أيام</h2>"},
        {"end": '<div class="comments"><h3>التعليقات</h3><div>سالم - 25 أبريل 2026</div><p>شكرا على الخبر.</p></div>'},
        {"end": "<h3>أخبار ذات صلة</h3>" + "".join(f'<div><a href="/s/{n}">خبر آخر من المدينة {n}</a><span>2{n} أبريل 2026</span></div>' for n in range(4))},
        {"end": "<footer>جميع الحقوق محفوظة 2026 - تأسست في 1 يناير 1998</footer>"},
        {"below": "<div>الإثنين 1 رمضان 1445هـ الموافق 3 مايو 2025م</div>"},
        {"head": '<script type="application/ld+json">{"@type": "WebSite", "name": "المثال", "datePublished": "2019-01-01"}</script>'},
        {"head": linked(headline="قمة المناخ تختتم أعمالها باتفاق على خفض الانبعاثات", datePublished="2026-04-20T10:00:00+03:00")},
    ],
)  # fmt: skip
def test_other_dates_on_the_page_are_not_the_storys(page: dict[str, Any]) -> None:
    assert read(**page).date_published is None


def test_time_from_a_headline_is_what_the_story_is_about() -> None:
    html = "<html><body><h1>أسعار الذهب اليوم الأحد 12 أبريل 2026 في الأسواق المحلية</h1>" + STORY + "</body></html>"
    article = extract(
        Page(url="https://news.example/1", payload=html.encode(), content_type="text/html; charset=utf-8", captured_at=NOW)
    )
    assert isinstance(article, Article)
    assert article.date_published is None


def test_of_two_articles_in_json_ld_the_pages_own_is_dated() -> None:
    other = linked(headline="قمة المناخ تختتم أعمالها باتفاق على خفض الانبعاثات", datePublished="2026-04-20T10:00:00+03:00")
    own = linked(datePublished="2026-04-24T21:22:05+03:00")
    assert read(head=other + own).date_published == at(2026, 4, 24, 21, 22, 5)


def test_cards_marked_as_stories_do_not_date_the_page() -> None:
    card = '<div itemscope itemtype="https://schema.org/NewsArticle"><a href="/s/{0}">خبر آخر {0}</a><meta itemprop="datePublished" content="2026-04-2{0}"></div>'
    own = '<meta itemprop="datePublished" content="2026-04-29T10:00:00+03:00">'
    html = f"<html><head><title>{TITLE}</title></head><body>{card.format(1)}{card.format(2)}<div itemscope><h1>{TITLE}</h1>{own}{STORY}</div></body></html>"
    article = extract(
        Page(url="https://news.example/1", payload=html.encode(), content_type="text/html; charset=utf-8", captured_at=NOW)
    )
    assert isinstance(article, Article)
    assert article.date_published == at(2026, 4, 29, 10, 0)


def test_published_is_told_from_modified() -> None:
    article = read(
        below="<div>نشر في 24 أبريل 2026 - 21:22 | آخر تحديث: 25 أبريل 2026 - 08:10</div>", url="https://news.example.sa/1"
    )
    assert (article.date_published, article.date_modified) == (at(2026, 4, 24, 21, 22), at(2026, 4, 25, 8, 10))


def test_modified_is_told_by_the_clock_of_the_publication() -> None:
    head = TOLD_Z + meta("article:modified_time", "2026-04-25T08:10:00Z")
    article = read(head=head, below=SHOWN, url="https://news.example.sa/1")
    assert article.date_modified == at(2026, 4, 25, 8, 10)


def test_change_at_the_moment_of_publication_is_none() -> None:
    article = read(head=linked(datePublished="2026-04-24T21:22:05+03:00", dateModified="2026-04-24T21:22:41+03:00"))
    assert article.date_modified is None
    assert standing(article, DateKind.JSON_LD, DateOf.MODIFIED) is DateStanding.AGREES


def test_change_before_the_publication_is_none() -> None:
    head = linked(datePublished="2026-04-24T21:22:05+03:00", dateModified="2026-04-23T21:22:05+03:00")
    article = read(head=head)
    assert article.date_modified is None
    assert standing(article, DateKind.JSON_LD, DateOf.MODIFIED) is DateStanding.DISAGREES


def test_change_told_below_the_story_is_read() -> None:
    article = read(
        below=SHOWN,
        end="<div>قراءة 412 مرات آخر تعديل على السبت, 25 نيسان/أبريل 2026 19:10</div>",
        url="https://news.example.sa/1",
    )
    assert article.date_modified == at(2026, 4, 25, 19, 10)


@pytest.mark.parametrize(
    ("page", "modified"),
    [
        ({"below": "<div>آخر تحديث: 24 أبريل 2026</div>"}, date(2026, 4, 24)),
        ({"head": meta("article:modified_time", "2026-04-24T11:00:00+03:00")}, at(2026, 4, 24, 11)),
        ({"end": "<div>© 2019-2024 كل الحقوق محفوظة، آخر تحديث للموقع 1 يناير 2024</div>"}, None),
        ({"end": "<div>آخر تحديث للموقع: 1 يناير 2024</div>"}, None),
    ],
)
def test_last_change_alone_does_not_say_when_a_story_was_published(page: dict[str, Any], modified: object) -> None:
    article = read(**page)
    assert (article.date_published, article.date_modified) == (None, modified)


def test_day_of_the_capture_in_a_meta_that_says_nothing_more_yields_to_the_day_shown() -> None:
    assert read(head=meta("date", "2026-05-01"), below="<div>12 مارس 2024</div>").date_published == date(2024, 3, 12)
    assert read(head=meta("date", "2026-05-01")).date_published == date(2026, 5, 1)


def test_later_day_in_a_meta_that_says_nothing_more_yields_to_the_day_shown() -> None:
    assert read(head=meta("date", "2026-04-20"), below="<div>12 مارس 2024</div>").date_published == date(2024, 3, 12)


def test_clock_below_a_masthead_in_the_headline_yields_to_the_date_beside_the_story() -> None:
    clock = '<div class="clock">بغداد 03:00 م - 2026/5/1</div>'
    assert read(below=f"{clock}<p>2026-04-18</p>").date_published == date(2026, 4, 18)
    menu = "".join(f'<div><a href="/{number}">باب من أبواب الصحيفة</a></div>' for number in range(4))
    assert read(below=f"<div>2026/5/1</div>{menu}<p>2026-04-18</p>").date_published == date(2026, 4, 18)


def test_evidence_says_which_date_was_chosen_and_which_refused() -> None:
    article = read(head=TOLD_Z + meta("date", "2031-01-01"), below=SHOWN, url="https://news.example.sa/2019/01/01/x")
    assert [(one.kind, one.standing) for one in article.date_evidence] == [
        (DateKind.META, DateStanding.FALSE_UTC),
        (DateKind.META, DateStanding.FUTURE),
        (DateKind.VISIBLE, DateStanding.AGREES),
        (DateKind.ADDRESS, DateStanding.DISAGREES),
    ]
    assert article.date_evidence[0].text == "2026-04-24T21:22:05Z"


@pytest.mark.parametrize(
    ("page", "kind", "why"),
    [
        ({"head": linked(datePublished="2026-04-24")}, DateKind.JSON_LD, DateStanding.CHOSEN),
        ({"head": meta("article:published_time", "أمس الأول تقريبا")}, DateKind.META, DateStanding.UNREADABLE),
        ({"above": '<div class="clock">الجمعة 1 مايو 2026</div>'}, DateKind.VISIBLE, DateStanding.CLOCK),
        ({"below": "<div>الإثنين 1 رمضان 1445هـ الموافق 3 مايو 2025م</div>"}, DateKind.VISIBLE, DateStanding.CONTRADICTORY),
        ({"head": meta("article:published_time", "1970-01-01")}, DateKind.META, DateStanding.TOO_EARLY),
        (
            {"head": linked(headline="قمة المناخ تختتم أعمالها باتفاق على خفض الانبعاثات", datePublished="2026-04-20")},
            DateKind.JSON_LD,
            DateStanding.OTHER_STORY,
        ),
    ],
)
def test_evidence_keeps_why_a_date_was_taken_or_not(page: dict[str, Any], kind: DateKind, why: DateStanding) -> None:
    assert standing(read(**page), kind) is why


def test_evidence_is_bounded_and_has_no_local_clock() -> None:
    head = "".join(meta("article:published_time", f"2026-04-{day:02} 10:00") for day in range(1, 25))
    article = read(head=head + meta("date", "x" * 500), below=SHOWN)
    assert 0 < len(article.date_evidence) <= 8
    assert all(len(one.text) <= 120 for one in article.date_evidence)
    assert not any(isinstance(one.value, datetime) for one in article.date_evidence)


def test_told_from_now_is_left_alone_when_nobody_knows_when_a_page_was_saved() -> None:
    article = read(below="<span>منذ ساعتين</span>", is_captured_then=False)
    assert article.date_published is None
    assert standing(article, DateKind.VISIBLE) is DateStanding.RELATIVE


def test_date_in_the_data_of_scripts_counts_where_nothing_else_does() -> None:
    data = f'<script type="application/json">{{"story": {{"title": "{TITLE}", "published_at": "2026-04-24T21:22:05+03:00", "body": "{"نص " * 150}"}}}}</script>'
    article = read(end=data)
    assert article.date_published == at(2026, 4, 24, 21, 22, 5)
    assert standing(article, DateKind.DATA) is DateStanding.CHOSEN


CAPTURED = datetime(2026, 5, 1, 9, tzinfo=UTC)
HEAD_CLOCK = '<div id="ctl00_top"><span id="{}">الجمعة 01-05-2026 10:22</span></div>'
MENU = '<div><a href="/1">سياسة</a> | <a href="/2">اقتصاد</a></div>'


@pytest.mark.parametrize("holder", ["form id='aspnetForm'", "form"])
@pytest.mark.parametrize("name", ["ctl00_clock", "Label1"])
@pytest.mark.parametrize("is_captured_then", [True, False])
def test_clock_in_the_head_of_a_page_does_not_date_its_story(holder: str, name: str, *, is_captured_then: bool) -> None:
    html = (
        f"<html><head><title>{TITLE}</title></head><body><{holder}>{HEAD_CLOCK.format(name)}{MENU}"
        f"<div><h1>{TITLE}</h1><div>{STORY}</div></div></{holder.split(maxsplit=1)[0]}></body></html>"
    )
    page = Page(
        url="https://news.example.sa/1",
        payload=html.encode(),
        content_type="text/html; charset=utf-8",
        captured_at=CAPTURED if is_captured_then else CAPTURED + timedelta(days=90),
        is_captured_then=is_captured_then,
    )
    article = extract(page)
    assert isinstance(article, Article)
    assert article.date_published is None


@pytest.mark.parametrize(
    ("below", "head"),
    [
        ('<time datetime="2026-04-24T09:15:00Z">24 أبريل 2026 09:15 ص</time>', ""),
        ('<time datetime="2026-04-24T09:15:00+00:00">24 أبريل 2026 - 09:15</time>', ""),
        (
            '<time datetime="2026-04-24T09:15:00Z">24/4/2026 09:15</time>',
            meta("article:published_time", "2026-04-24T09:15:00Z"),
        ),
        ('<div><time datetime="2026-04-24T09:15:00Z">منذ 3 أيام</time> <span>24 أبريل 2026 09:15</span></div>', ""),
        ('<time datetime="2026-04-24T09:15:00Z"></time><p>24 أبريل 2026 09:15</p>', ""),
        ('<time datetime="2026-04-24T06:15:00Z">24 أبريل 2026 09:15 ص</time>', ""),
        ('<time datetime="2026-04-24T09:15:00+03:00">24 أبريل 2026 06:15 بتوقيت غرينتش</time>', ""),
    ],
)
def test_clock_in_plain_sight_shows_what_a_mark_of_utc_is_worth(below: str, head: str) -> None:
    article = read(head=head, below=below, url="https://news.example.sa/1")
    assert article.date_published == at(2026, 4, 24, 9, 15)
    assert isinstance(article.date_published, datetime)
    assert article.date_published.utcoffset() == timedelta(hours=3)


def test_time_told_without_a_zone_and_with_one_is_an_instant_beside_another_clock() -> None:
    head = linked(datePublished="2026-04-24T18:22:00") + meta("article:published_time", "2026-04-24T18:22:00.000Z")
    assert read(head=head, below=SHOWN).date_published == at(2026, 4, 24, 21, 22)


@pytest.mark.parametrize(
    ("below", "published"),
    [
        ("<p>24 أبريل 2026</p><p>09:22 م</p>", at(2026, 4, 24, 21, 22)),
        ("<p>24 أبريل 2026</p><p>الساعة: 21:22</p>", at(2026, 4, 24, 21, 22)),
        ("<p>24 أبريل 2026</p><div><p>21:22</p></div>", date(2026, 4, 24)),
        ("<p>24 أبريل 2026 - 10:05</p><p>21:22</p>", at(2026, 4, 24, 10, 5)),
    ],
)
def test_time_alone_below_a_day_is_its_time(below: str, published: datetime | date) -> None:
    assert read(below=f"<div>{below}</div>", url="https://news.example.sa/1").date_published == published


def test_false_utc_on_a_clock_of_unknown_zone_leaves_the_day() -> None:
    article = read(below='<time datetime="2026-04-24T09:15:00Z">24 أبريل 2026 09:15 ص</time>')
    assert article.date_published == date(2026, 4, 24)
    assert standing(article, DateKind.TIME_ELEMENT) is DateStanding.FALSE_UTC
