from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from archive.models import Article
from archive.text.backtracking import repeats_within_repeat
from archive.text.extract import Page, extract
from archive.text.rules import FIELDS, BadRules, Rules, read_rules, rules_at

PARAGRAPHS = [f"هذه فقرة رقم {number} من خبر طويل عن افتتاح المكتبة الوطنية في المدينة القديمة." for number in range(1, 5)]
HTML = (
    "<title>خبر</title><div class=head>العنوان الصحيح للخبر هنا</div><h1>اسم الموقع الإخباري العربي الكبير</h1>"
    "<i class=w>سلمى يوسف</i>"
    "<b class=when datetime=2026-04-02T10:00+02:00>أمس الأول</b><div class=t>"
    + "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    + "<p class=promo-x>هذه فقرة إعلانية طويلة تشبه الخبر وليست منه ولا تعرفها القواعد العامة أبدا.</p>"
    "<p>للمشاركة في المسابقة السنوية أرسلوا قصصكم القصيرة إلى بريد الصفحة الثقافية.</p></div>"
)
TABLE = {
    "selectors": {"headline": ".head", "author": [".none", ".w"], "date_published": ".when", "article_body": "div.t"},
    "removals": [".promo-x"],
    "trailers": ["للمشاركة في المسابقة"],
    "version": "2026-05",
}


def test_rules_choose_fields_remove_and_end_the_story() -> None:
    page = Page(
        url="https://news.example/a", payload=HTML.encode(), content_type=None, captured_at=datetime(2026, 5, 1, tzinfo=UTC)
    )
    article = extract(page, read_rules(TABLE))
    assert isinstance(article, Article)
    assert article.article_body.split("\n") == PARAGRAPHS
    assert (article.headline, article.author) == ("العنوان الصحيح للخبر هنا", ("سلمى يوسف",))
    assert str(article.date_published) == "2026-04-02 10:00:00+02:00"
    assert article.extractor.rules_version == "2026-05"


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ({"selector": {}}, "selector"),
        ({"selectors": {"titel": "h1"}}, "selectors.titel"),
        ({"selectors": {"headline": "h1["}}, "selectors.headline"),
        ({"selectors": []}, "selectors"),
        ({"removals": [1]}, "removals"),
        ({"removals": ["::"]}, "removals"),
        ({"trailers": ["("]}, "trailers"),
        ({"trailers": ["^(a+)+$"]}, "trailers"),
        ({"until": "soon"}, "until"),
        ({"until": datetime(2024, 6, 30, tzinfo=UTC)}, "until"),
        ({"time_zone": "Asia/Aman"}, "time_zone"),
        ({"time_zone": 3}, "time_zone"),
        ({"version": 1}, "version"),
    ],
)
def test_rule_that_cannot_be_used_is_named(table: dict[str, object], key: str) -> None:
    with pytest.raises(BadRules) as caught:
        read_rules(table)
    assert caught.value.key == key


@pytest.mark.parametrize(
    ("table", "remedy"),
    [
        ({"removals": [".a..b"]}, "write one such as div.story"),
        ({"trailers": ["(تابعونا"]}, "write one such as ^تابعونا على"),
        ({"trailers": ["^(a+)+$"]}, "write (a+)+ as a+"),
    ],
)
def test_rule_that_cannot_be_used_says_what_to_write(table: dict[str, object], remedy: str) -> None:
    with pytest.raises(BadRules, match=re.escape(remedy)):
        read_rules(table)


@pytest.mark.parametrize(
    "pattern", ["^(a+)+$", "(?:a*b?)*c", "((x{2,})y?){1,50}", "(?i:(?:ا|ب+)+)", "(?=(a+)+b)", "(?:a+?)+?", "(?>(a+)+b)"]
)
def test_repetition_of_a_repetition_is_told(pattern: str) -> None:
    assert repeats_within_repeat(pattern)


