"""Pages made to break a reader: nothing raises, nothing takes long, nothing that is no text comes out."""

from __future__ import annotations

import time
from dataclasses import fields
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.models import Article, Reason, Rejected
from archive.text.extract import Page, extract

NOW = datetime(2026, 5, 1, tzinfo=UTC)
SENTENCE = "وقال المتحدث إن الأعمال تسير وفق الجدول المعلن منذ بداية العام الجاري."
STORY = f"<h1>أعمال الجسر تسير وفق الجدول المعلن</h1><p>{SENTENCE}</p><p>{SENTENCE}</p><p>{SENTENCE}</p>"
LIMIT_S = 10
HOSTILE = {
    "100,000 divs deep": "<div>" * 100_000 + STORY,
    "100,000 unclosed bold": STORY + "<b><i>" * 100_000,
    "50,000 tables deep": "<table><tr><td>" * 50_000 + STORY,
    "an attribute of 5 MB": f'<div class="{"a-b " * 1_200_000}">{STORY}</div>',
    "300,000 attributes": f"<div {' '.join(f'a{number}=1' for number in range(300_000))}>{STORY}</div>",
    "a word of 5 MB": f"<h1>عنوان طويل لخبر قصير جدا</h1><p>{'ا' * 2_500_000}</p>",
    "two million breaks": STORY + "<br>" * 2_000_000,
    "nothing but openings": "<" * 5_000_000,
    "comments never closed": STORY + "<!--" * 1_000_000,
    "JSON-LD a million deep": f'<script type="application/ld+json">{"[" * 1_000_000}</script>{STORY}',
    "5,000 lines and an articleBody of 2 MB": "<title>أعمال الجسر تسير</title>"
    + "".join(f"<p>{SENTENCE} رقم {number}</p>" for number in range(5_000))
    + '<script type="application/ld+json">{"@type": "NewsArticle", "articleBody": "' + SENTENCE * 28_000 + '"}</script>',
    "data of 2 MB": '<title>أعمال الجسر تسير</title><h1>أعمال الجسر تسير</h1><script>a={{"b":[' + '{"title":"خبر","text":"نص"},' * 70_000 + "</script>",
    "a thousand scripts": "<title>أعمال الجسر تسير</title>" + f"<script>x={{y:'{SENTENCE * 5}</script>" * 1_000,
    "data in data": '<script>x="' + '{\\"a\\":\\"' * 20_000 + SENTENCE + '"</script>' + STORY[:90],
    "half a million read-alsos": f"{STORY}<p>{'اقرأ أيضا: ' * 500_000}</p>",
    "40,000 headlines": "<h1>عنوان خبر</h1>" * 40_000 + STORY,
    "200,000 rows": "<h1>أرشيف عام كامل من الأخبار</h1><table>" + "<tr><td>2025</td><td>أرشيف الأخبار مرتب حسب التاريخ</td></tr>" * 35_000,
    "30,000 short lines, each different": STORY + "".join(f"<div><i>{number} سطر قصير</i></div>" for number in range(30_000)),
    "30,000 comment headings": STORY + "<p>تعليقات القراء</p><p>وقال المتحدث إن الأعمال تسير وفق الجدول</p>" * 15_000,
    "20,000 pictures": STORY + "<table>" + "<tr><td><img src=x></td><td>صورة قديمة</td></tr>" * 20_000,
    "250 boxes around a long text": "<title>نص طويل جدا عن الجسر</title>" + "<div>" * 250 + SENTENCE * 20_000,
    "entities": f"{STORY}<p>{'&#1575;' * 500_000}</p>",
    "entities that expand": '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + STORY + "<p>&b;&b;&b;</p>",
    "surrogates and nulls": STORY.replace("المتحدث", "المتحدث&#xD800;&#0;\x00\x1b[31m", 1)
    + '<script type="application/ld+json">{"@type": "NewsArticle", "author": "\\ud800 \\u0000 علي حسن", "keywords": "\\udfff"}'
    "</script>",
    "a script in the headline": "<title>&lt;script&gt;alert(1)&lt;/script&gt; خبر عاجل من المدينة</title>" + STORY,
}  # fmt: skip


def read(html: str | bytes) -> Article | Rejected:
    payload = html.encode("utf-8", "surrogatepass") if isinstance(html, str) else html
    return extract(
        Page(url="https://news.example/a/b", payload=payload, content_type="text/html; charset=utf-8", captured_at=NOW)
    )


def assert_is_text(article: Article | Rejected) -> None:
    for field in fields(article):
        value = getattr(article, field.name)
        for text in value if isinstance(value, tuple) else [value]:
            if isinstance(text, str):
                assert text.encode("utf-8")
                assert not any(ord(char) < 32 and char != "\n" for char in text)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_page_is_read_or_rejected_in_time(name: str) -> None:
    began = time.process_time()
    assert_is_text(read(HOSTILE[name]))
    assert time.process_time() - began < LIMIT_S


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=3_000))
def test_any_bytes_are_read_or_rejected(payload: bytes) -> None:
    assert_is_text(read(payload))
    assert_is_text(read(b"<html><body>" + STORY.encode() + payload))


def test_page_beyond_the_limits_is_rejected() -> None:
    huge = read("<p>نص</p>" * 1_000_000)
    assert isinstance(huge, Rejected)
    assert huge.reason is Reason.EMPTY
