"""The seed's page and its variants; one page a reason to reject."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archive.links import Claim
from archive.models import Article, Reason, Rejected
from archive.text.extract import Page, extract

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
STORY = (
    "أعلنت وزارة الزراعة، الاثنين، بدء موسم حصاد القمح في سهول الشمال بعد شتاء وفير الأمطار.",
    'وقال الوزير في مؤتمر صحفي إن "المحصول المتوقع يفوق حصاد العام الماضي بنحو الثلث".',
    "وأضاف أن الوزارة خصصت مئة مركز لاستلام الحبوب من المزارعين وفق الأسعار المعلنة سابقا.",
    "جدير بالذكر أن البلاد تستورد نصف حاجتها من القمح سنويا من دول الجوار.",
)
HEADLINE = "بدء موسم حصاد القمح في سهول الشمال"
FORM = (
    '<div class="ta3leeqat_box">تعليقات حول الموضوع</div><div class="nmothaj">لإرسال تعليق,الرجاء تعبئة الحقول التالية</div>'
    '<form><div>الاسم</div><input name="n"><div>التعليق</div><textarea></textarea><input type="submit" value="إرسال"></form>'
)
MENU = '<div class="mnu">' + "".join(f'<a href="/{i}">قسم الأخبار {i}</a> ' for i in range(8)) + "</div>"
RELATED = (
    '<div class="blk">'
    + "".join(f'<div><a href="/s{i}">خبر آخر قديم عن موضوع مختلف رقم {i}</a></div>' for i in range(6))
    + "</div>"
)


def page_of(body: str, *, headline: str = HEADLINE, url: str = "https://news.example/story/1") -> Page:
    html = (
        f"<!doctype html><html><head><meta charset=utf-8><title>{headline} - صحيفة المثال</title></head>"
        f"<body>{MENU}<h1>{headline}</h1>{body}{RELATED}</body></html>"
    )
    return Page(url=url, payload=html.encode(), content_type="text/html", captured_at=NOW)


SHAPES = {
    "paragraphs": "".join(f"<p>{text}</p>" for text in STORY) + "<p>الأناضول</p>" + FORM,
    "breaks": "<div class=x1>" + "<br>".join(STORY) + "<br>الأناضول<br></div>" + FORM,
    "breaks, form inside": "<div class=x1>" + "<br><br>".join(STORY) + "<br>الأناضول<br>" + FORM + "</div>",
    "nested": "<div><div><div>"
    + "".join(f"<div><span>{text}</span></div>" for text in STORY)
    + "<div><b>الأناضول</b></div></div></div>"
    + FORM
    + "</div>",
    "table": "<table><tr><td>"
    + MENU
    + "</td><td>"
    + "<br>".join(STORY)
    + "<br>الأناضول</td></tr><tr><td>"
    + FORM
    + "</td></tr></table>",
    "credit ends the last paragraph": "".join(f"<p>{text}</p>" for text in STORY[:-1]) + f"<p>{STORY[-1]} الأناضول</p>" + FORM,
    "credit in brackets": "".join(f"<p>{text}</p>" for text in STORY[:-1]) + f"<p>{STORY[-1]} (الأناضول)</p>" + FORM,
    "classes that lie": '<div class="sidebar widget"><p>' + "</p><p>".join(STORY) + "</p><p>الأناضول</p></div>" + FORM,
    "form in plain divs": "<div>"
    + "".join(f"<p>{text}</p>" for text in STORY)
    + "<p>الأناضول</p><div>تعليقات حول الموضوع</div>"
    "<div>لإرسال تعليق,الرجاء تعبئة الحقول التالية</div><div>الاسم</div>"
    "<div>البريد الإلكتروني</div><div>نص التعليق</div></div>",
    "form in paragraphs": "<div>" + "".join(f"<p>{text}</p>" for text in STORY) + "<p>الأناضول</p><p>تعليقات حول الموضوع</p>"
    "<p>لإرسال تعليق,الرجاء تعبئة الحقول التالية</p></div>",
    "source label": "".join(f"<p>{text}</p>" for text in STORY) + "<p>المصدر: الأناضول</p>" + FORM,
    "opening line": "<p>أنقرة/ الأناضول</p>" + "".join(f"<p>{text}</p>" for text in STORY) + FORM,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_body_ends_with_the_last_paragraph_when_credit_and_form_follow(shape: str) -> None:
    article = extract(page_of(SHAPES[shape]))
    assert isinstance(article, Article)
    assert article.article_body.split("\n") == list(STORY)
    assert article.source_organization == "الأناضول"


def test_headline_is_without_the_outlet() -> None:
    article = extract(page_of(SHAPES["paragraphs"]))
    assert isinstance(article, Article)
    assert article.headline == HEADLINE


def test_dateline_and_agency_are_taken_off_the_first_paragraph() -> None:
    article = extract(page_of(f"<p>القاهرة - د ب أ: {STORY[0]}</p>" + "".join(f"<p>{text}</p>" for text in STORY[1:])))
    assert isinstance(article, Article)
    assert article.article_body.split("\n") == list(STORY)
    assert (article.source_organization, article.dateline) == ("وكالة الأنباء الألمانية", "القاهرة")


def test_flash_of_one_sentence_is_an_article() -> None:
    article = extract(page_of("<p>عاجل.. زلزال بقوة 5 درجات يضرب جنوب البلاد.</p>", headline="زلزال يضرب جنوب البلاد اليوم"))
    assert isinstance(article, Article)
    assert article.article_body == "عاجل.. زلزال بقوة 5 درجات يضرب جنوب البلاد."


def test_story_about_comments_keeps_its_words() -> None:
    talk = (
        "انتشرت تعليقات حول الموضوع على مواقع التواصل، وكتب أحدهم: اقرأ أيضا ما قاله الوزير قبل عام عن القمح.",
        "وتعتزم المنصة إضافة تعليق جديد لكل مستخدم، بعد أن كانت التعليقات مغلقة طوال الشهر الماضي.",
    )
    article = extract(page_of("".join(f"<p>{text}</p>" for text in (*STORY[:2], *talk, *STORY[2:])) + FORM))
    assert isinstance(article, Article)
    assert article.article_body.split("\n") == [*STORY[:2], *talk, *STORY[2:]]


def test_subheading_named_comments_does_not_end_the_story() -> None:
    article = extract(
        page_of(f"<div><p>{STORY[0]}</p><p>{STORY[1]}</p><h2>التعليقات</h2><p>{STORY[2]}</p><p>{STORY[3]}</p></div>")
    )
    assert isinstance(article, Article)
    assert article.article_body.split("\n")[-1] == STORY[-1]


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"%PDF-1.7\n...", Reason.NOT_HTML),
        (b'{"title": "x"}', Reason.NOT_HTML),
        (b"\x89PNG\r\n\x1a\n", Reason.NOT_HTML),
        (b"just words", Reason.NOT_HTML),
        (b"", Reason.EMPTY),
        (b"<html><body></body></html>", Reason.EMPTY),
        (
            b"<html><title>Just a moment...</title><body>Checking your browser before accessing</body></html>",
            Reason.BLOCKED,
        ),
        (f"<html><title>{HEADLINE}</title><body><h1>{HEADLINE}</h1><p>قريبا</p></body></html>".encode(), Reason.TOO_SHORT),
        (f"<html><body>{RELATED * 4}</body></html>".encode(), Reason.LISTING),
        (
            f"<html><title>{HEADLINE}</title><body><h1>{HEADLINE}</h1><p>هذا المحتوى للمشتركين فقط</p></body></html>".encode(),
            Reason.PAYWALL,
        ),
        (
            b"<html><body><p>" + bytes(range(128, 160)) * 40 + b"\x01\x02\x03\x04" * 40 + b"</p></body></html>",
            Reason.UNDECODABLE,
        ),
    ],
    ids=str,
)
def test_page_that_is_no_article_is_rejected_with_its_reason(payload: bytes, reason: Reason) -> None:
    read = extract(Page(url="https://news.example/a/b", payload=payload, content_type=None, captured_at=NOW))
    assert isinstance(read, Rejected)
    assert read.reason is reason
    assert read.digest.startswith("sha256:")


@pytest.mark.parametrize(
    ("listed", "authors", "agency"),
    [
        ("هالة منصور، رويترز", ("هالة منصور",), "رويترز"),
        ("صحيفة المثال", (), None),
        (None, (), None),
    ],
)
def test_whom_the_list_names_is_evidence_of_author_and_agency(
    listed: str | None, authors: tuple[str, ...], agency: str | None
) -> None:
    page = page_of("".join(f"<p>{line}</p>" for line in STORY))
    article = extract(replace(page, claimed=Claim(author=listed)))
    assert isinstance(article, Article)
    assert (article.author, article.source_organization) == (authors, agency)