@pytest.mark.parametrize(
    "pattern", ["^تابعونا على", "a+b+", "(?:ab)+", "(?:a{1,3}b)+", "(?:a+)?b", "[a-z]+(?:,|;) .*", "(?:a++b)+"]
)
def test_repetitions_in_a_row_are_sound(pattern: str) -> None:
    assert not repeats_within_repeat(pattern)


ALL = """<html><head><meta name=paid content=False><link rel=self href="/real/address"></head><body><main>
<div class=kick>خاص</div><h1>افتتاح المكتبة الوطنية في المدينة القديمة</h1><p class=deck>ملخص الخبر</p>
<i class=by>سلمى يوسف</i> <i class=by>رامي عيد</i> <i class=by>سلمى يوسف</i> <u>رويترز</u> <s>صور</s>
<img class=lead src="../pictures/1.jpg"><a class=tag href=/t/1>كتب</a><a class=tag href=/t/2>ثقافة</a><a class=sec href=/c>منوعات</a>
<time class=pub datetime="2026-04-02T10:00"></time><b class=mod>3 نيسان 2026 11:30</b><div class=t>{}</div></main>"""
EVERY: dict[str, Any] = {
    "selectors": {
        "headline": "h1",
        "article_body": ".t",
        "alternative_headline": ".kick",
        "description": ".deck",
        "author": [".none", ".by"],
        "publisher": "s",
        "source_organization": "u",
        "dateline": "s",
        "date_published": ".pub",
        "date_modified": ".mod",
        "in_language": "s",
        "article_section": ".sec",
        "keywords": ".tag",
        "image": ".lead",
        "canonical_url": "link[rel=self]",
        "is_accessible_for_free": "meta[name=paid]",
    },
    "time_zone": "Asia/Amman",
}


def test_rules_may_name_every_field_of_an_article() -> None:
    payload = ALL.format("".join(f"<p>{text}</p>" for text in PARAGRAPHS)).encode()
    page = Page(
        url="https://news.example/a/b", payload=payload, content_type=None, captured_at=datetime(2026, 5, 1, tzinfo=UTC)
    )
    assert set(EVERY["selectors"]) == set(FIELDS)
    article = extract(page, read_rules(EVERY))
    assert isinstance(article, Article)
    assert article.article_body.split("\n") == PARAGRAPHS
    assert {field: getattr(article, field) for field in FIELDS if field != "article_body"} == {
        "headline": "افتتاح المكتبة الوطنية في المدينة القديمة",
        "alternative_headline": "خاص",
        "description": "ملخص الخبر",
        "author": ("سلمى يوسف", "رامي عيد"),
        "publisher": "صور",
        "source_organization": "رويترز",
        "dateline": "صور",
        "date_published": datetime(2026, 4, 2, 10, tzinfo=ZoneInfo("Asia/Amman")),
        "date_modified": datetime(2026, 4, 3, 11, 30, tzinfo=ZoneInfo("Asia/Amman")),
        "in_language": "صور",
        "article_section": "منوعات",
        "keywords": ("كتب", "ثقافة"),
        "image": "https://news.example/pictures/1.jpg",
        "canonical_url": "https://news.example/real/address",
        "is_accessible_for_free": False,
    }


def test_capture_is_read_with_the_rules_of_its_day() -> None:
    old, older, new = (
        Rules(until=date(2024, 6, 30), version="b"),
        Rules(until=date(2020, 1, 1), version="a"),
        Rules(version="c"),
    )
    versions = (new, old, older)
    days = (date(2019, 5, 5), date(2020, 1, 1), date(2020, 1, 2), date(2024, 6, 30), date(2024, 7, 1))
    assert [rules_at(versions, day).version for day in days] == ["a", "a", "b", "b", "c"]


def test_empty_rules_have_a_name_and_equal_rules_the_same_one() -> None:
    assert Rules().name() == "none"
    assert Rules(removals=(".x",)).name() == Rules(removals=(".x",)).name() != Rules(removals=(".y",)).name()
