"""Readings with nothing in them but what a comparison looks at."""

from __future__ import annotations

from archive.models import Article, Extractor


def article(*, headline: str = "عنوان", body: str = "نص") -> Article:
    return Article(
        url="https://news.example/story/1",
        canonical_url=None,
        headline=headline,
        alternative_headline=None,
        description=None,
        article_body=body,
        author=(),
        publisher=None,
        source_organization=None,
        dateline=None,
        date_published=None,
        date_modified=None,
        in_language="ar",
        article_section=None,
        keywords=(),
        image=None,
        is_accessible_for_free=None,
        digest="sha256:" + "0" * 64,
        extractor=Extractor(name="warraq", version="1", rules_version="1"),
    )
