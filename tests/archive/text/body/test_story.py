"""Where a story stands: one story in many shapes of markup, on a page with a menu, teasers and a list of other stories."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from archive.links import NO_CLAIM, Claim
from archive.models import Article
from archive.text.extract import Page, extract

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
HEADLINE = "افتتاح محطة جديدة لتحلية المياه في مدينة الزهراء الساحلية"
STORY = [
    "دشنت وزارة المياه، صباح أمس، محطة لتحلية مياه البحر تخدم نصف مليون نسمة في مدينة الزهراء والقرى المجاورة لها.",
    "وقال مدير المشروع سليم البرغوثي إن المحطة ستنتج مئة ألف متر مكعب يوميا، وإنها بنيت في عامين ونصف العام.",
    "وأضاف: «هذا يوم انتظرناه طويلا».",
    "وتعاني المدينة منذ سنوات من انقطاع متكرر للمياه في أشهر الصيف، ما دفع السكان إلى شراء المياه من الصهاريج.",
    "ولم يعلق المقاول على ذلك.",
    "ورحب الأهالي بالخطوة، غير أن بعضهم أبدى قلقه من ارتفاع فواتير الاستهلاك بعد تشغيل المحطة في الأسابيع القادمة.",
]
OTHER = [
    "أعلنت شركة السكك الحديدية إلغاء عشر رحلات بين العاصمة والشمال بسبب أعمال صيانة طارئة على الخط الرئيسي.",
    "وقالت الشركة إن الركاب سيستعيدون ثمن التذاكر كاملا خلال أسبوع من تاريخ الرحلة الملغاة.",
    "ودعت الشركة المسافرين إلى متابعة موقعها لمعرفة المواعيد الجديدة قبل التوجه إلى المحطات.",
]
TITLES = ["مواطنون يشكون من غلاء أسعار الخضار", "انطلاق بطولة كرة اليد للناشئين", "الأرصاد تحذر من موجة غبار كثيفة"]
TEASERS = "".join(
    f'<div class="crd"><h4><a href="/{number}">{title}</a></h4><p>{OTHER[number]}</p></div>'
    for number, title in enumerate(TITLES)
)


def paragraphs(texts: list[str], tag: str = "p") -> str:
    return "".join(f"<{tag}>{text}</{tag}>" for text in texts)


def described(body: str) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": HEADLINE, "articleBody": body}
    return f'<script type="application/ld+json">{json.dumps(node, ensure_ascii=False)}</script>'


def body_of(
    html: str, *, above: str = "", before: str = "", after: str = "", head: str = "", claim: Claim = NO_CLAIM
) -> list[str]:
    page = (
        f'<html lang="ar"><head><title>{HEADLINE}</title>{head}</head><body><ul class="mn"><li><a href="/">الرئيسية</a></li></ul>'
        f'{before}<div class="cl"><h1>{HEADLINE}</h1>{above}<div class="d">الجمعة 24 أبريل 2026 - 10:30</div>{html}'
        f'{after}</div><div class="rw"><h3>أخبار أخرى</h3>{TEASERS}</div></body></html>'
    )
    read = extract(
        Page(url="https://news.example/1", payload=page.encode(), content_type="text/html", captured_at=NOW, claimed=claim)
    )
    assert isinstance(read, Article), read
    return read.article_body.split("\n")


SHAPES = {
    "paragraphs": f'<div class="b">{paragraphs(STORY)}</div>',
    "parts of unlike classes": "".join(
        f'<div class="s{number}">{paragraphs(STORY[2 * number : 2 * number + 2])}</div><div class="ad"></div>'
        for number in range(3)
    ),
    "half outside the container": f'<div class="b">{paragraphs(STORY[:2])}</div>{paragraphs(STORY[2:])}',
    "last paragraph outside the container": f'<div class="b">{paragraphs(STORY[:5])}</div>{paragraphs(STORY[5:])}',
    "closed too early, breaks": f'<div class="b">{"<br>".join(STORY[:2])}</div><br>{"<br><br>".join(STORY[2:])}',
    "nested boxes": "".join(f"<div><div><div><span>{text}</span></div></div></div>" for text in STORY),
    "spans shown as blocks": paragraphs(STORY, "span").replace("<span>", '<span style="display: block">'),
    "headings": f"<div>{paragraphs(STORY, 'h3')}</div>",
    "list items": f"<ul>{paragraphs(STORY, 'li')}</ul>",
    "table cells": f"<table>{''.join(f'<tr><td>{text}</td></tr>' for text in STORY)}</table>",
    "one paragraph with breaks": f"<p>{'<br>&nbsp;<br>'.join(STORY)}</p>",
    "inserted text": f"<div>{paragraphs(STORY).replace('وقال مدير', '<ins>وقال</ins> مدير')}</div>",
    "noscript": f'<div id="app"></div><noscript><div>{paragraphs(STORY)}</div></noscript>',
    "template": f"<template><div>{paragraphs(STORY)}</div></template>",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_body_is_whole_whatever_the_markup(shape: str) -> None:
    assert body_of(SHAPES[shape]) == STORY


@pytest.mark.parametrize(
    "markup", ['<h2 class="i">{}</h2>', "<div><span>{}</span></div>", '<p class="i"><b>{}</b></p><img src=1>']
)
def test_lead_above_the_date_is_kept_when_a_sentence(markup: str) -> None:
    assert body_of(f"<div>{paragraphs(STORY[1:])}</div>", above=markup.format(STORY[0])) == STORY


def test_second_headline_is_left_out() -> None:
    assert body_of(f"<div>{paragraphs(STORY)}</div>", above="<h2>مئة ألف متر مكعب كل يوم</h2>") == STORY


def test_points_in_brief_are_left_out() -> None:
    points = f"<ul><li>{STORY[3]}</li><li>تخدم نصف مليون نسمة</li></ul>"
    assert body_of(f"<div>{paragraphs(STORY)}</div>", above=points) == STORY


@pytest.mark.parametrize(
    "flash", [["وزير المياه يدشن محطة الزهراء"], ["افتتاح محطة التحلية في الزهراء", "الوزارة: تخدم نصف مليون نسمة"]]
)
def test_flash_is_kept_when_teasers_say_more(flash: list[str]) -> None:
    assert body_of(f"<div>{paragraphs(flash)}</div>") == flash


def test_story_is_found_when_a_sidebar_before_it_holds_more() -> None:
    assert body_of(f"<div>{paragraphs(STORY[:3])}</div>", before=f'<div class="sd">{TEASERS * 3}</div>') == STORY[:3]


def test_first_story_alone_is_taken_when_others_follow() -> None:
    next_one = f"<article><h1>إلغاء عشر رحلات قطار بين العاصمة والشمال</h1><div>{paragraphs(OTHER * 3)}</div></article>"
    assert body_of(f"<article><div>{paragraphs(STORY[:4])}</div></article>", after=next_one) == STORY[:4]


def test_first_story_alone_is_taken_when_the_next_article_has_a_lesser_heading() -> None:
    html = f"<article><h1>{HEADLINE}</h1><div>{paragraphs(STORY)}</div></article>"
    next_one = f"<article><h2>إلغاء عشر رحلات قطار بين العاصمة والشمال</h2><div>{paragraphs(OTHER * 3)}</div></article>"
    page = f"<title>{HEADLINE}</title><main>{html}{next_one}</main>"
    read = extract(Page(url="https://news.example/1", payload=page.encode(), content_type="text/html", captured_at=NOW))
    assert isinstance(read, Article)
    assert read.article_body.split("\n") == STORY


def test_story_is_found_when_readers_say_more() -> None:
    said = "".join(
        f'<div class="c"><b>زائر</b> <i>25/04/2026 10:{n}</i><p>{OTHER[n % 3]} رأيي رقم {n}</p></div>' for n in range(10, 25)
    )
    assert body_of(f"<div>{paragraphs(STORY[:3])}</div>", after=f"<div><h3>التعليقات</h3>{said}</div>") == STORY[:3]


def test_updates_keep_their_headings() -> None:
    updates = [
        text for number, text in enumerate(STORY[i] for i in (0, 1, 3, 5)) for text in (f"تطور رقم {number} اليوم", text)
    ]
    boxes = "".join(
        f'<div class="u"><div>1{number}:15</div><h3>{updates[2 * number]}</h3><div><p>{updates[2 * number + 1]}</p></div></div>'
        for number in range(4)
    )
    assert body_of(f'<div class="live">{boxes}</div>') == updates


def test_articlebody_joins_parts_that_lie_apart() -> None:
    parts = f'<div><div>{paragraphs(STORY[:2], "div")}</div></div><div class="z"><div><div>{paragraphs(STORY[2:])}</div></div></div>'
    assert body_of(parts, head=described("\n".join(STORY))) == STORY


def test_articlebody_shows_what_a_class_name_shut_out() -> None:
    html = f'<div>{paragraphs(STORY[:2])}<div class="promo">{paragraphs(STORY[2:])}</div></div>'
    assert body_of(html, head=described(" ".join(STORY))) == STORY


def test_articlebody_tells_where_the_story_ends() -> None:
    html = f"<div>{paragraphs([*STORY, 'الجدير ذكره'])}</div>"
    assert body_of(html, head=described("\n".join(STORY))) == STORY


@pytest.mark.parametrize("body", [STORY[0], " ".join(OTHER * 3), "".join(STORY), STORY[0][:60] + "..."])
def test_page_is_believed_when_articlebody_is_a_teaser_fused_or_of_another_story(body: str) -> None:
    assert body_of(f"<div>{paragraphs(STORY)}</div>", head=described(body)) == STORY


@pytest.mark.parametrize(
    "shown", [f"<p>{STORY[0][:60]}...</p><a href='#'>اقرأ المزيد</a>", '<div id="app"></div>', f"<p>{STORY[0]}</p>"]
)
def test_feed_text_is_taken_when_the_page_shows_none_or_a_part(shown: str) -> None:
    assert body_of(f"<div>{shown}</div>", claim=Claim(text="\n".join(STORY))) == STORY


def test_page_is_believed_when_the_feed_tells_a_part() -> None:
    assert body_of(f"<div>{paragraphs(STORY)}</div>", claim=Claim(text=STORY[0])) == STORY


def test_part_is_shown_when_the_page_asks_for_a_subscription() -> None:
    wall = "<div><h3>هذا المقال للمشتركين فقط</h3><p>اشترك الآن لقراءة المقال كاملا</p></div>"
    assert body_of(f"<div>{paragraphs(STORY[:2])}</div>{wall}", head=described("\n".join(STORY))) == STORY[:2]


def test_lead_is_told_once_when_it_stands_above_and_in_the_body() -> None:
    assert body_of(f"<div>{paragraphs(STORY)}</div>", above=f"<p>{STORY[0]}</p>") == STORY


def test_updates_are_kept_when_their_titles_are_links_to_themselves() -> None:
    boxes = "".join(
        f'<div class="u"><h3><a href="#u{number}">تطور جديد رقم {number} اليوم</a></h3><p>{STORY[number]}</p></div>'
        for number in (1, 3, 5)
    )
    assert [text for text in body_of(f"<p>{STORY[0]}</p><div>{boxes}</div>") if text in STORY] == [STORY[0], *STORY[1::2]]


def test_halves_of_a_verse_stay_apart() -> None:
    verse = '<p><span class="a">أيا ليل طل ما شئت</span><span class="b">فالصبح موعد</span></p>'
    assert body_of(f"<div>{paragraphs(STORY[:3])}{verse}{paragraphs(STORY[3:])}</div>")[3] == "أيا ليل طل ما شئت فالصبح موعد"


def test_word_that_spans_part_stays_whole() -> None:
    dropped = STORY[0].replace("دشنت", '<span class="cap">د</span><span class="rest">شنت</span>', 1)
    assert body_of(f"<div><p>{dropped}</p>{paragraphs(STORY[1:])}</div>") == STORY


@pytest.mark.parametrize("between", ["", "<header><a href='/'>الرئيسية</a></header>", "<p>نص</p>"])
def test_story_is_found_when_the_page_leaves_out_head_and_body(between: str) -> None:
    page = f"<!doctype html><title>{HEADLINE}</title>{between}<main><h1>{HEADLINE}</h1>{paragraphs(STORY)}</main>"
    read = extract(Page(url="https://news.example/1", payload=page.encode(), content_type="text/html", captured_at=NOW))
    assert isinstance(read, Article)
    assert read.article_body.split("\n") == STORY
