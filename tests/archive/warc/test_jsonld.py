"""Articles as JSON-LD and back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.dating import DateEvidence, DateKind, DateOf, DateStanding
from archive.models import Article, Extractor
from archive.warc.jsonld import article_from_jsonld, article_to_jsonld

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
maybe = st.none() | texts
dates = st.none() | st.dates() | st.datetimes(timezones=st.just(UTC))
evidence = st.builds(
    DateEvidence,
    of=st.sampled_from(DateOf),
    kind=st.sampled_from(DateKind),
    name=maybe,
    text=texts,
    value=dates,
    standing=st.sampled_from(DateStanding),
)
articles = st.builds(
    Article,
    url=texts,
    canonical_url=maybe,
    headline=texts,
    alternative_headline=maybe,
    description=maybe,
    article_body=texts,
    author=st.lists(texts, max_size=3).map(tuple),
    publisher=maybe,
    source_organization=maybe,
    dateline=maybe,
    date_published=dates,
    date_modified=dates,
    in_language=maybe,
    article_section=maybe,
    keywords=st.lists(texts, max_size=3).map(tuple),
    image=maybe,
    is_accessible_for_free=st.none() | st.booleans(),
    digest=texts,
    extractor=st.builds(Extractor, name=texts, version=texts, rules_version=texts),
    date_evidence=st.lists(evidence, max_size=3).map(tuple),
)


@given(articles)
@settings(max_examples=100)
def test_article_comes_back_the_same_through_json(article: Article) -> None:
    text = json.dumps(article_to_jsonld(article), ensure_ascii=False)
    assert article_from_jsonld(json.loads(text)) == article


def test_names_are_those_of_schema_org(article: Article) -> None:
    said = article_to_jsonld(article)
    assert said["@type"] == "NewsArticle"
    assert said["author"] == [{"@type": "Person", "name": "سلمى"}, {"@type": "Person", "name": "نادر"}]
    assert said["sourceOrganization"] == {"@type": "NewsMediaOrganization", "name": "وكالة الأنباء"}
    assert said["datePublished"] == "2026-02-28"
    assert said["dateModified"] == "2026-03-01T09:00:00+03:00"
    assert "image" not in said


def test_plain_date_stays_plain_and_a_time_keeps_its_zone(article: Article) -> None:
    back = article_from_jsonld(article_to_jsonld(article))
    assert type(back.date_published) is date
    assert isinstance(back.date_modified, datetime)
    assert back.date_modified.utcoffset() == article.date_modified.utcoffset()  # type: ignore[union-attr]


def test_absent_is_not_empty(article: Article) -> None:
    assert article_from_jsonld(article_to_jsonld(replace(article, description=""))).description == ""
    assert article_from_jsonld(article_to_jsonld(replace(article, description=None))).description is None


@pytest.mark.parametrize("said", [{}, {"headline": "x"}, {"url": 1, "author": ["x"]}, {"warraq:extractor": None}])
def test_other_json_is_refused(said: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no article of ours"):
        article_from_jsonld(said)
