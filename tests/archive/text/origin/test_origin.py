"""Whose credit a line is: the text's, or that of the picture it stands beside."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive.models import Article
from archive.text.extract import Page, extract

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
FIRST = "استعاد سوق الحدادين في المدينة القديمة حركته بعد إغلاق دام عامين لترميم سقفه الخشبي."
REST = (
    "وفتحت سبعون ورشة أبوابها من أصل مئة وعشر، وفضل الباقون البقاء في المنطقة الصناعية.",
    "ويأمل التجار أن تعود الحافلات السياحية إلى التوقف عند باب السوق قبل الموسم المقبل.",
)


def read(above: str = "", within: str = "", end: str = "", head: str = "") -> Article:
    paragraphs = "".join(f"<p>{text}</p>" for text in REST)
    html = f"<html><head>{head}</head><body><article><h1>سوق الحدادين يستعيد زواره</h1>{above}<p>{FIRST}</p>{within}{paragraphs}{end}</article></body></html>"
    page = Page(url="https://news.example/1", payload=html.encode(), content_type="text/html; charset=utf-8", captured_at=NOW)
    article = extract(page)
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize(
    "picture",
    [
        "<div><img src='/a.jpg'></div><div>(رويترز)</div>",
        "<div><img src='/a.jpg'><br>الصورة: رويترز</div>",
        "<p><img src='/a.jpg'><br>(أ ف ب)</p>",
        "<div><img src='/a.jpg'><br>غيتي إيميجز / أ ف ب</div>",
        "<div><img src='/a.jpg'><br>أرشيف (رويترز)</div>",
        "<div><img src='/a.jpg'><div>رويترز - أرشيف</div></div>",
        "<img src='/a.jpg'><div>(رويترز)</div>",
    ],
)
@pytest.mark.parametrize("place", ["above", "within"])
@pytest.mark.parametrize(("end", "agency"), [("", None), ("<p>(د ب أ)</p>", "وكالة الأنباء الألمانية")])
def test_credit_of_a_picture_is_never_the_texts(picture: str, place: str, end: str, agency: str | None) -> None:
    article = read(**{place: picture}, end=end)
    assert article.source_organization == agency
    assert article.article_body == "\n".join((FIRST, *REST))


@pytest.mark.parametrize(
    "line", ["المصدر: مواقع إلكترونية", "المصدر: الجزيرة", "المصدر: صحيفة الغارديان", "المصدر : الجزيرة + مواقع التواصل"]
)
def test_last_line_that_names_another_source_is_no_text(line: str) -> None:
    article = read(end=f"<p>{line}</p>")
    assert (article.source_organization, article.article_body) == (None, "\n".join((FIRST, *REST)))


@pytest.mark.parametrize(
    "line", ["المصدر: لم تكشف السلطات عن هوية المسؤول الذي تحدث عن الأزمة بعد.", "المصدر: مجهول حتى الآن."]
)
def test_last_line_that_is_a_sentence_on_a_source_stays(line: str) -> None:
    assert read(end=f"<p>{line}</p>").article_body.endswith(line)


@pytest.mark.parametrize("line", ["الصورة: رويترز", "مصدر الصورة: أ ف ب", "تصوير: رويترز"])
def test_last_line_that_credits_a_picture_is_not_the_texts(line: str) -> None:
    article = read(end=f"<p>{line}</p>")
    assert (article.source_organization, article.author) == (None, ())


@pytest.mark.parametrize(
    ("line", "author", "place"),
    [
        ("<b>لين الحنيطي</b>", "لين الحنيطي", None),
        ("الخليل - خاص المثال - عوض المسالمة", "عوض المسالمة", "الخليل"),
        ("عضيدان المرزوقي - الطائف", "عضيدان المرزوقي", "الطائف"),
    ],
)
def test_name_without_a_known_part_signs_the_first_line(line: str, author: str, place: str | None) -> None:
    article = read(above=f"<p>{line}</p>", head="<title>سوق الحدادين يستعيد زواره | المثال</title>")
    assert (article.author, article.dateline) == ((author,), place)
    assert article.article_body == "\n".join((FIRST, *REST))


@pytest.mark.parametrize(
    ("markup", "author", "place"),
    [
        ("<div>كتب : <b>تيجاني المادح</b></div><div>تصوير: بكر الساكت</div>", "تيجاني المادح", None),
        ("<p>كتب: أسماء جبران &nbsp; تصوير: وليد شوقي</p>", "أسماء جبران", None),
        ("<p>كتب- محمد سامي - تصوير- نادر نبيل:</p>", "محمد سامي", None),
        ("<p>✍️ عبد السلام الشريف</p>", "عبد السلام الشريف", None),
        ("<p>عدنان خليف ▪ بغداد</p>", "عدنان خليف", "بغداد"),
        ("<p>نيويورك: علي بردى</p>", "علي بردى", "نيويورك"),
        ("<p>الأحد 3 مايو 2026 - 10:12 بقلم هشام الموساوي</p>", "هشام الموساوي", None),
        ("<div class='author'>أميمة.ب</div>", "أميمة.ب", None),
        ("<div class='reporter-info'><span>الكويت</span><span>هادي العجمي</span></div>", "هادي العجمي", "الكويت"),
        (
            "<div class='author-info'><span class='name'>سكينة أوعزي</span><span>صحافية مغربية</span></div>",
            "سكينة أوعزي",
            None,
        ),
    ],
)
def test_byline_in_any_markup_names_its_writer(markup: str, author: str, place: str | None) -> None:
    article = read(above=markup)
    assert (article.author, article.dateline) == ((author,), place)


def test_another_outlet_before_a_name_is_no_place() -> None:
    assert read(above="<p>هبة بريس - محمد زريوح</p>").dateline is None


@pytest.mark.parametrize(
    "line", ["كانون الثاني", "عيد الأضحى", "أزمة متجددة", "المسجد الأموي", "رئيس النادي", "نهر الليطاني", "مستشفى العودة"]
)
def test_first_line_of_other_words_signs_nothing(line: str) -> None:
    assert read(above=f"<p><b>{line}</b></p>").author == ()


def test_name_below_the_agencys_own_credit_edited() -> None:
    article = read(end="<p>/العُمانية/</p><p>خالد الصبحي</p>")
    assert (article.author, article.source_organization) == ((), "وكالة الأنباء العمانية")


def test_organization_that_metadata_call_author_and_publisher_signs_nothing() -> None:
    told = '{"@type": "Organization", "name": "Example Welle (www.example.com)"}'
    head = f'<script type="application/ld+json">{{"@type": "NewsArticle", "author": [{told}], "publisher": {told}}}</script>'
    assert read(head=head).author == ()


def test_names_of_the_dead_sign_nothing() -> None:
    dead = ("- سميح جريس المدانات / الكرك", "- فاطمة عبد الحليم الشخاترة / إربد", "- خالد محمد العمري / معان", "- ورد الخضيرات")
    article = read(end="".join(f"<p>{line}</p>" for line in dead))
    assert (article.author, article.dateline) == ((), None)
    assert article.article_body.endswith("\n".join(dead))


def test_credit_that_ends_a_text_in_one_block_below_a_picture_is_the_texts() -> None:
    article = read(within=f"<img src='/a.jpg'><div>{'<br><br>'.join((*REST, FIRST, '(أ ف ب)'))}</div>")
    assert article.source_organization == "فرانس برس"


def test_place_and_writer_beside_a_portrait_are_the_storys() -> None:
    article = read(above="<div><img src='/me.jpg'><span>تيزي وزو: فاطمة بن علي</span></div><p>8 أبريل 2026</p>")
    assert (article.dateline, article.author) == ("تيزي وزو", ("فاطمة بن علي",))
