from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from archive.catalog.columns import Words, article_json, instant_text, read_article, sortable
from archive.dating import DateEvidence, DateKind, DateOf, DateStanding
from archive.models import Article, Extractor
from tests.archive.catalog.samples import NOON, article

# lone surrogates, NUL and all; but not a high one before a low one, which JSON reads as the one character they make in UTF-16
any_text = st.text(alphabet=st.characters(exclude_categories=()), max_size=40).filter(
    lambda text: text == text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
)
offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
any_date = st.none() | st.dates() | st.datetimes(timezones=offsets)
evidence = st.builds(
    DateEvidence,
    of=st.sampled_from(DateOf),
    kind=st.sampled_from(DateKind),
    name=st.none() | any_text,
    text=any_text,
    value=any_date,
    standing=st.sampled_from(DateStanding),
)
articles = st.builds(
    Article,
    url=any_text,
    canonical_url=st.none() | any_text,
    headline=any_text,
    alternative_headline=st.none() | any_text,
    description=st.none() | any_text,
    article_body=any_text,
    author=st.lists(any_text, max_size=3).map(tuple),
    publisher=st.none() | any_text,
    source_organization=st.none() | any_text,
    dateline=st.none() | any_text,
    date_published=any_date,
    date_modified=any_date,
    in_language=st.none() | any_text,
    article_section=st.none() | any_text,
    keywords=st.lists(any_text, max_size=3).map(tuple),
    image=st.none() | any_text,
    is_accessible_for_free=st.none() | st.booleans(),
    digest=any_text,
    extractor=st.builds(Extractor, name=any_text, version=any_text, rules_version=any_text),
    date_evidence=st.lists(evidence, max_size=3).map(tuple),
)


@given(articles)
def test_article_json_gives_the_identical_article_back(read: Article) -> None:
    text = article_json(read)
    assert read_article(text) == read
    assert "\n" not in text
    text.encode()  # UTF-8 can write it


def test_article_kept_before_evidence_was_has_none() -> None:
    older = json.loads(article_json(article()))
    del older["date_evidence"]
    assert read_article(json.dumps(older)).date_evidence == ()


def test_article_json_keeps_the_offset_a_page_stated() -> None:
    beirut = datetime(2026, 7, 1, 9, 30, tzinfo=timezone(timedelta(hours=3)))
    again = read_article(article_json(article(date_published=beirut))).date_published
    assert isinstance(again, datetime)
    assert again.isoformat() == "2026-07-01T09:30:00+03:00"


def test_article_json_keeps_a_plain_date_plain() -> None:
    again = read_article(article_json(article(date_published=date(2026, 7, 1)))).date_published
    assert type(again) is date


def test_article_json_writes_arabic_as_itself() -> None:
    assert json.loads(article_json(article()))["headline"] in article_json(article())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (datetime(2026, 7, 1, 1, 0, tzinfo=timezone(timedelta(hours=3))), "2026-06-30T22:00:00.000000Z"),
        (date(2026, 7, 1), "2026-07-01T00:00:00.000000Z"),
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=3))), None),
        (datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-3))), None),
        (None, None),
    ],
)
def test_sortable_is_utc_text_or_none(value: Any, expected: str | None) -> None:
    assert sortable(value) == expected


def test_instant_text_has_one_width_whatever_the_microseconds() -> None:
    assert {len(instant_text(NOON.replace(microsecond=us))) for us in (0, 1, 999_999)} == {27}
    assert instant_text(datetime(26, 1, 1, tzinfo=UTC)).startswith("0026")


def test_instant_text_refuses_a_naive_datetime() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        instant_text(datetime(2026, 1, 1))  # noqa: DTZ001 - the point


def test_words_are_cut_and_cleared_of_what_a_database_cannot_hold() -> None:
    written = Words(5).process_bind_param("ab\x00\ud800cdef", sqlite.dialect())
    assert written == "ab��c"
