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


def read(above: str = "", within: str = "", end: str = "") -> Article:
    paragraphs = "".join(f"<p>{text}</p>" for text in REST)
    html = f"<html><body><article><h1>سوق الحدادين يستعيد زواره</h1>{above}<p>{FIRST}</p>{within}{paragraphs}{end}</article></body></html>"
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


def test_credit_that_ends_a_text_in_one_block_below_a_picture_is_the_texts() -> None:
    article = read(within=f"<img src='/a.jpg'><div>{'<br><br>'.join((*REST, FIRST, '(أ ف ب)'))}</div>")
    assert article.source_organization == "فرانس برس"
