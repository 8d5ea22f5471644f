"""What is told of a page: each line's fate with its reason, and the very answer that `extract` gives."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.models import Article, Reason, Rejected
from archive.text.explain import CARRIED, CREDITED, SIGNED, Explained, Fate, explain
from archive.text.extract import Page, extract
from archive.text.rules import Rules

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
HEADLINE = "بدء موسم حصاد القمح في سهول الشمال"
STORY = (
    "أعلنت وزارة الزراعة، الاثنين، بدء موسم حصاد القمح في سهول الشمال بعد شتاء وفير الأمطار.",
    'وقال الوزير في مؤتمر صحفي إن "المحصول المتوقع يفوق حصاد العام الماضي بنحو الثلث".',
    "وأضاف أن الوزارة خصصت مئة مركز لاستلام الحبوب من المزارعين وفق الأسعار المعلنة سابقا.",
    "جدير بالذكر أن البلاد تستورد نصف حاجتها من القمح سنويا من دول الجوار.",
)
PAGES = Path(__file__).with_name("pages")


def page_of(inside: str, *, before: str = "", after: str = "", head: str = "") -> Page:
    html = (
        f"<!doctype html><html><head><meta charset=utf-8><title>{HEADLINE}</title>{head}</head><body>"
        f"<nav>الرئيسية</nav><div>الطبعة الأولى</div><h1>{HEADLINE}</h1>{before}<div class=body>{inside}</div>{after}</body></html>"
    )
    return Page(url="https://news.example/story/1", payload=html.encode(), content_type="text/html", captured_at=NOW)


def told(page: Page, text: str, rules: Rules | None = None) -> Explained:
    """Return what is told of the line that begins with `text`, the last of them."""
    lines = explain(page, rules or Rules()).lines
    return [line for line in lines if line.text.startswith(text)][-1]


def marked(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


CARDS = "<div class=x>" + "".join(f"<h3><a href=/{n}>خبر آخر عن موضوع مختلف رقم {n}</a></h3>" for n in range(3)) + "</div>"
COMMENT = "<p>والله الموسم هذا العام فيه خير كثير لكن المزارع لا يستفيد لأن الأسعار لا تغطي التكاليف.</p>"
READERS = "".join(f"<div class=r><b>{name} 12:3{n} 2026/04/30</b>{COMMENT}</div>" for n, name in enumerate(("سالم", "نورة")))
MIDDLE = {
    "zone": ("<div class=related><p>عنوان خبر آخر</p></div>", "عنوان خبر آخر", "in a box of other stories"),
    "hidden": ("<p style='display:none'>نص خفي هنا</p>", "نص خفي هنا", "hidden from readers"),
    "title": (f"<p>{HEADLINE}</p>", HEADLINE, "repeats the headline"),
    "caption": ("<div><img src=a.jpg><p>مزارع في حقله</p></div>", "مزارع في حقله", "a picture's caption or credit"),
    "box": (CARDS, "خبر آخر عن", "in a box of something else"),
    "related": ("<p>اقرأ أيضا: <a href=/7>خبر آخر قديم</a></p>", "اقرأ أيضا", "leads to other stories"),
    "label": ("<p>جميع الحقوق محفوظة</p>", "جميع الحقوق", "a label or a prompt"),
    "links": ("<p><a href=/8>صفحة الطقس اليومية</a></p>", "صفحة الطقس", "little but links"),
    "marks": ("<p>ث</p>", "ث", "marks without words"),
}


@pytest.mark.parametrize("name", MIDDLE)
def test_reason_is_told_of_a_line_among_the_story_s(name: str) -> None:
    added, text, why = MIDDLE[name]
    line = told(page_of(marked(*STORY[:2]) + added + marked(*STORY[2:])), text)
    assert (line.fate, line.why) == (Fate.DROPPED, why)


ENDS = {
    "before the headline": (page_of(marked(*STORY)), "الطبعة", "before the headline"),
    "menu": (page_of(marked(*STORY)), "الرئيسية", "in a menu, header or footer"),
    "before the story": (page_of(marked(*STORY), before="<div>قسم الاقتصاد</div>"), "قسم", "before the story begins"),
    "after the story": (
        page_of(marked(*STORY), after="<div><a href=/1>صفحة أخرى</a></div><div>ذيل الصفحة</div>"),
        "ذيل",
        "after the story's end",
    ),
    "label": (page_of("<p>30 أبريل 2026</p>" + marked(*STORY)), "30", "a label above the story's first paragraph"),
    "readers": (page_of(marked(*STORY) + READERS), "والله", "a reader's comment, or below one"),
    "comments": (
        page_of(marked(*STORY) + "<h3>التعليقات</h3><p>كلام قارئ</p>"),
        "كلام",
        "a comment section or a wall, or below one",
    ),
    "trailer": (page_of(marked(*STORY) + "<h4>في هذا العدد</h4>"), "في هذا", "trails after the story's last paragraph"),
}


@pytest.mark.parametrize("name", ENDS)
def test_reason_is_told_of_a_line_around_the_story(name: str) -> None:
    page, text, why = ENDS[name]
    line = told(page, text)
    assert (line.fate, line.why) == (Fate.DROPPED, why)


FIELDS = {
    "credit": ("<p>المصدر: الأناضول</p>", "المصدر", Fate.FIELD, CREDITED),
    "byline": ("<p>كتب: سالم الحربي</p>", "كتب", Fate.FIELD, SIGNED),
    "closing": (
        "<p>وختم الوزير بأن الحصاد يستمر شهرين في السهول كلها. (الأناضول)</p>",
        "وختم",
        Fate.KEPT,
        "without its credit or dateline: (الأناضول)",
    ),
}


@pytest.mark.parametrize("name", FIELDS)
def test_what_was_read_into_a_field_is_told(name: str) -> None:
    added, text, fate, why = FIELDS[name]
    line = told(page_of(marked(*STORY) + added), text)
    assert (line.fate, line.why) == (fate, why)


def test_headline_and_paragraphs_are_told() -> None:
    lines = explain(page_of(marked(*STORY))).lines
    assert [line.text for line in lines if line.fate is Fate.HEADLINE] == [HEADLINE]
    assert [line.text for line in lines if line.fate is Fate.KEPT] == list(STORY)
    assert {line.why for line in lines if line.fate is Fate.KEPT} == {""}


def test_text_carried_in_data_is_told() -> None:
    full = "\\n".join(STORY * 3)
    data = f'{{"@type": "NewsArticle", "headline": "{HEADLINE}", "articleBody": "{full}"}}'
    page = page_of(marked(STORY[0]), head=f'<script type="application/ld+json">{data}</script>')
    explanation = explain(page)
    assert explanation.is_carried
    assert told(page, STORY[0]).why == CARRIED


def test_page_that_is_none_is_told_without_lines() -> None:
    page = Page(url="", payload=b"%PDF-1.7", content_type=None, captured_at=NOW)
    explanation = explain(page)
    assert isinstance(explanation.answer, Rejected)
    assert explanation.answer.reason is Reason.NOT_HTML
    assert explanation.lines == ()


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.html"))[:12], ids=lambda path: path.stem)
def test_answer_is_that_of_extract_and_every_paragraph_is_a_kept_line_s(path: Path) -> None:
    page = Page(url="", payload=path.read_bytes(), content_type=None, captured_at=NOW)
    explanation = explain(page)
    assert explanation.answer == extract(page)
    kept = sum(line.fate is Fate.KEPT for line in explanation.lines)
    if isinstance(explanation.answer, Article) and not explanation.is_carried:
        assert kept == len(explanation.answer.article_body.splitlines())
